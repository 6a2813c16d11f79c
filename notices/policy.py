"""Whose address stands on a letter, how is it printed, and may a batch be called mailed?"""

from dataclasses import dataclass
from datetime import date, datetime

from core.rulebook import figures, rule
from core.verdicts import Reason, Verdict, Word, verdict

TO_CONFIRM = "local default, to be confirmed"


@figures
@dataclass(frozen=True)
class OfficeRules:
    """What a letter says about the office that sends it. What is empty here must be set before a letter leaves."""

    return_line1: str = rule(
        "",
        unit="text",
        means="street or box that mail comes back to",
        cite=TO_CONFIRM,
        basis="local setting",
    )
    return_line2: str = rule(
        "",
        unit="text",
        means="city, state and ZIP code of it",
        cite=TO_CONFIRM,
        basis="local setting",
    )
    phone: str = rule("", unit="text", means="number to call about a letter", cite=TO_CONFIRM, basis="local setting")
    hours: str = rule("", unit="text", means="when somebody answers it", cite=TO_CONFIRM, basis="local setting")
    help_with_bills: str = rule(
        "Dial 211, free and at any hour, and ask about energy assistance.",
        unit="text",
        means="where a customer finds money for energy bills",
        cite=TO_CONFIRM,
        basis="local setting",
    )


@figures
@dataclass(frozen=True)
class PrintRules:
    """How the printer is fed."""

    letters_in_a_batch: int = rule(
        1000, unit="letters", means="more are printed as several batches", cite="house design", basis="design"
    )
    is_two_sided: bool = rule(
        False, unit="yes or no", means="a sheet holds two pages", cite=TO_CONFIRM, basis="local setting"
    )


@figures
@dataclass(frozen=True)
class IssuingRules:
    """What becomes of a letter between the hands of whoever issued it and the printer."""

    undo_minutes: int = rule(
        10,
        unit="minutes",
        means="in which whoever issued a letter may undo it; it is not printed before",
        cite="house design",
        basis="design",
    )


def sheets(pages: int, rules: PrintRules) -> int:
    """Sheets of paper of one letter; each letter begins a new sheet."""
    return (pages + 1) // 2 if rules.is_two_sided else pages


@dataclass(frozen=True)
class MailingFacts:
    """What a person says was mailed, beside what the batch holds. `expected` leaves out what was taken out."""

    printed_on: date
    expected: int
    mailed_on: date
    counted: int
    today: date


def mailing_verdict(facts: MailingFacts) -> Verdict:
    """Whether a batch may be confirmed as mailed: printed is not mailed, and mailed is never in the future."""
    return verdict(_against(facts), otherwise=f"{facts.counted} letters were mailed on {said(facts.mailed_on)}.")


def _against(facts: MailingFacts):
    if not facts.expected:
        yield _blocked("nothing_left", "Every letter of this batch was taken out. Nothing is left to mail.")
        return
    if facts.mailed_on > facts.today:
        yield _blocked(
            "in_the_future",
            f"{said(facts.mailed_on)} is still to come. Confirm a mailing on the day it leaves, or later.",
        )
    if facts.mailed_on < facts.printed_on:
        yield _blocked(
            "before_printing",
            f"The batch was printed on {said(facts.printed_on)}. It cannot have been mailed before.",
        )
    if facts.counted != facts.expected:
        yield _blocked(
            "count_differs",
            f"{letters(facts.expected)} expected, {facts.counted:,} counted."
            " Count again, or take out each letter that is missing.",
        )


def letters(count: int) -> str:
    """ "1 letter is", "84 letters are"."""
    return f"{count} letter is" if count == 1 else f"{count:,} letters are"


def _blocked(code: str, text: str) -> Reason:
    return Reason(code, text, Word.BLOCKED)


def said(on: date) -> str:
    """`Oct 2, 2026`, inside a sentence."""
    return f"{on:%b} {on.day}, {on.year}"


@dataclass(frozen=True)
class UndoFacts:
    """A letter that somebody would take back. `until`: none where nobody may, as with what the night issues."""

    is_theirs: bool
    is_waiting: bool
    is_out: bool
    until: datetime | None
    now: datetime


def undo_verdict(facts: UndoFacts) -> Verdict:
    """Whether a letter may be taken back without a reason: by whoever issued it, for some minutes."""
    return verdict(_against_undoing(facts), otherwise="This letter can be undone.")


def _against_undoing(facts: UndoFacts):
    if facts.is_out:
        yield _blocked("out", "This letter was already taken out.")
    elif not facts.is_theirs or (facts.is_waiting and facts.until is None):
        yield _blocked("not_theirs", "Only whoever issued a letter by hand can undo it. Take it out, with a reason.")
    elif facts.until is None or not facts.is_waiting or facts.until <= facts.now:
        yield _blocked("too_late", "The time to undo this letter is over. Take it out, with a reason.")
