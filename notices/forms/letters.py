"""What may a person type about letters?"""

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import MailClass, Returned


def bare(*fields: str) -> FormHelper:
    """The fields alone; the page around them brings the form's own tags and its token."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class IssueForm(forms.Form):
    """One letter, once: the request's own number tells a second click from a second letter."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    own_text = forms.CharField(required=False, strip=False)  # the field in which the text is changed stands elsewhere

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request_id"].initial = uuid.uuid4
        self.helper = bare("request_id")


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
        self.helper = bare("mailed_on", "mail_class", "count")


class DayForm(forms.Form):
    """The day on which a batch would leave."""

    mailed_on = forms.DateField()


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
        self.helper = bare(*self.fields)


class StopForm(forms.Form):
    """Why held letters are taken out."""

    why = forms.CharField(
        label=_("Why these letters should not go out"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": "300"}),
        error_messages={"required": _("Say why these letters should not go out.")},
    )

    def __init__(self, *args, count: int, **kwargs):
        super().__init__(*args, **kwargs)
        if count == 1:
            self.fields["why"].label = _("Why this letter should not go out")
            self.fields["why"].error_messages["required"] = _("Say why this letter should not go out.")


class PullForm(forms.Form):
    """Why a letter is taken out."""

    reason = forms.CharField(label=_("Why is it taken out?"), max_length=300, strip=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
        self.helper = bare("reason")


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
        self.fields["from_place"].widget.attrs["data-key"] = "r"
        self.helper = bare(*self.fields)

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


class ScanForm(forms.Form):
    """The number of a letter, from a scanner or from the keys."""

    code = forms.CharField(
        label=_("Letter"),
        max_length=40,
        help_text=_("Scan the code at the top of the letter, or type its number and press Enter."),
        error_messages={"required": _("Scan the code at the top of the letter, or type the letter’s number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "inputmode": "text"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare("code")


class AccountForm(forms.Form):
    """For which account a form is filled in."""

    number = forms.CharField(
        label=_("Account number"),
        max_length=40,
        help_text=_("Type it to fill in a form for this account."),
        error_messages={"required": _("Type the account’s number, or print the form blank.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = bare("number")


class ReturnedForm(forms.Form):
    """Why a letter came back, as the post office marked it."""

    reason = forms.ChoiceField(
        label=_("Why it came back"),
        error_messages={"required": _("Say why it came back, as the post office marked it.")},
        widget=forms.RadioSelect(attrs={"digits": True, "starts": True}),
        choices=[
            (Returned.Reason.MOVED, _("Moved, left no address")),
            (Returned.Reason.FORWARDING, _("Moved, new address on the label")),
            (Returned.Reason.NOT_KNOWN, _("Not known at this address")),
            (Returned.Reason.NO_SUCH_PLACE, _("No such number or street")),
            (Returned.Reason.VACANT, _("Vacant")),
            (Returned.Reason.REFUSED, _("Refused: the address stays good")),
            (Returned.Reason.UNCLAIMED, _("Unclaimed: the address stays good")),
            (Returned.Reason.DECEASED, _("Deceased")),
            (Returned.Reason.OTHER, _("Something else: say it in the note")),
        ],
    )
    note = forms.CharField(
        label=_("What is written on it"),
        max_length=300,
        required=False,
        help_text=_("Such as the new address. A new address goes to billing; the next extract brings it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    returned_on = forms.DateField(
        label=_("Came back on"),
        error_messages={"required": _("Say on which day it came back.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class EmailForm(forms.Form):
    """Where letters go by e-mail, and what that rests on."""

    email = forms.EmailField(
        label=_("E-mail"),
        error_messages={
            "required": _("Say to which e-mail letters go."),
            "invalid": _("An e-mail reads like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    source = forms.CharField(
        label=_("What it rests on"),
        max_length=300,
        help_text=_("The paper with its date, or who said so and when."),
        error_messages={"required": _("Say what it rests on: the paper with its date, or who said so and when.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WhyForm(forms.Form):
    """One reason, in the words of whoever knows it."""

    why = forms.CharField(label=_("How do you know?"), max_length=300, widget=forms.TextInput())

    def __init__(self, *args, label="", missing="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label or self.fields["why"].label
        self.fields["why"].widget.attrs["autocomplete"] = "off"
        if missing:
            self.fields["why"].error_messages["required"] = missing
