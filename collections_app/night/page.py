"""How are nights, their steps and their reasons drawn?"""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from collections_app.night import queries
from collections_app.night.models import Night, NightStep
from collections_app.night.sentences import whole
from collections_app.schedule import NIGHT
from collections_app.treatments.models import LetterRun
from collections_app.treatments.policy import SKIPPED, TO_ISSUE
from collections_app.treatments.sentences import REASONS
from core.history.models import HistoryLine

HELP = {
    "purpose": _(
        "What the night did, step by step: what came in, who was written to and who not and why, and whether the books "
        "are right. A night that was stopped is resumed here, and a run of letters that waits is released from here."
    ),
    "keys": [("r", _("run now, or resume")), ("l", _("letters that wait"))],
    "words": [
        (_("fuse"), _("a run of more letters than usual stops and waits for a supervisor")),
        (_("stale"), _("balances older than the newest extract should be; no letter goes out on them")),
        (_("resume"), _("go on with a night that was stopped; nothing is done twice")),
    ],
}
State = NightStep.State
DECIDED = (LetterRun.State.ISSUED, LetterRun.State.DECLINED, LetterRun.State.OVERTAKEN)
LOOKS = {State.RUNNING: "person", State.DONE: "allowed", State.WAITS: "person", State.FAILED: "blocked"}


@dataclass(frozen=True)
class ShownStep:
    """One line of the night: its name, state and word, seconds and what it says."""

    name: str
    words: object
    state: str
    word: object
    seconds: Decimal | None
    sentence: str
    url: str = ""


def steps_shown(night: Night, run: LetterRun | None, *, running: bool) -> list[ShownStep]:
    """Every step in order, those not begun too. A step that runs while nobody runs a night was killed."""
    rows = {row.name: row for row in night.steps.all()}
    return [_shown(step, rows.get(step.name), run, running) for step in NIGHT]


def sentence_of(night: Night, steps: list[ShownStep]) -> str:
    """The night in a few sentences, as its steps read now; the night's own words before a run was decided."""
    return whole(steps) if night.finished_at else ""


def stops_of(night: Night) -> list[str]:
    """Where a night stopped, and who took it up again."""
    lines = HistoryLine.objects.filter(
        action="night.resumed", subject_kind=night._meta.label_lower, subject_key=str(night.pk)
    )
    words = {step.name: str(step.words) for step in NIGHT}
    return [
        _("Stopped at “%(step)s”, resumed by %(who)s.")
        % {"step": words.get(line.facts["at"], line.facts["at"]), "who": line.actor or _("the clock")}
        for line in lines.select_related("actor").order_by("pk")
    ]


def _shown(step, row: NightStep | None, run: LetterRun | None, running: bool) -> ShownStep:
    if row is None:
        return ShownStep(step.name, step.words, "", _("not begun"), None, "")
    if row.state == State.RUNNING and not running:
        return ShownStep(step.name, step.words, "blocked", _("stopped"), None, str(_("Killed before it had finished.")))
    if row.state == State.WAITS and run and run.state in DECIDED:
        return ShownStep(step.name, step.words, "allowed", State.DONE, row.seconds, _decided(row, run))
    word = _("look at it") if row.state == State.DONE and row.needs_a_look else row.get_state_display()
    return ShownStep(step.name, step.words, _look_of(row), word, row.seconds, row.sentence)


def _look_of(row: NightStep) -> str:
    if row.state == State.DONE and row.needs_a_look:
        return "blocked" if row.name == "verify" else "person"
    return LOOKS[row.state]


def _decided(row: NightStep, run: LetterRun) -> str:
    """What became of letters that waited, in place of what the night asked a person to do."""
    considered = row.counts.get("considered", 0)
    asked = ngettext("%(n)s account past due.", "%(n)s accounts past due.", considered) % {"n": f"{considered:,}"}
    who = {"n": f"{run.issued:,}", "who": run.decided_by or "", "why": run.declined_why}
    became = {
        LetterRun.State.ISSUED: _("%(n)s released by %(who)s."),
        LetterRun.State.DECLINED: _("Declined by %(who)s: %(why)s"),
        LetterRun.State.OVERTAKEN: _("A later night judged everybody anew."),
    }[run.state]
    return f"{asked if considered else row.sentence} {became % who}"


def last_nights(shown: Night, *, running: bool) -> list[dict]:
    """The strip of seven."""
    nights = queries.last_nights(max(shown.date, (queries.newest() or shown).date))
    runs = {run.night_on: run for run in LetterRun.objects.filter(night_on__in=[night.date for night in nights])}
    return [
        {
            "day": night.date,
            **_looks(night, runs.get(night.date), running),
            "url": f"{reverse('night:night')}?date={night.date.isoformat()}",
            "current": night.pk == shown.pk,
        }
        for night in nights
    ]


def _looks(night: Night, run: LetterRun | None, running: bool) -> dict:
    if night.finished_at is None:
        return {"state": "person", "word": _("running")} if running else {"state": "blocked", "word": _("stopped")}
    if night.waits and not (run and run.state in DECIDED):
        return {"state": "person", "word": _("waits")}
    looks = {_look_of(step) for step in night.steps.all() if step.state != State.WAITS}
    state = next((look for look in ("blocked", "person") if look in looks), "allowed")
    issued = run.issued if run else 0
    return {"state": state, "word": ngettext("%(n)s letter", "%(n)s letters", issued) % {"n": f"{issued:,}"}}


@dataclass(frozen=True)
class ReasonLine:
    """How many accounts a run put under one reason, as a link to their list."""

    words: object
    count: int
    url: str


def reasons_of(run: LetterRun) -> list[ReasonLine]:
    """Whom a run writes to, then the skipped by reason, in the order in which they are judged."""
    order = [TO_ISSUE, *SKIPPED, *REASONS]
    return [
        ReasonLine(REASONS.get(code, code), count, reverse("treatments:decisions", args=[run.pk, code]))
        for code, count in sorted(run.counts.items(), key=lambda item: order.index(item[0]) if item[0] in order else 99)
    ]
