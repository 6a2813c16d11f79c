"""Which batches are there, what is in them, which letters would be mailed too late, and what was printed again?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.history.models import HistoryLine
from notices.models import Batch, Letter, Mailing, Pull
from notices.queries.states import beside

PRINTED_AGAIN = "batch.printed_again"


def batches() -> QuerySet[Batch]:
    """Batches, newest first, with `expected` letters (what was taken out left out) and `pulled`."""
    pulled = (
        Pull.objects.filter(letter__batch_line__batch=OuterRef("pk")).order_by().values("letter__batch_line__batch")
    )
    return Batch.objects.select_related("document", "mailing__actor", "actor").annotate(
        pulled=Coalesce(Subquery(pulled.annotate(n=Count("pk")).values("n")), 0),
        expected=F("letter_count") - F("pulled"),
    )


def batches_to_mail() -> QuerySet[Batch]:
    """Printed and not mailed, oldest first; a batch of which everything was taken out is no longer among them."""
    return batches().filter(mailing__isnull=True, expected__gt=0).order_by("pk")  # type: ignore[misc]


def lines_of(batch: Batch) -> QuerySet:
    """The letters of a batch in the order of the pile."""
    beside_it = ("account__customer", "pull", "rendering", "returned")
    return batch.lines.select_related(*(f"letter__{name}" for name in beside_it)).order_by("place")


def envelopes_of(batch: Batch) -> list[tuple[int, int]]:
    """How many letters of a batch have how many sheets: (sheets in the envelope, letters), thin ones first."""
    return list(
        batch.lines.filter(letter__rendering__isnull=False)
        .order_by()
        .values_list("letter__rendering__sheets")
        .annotate(letters=Count("pk"))
        .order_by("letter__rendering__sheets")
    )


def overtaken(batch: Batch, mailed_on: date) -> QuerySet[Letter]:
    """The letters of a batch that would be taken out if it were mailed on this day, and their copies beside them."""
    here = Letter.objects.filter(batch_line__batch=batch, pull__isnull=True)
    late = here.filter(mail_by__lt=mailed_on)
    return here.filter(Q(mail_by__lt=mailed_on) | Q(copy_of__in=late.order_by().values("pk"))).order_by(
        "batch_line__place"
    )


@dataclass(frozen=True)
class Again:
    """One time that letters of a batch were printed again."""

    at: object
    letters: list[int]
    why: str
    by: str


def printed_again(batch: Batch) -> list[Again]:
    """Each time that a part of a batch was printed again, newest first."""
    return [
        Again(line.at, line.facts["letters"], line.facts["why"], line.actor.get_full_name() if line.actor else "")
        for line in HistoryLine.objects.filter(
            subject_kind=batch._meta.label_lower, subject_key=str(batch.pk), action=PRINTED_AGAIN
        )
        .select_related("actor")
        .order_by("-pk")
    ]


def printed_again_with(letter: Letter) -> list[Again]:
    """Each time that a letter was printed once more with a part of its batch, newest first."""
    line = beside(letter, "batch_line")
    return [again for again in printed_again(line.batch) if letter.pk in again.letters] if line else []


def last_mailed() -> Mailing | None:
    return Mailing.objects.order_by("-mailed_on", "-pk").first()
