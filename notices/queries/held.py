"""What does a run of held letters hold: how many, to whom, since when, and who decided?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from core.templatetags.money import bare_day
from notices.kinds import title_of
from notices.models import HeldRun, Letter

SAMPLES = 10


@dataclass(frozen=True)
class HeldReport:
    """One run of held letters as its page shows it. `here`: still held, which is less than it was where some were
    taken out; `state` as of a verdict: `person` where it waits, `allowed`, `blocked`."""

    title: str
    state: str
    word: str
    here: int
    changes: list[tuple[str, str]]
    samples: list[Letter]

    @property
    def waits(self) -> bool:
        return self.state == "person"


def held_runs() -> QuerySet[HeldRun]:
    """What waits for a supervisor's word, oldest first, with `here`: the letters that are still held."""
    return HeldRun.objects.undecided().annotate(here=Count("waiting")).filter(here__gt=0).order_by("pk")


def report(run: HeldRun, *, closed: Collection[int]) -> HeldReport:
    """A run's counts and ten of its letters, those of `closed` accounts left out."""
    letters = Letter.objects.filter(waiting__held=run)
    counted = letters.aggregate(here=Count("pk"), by=Min("mail_by"))
    shown = letters.exclude(account__in=closed).select_related("account__customer", "account__premise")
    state, word = _state(run)
    return HeldReport(
        title=title_of(run.kind),
        state=state,
        word=word,
        here=counted["here"],
        changes=list(_changes(run, counted["here"], counted["by"])),
        samples=list(shown.order_by("pk")[:SAMPLES]),
    )


def _state(run: HeldRun) -> tuple[str, str]:
    if run.let_go_at:
        return "allowed", _("let go")
    if run.stopped_at:
        return "blocked", _("stopped")
    return "person", _("held back")


def _changes(run: HeldRun, here: int, by: date | None):
    yield _("Letters"), f"{run.letter_count:,}"
    if not (run.let_go_at or run.stopped_at) and here != run.letter_count:
        yield _("Taken out meanwhile"), f"{run.letter_count - here:,}"
    yield _("Issued"), bare_day(run.issued_on)
    if by:
        yield _("Must be mailed by"), bare_day(by)
