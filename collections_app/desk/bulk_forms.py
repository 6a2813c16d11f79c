"""What may a person type when they act on several accounts at once?"""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.tasks.actions import LONGEST
from accounts.visits.forms import PlanVisitForm, day_field
from collections_app.desk.queries.bulk import ASSIGN, LETTER, STEP, VISIT
from core.errors import RuleViolation
from core.private import refuse_private
from core.staff.models import Person
from core.staff.queries import colleagues


class OnceForm(forms.Form):
    """A form that counts once, however often it is sent."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AssignForm(OnceForm):
    """Whose the marked accounts are from now on."""

    person = forms.ModelChoiceField(
        label=_("To whom"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody: give them back")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues()  # type: ignore[attr-defined]


class StepForm(OnceForm):
    """The same next step for each."""

    what = forms.CharField(
        label=_("What is to be done"), max_length=LONGEST, error_messages={"required": _("Say what is to be done.")}
    )
    due_on = day_field(_("On"))
    due_at = forms.TimeField(label=_("At, if promised"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    owner = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.none(), error_messages={"required": _("Say who does it.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]

    def clean_what(self):
        try:
            refuse_private(self.cleaned_data["what"])
        except RuleViolation as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data["what"]


FORMS: dict[str, type[forms.Form]] = {
    ASSIGN: AssignForm,
    STEP: StepForm,
    VISIT: PlanVisitForm,
    LETTER: OnceForm,
}
