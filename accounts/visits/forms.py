"""What may a person type about a visit?"""

from datetime import date, timedelta
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.contacts.actions import LONGEST_NOTE
from accounts.contacts.models import Contact
from accounts.contacts.outcomes import choices_of
from accounts.visits.models import Visit
from core.staff.models import Person
from core.staff.queries import people
from core.staff.roles import TABLE


def visitors():
    """Who may be sent: whoever may visit, by name."""
    who, _words = TABLE["visit"]
    return people().filter(roles__overlap=[role.value for role in who])


def day_field(label, **more) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day as 2026-10-08.")},
        **more,
    )


class WhoAndWhenForm(forms.Form):
    """Who goes on what day."""

    planned_on = day_field(_("Day"))
    visitor = forms.ModelChoiceField(
        label=_("Who goes"), queryset=Person.objects.none(), error_messages={"required": _("Say who goes.")}
    )
    companion = forms.ModelChoiceField(
        label=_("Who comes along"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody")
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visitor"].queryset = self.fields["companion"].queryset = visitors()  # type: ignore[attr-defined]


class PlanVisitForm(WhoAndWhenForm):
    """One visit, or one for each of several accounts."""

    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=Visit.Purpose.choices,
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say what the visit is for.")},
    )
    may_offer = forms.MultipleChoiceField(
        label=_("What may be offered"),
        choices=Visit.Offer.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("What the visitor should know (may stay empty)"),
        required=False,
        max_length=200,
        help_text=_("It is printed. What is private by law does not belong here."),
    )

    field_order = ("purpose", "planned_on", "visitor", "companion", "may_offer", "note")


class CancelVisitForm(forms.Form):
    """Why nobody goes."""

    why = forms.CharField(label=_("Why nobody goes"), max_length=200, error_messages={"required": _("Say why.")})


class RecordVisitForm(forms.Form):
    """How a visit ended, typed with a thumb."""

    outcome = forms.ChoiceField(
        label=_("What happened"),
        choices=choices_of(Contact.Channel.VISIT),
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say how it ended: choose one of the outcomes.")},
    )
    spoken_to = forms.CharField(label=_("Spoken to, if anybody"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note (may stay empty)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": LONGEST_NOTE, "maxlength": None}),
        error_messages={
            "max_length": _("The note has %(show_value)d characters; %(limit_value)d fit. Say it shorter.")
        },
    )
    photo = forms.FileField(
        label=_("Photo (may stay empty)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
        error_messages={"empty": _("The photo is empty. Take it again.")},
    )
    next_step = forms.CharField(label=_("Next step (may stay empty)"), required=False, max_length=200)
    next_on = day_field(_("By when"), required=False)
    on = day_field(_("Day somebody went"))
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, visit: Visit, today: date, **kwargs):
        went = min(visit.planned_on, today)
        kwargs["initial"] = {"on": went, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if visit.planned_on >= today:
            # On its day nobody is asked for the day; the sheet of paper is often typed in on the next.
            del self.fields["on"]

    def terms(self) -> dict:
        """What was typed, as `record_visit` takes it, without the photo."""
        return {name: value for name, value in self.cleaned_data.items() if name != "photo"}


def first_day(today: date) -> date:
    """The day a plan begins with: tomorrow, or Monday."""
    following = today + timedelta(days=1)
    return following + timedelta(days=(7 - following.weekday()) % 7) if following.weekday() > 4 else following
