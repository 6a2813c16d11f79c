"""What may a person type about a promise?"""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField
from payment_plans.promises.models import Promise

LONGEST_NOTE = 300


class RecordPromiseForm(forms.Form):
    """Who promised how much by when, and how it will be paid. What was typed stays when it is refused."""

    amount = AmountField(
        label=_("Amount"), max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True}),
        error_messages={
            "required": _("Enter the amount that was promised."),
            "invalid": _("Enter dollars and cents, like 150.00."),
            "max_decimal_places": _("Enter dollars and cents: at most two places."),
            "max_digits": _("That is more than anybody can promise. Look at the amount again."),
            "max_whole_digits": _("That is more than anybody can promise. Look at the amount again."),
        },
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("By what day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day as 2026-10-09.")},
    )  # fmt: skip
    method = forms.ChoiceField(
        label=_("How it will be paid"),
        choices=[(code, f"{words[:1].upper()}{words[1:]}") for code, words in Promise.Method.choices],
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say how it will be paid.")},
    )  # fmt: skip
    said_by = forms.CharField(
        label=_("Who promised it"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say who promised it.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note (may stay empty)"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": LONGEST_NOTE, "maxlength": None}),
        error_messages={
            "max_length": _("The note has %(show_value)d characters; %(limit_value)d fit. Say it shorter.")
        },
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def terms(self) -> dict:
        """What was typed, as `record_promise` takes it."""
        return dict(self.cleaned_data)


class WithdrawPromiseForm(forms.Form):
    """Why a promise no longer binds."""

    why = forms.CharField(
        label=_("Why it is withdrawn"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}),
        help_text=_("It stays on file; the customer may ask."),
        error_messages={"required": _("Say why it is withdrawn.")},
    )  # fmt: skip
