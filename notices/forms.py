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
