"""May these terms be agreed on, and what would fall due when? `plan_quote --arrears A --down D --count N --start D`."""

import json
import re
from datetime import date
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError

from core.calendar import CalendarRules
from core.errors import RuleViolation
from core.rulebook import several
from core.season import SeasonRules, season_on
from core.typed import whole
from core.utility import business_date
from payment_plans.policy import PlanRules
from payment_plans.policy.limits import QuoteFacts, quote
from payment_plans.policy.schedule import MONTH, WEEKS_APART, Terms

AMOUNT = re.compile(r"-?\d{1,10}(\.\d{1,2})?", re.ASCII)


class Command(BaseCommand):
    help = "Prints as JSON what the rulebook of the business date says to a plan, with its whole schedule."

    def add_arguments(self, parser):
        parser.add_argument("--arrears", required=True, metavar="AMOUNT", help="what the plan holds, dollars")
        parser.add_argument("--down", required=True, metavar="AMOUNT", help="the first payment, dollars")
        parser.add_argument("--count", required=True, metavar="N", help="installments beside the first payment")
        parser.add_argument("--start", required=True, metavar="YYYY-MM-DD", help="first due date, before it moves")
        parser.add_argument("--every", default=MONTH, metavar="|".join([MONTH, *WEEKS_APART]), help="how often")
        parser.add_argument("--role", default="specialist", help="whose limits count; a specialist's otherwise")
        parser.add_argument("--income", metavar="AMOUNT", help="of the household in a month, as stated, dollars")
        parser.add_argument("--household", metavar="N", help="people who live there")
        parser.add_argument("--broken-before", default="0", metavar="N", help="plans broken within the look-back")

    def handle(self, *args, **asked):
        today = business_date()
        rules, calendar, season = several(PlanRules, CalendarRules, SeasonRules, on=today)
        if asked["household"] is not None and _whole("--household", asked["household"]) < 1:
            raise CommandError("--household counts the people who live there: 1 or more.", returncode=2)
        facts = QuoteFacts(
            Terms(
                arrears=_amount("--arrears", asked["arrears"]),
                down_payment=_amount("--down", asked["down"]),
                count=_whole("--count", asked["count"]),
                first_due_on=_day("--start", asked["start"]),
                every=_every(asked["every"]),
            ),
            role=str(asked["role"]),
            broken_before=_whole("--broken-before", asked["broken_before"]),
            income=None if asked["income"] is None else _amount("--income", asked["income"]),
            in_season=season_on(today, season) is not None,
        )
        try:
            answer = quote(facts, rules, calendar)
        except RuleViolation as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        dues = [{"due_on": due.due_on.isoformat(), "amount": str(due.amount)} for due in answer.installments]
        self.stdout.write(json.dumps({**answer.record, "installments": dues}, indent=2))


def _amount(name: str, said: object) -> Decimal:
    if not AMOUNT.fullmatch(str(said)):
        raise CommandError(f"{name} is an amount in dollars like 1846.20, not {said}.", returncode=2)
    return Decimal(str(said)).quantize(Decimal("0.01"))


def _whole(name: str, said: object) -> int:
    digits = str(said).removeprefix("-")
    found = whole(digits)
    if found is None:
        raise CommandError(f"{name} is a whole number, not {said}.", returncode=2)
    if name == "--count":  # what is no count of installments is answered, like every other term
        return -found if digits != str(said) else found
    if digits != str(said):
        raise CommandError(f"{name} is a whole number of 0 or more, not {said}.", returncode=2)
    return found


def _day(name: str, said: object) -> date:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise CommandError(f"{name} is a day like 2026-11-02, not {said}.", returncode=2) from None


def _every(said: str) -> str:
    words = [MONTH, *WEEKS_APART]
    if said not in words:
        raise CommandError(f"--every is {' or '.join(words)}, not {said}.", returncode=2)
    return said
