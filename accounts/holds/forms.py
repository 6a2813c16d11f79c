"""What may one type about a hold?"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.holds.charges import open_charges
from accounts.holds.facts import fields_of
from accounts.holds.models import Hold
from accounts.models import Account
from core.money import ZERO
from core.templatetags.money import harmless

FACT = "fact_"
WHY_IT_ENDS = _("Say why it ends; the customer may ask.")
WHAT_IT_RESTS_ON = _("Say what the hold rests on: a paper with its date, or who said so and when.")


def missing(sentence) -> dict:
    """What a field says when it is left empty."""
    return {"required": sentence}


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class TermsForm(forms.Form):
    """What a hold may say anew when it changes: until when, how much, why."""

    amount = forms.DecimalField(
        label=_("Amount left out"),
        required=False,
        decimal_places=2,
        max_digits=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": _("Give an amount in dollars, such as 118.20.")},
    )
    until_on = day_field(_("Last protected day"), required=False, help_text=_("Empty: until somebody ends it."))
    review_on = day_field(_("Look at it again on"), required=False, help_text=_("Needed when no last day is known."))
    note = forms.CharField(label=_("Note (may stay empty)"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class OpenHoldForm(TermsForm):
    """A new hold of a kind that is already chosen, on one account."""

    scope = forms.ChoiceField(
        label=_("What is protected"),
        error_messages=missing(_("Choose what is protected.")),
        widget=forms.RadioSelect,
        choices=[
            (Hold.Scope.ACCOUNT, _("This account")),
            (Hold.Scope.CUSTOMER, _("Every account of the customer")),
            (Hold.Scope.SERVICE, _("One service")),
            (Hold.Scope.CHARGES, _("Named charges and an amount")),
        ],
    )
    service = forms.ChoiceField(
        label=_("Service"), required=False, help_text=_("For one service, or an amount of one service.")
    )
    charges = forms.MultipleChoiceField(
        label=_("Open charges"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("The charge %(value)s is not open on this account.")},
    )
    from_on = day_field(_("First protected day"), error_messages=missing(_("Give the first protected day.")))
    source = forms.CharField(
        label=_("What it rests on"),
        max_length=300,
        help_text=_("The paper with its date, or who said so and when."),
        error_messages=missing(WHAT_IT_RESTS_ON),
    )

    field_order = ("scope", "service", "charges", "amount", "from_on", "until_on", "review_on", "source", "note")

    def __init__(self, *args, kind: str, account: Account, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.open = {charge.id: charge for charge in open_charges(account.pk, today)}
        services = {service.service for service in account.services.all()} | {of.service for of in self.open.values()}
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            ("", _("All services")),
            *((name, harmless(name.capitalize())) for name in sorted(services)),
        ]
        self.fields["charges"].choices = [(id, charge.words) for id, charge in self.open.items()]  # type: ignore[attr-defined]
        self.fields["amount"].help_text = _("For named charges. Empty: all that is open of those ticked.")
        self.facts = fields_of(kind)
        for fact in self.facts:
            self.fields[FACT + fact.name] = _field_for(fact)

    def fact_fields(self):
        return [self[FACT + fact.name] for fact in self.facts]

    def clean(self) -> dict:
        """Ticked charges say their service and, where no amount is typed, how much is left out."""
        typed = super().clean() or self.cleaned_data
        ticked = [self.open[id] for id in typed.get("charges", ())]
        if typed.get("scope") == Hold.Scope.CHARGES and ticked:
            services = {charge.service for charge in ticked}
            typed["service"] = services.pop() if len(services) == 1 else ""
            if typed.get("amount") is None and not self.has_error("amount"):
                typed["amount"] = sum((charge.open for charge in ticked), ZERO)
        return typed

    def terms(self) -> dict:
        """What was typed, as `open_hold` takes it."""
        typed = dict(self.cleaned_data)
        facts = {fact.name: typed.pop(FACT + fact.name, None) for fact in self.facts}
        if typed["scope"] not in (Hold.Scope.SERVICE, Hold.Scope.CHARGES):
            typed["service"] = ""
        if typed["scope"] != Hold.Scope.CHARGES:
            typed["charges"], typed["amount"] = [], None
        return {**typed, "facts": facts}


class ChangeHoldForm(TermsForm):
    """Other terms for a hold that goes on."""

    why = forms.CharField(
        label=_("Why it changes"),
        max_length=300,
        error_messages=missing(_("Say why it changes; the customer may ask.")),
    )

    field_order = ("until_on", "review_on", "amount", "note", "why")

    def __init__(self, *args, hold: Hold, **kwargs):
        super().__init__(*args, **kwargs)
        if hold.scope != Hold.Scope.CHARGES:
            del self.fields["amount"]


class EndHoldForm(forms.Form):
    """Why and from when a hold no longer protects."""

    why = forms.CharField(label=_("Why it ends"), max_length=300, error_messages=missing(WHY_IT_ENDS))
    ended_on = day_field(
        _("First day it no longer protects"),
        help_text=_("Today or earlier."),
        error_messages=missing(_("Give the first day it no longer protects.")),
    )


def _field_for(fact) -> forms.Field:
    label = (
        fact.words.capitalize() if fact.needed else _("%(what)s (may stay empty)") % {"what": fact.words.capitalize()}
    )
    asked = {
        "label": label,
        "required": fact.needed,
        "error_messages": missing(_("Still missing: %(what)s.") % {"what": fact.words}),
    }
    if fact.type is date:
        return day_field(asked.pop("label"), **asked)
    if fact.type is int:
        return forms.IntegerField(**asked, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    if fact.type is Decimal:
        return forms.DecimalField(**asked, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    return forms.CharField(**asked, max_length=200)
