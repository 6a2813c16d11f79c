"""What may be in a plan and what may not, to the cent; and what else is known before one is offered?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.holds.kinds import BY_CODE
from accounts.holds.models import Hold
from accounts.holds.policy import HeldPart, taken_by
from accounts.holds.queries import holds_of, stopping
from accounts.models import Account
from core.money import ZERO, cents, in_words
from core.templatetags.money import bare_day
from ledger.held import held_parts, parts_of
from ledger.models import Posting
from ledger.queries import OpenCharge, open_charges
from payment_plans.budgets.models import BudgetPlan
from payment_plans.models import Means, Offer, PaymentPlan
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import months_after
from payment_plans.queries.keeping_out import DISPUTE, keeping_out

MONTHS_OF_BILLS = 12
BILL = "bill"  # billing's word for a bill among kinds of charges
FEES_MADE_HERE = "returned_payment_fee"


@dataclass(frozen=True)
class Part:
    """So much of one charge, in the plan or not, and why; dollars. `code` is past_due, disputed, held or not_due."""

    charge_id: str
    service: str
    kind: str
    billed_on: date
    due_on: date
    amount: Decimal
    code: str
    why: str

    @property
    def is_in(self) -> bool:
        return self.code == "past_due"


@dataclass(frozen=True)
class Eligible:
    """Every open charge by what a plan may hold of it, in the order in which charges are paid; dollars.

    `refused` says why there can be no plan, and what can be done or who can; empty when there can.
    """

    rows: tuple[Part, ...]
    refused: str = ""

    @property
    def arrears(self) -> Decimal:
        return self._sum("past_due")

    @property
    def left_out(self) -> Decimal:
        """Past due, and kept out of plans by a dispute or another hold."""
        return self._sum("disputed", "held")

    @property
    def disputed(self) -> Decimal:
        return self._sum("disputed")

    @property
    def in_plan(self) -> tuple[Part, ...]:
        return tuple(row for row in self.rows if row.is_in)

    @property
    def kept_out(self) -> tuple[Part, ...]:
        return tuple(row for row in self.rows if not row.is_in)

    def _sum(self, *codes: str) -> Decimal:
        return sum((row.amount for row in self.rows if row.code in codes), ZERO)


def eligible(account: Account, today: date) -> Eligible:
    """What of an account's open charges may be in a plan agreed today. Under the account's lock nothing moves it."""
    kinds = keeping_out(today)
    charges = open_charges(account.pk, today)
    past_due = [charge for charge in charges if charge.due_on < today]
    held = held_parts(today, kinds, [account.pk]).get(account.pk, [])
    whole = _on_the_whole(account, kinds, today)
    rows = [*_past_due(past_due, [*held, *whole], today), *map(_not_due, charges[len(past_due) :])]
    return Eligible(tuple(rows), _refused(whole) or _beside_a_budget(account) or _nothing(rows))


def stopped(account: Account, today: date) -> str:
    """Why there can be no plan at all, whatever is owed; empty where neither a hold nor a budget is in its way."""
    return _refused(_on_the_whole(account, stopping("plans", on=today), today)) or _beside_a_budget(account)


def expected_bill(account_id: int, today: date) -> Decimal | None:
    """What a new bill is likely to be: the mean of the last 12 months' bills; what falls due on one day is one bill.

    None where none is known, or where no bill will come since the account is closed.
    """
    if Account.objects.filter(pk=account_id, status=Account.Status.INACTIVE).exists():
        return None
    billed = Posting.objects.filter(
        account=account_id,
        book__startswith="receivable:",
        due_on__isnull=False,
        effective_on__gt=months_after(today, -MONTHS_OF_BILLS),
        effective_on__lte=today,
    ).exclude(kind=FEES_MADE_HERE)
    # What took a charge back, and what billing took off it, falls under the same due date; a fee on a day of its own
    # is no bill.
    named = Count("pk", filter=Q(kind=BILL, charge_id__isnull=False))
    by_day = billed.order_by().values("due_on").annotate(billed=Sum("amount"), bills=named)
    by_day = by_day.filter(billed__gt=0, bills__gt=0)
    bills = [row["billed"] for row in by_day]
    return cents(sum(bills, ZERO) / len(bills)) if bills else None


def broken_before(account: Account, today: date, rules: PlanRules) -> int:
    """How many plans of this customer, on any account, were broken within the time that the rulebook remembers."""
    return _broken(account, today, rules).count()


def broken_since(account: Account, today: date, rules: PlanRules) -> date | None:
    """The day on which the first of those was broken."""
    return _broken(account, today, rules).aggregate(first=Min("ended_on"))["first"]


def latest_means(account: Account) -> Means | None:
    """What the customer last said they can pay. Private by law: read it for a quote, show it only by `open_means`."""
    return Means.objects.filter(account=account).first()


def requested(account: Account) -> Offer | None:
    """The offer that the customer accepted and somebody has still to decide on: the account counts as "requested"."""
    return Offer.objects.filter(account=account, answer=Offer.Answer.REQUESTED).first()


def plan_in_force(account: Account) -> PaymentPlan | None:
    """The plan that protects the account, accepted or active."""
    return PaymentPlan.objects.in_force().select_related("standing").filter(account=account).first()


def why_its_hold_stays(hold: Hold) -> str:
    """Why the hold of a plan in force is not ended or changed by itself: one left without would protect nothing, and
    one changed would protect on when the plan is over. Empty for any other hold."""
    plan = PaymentPlan.objects.in_force().filter(hold=hold).first()
    if plan is None:
        return ""
    return _("This hold is that of the plan from %(day)s and ends with it. Cancel the plan, or replace it.") % {
        "day": bare_day(plan.accepted_on)
    }


def _broken(account: Account, today: date, rules: PlanRules) -> QuerySet[PaymentPlan]:
    since = months_after(today, -rules.look_back_months)
    broken = PaymentPlan.objects.filter(state=PaymentPlan.State.BROKEN, ended_on__gt=since, ended_on__lte=today)
    return broken.filter(account__customer=account.customer_id)


def _on_the_whole(account: Account, kinds: Sequence[str], today: date) -> list[HeldPart]:
    holds = holds_of(account, on=today).on_the_whole().filter(kind__in=kinds).order_by("from_on", "pk")
    # What stops every plan is named before what is merely disputed.
    return sorted(
        (HeldPart((), "", None, kind, from_on) for kind, from_on in holds.values_list("kind", "from_on")),
        key=lambda hold: hold.kind == DISPUTE,
    )


def _past_due(charges: Sequence[OpenCharge], holds: Iterable[HeldPart], today: date) -> list[Part]:
    taken_of: dict[str, list[tuple[HeldPart, Decimal]]] = {}
    for taken in taken_by(parts_of(charges), holds):
        taken_of.setdefault(taken.charge_id, []).append((taken.hold, taken.amount))
    rows = []
    for charge in charges:
        taken_here = taken_of.get(charge.charge_id, [])
        left = charge.open - sum((amount for _hold, amount in taken_here), ZERO)
        if left:
            days = charge.days_past_due(today)
            rows.append(_part(charge, left, "past_due", _("%(days)s days past due") % {"days": days}))
        for hold, amount in taken_here:
            rows.append(_part(charge, amount, "disputed" if hold.kind == DISPUTE else "held", _held_because(hold)))
    return rows


def _not_due(charge: OpenCharge) -> Part:
    return _part(charge, charge.open, "not_due", _("falls due on %(day)s") % {"day": bare_day(charge.due_on)})


def _part(charge: OpenCharge, amount: Decimal, code: str, why: str) -> Part:
    return Part(
        charge.charge_id, charge.service, charge.kind, charge.billed_on, charge.due_on, amount, code, why
    )  # fmt: skip


def _held_because(hold: HeldPart) -> str:
    said = {"day": bare_day(hold.from_on), "kind": BY_CODE[hold.kind].words_shown}
    return _("disputed since %(day)s") % said if hold.kind == DISPUTE else _("%(kind)s since %(day)s") % said


def _refused(whole: Sequence[HeldPart]) -> str:
    """What stops all plans of an account, and whom to ask."""
    stop = next((hold for hold in whole if hold.kind != DISPUTE), None)
    if stop is None:
        return ""
    said = {"day": bare_day(stop.from_on), "kind": BY_CODE[stop.kind].words_shown}
    match stop.kind:
        case "bankruptcy":
            return _("All collection stopped on %(day)s: bankruptcy. Ask the paralegal before offering a plan.") % said
        case "office":
            return _("The office holds this account since %(day)s, so no plan can be made. Ask a supervisor.") % said
    return _("No plan can be made since %(day)s: %(kind)s. A supervisor can tell what is possible.") % said


def _beside_a_budget(account: Account) -> str:
    """A budget asks for something else than the bills that a plan counts on, and has debt of its own kept out of
    arrears: one of the two (`budgets.queries.proposed` refuses a budget beside a plan)."""
    since = BudgetPlan.objects.active().filter(account=account).values_list("joined_on", flat=True).first()
    if since is None:
        return ""
    return _(
        "This account is on a budget since %(day)s. End the budget first: what it deferred may then be in a plan."
    ) % {"day": bare_day(since)}


def _nothing(rows: Sequence[Part]) -> str:
    """ "Nothing here can be in a plan: 118.20 is disputed, 60.00 is not yet due."; empty where something can."""
    if any(row.is_in for row in rows):
        return ""
    words = {"disputed": _("%(sum)s is disputed"), "held": _("%(sum)s is held"), "not_due": _("%(sum)s is not yet due")}
    sums = {code: sum((row.amount for row in rows if row.code == code), ZERO) for code in words}
    said = [words[code] % {"sum": in_words(total)} for code, total in sums.items() if total]
    why = ", ".join(said) if said else _("nothing is past due")
    return _("Nothing here can be in a plan: %(why)s.") % {"why": why}
