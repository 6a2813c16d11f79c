"""May we call this person now? Rules only: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from core.rulebook import figures, rule
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, Word, verdict

ATTEMPTS = "12 CFR 1006.14(b), followed as local policy; to be confirmed by the city attorney"
HOURS = "12 CFR 1006.6(b)(1), followed as local policy; to be confirmed by the city attorney"
ASKED = "local policy: a number that somebody asked us not to use"


@figures
@dataclass(frozen=True)
class ContactRules:
    """How often and when a person is called. Calls that come in are never refused."""

    attempts_per_person: int = rule(
        7, unit="calls", means="most calls to one person within the window", cite=ATTEMPTS, basis="local setting"
    )
    window_days: int = rule(
        7, unit="days", means="days in which calls to one person are counted", cite=ATTEMPTS, basis="local setting"
    )
    wait_days_after_talk: int = rule(
        7,
        unit="days",
        means="days without a call after speaking with the person, unless they wait for one",
        cite=ATTEMPTS,
        basis="local setting",
    )
    earliest_hour: int = rule(8, unit="o’clock", means="first hour to call at", cite=HOURS, basis="local setting")
    latest_hour: int = rule(21, unit="o’clock", means="no call from this hour on", cite=HOURS, basis="local setting")


@figures
@dataclass(frozen=True)
class FollowUpRules:
    """How many days after a conversation its next step is proposed for; a person may choose another day."""

    promised_days: int = rule(
        7, unit="days", means="until a promise is looked at", cite="local policy", basis="local setting"
    )
    call_back_days: int = rule(
        1, unit="days", means="until somebody calls who has not called back", cite="local policy", basis="local setting"
    )
    call_again_days: int = rule(
        2, unit="days", means="until the next call where nobody answered", cite="local policy", basis="local setting"
    )
    find_phone_days: int = rule(
        1, unit="days", means="until a number that works is looked for", cite="local policy", basis="local setting"
    )
    offer_plan_days: int = rule(
        1, unit="days", means="until a plan is offered to who wants one", cite="local policy", basis="local setting"
    )
    answer_days: int = rule(
        5, unit="days", means="until a question or a dispute is answered", cite="local policy", basis="local setting"
    )
    paper_days: int = rule(
        7, unit="days", means="until a paper that was promised is asked for", cite="local policy", basis="local setting"
    )


@dataclass(frozen=True)
class FollowUp:
    """What is proposed next after an outcome: which step (a code) and on what day."""

    step: str
    on: date


# outcome: the step that is proposed, and the figure that says when
FOLLOW_UPS = {
    "promised": ("check_promise", "promised_days"),
    "calls_back": ("call_back", "call_back_days"),
    "no_answer": ("call_again", "call_again_days"),
    "voicemail": ("call_again", "call_again_days"),
    "wrong_number": ("find_phone", "find_phone_days"),
    "wants_plan": ("offer_plan", "offer_plan_days"),
    "disputes": ("answer", "answer_days"),
    "sends_paper": ("wait_for_paper", "paper_days"),
    "asks": ("answer", "answer_days"),
}


def follow_up(outcome: str, *, today: date, rules: FollowUpRules) -> FollowUp | None:
    """The next step that is proposed after an outcome, on a weekday; None where nothing follows by itself."""
    if outcome not in FOLLOW_UPS:
        return None
    step, figure = FOLLOW_UPS[outcome]
    return FollowUp(step, weekday_from(today + timedelta(days=getattr(rules, figure))))


def weekday_from(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


@dataclass(frozen=True)
class StoppingHold:
    """A hold in force that stops calls: its words, and the first day it may be over (None: nobody knows)."""

    words: str
    citation: str
    until_on: date | None


@dataclass(frozen=True)
class CallFacts:
    """What a call to a person is judged by. `calls` are the days of earlier calls to them, over all their accounts;
    `talked_on` the last conversation; `is_awaited` whether a next step that is due today or earlier asks for it.
    `at` is the office's hour, None where the business date is not the machine's."""

    on: date
    at: time | None
    calls: Sequence[date] = ()
    talked_on: date | None = None
    is_awaited: bool = False
    number: str = ""
    is_not_to_be_used: bool = False
    holds: Sequence[StoppingHold] = ()


def may_call(facts: CallFacts, rules: ContactRules) -> Verdict:
    """Every reason against a call, strongest first; the first date that works where one is known."""
    reasons: list[Reason] = []
    dates: list[date | None] = []
    for reason, first in (*_held(facts), *_number(facts), *_attempts(facts, rules), *_talked(facts, rules)):
        reasons.append(reason)
        dates.append(first)
    reasons += _hour(facts, rules)
    known = [day for day in dates if day]
    first_date = max(known) if known and len(known) == len(dates) else None
    return verdict(reasons, otherwise=_("Nothing speaks against a call."), first_date=first_date)


def _held(facts: CallFacts):
    for hold in facts.holds:
        until = _(" through %(day)s") % {"day": bare_day(hold.until_on)} if hold.until_on else ""
        text = _("All calls are stopped%(until)s: %(hold)s.") % {"until": until, "hold": hold.words}
        first = hold.until_on + timedelta(days=1) if hold.until_on else None
        yield Reason("held", text, Word.BLOCKED, hold.citation), first


def _number(facts: CallFacts):
    if facts.is_not_to_be_used:
        text = _("Somebody asked us not to call %(number)s. Choose another number.") % {"number": facts.number}
        yield Reason("not_to_be_used", text, Word.BLOCKED, ASKED), None


def _attempts(facts: CallFacts, rules: ContactRules):
    begins = facts.on - timedelta(days=rules.window_days - 1)
    counted = sorted(day for day in facts.calls if begins <= day <= facts.on)
    if len(counted) < rules.attempts_per_person:
        return
    frees_up = counted[len(counted) - rules.attempts_per_person]
    first = frees_up + timedelta(days=rules.window_days)
    text = _("This person was called %(count)d times since %(since)s; %(most)d in %(days)d days is the most.") % {
        "count": len(counted), "since": bare_day(counted[0]), "most": rules.attempts_per_person,
        "days": rules.window_days,
    }  # fmt: skip
    yield Reason("attempts", text, Word.BLOCKED, ATTEMPTS, {"count": len(counted)}), first


def _talked(facts: CallFacts, rules: ContactRules):
    if facts.talked_on is None or facts.is_awaited:
        return
    first = facts.talked_on + timedelta(days=rules.wait_days_after_talk)
    if facts.on >= first or facts.on < facts.talked_on:
        return
    text = _("We spoke with this person on %(day)s; the next call waits until %(first)s.") % {
        "day": bare_day(facts.talked_on), "first": bare_day(first),
    }  # fmt: skip
    yield Reason("talked", text, Word.BLOCKED, ATTEMPTS), first


def _hour(facts: CallFacts, rules: ContactRules) -> list[Reason]:
    if facts.at is None or rules.earliest_hour <= facts.at.hour < rules.latest_hour:
        return []
    text = _("It is %(now)s. We call from %(first)d:00 to %(last)d:00.") % {
        "now": f"{facts.at.hour}:{facts.at.minute:02}", "first": rules.earliest_hour, "last": rules.latest_hour,
    }  # fmt: skip
    return [Reason("hour", text, Word.BLOCKED, HOURS)]
