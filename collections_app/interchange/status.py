"""On which accounts did a plan, a budget or a hold begin or end, so that billing stops its own fees and notices?"""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.holds.kinds import BY_CODE, HoldRules, what_it_stops
from accounts.holds.models import Hold
from accounts.holds.queries import accounts_of
from core.export import csv_writer
from core.rulebook import rules
from payment_plans.budgets.models import BudgetPlan
from payment_plans.models import PaymentPlan

COLUMNS = ("account", "what", "change", "on", "until_on", "stops", "reference")
BEGAN, ENDED = "began", "ended"


@dataclass(frozen=True)
class StatusLine:
    """One thing that began or ended on an account. `stops`: what it stops while it runs, words separated by blanks."""

    account: str
    what: str
    change: str
    on: date
    until_on: date | None
    stops: str
    reference: str


def status_of(day: date) -> list[StatusLine]:
    """What began or ended on a business date, ordered by account and reference. What is private by law stays unnamed:
    billing learns that there is a protection and what it stops."""
    figures = rules(HoldRules, on=day)
    found = chain(_plans(day, figures), _budgets(day, figures), _holds(day, figures))
    return sorted(found, key=lambda line: (line.account, line.reference, line.change))


def write_status(day: date, *, leaving_out: Collection[str] = ()) -> bytes:
    """The file `status-<day>.csv`; who looks at it in a browser is not shown accounts that are closed to them."""
    text = io.StringIO()
    lines = csv_writer(text)
    lines.writerow(COLUMNS)
    shown = (line for line in status_of(day) if line.account not in leaving_out)
    lines.writerows([getattr(line, column) or "" for column in COLUMNS] for line in shown)
    return text.getvalue().encode()


def _plans(day: date, figures: HoldRules) -> Iterator[StatusLine]:
    stops = " ".join(what_it_stops("plan_in_force", figures))
    touched = Q(accepted_on=day) | Q(ended_on=day) | Q(reinstated_on=day)
    for plan in PaymentPlan.objects.filter(touched).select_related("account", "hold"):
        if day in (plan.accepted_on, plan.reinstated_on):
            until_on = plan.hold.until_on if plan.hold else plan.last_due_on
            yield StatusLine(plan.account.number, "plan", BEGAN, day, until_on, stops, f"P-{plan.pk}")
        if plan.ended_on == day:
            yield StatusLine(plan.account.number, "plan", ENDED, day, None, stops, f"P-{plan.pk}")


def _budgets(day: date, figures: HoldRules) -> Iterator[StatusLine]:
    for budget in BudgetPlan.objects.filter(Q(joined_on=day) | Q(ended_on=day)).select_related("account"):
        number, reference = budget.account.number, f"B-{budget.pk}"
        if budget.joined_on == day:
            yield StatusLine(number, "budget", BEGAN, day, budget.ends_on, "letters fees", reference)
        if budget.ended_on == day:
            yield StatusLine(number, "budget", ENDED, day, None, "letters fees", reference)


def _holds(day: date, figures: HoldRules) -> Iterator[StatusLine]:
    began = _without_plans(Hold.objects.filter(from_on=day))
    # Ended by a person, or run out: the day after the last protected one is the first without it.
    ran_out = Q(until_on=date.fromordinal(max(day.toordinal() - 1, 1)), ended_on__isnull=True)
    ended = _without_plans(Hold.objects.filter(Q(ended_on=day) | ran_out))
    for change, holds in ((BEGAN, began), (ENDED, ended)):
        for hold in holds:
            what = "protection" if BY_CODE[hold.kind].is_private else hold.kind
            until_on = hold.until_on if change == BEGAN else None
            stops = " ".join(what_it_stops(hold.kind, figures))
            for account in accounts_of(hold):
                yield StatusLine(account.number, what, change, day, until_on, stops, f"H-{hold.pk}")


def _without_plans(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """A plan's own hold is told by its plan: it changes when the plan begins, which is no news to billing."""
    plans = PaymentPlan.objects.filter(account=OuterRef("account"), accepted_on__lte=OuterRef("from_on"))
    return holds.exclude(Q(kind="plan_in_force") & Exists(plans)).select_related("account", "customer").order_by("pk")
