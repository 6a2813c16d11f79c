"""What may a person type when a letter or a paper came in, when a line was wrong, or when a next step moves?"""

import json
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.contacts.actions import LONGEST_NOTE
from accounts.contacts.models import Contact
from accounts.contacts.outcomes import OF_CHANNEL, choices_of
from accounts.contacts.papers import MOST_BYTES, Upload
from collections_app.desk.call_form import NextStepFields
from core.errors import RuleViolation
from core.staff.models import Person
from core.staff.queries import colleagues

KINDS = [
    (Contact.Channel.LETTER, _("A letter")),
    (Contact.Channel.EMAIL, _("An e-mail")),
    (Contact.Channel.OTHER, _("Another paper")),
]
ACCEPTED = "application/pdf,image/png,image/jpeg,text/plain,message/rfc822,.pdf,.png,.jpg,.jpeg,.txt,.eml"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def note_field(label, *, required=False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": LONGEST_NOTE, "maxlength": None}),
        error_messages={
            "required": _("Say in the note what was wrong and what is right."),
            "max_length": _("The note has %(show_value)d characters; %(limit_value)d fit. Say it shorter."),
        },
    )


class PaperForm(forms.Form):
    """One or several files for a line of the log; on a phone the camera."""

    files = FilesField(label=_("Files"), required=False, widget=SeveralFiles(attrs={"accept": ACCEPTED}))
    photo = FilesField(
        label=_("Take a photo"), required=False,
        widget=SeveralFiles(attrs={"accept": "image/*", "capture": "environment", "class": "form-control"}),
    )  # fmt: skip
    is_private = forms.BooleanField(
        label=_("Private by law: income, health, assistance, a protected address"), required=False
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def uploads(self) -> list[Upload]:
        """What was chosen, read into memory; refuses by size before it reads."""
        chosen = [*self.cleaned_data["files"], *self.cleaned_data["photo"]]
        if any(file.size > MOST_BYTES for file in chosen):
            raise RuleViolation(_("The file is larger than 10 MB. Scan it with fewer dots, or send it in parts."))
        return [Upload(file.read(), file.name, self.cleaned_data["is_private"]) for file in chosen]


class AddPaperForm(NextStepFields, PaperForm):
    """A letter, an e-mail or another paper that came in, what it says in a line, and what follows."""

    channel = forms.ChoiceField(
        label=_("What came"), choices=KINDS, widget=forms.RadioSelect(attrs={"three": True, "starts": True}),
        error_messages={"required": _("Say whether it is a letter, an e-mail or another paper.")},
    )  # fmt: skip
    on = day_field(_("Came on"), error_messages={"required": _("Say on which day it came.")})
    spoken_to = forms.CharField(label=_("From"), max_length=200, error_messages={"required": _("Say who sent it.")})
    outcome = forms.ChoiceField(
        label=_("What it says"), choices=choices_of(Contact.Channel.LETTER),
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say what it says: choose one of the outcomes.")},
    )  # fmt: skip
    note = note_field(_("In a line"))

    field_order = (
        "channel", "on", "spoken_to", "outcome", "note", "files", "photo", "is_private",
        "next_step", "next_about", "next_on", "next_at", "next_owner",
    )  # fmt: skip

    @property
    def fills(self) -> str:
        """What each outcome fills in while nobody typed there."""
        return json.dumps(self.filled())

    @property
    def said(self) -> dict:
        """What the action takes, from what was typed."""
        typed = self.cleaned_data
        kept = {name: typed[name] for name in ("channel", "on", "spoken_to", "outcome", "note", "request_id")}
        return {**kept, "papers": self.uploads, **self.following}


class CorrectForm(forms.Form):
    """The line as it should read; what was wrong stands in the note."""

    on = day_field(_("Day"))
    spoken_to = forms.CharField(label=_("Spoken to"), required=False, max_length=200)
    number = forms.CharField(label=_("Number"), required=False, max_length=40)
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect(attrs={"digits": True}))
    note = note_field(_("What was wrong, and what is right"), required=True)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, contact: Contact, **kwargs):
        given = {name: getattr(contact, name) for name in ("on", "spoken_to", "number", "outcome")}
        super().__init__(*args, initial=given, **kwargs)
        self.fields["outcome"].choices = choices_of(contact.channel)  # type: ignore[attr-defined]
        if contact.channel not in (Contact.Channel.PHONE, Contact.Channel.COUNTER):
            del self.fields["number"]
        if len(OF_CHANNEL[contact.channel]) > 9:
            self.fields["outcome"].widget = forms.RadioSelect()
            self.fields["outcome"].choices = choices_of(contact.channel)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another day, time or owner for a next step, and why."""

    due_on = day_field(_("On"), error_messages={"required": _("Say by when: the next step has no date.")})
    due_at = forms.TimeField(
        label=_("At, if promised"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    owner = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), empty_label=None)
    why = forms.CharField(
        label=_("Why it moves"), max_length=200,
        error_messages={"required": _("Say why it moves; whoever waits for it may ask.")},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()
