"""What may one type about a hold?"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.holds.facts import fields_of
from accounts.holds.models import Hold
from accounts.models import Account

FACT = "fact_"


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class TermsForm(forms.Form):
    """What a hold may say anew when it changes: until when, how much, why."""

    amount = forms.DecimalField(
        label=_("Amount left out"),
        required=False,
        decimal_places=2,
        max_digits=12,
        help_text=_("Only for named charges."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    until_on = day_field(_("Last protected day"), required=False, help_text=_("Empty: until somebody ends it."))
    review_on = day_field(_("Look at it again on"), required=False, help_text=_("Needed when no last day is known."))
    note = forms.CharField(label=_("Note (may stay empty)"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class OpenHoldForm(TermsForm):
    """A new hold of a kind that is already chosen, on one account."""

    scope = forms.ChoiceField(
        label=_("What is protected"),
        widget=forms.RadioSelect,
        choices=[
            (Hold.Scope.ACCOUNT, _("This account")),
            (Hold.Scope.CUSTOMER, _("Every account of the customer")),
            (Hold.Scope.SERVICE, _("One service")),
            (Hold.Scope.CHARGES, _("Named charges and an amount")),
        ],
    )
    service = forms.ChoiceField(
        label=_("Service"), required=False, help_text=_("Only for one service, or for charges.")
    )
    charges = forms.CharField(
        label=_("Charge numbers"), required=False, help_text=_("As the ledger shows them, with commas between.")
    )
    from_on = day_field(_("First protected day"))
    source = forms.CharField(
        label=_("What it rests on"),
        max_length=300,
        help_text=_("The paper with its date, or who said so and when."),
    )

    field_order = ("scope", "service", "charges", "amount", "from_on", "until_on", "review_on", "source", "note")

    def __init__(self, *args, kind: str, account: Account, **kwargs):
        super().__init__(*args, **kwargs)
        services = sorted({service.service for service in account.services.all()})
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            ("", _("Not one service")),
            *((name, name.capitalize()) for name in services),
        ]
        self.facts = fields_of(kind)
        for fact in self.facts:
            self.fields[FACT + fact.name] = _field_for(fact)

    def fact_fields(self):
        return [self[FACT + fact.name] for fact in self.facts]

    def terms(self) -> dict:
        """What was typed, as `open_hold` takes it."""
        typed = dict(self.cleaned_data)
        facts = {fact.name: typed.pop(FACT + fact.name, None) for fact in self.facts}
        typed["charges"] = [number.strip() for number in typed["charges"].split(",") if number.strip()]
        if typed["scope"] not in (Hold.Scope.SERVICE, Hold.Scope.CHARGES):
            typed["service"] = ""
        if typed["scope"] != Hold.Scope.CHARGES:
            typed["charges"], typed["amount"] = [], None
        return {**typed, "facts": facts}


class ChangeHoldForm(TermsForm):
    """Other terms for a hold that goes on."""

    why = forms.CharField(label=_("Why it changes"), max_length=300)

    field_order = ("until_on", "review_on", "amount", "note", "why")

    def __init__(self, *args, hold: Hold, **kwargs):
        super().__init__(*args, **kwargs)
        if hold.scope != Hold.Scope.CHARGES:
            del self.fields["amount"]


class EndHoldForm(forms.Form):
    """Why and from when a hold no longer protects."""

    why = forms.CharField(label=_("Why it ends"), max_length=300)
    ended_on = day_field(_("First day it no longer protects"), help_text=_("Today or earlier."))


def _field_for(fact) -> forms.Field:
    label = (
        fact.words.capitalize() if fact.needed else _("%(what)s (may stay empty)") % {"what": fact.words.capitalize()}
    )
    if fact.type is date:
        return day_field(label, required=fact.needed)
    if fact.type is int:
        return forms.IntegerField(
            label=label, required=fact.needed, widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )
    if fact.type is Decimal:
        return forms.DecimalField(
            label=label, required=fact.needed, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )
    return forms.CharField(label=label, required=fact.needed, max_length=200)
