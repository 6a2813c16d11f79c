"""How are nights, their steps and their reasons drawn?"""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collections_app.night import queries
from collections_app.night.models import Night, NightStep
from collections_app.schedule import NIGHT
from collections_app.treatments.models import LetterRun
from collections_app.treatments.policy import SKIPPED, TO_ISSUE
from collections_app.treatments.sentences import REASONS

HELP = {
    "purpose": _(
        "What the night did, step by step: what came in, who was written to and who not and why, and whether the books "
        "are right. A night that was stopped is resumed here, and a run of letters that waits is released from here."
    ),
    "keys": [("r", _("run now, or resume")), ("l", _("letters that wait")), ("?", _("help"))],
    "words": [
        (_("fuse"), _("a run of more letters than usual stops and waits for a supervisor")),
        (_("stale"), _("balances older than the newest extract should be; no letter goes out on them")),
        (_("resume"), _("go on with a night that was stopped; nothing is done twice")),
    ],
}
State = NightStep.State
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


def steps_shown(night: Night, *, running: bool) -> list[ShownStep]:
    """Every step in order, those not begun too. A step that runs while nobody runs a night was killed."""
    rows = {row.name: row for row in night.steps.all()}
    return [_shown(step, rows.get(step.name), running) for step in NIGHT]


def _shown(step, row: NightStep | None, running: bool) -> ShownStep:
    if row is None:
        return ShownStep(step.name, step.words, "", _("not begun"), None, "")
    if row.state == State.RUNNING and not running:
        return ShownStep(step.name, step.words, "blocked", _("stopped"), None, str(_("Killed before it had finished.")))
    state = "blocked" if row.state == State.DONE and row.needs_a_look else LOOKS[row.state]
    word = {"blocked": _("look at it")}.get(state, row.get_state_display()) if row.state == State.DONE else row.state
    return ShownStep(step.name, step.words, state, word, row.seconds, row.sentence)


def last_nights(shown: Night, *, running: bool) -> list[dict]:
    """The strip of seven."""
    return [
        {
            "day": night.date,
            "state": _state(night),
            "word": _word(night, running),
            "url": f"{reverse('night:night')}?date={night.date.isoformat()}",
            "current": night.pk == shown.pk,
        }
        for night in queries.last_nights(max(shown.date, (queries.newest() or shown).date))
    ]


def _state(night: Night) -> str:
    if night.finished_at is None:
        return "blocked"
    if night.waits:
        return "person"
    return "blocked" if night.needs_a_look else "allowed"


def _word(night: Night, running: bool):
    if night.finished_at is None:
        return _("running") if running else _("stopped")
    if night.waits:
        return _("waits")
    issued = next((step.counts.get("issued", 0) for step in night.steps.all() if step.name == "letters"), 0)
    return _("%(n)s letters") % {"n": f"{issued:,}"}


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
