"""What may a person type when they log a call, and what is filled in for them?"""

import json
from collections.abc import Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.contacts.actions import DESPITE, LONGEST_NOTE
from accounts.contacts.models import Contact
from accounts.contacts.outcomes import NOBODY_THERE, choices_of
from accounts.contacts.policy import FollowUpRules, follow_up
from accounts.models import Account
from accounts.people.models import Party
from accounts.people.numbers import Number
from accounts.people.queries import MAY_SPEAK
from accounts.tasks.models import Task
from core.rulebook import rules
from core.staff.models import Person
from core.staff.queries import colleagues
from core.templatetags.money import bare_day, harmless
from core.verdicts import Verdict

OTHER = "other"
STEPS = {
    "check_promise": _("See whether the promise was kept"),
    "call_back": _("Call back"),
    "call_again": _("Call again"),
    "offer_plan": _("Offer a plan"),
    "wait_for_paper": _("Wait for the paper"),
    "answer": _("Answer them"),
    "find_phone": _("Find a phone that works"),
}
CALLS = ("call_back", "call_again")
VERIFIED = [
    ("", _("Not verified: nothing was disclosed")),
    (_("service address and last payment"), _("Service address and last payment")),
    (_("account number and service address"), _("Account number and service address")),
    (_("date of birth on file"), _("Date of birth on file")),
    (_("photo identification"), _("Photo identification")),
]
CHOICES = "components/choices.html"
STATES = {"works": _("works"), "bad": _("bad")}


class NextStepFields(forms.Form):
    """The next step with its date, a time if one was promised, and its owner: the same in every form that asks."""

    next_step = forms.ChoiceField(
        label=_("Next step"), required=False, choices=[("", _("None")), *((words, words) for words in STEPS.values())]
    )
    next_about = forms.CharField(label=_("About what"), required=False, max_length=120)
    next_on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    next_at = forms.TimeField(
        label=_("At, if promised"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    next_owner = forms.ModelChoiceField(
        label=_("Who"), required=False, queryset=Person.objects.none(), empty_label=None
    )

    def __init__(self, *args, me, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.me, self.today = me, today
        self.fields["next_owner"].queryset = colleagues()  # type: ignore[attr-defined]
        self.fields["next_owner"].initial = me.pk

    def filled(self) -> dict[str, dict[str, str]]:
        """For each outcome of the form the step that is proposed and its day."""
        figures = rules(FollowUpRules, on=self.today)
        proposed = {
            outcome: follow_up(outcome, today=self.today, rules=figures)
            for outcome, _words in self.fields["outcome"].choices  # type: ignore[attr-defined]
        }
        return {
            outcome: {"next_step": str(STEPS[comes.step]), "next_on": comes.on.isoformat()}
            if comes
            else {"next_step": "", "next_on": ""}
            for outcome, comes in proposed.items()
        }

    @property
    def following(self) -> dict:
        """What an action takes as the next step."""
        typed = self.cleaned_data
        step, about = typed["next_step"], typed["next_about"].strip()
        return {
            "next_step": f"{step}: {about}" if step and about else step,
            "next_on": typed["next_on"],
            "next_at": typed["next_at"],
            "next_owner": (typed["next_owner"] or self.me) if step else None,
        }


class CallForm(NextStepFields):
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
        label=_("Outcome"), choices=choices_of(Contact.Channel.PHONE),
        widget=forms.RadioSelect(attrs={"digits": True}),
        error_messages={"required": _("Say how the conversation ended: choose one of the outcomes.")},
    )  # fmt: skip
    finishes = forms.ModelChoiceField(
        label=_("This call does"), required=False, queryset=Task.objects.none(), empty_label=_("Nothing that was due")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": LONGEST_NOTE, "maxlength": None}),
        error_messages={
            "max_length": _("The note has %(show_value)d characters; %(limit_value)d fit. Say it shorter.")
        },
    )  # fmt: skip
    is_right_party = forms.ChoiceField(
        label=_("Was it whom we meant?"), required=False,
        choices=[("", _("As “spoken to” says")), ("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    may_be_told = forms.ChoiceField(
        label=_("May be told"), required=False, choices=[("", _("As on file")), *Contact.MayBeTold.choices]
    )
    interpreter = forms.CharField(label=_("Interpreter"), required=False, max_length=120)
    listened_in = forms.ModelChoiceField(
        label=_("Who listened in"), required=False, queryset=Person.objects.none(), empty_label=_("Nobody")
    )
    despite = forms.CharField(label=_("A call was made all the same, because"), required=False, max_length=300)
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        account: Account,
        me,
        today: date,
        verdict: Verdict,
        numbers: Sequence[Number] = (),
        parties: Sequence[Party] = (),
        due: Sequence[Task] = (),
        **kwargs,
    ):
        super().__init__(*args, me=me, today=today, **kwargs)
        self.account, self.verdict, self.due = account, verdict, due
        self.parties = [party for party in parties if not party.is_private]
        self.holder = harmless(account.customer.name)
        self._offer_numbers([number for number in numbers if number.kind == "phone"])
        named = {harmless(party.name): _says(party) for party in self.parties}
        self.fields["spoken_to"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody")), (self.holder, self.holder), *named.items(), (OTHER, _("Somebody else")),
        ]  # fmt: skip
        self.fields["spoken_to"].initial = self.holder
        self.fields["listened_in"].queryset = colleagues().exclude(pk=me.pk)  # type: ignore[attr-defined]
        self.fields["finishes"].queryset = Task.objects.filter(pk__in=[task.pk for task in due])  # type: ignore[attr-defined]
        self.fields["finishes"].label_from_instance = _due_says  # type: ignore[attr-defined]
        if verdict.allowed:
            self.fields["direction"].initial = Contact.Direction.OUT
        self.may_all_the_same = not verdict.allowed and me.may(DESPITE)
        self._lay_out(bool(due))

    def clean(self):
        """An outgoing call is counted by its number, so one without is no call."""
        typed = super().clean()
        is_another = typed.get("number") == OTHER
        called = typed.get("other_number", "").strip() if is_another else typed.get("number")
        if typed.get("direction") == Contact.Direction.OUT and not called and "number" not in self.errors:
            self.add_error("other_number" if is_another else "number", _("Choose or type the number that was called."))
        return typed

    def _offer_numbers(self, numbers: list[Number]) -> None:
        phones = {harmless(number.value): _told(number, self.holder) for number in numbers}
        best = next((number for number in numbers if number.works), None)
        self.fields["number"].choices = [*phones.items(), ("", _("None")), (OTHER, _("Another number"))]  # type: ignore[attr-defined]
        self.fields["number"].initial = harmless(best.value) if best else ""

    def _lay_out(self, something_is_due: bool) -> None:
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field("direction", template=CHOICES),
            *([Div("despite", css_class="wide")] if self.may_all_the_same else []),
            "number",
            "spoken_to",
            Div("other_number", "somebody", css_class="wide others"),
            Div("verified_by", css_class="wide"),
            Field("outcome", template=CHOICES),
            *([Div("finishes", css_class="wide")] if something_is_due else []),
            Div("next_step", css_class="wide"),
            "next_on",
            HTML('{% include "desk/partials/day_keys.html" with field="id_next_on" from=today only %}'),
            "next_at",
            "next_about",
            Div(
                "note",
                HTML(
                    '<div class="form-text note-help"><span>{{ no_cards }}</span>'
                    '<span class="nums" data-counts="id_note"></span></div>'
                ),
                css_class="wide",
            ),
            HTML('<details class="wide unfold"><summary>{{ more_about }}</summary><div class="two">'),
            "next_owner", "is_right_party", "may_be_told", "listened_in", "interpreter",
            HTML("</div></details>"),
            "request_id",
        )  # fmt: skip

    @property
    def fills(self) -> str:
        """What each outcome fills in while nobody typed there: the step that follows, its day, who was there, and the
        call that was due: it was made now, however it ended."""
        filled = self.filled()
        calls = [str(task.pk) for task in self.due if task.what.startswith(tuple(str(STEPS[step]) for step in CALLS))]
        for outcome, fields in filled.items():
            fields["spoken_to"] = "" if outcome in NOBODY_THERE else self.holder
            if len(calls) == 1:
                fields["finishes"] = calls[0]
        return json.dumps(filled)

    @property
    def said(self) -> dict:
        """What the action takes, from what was typed."""
        typed = self.cleaned_data
        spoken_to = typed["somebody"] if typed["spoken_to"] == OTHER else typed["spoken_to"]
        if typed["outcome"] in NOBODY_THERE and spoken_to == self.holder:
            spoken_to = ""
        party = next((party for party in self.parties if harmless(party.name) == spoken_to), None)
        return {
            "direction": typed["direction"],
            "outcome": typed["outcome"],
            "number": typed["other_number"] if typed["number"] == OTHER else typed["number"],
            "spoken_to": spoken_to,
            "verified_by": typed["verified_by"] if spoken_to else "",
            "note": typed["note"],
            "is_right_party": self._is_right_party(spoken_to, party),
            "may_be_told": typed["may_be_told"] or (party.may_be_told if party else ""),
            "interpreter": typed["interpreter"],
            "listened_in": typed["listened_in"],
            "despite": typed["despite"],
            "finishes": typed["finishes"].pk if typed["finishes"] else None,
            **self.following,
            "request_id": typed["request_id"],
        }

    def _is_right_party(self, spoken_to: str, party: Party | None) -> bool | None:
        if self.cleaned_data["is_right_party"]:
            return self.cleaned_data["is_right_party"] == "yes"
        if not spoken_to:
            return None
        return spoken_to == self.holder or bool(party and party.role in MAY_SPEAK)

    def field_of(self, refusal: str) -> str | None:
        """The field a refusal is about, so that the sentence stands beside it."""
        if "spoken to" in refusal:
            return "spoken_to"
        if refusal.startswith(self.verdict.sentence) and not self.verdict.allowed:
            return "despite" if self.may_all_the_same else "direction"
        if "note" in refusal.lower():
            return "note"
        return "next_on" if "next step" in refusal.lower() or " is over" in refusal else None


def _due_says(task: Task) -> str:
    return _now("%(what)s, due %(day)s") % {"what": harmless(task.what), "day": bare_day(task.due_on)}


def _says(party: Party) -> str:
    return f"{harmless(party.name)}, {party.get_role_display()}"


def _told(number: Number, holder: str) -> str:
    """ "218-555-0142 · works", "218-555-0199 · Ana Lopez · do not call"."""
    parts = [harmless(number.value)]
    if harmless(number.whose) != holder:
        parts.append(harmless(number.whose))
    if number.do_not_use:
        parts.append(_now("do not call"))
    elif number.state in STATES:
        tried = f" {bare_day(number.last_tried_on)}" if number.last_tried_on else ""
        parts.append(f"{STATES[number.state]}{tried}")
    return " · ".join(parts)
