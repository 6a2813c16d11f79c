"""May somebody go to this door on this day, and in which order are doors visited? Rules only: no database, no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.rulebook import figures, rule
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, blocked, verdict


@figures
@dataclass(frozen=True)
class VisitRules:
    days_between: int = rule(
        1,
        unit="days",
        means="days from one visit to the next attempt at the same door",
        cite="local policy",
        basis="local setting",
    )
    plan_ahead: int = rule(
        30, unit="days", means="how far ahead a visit may be planned", cite="local policy", basis="local setting"
    )
    pairs_go_in_pairs: bool = rule(
        True,
        unit="yes or no",
        means="where the caution says so, nobody is sent alone",
        cite="local policy",
        basis="local setting",
    )
    weekdays_only: bool = rule(
        True, unit="yes or no", means="no visits on Saturday and Sunday", cite="local policy", basis="local setting"
    )


@dataclass(frozen=True)
class Stop:
    """One hold that stops visits: its words, until when it does, and its source in law."""

    kind: str
    until: str
    citation: str = ""


@dataclass(frozen=True)
class VisitFacts:
    """What decides whether somebody may go: about the account, the people who would go, and earlier visits."""

    closed_to: str = ""  # the sentence that closes the account to somebody who would go or who asks
    hidden_from: str = ""  # who of them may not see the protected address
    closed_on: date | None = None
    is_active: bool = True
    stops: tuple[Stop, ...] = ()
    planned_for: date | None = None
    planned_visitor: str = ""
    last_visit_on: date | None = None
    goes_in_pairs: bool = False
    has_companion: bool = False


def may_visit(facts: VisitFacts, rules: VisitRules, *, on: date, today: date) -> Verdict:
    """Whether a door may be visited on a day; every reason why not, the account's before the day's."""
    return verdict(
        [*_about_account(facts), *_about_day(facts, rules, on, today), *_about_door(facts, rules)],
        otherwise=_("A visit may be planned for %(day)s.") % {"day": bare_day(on)},
    )


def may_still_visit(facts: VisitFacts, rules: VisitRules) -> Verdict:
    """Whether a planned visit may still be made: what was entered since may stop it."""
    unplanned = replace(facts, planned_for=None)
    reasons = [*_about_account(unplanned), *_about_door(unplanned, rules)]
    return verdict(reasons, otherwise=_("This visit may be made."))


def _about_account(facts: VisitFacts) -> Iterator[Reason]:
    if facts.closed_to:
        yield blocked("closed", facts.closed_to)
    if facts.hidden_from:
        said = _("The address is protected, and %(who)s may not see it. Choose somebody who may.")
        yield blocked("protected", said % {"who": facts.hidden_from}, "Minn. Stat. ch. 5B")
    if not facts.is_active:
        said = _("This account is closed since %(day)s: the holder is no longer served there.")
        when = f"{bare_day(facts.closed_on)}, {facts.closed_on.year}" if facts.closed_on else ""
        yield blocked(
            "inactive", said % {"day": when} if when else _("This account is closed: nobody is served there.")
        )
    for stop in facts.stops:
        said = _("A hold stops visits %(until)s: %(kind)s.") % {"until": stop.until, "kind": stop.kind}
        yield blocked("held", said, stop.citation)
    if facts.planned_for:
        said = _("A visit is planned already: %(day)s, %(who)s.")
        yield blocked("planned", said % {"day": bare_day(facts.planned_for), "who": facts.planned_visitor})


def _about_day(facts: VisitFacts, rules: VisitRules, on: date, today: date) -> Iterator[Reason]:
    if on < today:
        yield blocked("over", _("%(day)s is over. Choose today or a later day.") % {"day": bare_day(on)})
    if on > today + timedelta(days=rules.plan_ahead):
        said = _("%(day)s is more than %(days)d days ahead. Choose a nearer day.")
        yield blocked("far", said % {"day": bare_day(on), "days": rules.plan_ahead})
    if rules.weekdays_only and on.weekday() > 4:
        said = _("%(day)s is a %(weekday)s. Visits are made from Monday to Friday.")
        weekday = _("Saturday") if on.weekday() == 5 else _("Sunday")
        yield blocked("weekend", said % {"day": bare_day(on), "weekday": weekday})
    last = facts.last_visit_on
    if last and on < last + timedelta(days=rules.days_between):
        said = _("Somebody was at this door on %(day)s. The next attempt is %(next)s or later.")
        following = last + timedelta(days=rules.days_between)
        yield blocked("again", said % {"day": bare_day(last), "next": bare_day(following)})


def _about_door(facts: VisitFacts, rules: VisitRules) -> Iterator[Reason]:
    if rules.pairs_go_in_pairs and facts.goes_in_pairs and not facts.has_companion:
        yield blocked("pairs", _("Go in pairs: name who comes along."))


# "318 North 12th Avenue East": the number, a half or a letter behind it, then the street.
HOUSE = re.compile(r"^\s*(\d+)\s*(1/2|[A-Za-z])?(?=\s)\s*(.+)$")


def walking_order(route: str, line1: str, unit: str) -> tuple[str, str, int, str, str]:
    """Where a door stands on the way: its route, its street, its number (as a number: 9 before 10), its unit."""
    found = HOUSE.match(line1)
    number, half, street = found.groups() if found else ("0", "", line1)
    return route, " ".join(street.lower().split()), int(number[:9]), (half or "").lower(), unit.lower()
