"""What may one type about an offer and a plan?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core.fields import AmountField
from core.money import cents
from core.templatetags.money import bare_day
from core.typed import whole
from payment_plans.models import Every, Offer
from payment_plans.policy.limits import MOST_INSTALLMENTS
from payment_plans.policy.schedule import Terms

MOST_MONEY = Decimal(10) ** 10
CARDS = (1, 2, 3)
NO_AMOUNT = {"invalid": lazy("Give an amount in dollars, such as 118.20."),
             "min_value": lazy("An amount here is not below zero.")}  # fmt: skip


def terms_as_text(terms: Terms) -> str:
    """The terms that a card shows, as they travel in its form and come back when it is accepted."""
    said = (terms.arrears, terms.down_payment, terms.count, terms.every, terms.first_due_on)
    return "|".join(map(str, said))


def read_terms(text: str) -> Terms | None:
    """The terms that a form sends, None where nobody can understand them; whether they are allowed is judged later."""
    parts = text.split("|")
    if len(parts) != 5 or parts[3] not in Every.values or not whole(parts[2]):
        return None
    try:
        arrears, down = (Decimal(part) for part in parts[:2])
        first = date.fromisoformat(parts[4])
    except (InvalidOperation, ValueError):
        return None
    if not all(
        amount.is_finite() and 0 <= amount < MOST_MONEY and amount == cents(amount) for amount in (arrears, down)
    ):
        return None
    return Terms(cents(arrears), cents(down), min(int(parts[2]), MOST_INSTALLMENTS), first, parts[3])


def amount_field(label, **more) -> AmountField:
    return AmountField(
        label=label, required=more.pop("required", False), min_value=Decimal(0), decimal_places=2, max_digits=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "money"}),
        error_messages=NO_AMOUNT, **more,
    )  # fmt: skip


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("Give the day."), "invalid": lazy("Give the day as 2026-10-08.")},
        **more,
    )


class OffersForm(forms.Form):
    """What is said and moved on the page of offers. Nothing of it is needed: three offers stand there anyway."""

    can_pay_a_month = amount_field(lazy("A month, in all"))
    can_pay_now = amount_field(lazy("Now"))
    household = forms.IntegerField(
        label=lazy("Household"), required=False, min_value=1, max_value=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": lazy("Give a number of people."),
            "min_value": lazy("At least one person lives there."),
            "max_value": lazy("Forty people are the most that fit here."),
        },
    )  # fmt: skip
    monthly_income = amount_field(lazy("Income a month"))
    down_payment = amount_field(lazy("First payment"))
    first_due_on = day_field(lazy("First installment on"), required=False)
    every = forms.ChoiceField(label=lazy("How often"), choices=Every.choices, required=False, initial=Every.MONTH)
    channel = forms.ChoiceField(
        label=lazy("How it is offered"), choices=Offer.Channel.choices, required=False, initial=Offer.Channel.PHONE
    )
    signature = forms.BooleanField(label=lazy("Wait for a signature"), required=False)
    request_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    MEANS = ("household", "monthly_income", "can_pay_a_month", "can_pay_now")

    def means(self) -> dict[str, Any]:
        """What was stated, empty when nothing was."""
        said = {name: self.typed(name) for name in self.MEANS}
        return said if any(value is not None for value in said.values()) else {}

    def typed(self, name: str) -> Any:
        """A field's value; None where it is empty or cannot be understood."""
        value = self.cleaned_data.get(name) if self.is_bound else self.get_initial_for_field(self.fields[name], name)
        return None if value == "" else value

    def moved(self) -> dict[int, int]:
        """By card the number of installments that somebody typed or stepped to, where that is not what was proposed."""
        found = {}
        for n in CARDS:
            typed, proposed = (whole(self.data.get(f"{what}_{n}", "").strip()) for what in ("count", "proposed"))
            count = (typed or proposed or 0) + self._steps(n)
            if count != proposed and 1 <= count <= MOST_INSTALLMENTS:
                found[n] = count
        return found

    def _steps(self, n: int) -> int:
        return (self.data.get("more") == str(n)) - (self.data.get("fewer") == str(n))

    def terms_of(self, numbers: list[str]) -> list[Terms]:
        """The terms that the cards with these numbers showed when the button was pressed."""
        found = [read_terms(self.data.get(f"terms_{n}", "")) for n in numbers if n in ("1", "2", "3")]
        return [terms for terms in found if terms is not None]


class DeclineForm(forms.Form):
    """What the customer said no to, and why: cards of the page by their number, earlier offers by `e` and their id."""

    declined = forms.MultipleChoiceField(
        label=lazy("What was offered and declined"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("Say which of the offers it was.")},
    )
    declined_by = forms.ChoiceField(
        label=lazy("How they were asked"),
        choices=[("", lazy("Choose")), *Offer.Channel.choices],
        error_messages={"required": lazy("Say how the customer was asked: the shutoff rules count it.")},
    )
    why = forms.CharField(
        label=lazy("Why"), max_length=300, error_messages={"required": lazy("Say why it was declined.")}
    )

    def __init__(self, *args: Any, waiting: Iterable[Offer], **more: Any):
        super().__init__(*args, **more)
        self.fields["declined"].choices = [  # type: ignore[attr-defined]
            *((str(n), _("Offer %(n)d") % {"n": n}) for n in CARDS),
            *((f"e{offer.pk}", _("that of %(day)s") % {"day": bare_day(offer.made_on)}) for offer in waiting),
        ]

    def cards(self) -> list[str]:
        return [chosen for chosen in self.cleaned_data["declined"] if not chosen.startswith("e")]

    def earlier(self) -> list[int]:
        return [int(chosen[1:]) for chosen in self.cleaned_data["declined"] if chosen.startswith("e")]


class ThinkForm(forms.Form):
    """Which offer goes along, and until when it stands."""

    thinks = forms.ChoiceField(
        label=lazy("Which offer"),
        widget=forms.RadioSelect,
        choices=[(str(n), n) for n in CARDS],
        error_messages={"required": lazy("Say which of the offers it is.")},
    )
    thinking_until = day_field(lazy("Stands until"))


class SignForm(forms.Form):
    """An agreement that came: how, on which day and, where it is on paper, the paper."""

    how = forms.ChoiceField(
        label=lazy("How it was agreed"),
        widget=forms.RadioSelect,
        choices=[("paper", lazy("Signed on paper")), ("spoken", lazy("Agreed by word of mouth"))],
        error_messages={"required": lazy("Say how it was agreed.")},
    )
    signed_on = day_field(lazy("On which day"))
    paper = forms.FileField(
        label=lazy("Signed agreement (may stay empty)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"empty": lazy("The file is empty. Choose it again.")},
    )


class CancelForm(forms.Form):
    """Why a plan ends before it is paid."""

    why = forms.CharField(
        label=lazy("Why it ends"), max_length=300, error_messages={"required": lazy("Say why; the customer may ask.")}
    )


class ReinstateForm(forms.Form):
    """Why a broken plan should go on, where somebody else must say yes."""

    why = forms.CharField(
        label=lazy("Why it should go on"), max_length=300, error_messages={"required": lazy("Say why it should go on.")}
    )

    def __init__(self, *args: Any, needs_why: bool, **more: Any):
        super().__init__(*args, **more)
        if not needs_why:
            self.fields["why"].required = False
            self.fields["why"].label = _("Note (may stay empty)")
