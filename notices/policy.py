"""Whose address stands on a letter, may it leave by itself, how is it printed, and may a batch be called mailed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

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
    """What a person says was mailed, beside what the batch holds. `expected` leaves out what was taken out, and what
    the day has `overtaken`: letters that had to be mailed before it."""

    printed_on: date
    expected: int
    mailed_on: date
    counted: int
    today: date
    overtaken: int = 0


def mailing_verdict(facts: MailingFacts) -> Verdict:
    """Whether a batch may be confirmed as mailed: printed is not mailed, and mailed is never in the future."""
    return verdict(_against(facts), otherwise=f"{facts.counted} letters were mailed on {said(facts.mailed_on)}.")


def _against(facts: MailingFacts):
    if not facts.expected and facts.overtaken:
        yield _blocked(
            "all_overtaken",
            f"Every letter of this batch had to be mailed before {said(facts.mailed_on)}. Have them made anew.",
        )
        return
    if not facts.expected:
        yield _blocked("nothing_left", "Every letter of this batch was taken out. Nothing is left to mail.")
        return
    if facts.mailed_on > facts.today:
        yield _blocked(
            "in_the_future",
            still_to_come(facts.mailed_on),
        )
    if facts.mailed_on < facts.printed_on:
        yield _blocked(
            "before_printing",
            f"The batch was printed on {said(facts.printed_on)}. It cannot have been mailed before.",
        )
    if facts.counted != facts.expected:
        yield _blocked(
            "count_differs",
            f"{letters(facts.expected)} expected, {facts.counted:,} counted.{_left_out(facts.overtaken)}"
            " Count again, or take out each letter that is missing.",
        )


def still_to_come(mailed_on: date) -> str:
    return f"{said(mailed_on)} is still to come. Confirm a mailing on the day it leaves, or later."


def _left_out(overtaken: int) -> str:
    if not overtaken:
        return ""
    return f" What had to be mailed earlier is not counted: {overtaken:,}."


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


@figures
@dataclass(frozen=True)
class FuseRules:
    """When a run of letters stops as proposed and waits for a supervisor."""

    most_letters: int = rule(
        2000, unit="letters", means="a larger run waits", cite="local policy", basis="local setting"
    )
    times_usual: int = rule(
        2,
        unit="times",
        means="more than this many times the usual run waits",
        cite="local policy",
        basis="local setting",
    )
    usual_runs: int = rule(
        10, unit="runs", means="newest runs with letters whose median is the usual", cite="local policy", basis="design"
    )
    few_letters: int = rule(
        20,
        unit="letters",
        means="about plans and budgets in a night that never wait for being unusually many",
        cite="local policy",
        basis="local setting",
    )
    judged_nights: int = rule(
        35, unit="nights", means="nights whose list of skipped accounts is kept", cite="local policy", basis="design"
    )


@dataclass(frozen=True)
class FuseFacts:
    """What a run of letters is judged by: how many it would issue, how many earlier ones did, newest first."""

    letters: int
    earlier: Sequence[int]
    is_first_after_full_load: bool


def usual(earlier: Sequence[int], rules: FuseRules) -> int | None:
    """The usual number of letters: the median of the newest runs that had any; None before the first."""
    runs = [letters for letters in earlier if letters][: rules.usual_runs]
    return int(median(runs)) if runs else None


def fuse_verdict(facts: FuseFacts, rules: FuseRules) -> Verdict:
    """May this run be issued without a person?"""
    expected = usual(facts.earlier, rules)
    reasons = []
    if facts.letters and facts.is_first_after_full_load:
        reasons.append(_ask("full_load", "This is the first run after a full load."))
    if facts.letters > rules.most_letters:
        reasons.append(
            _ask("most", f"{facts.letters:,} letters are more than the {rules.most_letters:,} the rulebook allows.")
        )
    if expected is not None and facts.letters > rules.times_usual * expected:
        reasons.append(
            _ask(
                "unusual", f"{facts.letters:,} letters are more than {rules.times_usual} times the usual {expected:,}."
            )
        )
    return verdict(reasons, otherwise=f"{facts.letters:,} letters may be issued.")


def _ask(code: str, text: str) -> Reason:
    return Reason(code, text, Word.NEEDS_A_PERSON, citation="local policy")
