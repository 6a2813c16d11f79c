"""What may one type into a note? Writes nothing."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.holds.forms import missing
from accounts.notes.actions import LONGEST_NOTE, LONGEST_STICKY

ACCOUNT, PERSON = "account", "person"


class NoteForm(forms.Form):
    """A few words for the next colleague."""

    about = forms.ChoiceField(
        label=_("About"),
        choices=[(ACCOUNT, _("This account")), (PERSON, _("The person: shows on all their accounts"))],
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages=missing(_("Say what the note is about.")),
    )
    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 4, "data-count": LONGEST_NOTE, "maxlength": None}),
        error_messages=missing(_("The note is empty.")),
    )
    is_sticky = forms.BooleanField(
        label=_("Sticky: a banner on every page of the account"),
        required=False,
        help_text=_("%(most)d characters at most, to be read before speaking.") % {"most": LONGEST_STICKY},
    )
    is_private = forms.BooleanField(label=_("Private by law: closed until opened"), required=False)
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, about_account: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not about_account:
            del self.fields["about"]


class TakeDownForm(forms.Form):
    """Why a note is taken down."""

    why = forms.CharField(
        label=_("Why it is taken down"), max_length=300, error_messages=missing(_("Say why the note is taken down."))
    )
