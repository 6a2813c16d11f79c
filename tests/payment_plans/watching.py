"""A night of plans as the tests run it: every figure of the day, twice with the same result."""

from datetime import date, timedelta

from core.history.models import HistoryLine
from core.utility import current
from ledger import standings as ledger_standings
from notices.models import Letter
from payment_plans.models import Miss, PaymentPlan, PlanStanding
from payment_plans.night import watch_plans


def office_of_letters(settings):
    """What a letter says of the office."""
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"


def night_of(day: date, *, times=2, balances_on=None):
    """Yesterday's extract is there if none is named, balances are aged, plans watched; again, and nothing changes."""
    office = current()
    office.business_date, office.balances_on = day, balances_on or day - timedelta(days=1)
    office.save()
    ledger_standings.renew_all(as_of=day)
    watched = watch_plans(actor=None, today=day, tell=lambda percent, sentence: None)
    before = everything()
    for _again in range(times - 1):
        again = watch_plans(actor=None, today=day, tell=lambda percent, sentence: None)
        assert everything() == before
        assert (again.counts, again.sentence) == (watched.counts, watched.sentence)
    return watched


def everything():
    """All that a night of plans may change, without the numbers and instants that no two runs share."""
    plans = PaymentPlan.objects.order_by("account__number", "pk").select_related("account", "hold")
    return {
        "plans": [
            (
                plan.account.number, plan.state, plan.began_on, plan.ended_on, plan.end_why,
                plan.hold and (plan.hold.from_on, plan.hold.until_on, plan.hold.ended_on, plan.hold.ended_why),
            )
            for plan in plans
        ],
        "standings": list(
            PlanStanding.objects.order_by("plan__account__number", "plan")
            .values_list("plan__account__number", "as_of", "left", "missed_count", "bills_count", "breaks_on")
        ),
        "misses": list(
            Miss.objects.order_by("plan__account__number", "due_on", "kind", "flagged_on")
            .values_list("plan__account__number", "kind", "due_on", "lacking", "flagged_on", "cured_on")
        ),
        "history": sorted(
            (line.account_number or "", line.business_date, line.action, str(told_of(line)))
            for line in HistoryLine.objects.all()
        ),
        "letters": sorted(Letter.objects.values_list("account__number", "kind", "cause", "issued_on")),
    }  # fmt: skip


def told_of(line):
    return sorted(line.facts.items())


def told(plan):
    """What the account's history says, oldest first, without the letters."""
    lines = HistoryLine.objects.filter(account_number=plan.account.number).order_by("pk")
    return [line.action.removeprefix("payment_plan.") for line in lines if line.action.startswith("payment_plan.")]


def letters_of(plan):
    return list(Letter.objects.filter(account=plan.account).order_by("pk").values_list("kind", "cause"))
