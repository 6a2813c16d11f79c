"""How does a page say what became of a letter or a batch?"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.models import Party
from core.templatetags.money import bare_day
from notices import queries
from notices.actions.anew import Renewed
from notices.kinds import title_of
from notices.models import Batch, Letter, Mailing
from notices.queries import Again
from notices.queries.households import Household, Together
from notices.queries.states import STATES, became_of, beside, state_of


@dataclass(frozen=True)
class BatchState:
    """A batch as a row of the mail room."""

    batch: Batch
    title: str
    state: str
    said: str

    @property
    def number(self) -> int:
        return self.batch.pk


def batch_line(batch: Batch) -> BatchState:
    mailing = beside(batch, "mailing")
    if mailing:
        state, said = (
            "allowed",
            _("Mailed %(day)s, %(class)s")
            % {
                "day": bare_day(mailing.mailed_on),
                "class": mailing.get_mail_class_display().lower(),
            },
        )
    elif batch.expected:  # type: ignore[attr-defined]
        state, said = "person", _("Printed, not yet mailed")
    else:
        state, said = "blocked", _("All taken out")
    return BatchState(batch, title_of(batch.kind), state, said)


def mailed_sentence(mailing: Mailing) -> str:
    return ngettext(
        "Batch %(batch)s is confirmed: %(count)s letter mailed %(day)s.",
        "Batch %(batch)s is confirmed: %(count)s letters mailed %(day)s.",
        mailing.counted,
    ) % {"batch": mailing.batch_id, "count": mailing.counted, "day": bare_day(mailing.mailed_on)}


@dataclass(frozen=True)
class LateLine:
    """One letter that is too late; `who` is empty where its account is closed to whoever looks."""

    letter_id: int
    who: str
    mail_by: date | None
    copy_for: str


@dataclass(frozen=True)
class Late:
    """What of a batch is too late on a day: it is taken out of the pile and made anew. `left`: what is then counted."""

    day: date
    letters: list[LateLine]
    left: int


@dataclass(frozen=True)
class AtHome:
    """A letter beside the others to its household."""

    letter_id: int
    title: str
    who: str
    number: str
    needless: str
    issued_on: date
    state: str
    said: str


def household(home: Household) -> tuple[str, list[AtHome]]:
    """An address, and the letters that go to it."""
    return ", ".join(home.lines), [_at_home(one) for one in home.letters]


def _at_home(one: Together) -> AtHome:
    letter = one.letter
    return AtHome(
        letter_id=letter.pk,
        title=one.title,
        who=letter.address[0],
        number=letter.account.number,
        needless=_("needless beside: %(title)s") % {"title": title_of(one.replaced_by.kind)} if one.replaced_by else "",
        issued_on=letter.issued_on,
        state=STATES[state_of(letter)],
        said=became_of(letter),
    )


def late(batch: Batch, letters: Iterable[Letter], day: date, *, closed: Collection[int]) -> Late | None:
    """What a batch would lose if it were mailed on a day; None where nothing is too late. Needs `batch.expected`."""
    lines = [
        LateLine(
            letter.pk,
            "" if letter.account_id in closed else letter.account.customer.name,
            letter.mail_by,
            whom(letter.copy_to),
        )
        for letter in letters
    ]
    return Late(day, lines, batch.expected - len(lines)) if lines else None  # type: ignore[attr-defined]


def renewed_sentence(renewed: Renewed) -> str:
    """ "3 letters were too late: 2 are made anew, one is not: the account is paid." """
    too_late = len(renewed.letters) + len(renewed.not_made)
    said = ngettext(
        "%(n)s letter was too late and is taken out; %(made)s made anew.",
        "%(n)s letters were too late and are taken out; %(made)s made anew.",
        too_late,
    ) % {"n": too_late, "made": renewed.count}
    for letter_id, why in sorted(renewed.not_made.items()):
        said += " " + _("Letter %(n)s is not: %(why)s.") % {"n": letter_id, "why": why.rstrip(".")}
    return said


def became(letter: Letter, again: Sequence[Again] = ()) -> list[dict]:
    """What happened to a letter, newest first, as lines of a timeline; `again`: when it was printed once more."""
    return list(_became(letter, again))[::-1]


def _became(letter: Letter, again: Sequence[Again]) -> Iterator[dict]:
    changed = _("its text changed for this account, ") if letter.own_text else ""
    yield _line(letter.recorded_at, "letter", _("Issued"), changed + _by(letter.actor))
    if rendering := beside(letter, "rendering"):
        pages = ngettext("%(n)s page", "%(n)s pages", rendering.pages) % {"n": rendering.pages}
        yield _line(rendering.recorded_at, "paper", _("Pages made and kept"), pages)
    if line := beside(letter, "batch_line"):
        yield from _on_paper(line)
    for one in again[::-1]:
        yield _line(one.at, "paper", _("Printed again"), f"{one.why}, {_by_name(one.by)}")
    if sent := beside(letter, "emailed"):
        yield _line(sent.sent_at, "letter", _("Sent by e-mail"), sent.email, state="allowed")
        if bounce := beside(sent, "bounce"):
            yield _line(bounce.recorded_at, "close", _("Could not be delivered"), bounce.why, state="blocked")
    if came := beside(letter, "returned"):
        rest = ", ".join(filter(None, [came.get_reason_display(), came.note, _by(came.actor)]))
        yield _line(came.recorded_at, "close", _("Came back"), rest, state="blocked")
    if pull := beside(letter, "pull"):
        yield _line(pull.recorded_at, "close", _("Taken out"), f"{pull.reason}, {_by(pull.actor)}", state="blocked")


def _on_paper(line) -> Iterator[dict]:
    batch = line.batch
    where = _("place %(place)s of batch %(batch)s") % {"place": line.place, "batch": batch.pk}
    link = (_("Batch %(n)s") % {"n": batch.pk}, reverse("notices:batch", args=[batch.pk]))
    yield _line(batch.recorded_at, "paper", _("Printed"), where, links=[link])
    if mailing := beside(batch, "mailing"):
        how = f"{mailing.get_mail_class_display().lower()}, {_by(mailing.actor)}"
        yield _line(mailing.mailed_on, "letter", _("Mailed"), how, state="allowed")


@dataclass(frozen=True)
class CopyLine:
    """A copy of a letter beside it: whom it is for, where it goes, what became of it."""

    letter_id: int
    whom: str
    address: str
    state: str
    said: str


def copies_of(letter: Letter) -> list[CopyLine]:
    return [
        CopyLine(copy.pk, whom(copy.copy_to), _address_of(copy), STATES[state_of(copy)], became_of(copy))
        for copy in queries.copies_of(letter)
    ]


def _address_of(copy: Letter) -> str:
    """Where a copy goes; who is private about an account is named on their own page only."""
    return "" if copy.facts.get("to_private") else ", ".join(copy.address)


def whom(role: str) -> str:
    """ "owner of the place": whom a copy is for."""
    return str(Party.Role(role).label) if role in Party.Role.values else role.replace("_", " ")


def _line(when, icon, outcome, rest, *, state="", links=()):
    return {"when": when, "icon": icon, "outcome": outcome, "rest": rest, "state": state, "links": list(links)}


def _by(actor) -> str:
    return _by_name(actor.get_full_name() if actor else "")


def _by_name(name: str) -> str:
    return _("by %(who)s") % {"who": name or _("the system")}
