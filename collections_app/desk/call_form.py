"""What may a person type when they log a call?"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.contacts.actions import LONGEST_NOTE
from accounts.contacts.models import Contact
from core.staff.models import Person
from core.staff.queries import colleagues
from core.templatetags.money import harmless

OTHER = "other"
NEXT_STEPS = [
    ("", _("None")),
    (_("Call back"), _("Call back")),
    (_("Offer a plan"), _("Offer a plan")),
    (_("Wait for the paper"), _("Wait for the paper")),
    (_("Answer the dispute"), _("Answer the dispute")),
    (_("Find a phone that works"), _("Find a phone that works")),
]
VERIFIED = [
    ("", _("Not verified: nothing was disclosed")),
    (_("service address and last payment"), _("Service address and last payment")),
    (_("account number and service address"), _("Account number and service address")),
    (_("date of birth on file"), _("Date of birth on file")),
    (_("photo identification"), _("Photo identification")),
]


class CallForm(forms.Form):
    """One conversation and, if there is one, the next step. What was typed stays when it is refused."""

    direction = forms.ChoiceField(
        label=_("Direction"), choices=Contact.Direction.choices,
        widget=forms.RadioSelect(attrs={"three": True, "starts": True}),
        error_messages={"required": _("Say who called whom.")},
    )  # fmt: skip
    number = forms.ChoiceField(label=_("Number"), required=False)
    other_number = forms.CharField(label=_("Another number"), required=False, max_length=40)
    spoken_to = forms.ChoiceField(label=_("Spoken to"), required=False)
    somebody = forms.CharField(label=_("Somebody else"), required=False, max_length=200)
    verified_by = forms.ChoiceField(label=_("Verified by"), required=False, choices=VERIFIED)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Contact.Outcome.choices, widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say how the conversation ended: choose one of the outcomes.")},
    )  # fmt: skip
    next_step = forms.ChoiceField(label=_("Next step"), required=False, choices=NEXT_STEPS)
    next_on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    next_at = forms.TimeField(label=_("At"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    next_owner = forms.ModelChoiceField(
        label=_("Who"), required=False, queryset=Person.objects.none(), empty_label=None
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": LONGEST_NOTE, "maxlength": None}),
        error_messages={
            "max_length": _("The note has %(show_value)d characters; %(limit_value)d fit. Say it shorter.")
        },
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, account, me, **kwargs):
        super().__init__(*args, **kwargs)
        self.me = me
        customer = account.customer
        phones = dict.fromkeys(harmless(phone) for phone in (customer.phone, customer.alternate_phone) if phone)
        self.fields["number"].choices = [*((p, p) for p in phones), ("", _("None")), (OTHER, _("Another number"))]
        self.fields["number"].initial = next(iter(phones), "")
        name = harmless(customer.name)
        self.fields["spoken_to"].choices = [("", _("Nobody")), (name, name), (OTHER, _("Somebody else"))]
        self.fields["next_owner"].queryset = colleagues()
        self.fields["next_owner"].initial = me.pk
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        choices = "components/choices.html"
        self.helper.layout = Layout(
            Field("direction", template=choices),
            "number",
            "spoken_to",
            Div("other_number", "somebody", css_class="wide others"),
            Div("verified_by", css_class="wide"),
            Field("outcome", template=choices),
            "next_step",
            "next_owner",
            "next_on",
            "next_at",
            Div(
                "note",
                HTML(
                    '<div class="form-text note-help"><span>{{ no_cards }}</span>'
                    '<span class="nums" data-counts="id_note"></span></div>'
                ),
                css_class="wide",
            ),
            "request_id",
        )

    @property
    def said(self) -> dict:
        """What the action takes, from what was typed."""
        typed = self.cleaned_data
        number = typed["other_number"] if typed["number"] == OTHER else typed["number"]
        spoken_to = typed["somebody"] if typed["spoken_to"] == OTHER else typed["spoken_to"]
        return {
            "direction": typed["direction"],
            "outcome": typed["outcome"],
            "number": number,
            "spoken_to": spoken_to,
            "verified_by": typed["verified_by"],
            "note": typed["note"],
            "next_step": typed["next_step"],
            "next_on": typed["next_on"],
            "next_at": typed["next_at"],
            "next_owner": (typed["next_owner"] or self.me) if typed["next_step"] else None,
            "request_id": typed["request_id"],
        }

    def field_of(self, refusal: str) -> str | None:
        """The field a refusal is about, so that the sentence stands beside it."""
        if "spoken to" in refusal:
            return "spoken_to"
        if "note" in refusal.lower():
            return "note"
        return "next_on" if "next step" in refusal.lower() or " is over" in refusal else None
