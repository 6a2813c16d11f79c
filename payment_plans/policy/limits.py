"""May these terms be agreed on, who decides, and what can be offered today? Rules only: no database, no clock.

For residential arrears no limit ends in refusal alone (Minn. Stat. 216B.098 s.3): beside it stand the plan that can be
offered today, or the role that decides today.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from core.calendar import CalendarRules
from core.errors import RuleViolation
from core.money import CENT, ZERO, cents_up
from core.verdicts import Reason, Verdict, Word, blocked, verdict
from payment_plans.policy import sentences
from payment_plans.policy.rules import LOCAL, YARDSTICK, PlanRules
from payment_plans.policy.schedule import (
    MONTH,
    WEEKS_APART,
    Due,
    Terms,
    a_month,
    due_dates,
    installment_of,
    months_after,
    schedule,
    unmoved,
)

DECIDERS = ("specialist", "supervisor", "director")
LEVELS = {"trainee": 0, **{role: level for level, role in enumerate(DECIDERS)}}
MOST_INSTALLMENTS = 600
FARTHEST = date(2999, 12, 31)
CITE = LOCAL["cite"]
STARTS = ("START_PAST", "START_TOO_LATE")  # a schedule is worked out all the same


@dataclass(frozen=True)
class QuoteFacts:
    """What terms are judged by. `role`: whose limits count; `broken_before`: plans broken within the look-back, the
    first of them on `broken_since`; `income` a month as stated, dollars; without `today` no day is too early or late.
    """

    terms: Terms
    role: str = "specialist"
    is_residential: bool = True
    broken_before: int = 0
    broken_since: date | None = None
    income: Decimal | None = None
    today: date | None = None
    in_season: bool = False


class Answer(StrEnum):
    ALLOWED = "ALLOWED"
    NEEDS_APPROVAL = "NEEDS_APPROVAL"
    REFUSED = "REFUSED"


ANSWERS = {Word.ALLOWED: Answer.ALLOWED, Word.NEEDS_A_PERSON: Answer.NEEDS_APPROVAL, Word.BLOCKED: Answer.REFUSED}


@dataclass(frozen=True)
class Quote:
    """The answer to terms: verdict with reasons, the whole schedule whatever it says (empty where none can be worked
    out), the role that decides where a limit is passed, and the nearest terms that the asker may agree on today."""

    terms: Terms
    verdict: Verdict
    installments: tuple[Due, ...]
    decides: str | None
    offer_today: Terms | None

    @property
    def word(self) -> Answer:
        return ANSWERS[self.verdict.word]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.verdict.reasons

    @property
    def installment(self) -> Decimal | None:
        """Every installment but the last, dollars."""
        return self.installments[0].amount if self.installments else None

    @property
    def record(self) -> dict[str, Any]:
        """Word and reasons as an offer keeps them and `plan_quote` prints them."""
        reasons = [{"code": said.code, "text": said.text, "citation": said.citation} for said in self.reasons]
        return {"verdict": self.word.value, "reasons": reasons}


def role_for(roles: Iterable[str]) -> str:
    """Whose limits count for somebody of several roles: the widest. Refused where none of them agrees on plans."""
    roles = list(roles)
    found = max((role for role in roles if role in LEVELS), key=lambda role: LEVELS[role], default=None)
    if found is None:
        raise RuleViolation(
            _("A %(role)s agrees on no plans: ask a specialist, a supervisor or a director.")
            % {"role": " or ".join(roles).replace("-", " ") or _("stranger")}
        )
    return found


def months_of(role: str, rules: PlanRules) -> int:
    """The longest plan a role may agree on, in months."""
    return (rules.specialist_months, rules.supervisor_months, rules.director_months)[LEVELS[role]]


def least_down(arrears: Decimal, role: str, rules: PlanRules) -> Decimal:
    """The least first payment a role may agree on, dollars: only a specialist is held to a share of the arrears. It
    always leaves a cent to pay in installments."""
    if LEVELS[role] > 0:
        return ZERO
    return max(ZERO, min(cents_up(arrears * rules.least_down_percent / 100), arrears - CENT))


def fits(terms: Terms, months: int, calendar: CalendarRules) -> bool:
    """Whether a plan is no longer than so many months, whatever its frequency: its last installment lies before the
    day so many months after the first (so that as many monthly ones fit), and has not moved beyond that day."""
    end = months_after(terms.first_due_on, months)
    if unmoved(terms.first_due_on, terms.count - 1, terms.every) >= end:
        return False
    return due_dates(terms.first_due_on, terms.count, terms.every, calendar)[-1] <= end


def longest(terms: Terms, months: int, calendar: CalendarRules) -> int:
    """The most installments that fit into so many months, at least one."""
    count = months
    if terms.every != MONTH:
        days = (months_after(terms.first_due_on, months) - terms.first_due_on).days
        count = -(-days // (7 * WEEKS_APART[terms.every]))
    while count > 1 and not fits(replace(terms, count=count), months, calendar):
        count -= 1
    return count


def payable(rest: Decimal, count: int) -> int:
    """So many installments, or the next fewer that leave something for the last one."""
    while count > 1 and installment_of(rest, count) is None:
        count -= 1
    return count


def quote(facts: QuoteFacts, rules: PlanRules, calendar: CalendarRules) -> Quote:
    """Judge terms. A RuleViolation where the role agrees on no plans at all."""
    role_for([facts.role])
    terms = facts.terms
    offer = offer_today(facts, rules, calendar)
    reasons = [*_amounts(facts), *_count(terms, offer), *_days(facts, rules)]
    if terms.first_due_on > FARTHEST or any(reason.code not in STARTS for reason in reasons):
        return Quote(terms, verdict(reasons, otherwise=""), (), None, offer)
    installments = schedule(terms.rest, terms.count, terms.first_due_on, terms.every, calendar)
    passed = list(_passed(facts, rules, calendar, offer))
    reasons += [reason for _role, reason in passed]
    if not reasons:
        reasons = [Reason("WITHIN_LIMITS", sentences.within(terms, months_of(facts.role, rules)), Word.ALLOWED, CITE)]
    reasons += _means(facts, installments[0].amount, rules)
    return Quote(
        terms, verdict(reasons, otherwise=""), installments, _widest([role for role, _reason in passed]), offer
    )


def offer_today(facts: QuoteFacts, rules: PlanRules, calendar: CalendarRules) -> Terms | None:
    """The terms nearest to these that the role may agree on alone today. None where these are they, where nothing can
    be owed in installments, or where plans broken before leave the role nothing to agree on."""
    terms, today = facts.terms, facts.today
    if any(_amounts(facts)) or _is_broken_too_often(facts, rules):
        return None
    first = terms.first_due_on
    if today:
        first = min(max(first, today), today + timedelta(days=rules.first_due_days))
    if first > FARTHEST:
        return None
    down = max(terms.down_payment, least_down(terms.arrears, facts.role, rules))
    nearest = replace(terms, down_payment=down, first_due_on=first)
    most = longest(nearest, months_of(facts.role, rules), calendar)
    count = payable(nearest.rest, min(terms.count, most) if terms.count > 0 else most)
    nearest = replace(nearest, count=count)
    return None if nearest == terms else nearest


def _amounts(facts: QuoteFacts) -> Iterator[Reason]:
    terms = facts.terms
    if terms.arrears < 0 or terms.down_payment < 0 or (facts.income or ZERO) < 0:
        yield blocked("NEGATIVE", _("Arrears, first payment and income are amounts of 0.00 or more."))
    elif terms.arrears == 0:
        yield blocked("NOTHING_OWED", _("Nothing is past due, so there is nothing to agree on."))
    elif terms.down_payment >= terms.arrears:
        yield blocked("DOWN_TOO_LARGE", sentences.down_too_large(terms))


def _count(terms: Terms, offer: Terms | None) -> Iterator[Reason]:
    if not 1 <= terms.count <= MOST_INSTALLMENTS:
        said = _("A plan has from 1 to %(most)d installments, not %(count)d.")
        yield blocked("COUNT", said % {"most": MOST_INSTALLMENTS, "count": terms.count})
    elif terms.rest > 0 and installment_of(terms.rest, terms.count) is None:
        yield blocked("INSTALLMENT_TOO_SMALL", sentences.installment_too_small(terms, offer))


def _days(facts: QuoteFacts, rules: PlanRules) -> Iterator[Reason]:
    first, today = facts.terms.first_due_on, facts.today
    latest = today + timedelta(days=rules.first_due_days) if today else FARTHEST
    if today and first < today:
        yield blocked("START_PAST", sentences.start_past(first))
    if first > latest:
        yield blocked("START_TOO_LATE", sentences.start_too_late(first, latest), CITE)


def _passed(
    facts: QuoteFacts, rules: PlanRules, calendar: CalendarRules, offer: Terms | None
) -> Iterator[tuple[str | None, Reason]]:
    """Every limit of the role that the terms pass: who may say yes to it (None: nobody), and what is said of it."""
    terms, own = facts.terms, months_of(facts.role, rules)
    cite = CITE if facts.is_residential else "local policy"
    if not fits(terms, own, calendar):
        role = _decides_months(facts, rules, calendar)
        text = sentences.beyond(terms, own, role, role == facts.role, rules.director_months, offer)
        yield role, Reason("BEYOND_MONTHS", text, Word.NEEDS_A_PERSON if role else Word.BLOCKED, cite)
    if _is_broken_too_often(facts, rules):
        must_offer = facts.in_season and facts.is_residential
        text = sentences.broken_before(
            facts.broken_before, facts.broken_since, facts.today, rules.look_back_months, must_offer
        )
        yield "supervisor", Reason("BROKEN_BEFORE", text, Word.NEEDS_A_PERSON, cite)
    least = least_down(terms.arrears, facts.role, rules)
    if terms.down_payment < least:
        text = sentences.down_too_small(terms, least)
        yield "supervisor", Reason("DOWN_TOO_SMALL", text, Word.NEEDS_A_PERSON, cite)


def _widest(roles: list[str | None]) -> str | None:
    """Of those who may say yes to one limit each, the one who may to all; None where a limit has nobody."""
    named = [role for role in roles if role]
    return max(named, key=lambda role: LEVELS[role]) if named and len(named) == len(roles) else None


def _means(facts: QuoteFacts, installment: Decimal, rules: PlanRules) -> Iterator[Reason]:
    monthly = a_month(installment, facts.terms.every)
    if facts.income is not None and is_above_means(monthly, facts.income, rules):
        # Without the income itself: it is private by law, and who reads an offer reads its reasons.
        yield Reason("ABOVE_MEANS", sentences.above_means(monthly, rules.income_percent), Word.ALLOWED, YARDSTICK)


def is_above_means(monthly: Decimal, income: Decimal, rules: PlanRules) -> bool:
    """Whether so many dollars a month are more than the share of income that a plan should not pass."""
    return monthly * 100 > income * rules.income_percent


def _is_broken_too_often(facts: QuoteFacts, rules: PlanRules) -> bool:
    return LEVELS[facts.role] == 0 and facts.broken_before > rules.broken_allowed


def _decides_months(facts: QuoteFacts, rules: PlanRules, calendar: CalendarRules) -> str | None:
    """Who may agree on a plan of this length. Beyond every limit a director decides on residential arrears, and
    nobody on others."""
    above = DECIDERS[LEVELS[facts.role] + 1 :]
    within = (role for role in above if fits(facts.terms, months_of(role, rules), calendar))
    return next(within, "director" if facts.is_residential else None)
