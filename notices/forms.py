"""What may a person type about letters?"""

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import MailClass


def _helper(*fields: str) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class IssueForm(forms.Form):
    """One letter, once: the request's own number tells a second click from a second letter."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request_id"].initial = uuid.uuid4
        self.helper = _helper("request_id")


class MailedForm(forms.Form):
    """What a person saw leave the house."""

    mailed_on = forms.DateField(label=_("Mailed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    mail_class = forms.ChoiceField(label=_("Mail class"), choices=[("", _("Choose")), *MailClass.choices])
    count = forms.IntegerField(
        label=_("Letters counted"),
        min_value=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mailed_on"].initial = today
        if today:
            self.fields["mailed_on"].widget.attrs["max"] = today.isoformat()
        self.helper = _helper("mailed_on", "mail_class", "count")


class OfficeForm(forms.Form):
    """What every letter says about the office that sends it."""

    return_line1 = forms.CharField(label=_("Street or box that mail comes back to"), max_length=60)
    return_line2 = forms.CharField(label=_("City, state and ZIP code"), max_length=60)
    phone = forms.CharField(label=_("Number to call about a letter"), max_length=40)
    hours = forms.CharField(label=_("When somebody answers it"), max_length=60)
    in_force_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    citation = forms.CharField(label=_("Where that is decided"), max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.helper = _helper(*self.fields)


class PullForm(forms.Form):
    """Why a letter is taken out."""

    reason = forms.CharField(label=_("Why is it taken out?"), max_length=300, strip=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
        self.helper = _helper("reason")


class PrintAgainForm(forms.Form):
    """Which letters of a batch are printed again: places in the pile, or letters by their numbers."""

    from_place = forms.IntegerField(label=_("From place"), min_value=1, required=False)
    to_place = forms.IntegerField(label=_("To place"), min_value=1, required=False)
    letters = forms.CharField(label=_("Or letters, such as 412, 415-418"), max_length=300, required=False)
    why = forms.CharField(label=_("Why are they printed again?"), max_length=300, strip=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        for name in ("from_place", "to_place"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        self.helper = _helper(*self.fields)

    def clean(self):
        said = super().clean()
        if bool(said.get("letters")) == bool(said.get("from_place") or said.get("to_place")) and not self.errors:
            raise forms.ValidationError(_("Say either which places of the pile, or which letters."))
        return said

    @property
    def places(self) -> tuple[int, int] | None:
        """The places that were typed; one of the two alone means that place."""
        first, last = self.cleaned_data["from_place"], self.cleaned_data["to_place"]
        return (first or last, last or first) if first or last else None
