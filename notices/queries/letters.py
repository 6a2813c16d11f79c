"""Which letters were there, what became of them, and which wait?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Account
from notices.kinds import title_of
from notices.models import Letter, Waiting
from notices.queries.states import BESIDE, became_of, state_of

WHOLE = ("version", "english", "rendering__document", "actor", *BESIDE)


def letters_of(account: Account) -> QuerySet[Letter]:
    """An account's letters, newest first, with all that became of them."""
    return Letter.objects.filter(account=account).select_related(*WHOLE)


def letter_with_all(letter_id: int) -> Letter | None:
    return (
        Letter.objects.filter(pk=letter_id)
        .select_related(
            *WHOLE,
            "account__customer",
            "account__premise",
            "pull__actor",
            "batch_line__batch__mailing__actor",
            "waiting__held",
            "returned__actor",
            "copy_of",
        )
        .first()
    )


@dataclass(frozen=True)
class LetterLine:
    """A letter as the account's timeline tells it."""

    when: date
    recorded_at: object
    sentence: str
    letter_id: int
    state: str
    said: str


def timeline_lines(account_id: int) -> list[LetterLine]:
    """One line per letter of an account, newest first, with what became of it."""
    letters = Letter.objects.filter(account_id=account_id).select_related(*BESIDE)
    return [
        LetterLine(
            when=letter.issued_on,
            recorded_at=letter.recorded_at,
            sentence=_("%(title)s issued") % {"title": title_of(letter.kind)},
            letter_id=letter.pk,
            state=state_of(letter),
            said=became_of(letter),
        )
        for letter in letters
    ]


@dataclass(frozen=True)
class Pile:
    """Letters of one kind that wait: how many, how many have their pages, sheets of those, the oldest; `undoable`: how
    many of them whoever issued them may still take back, so that they are not printed yet."""

    kind: str
    title: str
    count: int
    ready: int
    sheets: int
    oldest: date
    undoable: int


def waiting_by_kind(*, now: datetime) -> list[Pile]:
    rows = (
        letters_to_print()
        .values("letter__kind")
        .annotate(
            count=Count("pk"),
            ready=Count("pk", filter=Q(is_ready=True)),
            sheets=Coalesce(Subquery(_sheets_made(OuterRef("letter__kind"))), 0),
            oldest=Min("letter__issued_on"),
            undoable=Count("pk", filter=Q(not_before__gt=now)),
        )
        .order_by("letter__kind")
    )
    return [
        Pile(
            row["letter__kind"],
            title_of(row["letter__kind"]),
            row["count"],
            row["ready"],
            # A letter whose pages are not made yet counts as one sheet, as nearly all are.
            row["sheets"] + row["count"] - row["ready"],
            row["oldest"],
            row["undoable"],
        )
        for row in rows
    ]


def _sheets_made(kind):
    made = letters_to_print().filter(is_ready=True, letter__kind=kind).order_by().values("letter__kind")
    return made.annotate(sheets=Sum("letter__rendering__sheets")).values("sheets")


def letters_to_print() -> QuerySet[Waiting]:
    """Letters that wait to be printed, those whose pages are not made yet and those that may still be undone among
    them; not what is held back, or goes by e-mail."""
    return Waiting.objects.filter(trouble="", held__isnull=True, letter__channel=Letter.Channel.PAPER)


def letters_to_email() -> QuerySet[Waiting]:
    """Letters that wait to go by e-mail."""
    return Waiting.objects.filter(trouble="", held__isnull=True, letter__channel=Letter.Channel.EMAIL)


def letters_aside() -> QuerySet[Waiting]:
    """Letters whose pages could not be made, oldest first."""
    return Waiting.objects.exclude(trouble="").select_related("letter__account__customer").order_by("letter_id")


def copies_of(letter: Letter) -> QuerySet[Letter]:
    """The copies of a letter, with all that became of them."""
    return letter.copies.select_related(*BESIDE).order_by("pk")
