"""What may a person type about money: a payment, a void receipt, a returned payment, the period of a statement?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from collections_app.desk.queries.payments import TENDERS
from core.fields import AmountField
from ledger.models import ReturnedPayment

REFERENCE = 60
NUMBERED = {"check": _("check"), "money_order": _("money order")}
CHARGE, NO_FEE = "charge", "none"


class PaymentForm(forms.Form):
    """One tender on one account. What was typed stays when it is refused."""

    amount = AmountField(
        label=_("Amount"), max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True}),
        error_messages={
            "required": _("Enter the amount that was paid."),
            "invalid": _("Enter dollars and cents, like 1846.20."),
            "max_decimal_places": _("Enter dollars and cents: at most two places."),
            "max_digits": _("That is more than a payment can be. Look at the amount again."),
            "max_whole_digits": _("That is more than a payment can be. Look at the amount again."),
        },
    )  # fmt: skip
    method = forms.ChoiceField(
        label=_("Paid by"), choices=list(TENDERS.items()), widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say how it was paid.")},
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Number of the check or money order, or the terminal’s reference"), required=False,
        max_length=REFERENCE, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Never the number of a card."),
    )  # fmt: skip
    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day on which it was received.")},
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self):
        """A check that comes back is found by its number, so it is asked for while the check lies there."""
        typed = super().clean()
        paper = NUMBERED.get(typed.get("method", ""))
        if paper and not typed.get("reference") and "reference" not in self.errors:
            self.add_error("reference", _("Enter the number of the %(paper)s.") % {"paper": paper})
        return typed

    def field_of(self, refusal: str) -> str | None:
        """The field a refusal is about, so that the sentence stands beside it."""
        if "never kept" in refusal or "terminal" in refusal:
            return "reference"
        if "future" in refusal or "years back" in refusal:
            return "received_on"
        return "amount" if refusal.startswith("A payment is") else None


class VoidForm(forms.Form):
    """Why a receipt is void."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Say why: “wrong account”, “entered twice”.")},
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)


class FeeForm(forms.Form):
    """Why the fee of a returned payment is taken back."""

    reason = forms.CharField(
        label=_("Why the fee is taken back"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why the fee is taken back.")},
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """What the bank said, when, and whether the fee is charged. Without `may_charge` nobody is asked."""

    reason = forms.ChoiceField(
        label=_("What the bank said"), choices=ReturnedPayment.Reason.choices,
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say what the bank said: choose one of the reasons.")},
    )  # fmt: skip
    returned_on = forms.DateField(
        label=_("Came back on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day on which it came back.")},
    )  # fmt: skip
    fee = forms.ChoiceField(
        label=_("Fee"), choices=[(CHARGE, _("Charge the fee")), (NO_FEE, _("No fee"))], widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the fee is charged.")},
    )  # fmt: skip
    no_fee_because = forms.CharField(
        label=_("Why no fee"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, may_charge: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_charge:
            del self.fields["fee"], self.fields["no_fee_because"]

    def clean(self):
        typed = super().clean()
        if typed.get("fee") == NO_FEE and not typed.get("no_fee_because", "").strip():
            self.add_error("no_fee_because", _("Say why no fee is charged."))
        return typed

    @property
    def said(self) -> dict:
        """What the action takes, from what was typed."""
        typed = self.cleaned_data
        because = typed.get("no_fee_because", "") if typed.get("fee") == NO_FEE else ""
        return {
            "reason": typed["reason"],
            "returned_on": typed["returned_on"],
            "no_fee_because": because,
            "request_id": typed["request_id"],
        }

    def field_of(self, refusal: str) -> str | None:
        return "returned_on" if "before that day" in refusal or "future" in refusal else None


class PeriodForm(forms.Form):
    """The period of a statement."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Through"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
