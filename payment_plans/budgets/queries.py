"""What did an account use, what would its budget be, where does it stand, and what of its past due is in a budget?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.holds.kinds import citation_of
from accounts.holds.policy import left_out_of
from accounts.holds.queries import holds_of, stopping_all
from accounts.holds.sentences import kind_in_words
from accounts.models import Account, Usage
from core import rulebook
from core.money import ZERO
from core.verdicts import Verdict
from ledger.aging import aging
from ledger.held import held_parts, parts_of
from ledger.models import Posting
from ledger.queries import RECEIVABLE, open_charges
from payment_plans.budgets import policy, standings
from payment_plans.budgets.models import BudgetAmount, BudgetPlan, BudgetStanding
from payment_plans.budgets.policy.calendar import Year, amount_on, asked_by, changes_on, due_dates, month_after
from payment_plans.budgets.policy.rules import YEAR
from payment_plans.budgets.prices import prices, worked_out
from payment_plans.budgets.standings import USE
from payment_plans.models import PaymentPlan
from payment_plans.queries.keeping_out import DISPUTE, keeping_out

DUE_DAYS = 21  # until the first amount of an account that was never billed


def use_of(account: Account, as_of: date, rules: policy.BudgetRules, *, afresh: bool = False) -> policy.YearOfUse:
    """The last twelve months of use at today's prices, of the services that may be on a budget and are still there.

    Bills come a few days sooner or later than a year ago, so the twelve newest of thirteen months count. `afresh`:
    prices are worked out anew and not taken from what the night kept.
    """
    ended = _ended_services(account, as_of)
    rows = Usage.objects.filter(
        account=account, period_end__gt=month_after(as_of, -YEAR - 1), period_end__lte=as_of,
        service__in=rules.services.split(),
    ).exclude(service__in=ended)  # fmt: skip
    use = [policy.UseMonth(row.service, row.period_end, row.quantity, row.unit, row.amount) for row in rows]
    price_of = worked_out if afresh else prices
    return policy.year_of_use(use, price_of(account.account_class, as_of) if use else {})


def _ended_services(account: Account, as_of: date) -> set[str]:
    """Services of which every meter has ended: their use will not come again."""
    ends: dict[str, list[date | None]] = {}
    for service, ended_on in account.services.values_list("service", "ended_on"):
        ends.setdefault(service, []).append(ended_on)
    return {service for service, days in ends.items() if all(day is not None and day <= as_of for day in days)}


@dataclass(frozen=True)
class Proposed:
    """What may be offered to an account today, and why not; `left_out` is what a hold on a part keeps out of it."""

    proposal: policy.Proposal
    verdict: Verdict
    balance: Decimal
    left_out: Decimal
    rules: policy.BudgetRules


def proposed(
    account: Account,
    today: date,
    *,
    first_due_on: date | None = None,
    follows: BudgetPlan | None = None,
    afresh: bool = False,
) -> Proposed:
    """The level amount of an account and whether it may be offered.

    `follows` is the budget that ends with this one's start, and so does not stand in its way; what it asked for and was
    not paid is past due and not rolled in. `afresh` as in `use_of`.
    """
    figures = rulebook.rules(policy.BudgetRules, on=today)
    use = use_of(account, today, figures, afresh=afresh)
    balance = next(iter(aging(today, account_ids=[account.pk]))).balance
    left_out = _left_out(account, today) + (follows.standing.behind_amount if follows else ZERO)
    proposal = policy.propose(use, balance - left_out, first_due_on or first_due(account, today), figures)
    facts = policy.JoinFacts(
        proposal=proposal,
        is_active=account.status == Account.Status.ACTIVE,
        is_residential=account.is_residential,
        balance=balance - left_out,
        plan_since=_since(PaymentPlan.objects.in_force().filter(account=account), "accepted_on"),
        budget_since=None if follows else _since(BudgetPlan.objects.active().filter(account=account), "joined_on"),
        stops=_stops(account, today),
    )
    return Proposed(proposal, policy.may_join(facts, figures), balance, left_out, figures)


def _since(rows: QuerySet, field: str) -> date | None:
    return rows.values_list(field, flat=True).first()


def first_due(account: Account, today: date) -> date:
    """When a first amount would be due: with the first bill that has not come yet."""
    newest = Posting.objects.filter(account=account, kind="bill", charge_id__isnull=False, effective_on__lte=today)
    last = newest.aggregate(last=Max("due_on"))["last"]
    if last is None:
        return today + timedelta(days=DUE_DAYS)
    return month_after(last, max(asked_by(last, None, today), 1))


def _stops(account: Account, today: date) -> tuple[tuple[str, str], ...]:
    """The holds on the whole account that stop plans."""
    return tuple(
        (kind_in_words(hold.kind), citation_of(hold.kind)) for hold in stopping_all("plans", account, on=today)
    )


def _left_out(account: Account, today: date) -> Decimal:
    """What is open and a dispute, or a hold on a part that stops plans, keeps out of a budget."""
    charges = open_charges(account.pk, today)
    if holds_of(account, on=today).on_the_whole().filter(kind=DISPUTE).exists():
        return sum((charge.open for charge in charges), ZERO)
    parts = held_parts(today, keeping_out(today), [account.pk]).get(account.pk, [])
    return left_out_of(parts_of(charges), parts)


# ---- a budget that runs ----


def budget_of(account_id: int) -> BudgetPlan | None:
    """The budget of an account: the one that runs, else the newest."""
    found = BudgetPlan.objects.filter(account=account_id).select_related("standing")
    return found.active().first() or found.first()


def rules_of(budget: BudgetPlan) -> policy.BudgetRules:
    """The figures a budget was made by."""
    known = policy.BudgetRules.__dataclass_fields__
    frozen = {name: value for name, value in budget.figures.items() if name in known}
    return policy.BudgetRules(**{name: rulebook.understood(policy.BudgetRules, name, v) for name, v in frozen.items()})


def year_of(budget: BudgetPlan) -> Year:
    return Year(budget.first_due_on, budget.count, budget.covers, budget.ends_on)


def amounts_of(budget: BudgetPlan) -> list[BudgetAmount]:
    return list(budget.amounts.order_by("from_on", "pk"))


def amount_now(budget: BudgetPlan, today: date) -> Decimal:
    """What a budget asks for a month now, or from its first day on; dollars."""
    levels = [(row.from_on, row.amount) for row in amounts_of(budget) if row.why != BudgetAmount.Why.SETTLEMENT]
    return amount_on(levels, max(today, budget.first_due_on))


def asked_amounts(budget: BudgetPlan, amounts: Sequence[BudgetAmount], until: date) -> tuple[policy.Asked, ...]:
    """What a budget asks for by a day, each on its day, the settlement too."""
    levels = [(row.from_on, row.amount) for row in amounts if row.why != BudgetAmount.Why.SETTLEMENT]
    last = min(until, budget.ended_on) if budget.ended_on else until
    days = due_dates(budget.first_due_on, asked_by(budget.first_due_on, budget.count, last))
    asked = [policy.Asked(day, amount_on(levels, day)) for day in days]
    asked += [
        policy.Asked(row.from_on, row.amount)
        for row in amounts
        if row.why == BudgetAmount.Why.SETTLEMENT and row.from_on <= until
    ]
    return tuple(asked)


def facts_of(budget: BudgetPlan, as_of: date) -> policy.BudgetFacts:
    """What a budget is judged by on a day, read leg by leg."""
    rules, paid = rules_of(budget), ZERO
    sums: dict[str, dict[date, Decimal]] = {"actual": {}, "other": {}}
    for leg in _legs(budget, as_of):
        if leg["due_on"] is None and (leg["transaction__reverses"] or 0) <= budget.after_transaction:
            is_back = leg["transaction__reverses"] is not None
            if is_back:
                _add(sums["other"], leg["effective_on"], leg["amount"])
            else:
                paid -= leg["amount"]
        elif leg["due_on"] is None:
            paid -= leg["amount"]
        else:
            late = budget.until_transaction is not None and leg["transaction"] > budget.until_transaction
            service = leg["book"].removeprefix(RECEIVABLE)
            levels = not late and leg["kind"] in USE and service in rules.services.split()
            _add(sums["actual" if levels else "other"], leg["due_on"], leg["amount"])
    return policy.BudgetFacts(
        rolled_in=budget.rolled_in,
        amounts=asked_amounts(budget, amounts_of(budget), as_of),
        actual=_in_order(sums["actual"]),
        other=_in_order(sums["other"]),
        paid=paid,
    )


def _legs(budget: BudgetPlan, as_of: date) -> QuerySet:
    legs = Posting.objects.filter(
        account=budget.account_id, transaction__gt=budget.after_transaction, book__startswith=RECEIVABLE,
        effective_on__lte=as_of,
    )  # fmt: skip
    return legs.order_by("pk").values(
        "transaction", "transaction__reverses", "book", "amount", "due_on", "effective_on", "kind", "charge_id"
    )


def _add(sums: dict[date, Decimal], day: date, amount: Decimal) -> None:
    sums[day] = sums.get(day, ZERO) + amount


def _in_order(sums: Mapping[date, Decimal]) -> tuple[policy.Asked, ...]:
    return tuple(policy.Asked(day, amount) for day, amount in sorted(sums.items()))


def reviewed(budget: BudgetPlan, today: date, standing: BudgetStanding) -> policy.Review:
    """What a review of a running budget would find today."""
    rules, year, amounts = rules_of(budget), year_of(budget), amounts_of(budget)
    first = changes_on(year, today, rules)
    levels = [(row.from_on, row.amount) for row in amounts]
    before = asked_amounts(budget, amounts, first - timedelta(days=1)) if first else ()
    facts = policy.ReviewFacts(
        year=year,
        amount=amount_on(levels, first) if first else levels[-1][1],
        rolled_in=budget.rolled_in,
        actual=standing.actual,
        billed_months=standing.billed_months,
        asked_before_change=sum((asked.amount for asked in before), ZERO),
        use=use_of(budget.account, today, rules),
    )
    return policy.review(facts, today, rules)


def listed() -> QuerySet[BudgetPlan]:
    """Budgets that run, with what a list shows of them."""
    return BudgetPlan.objects.active().select_related("standing", "account__customer", "account__premise")


def due_for_review(today: date) -> list[int]:
    """Budgets whose review has come; those whose year is over are settled instead."""
    due = BudgetPlan.objects.active().filter(standing__next_review_on__lte=today)
    return list(due.exclude(ended_by_today(today)).order_by("account").values_list("pk", flat=True))


def due_for_settlement(today: date) -> list[int]:
    """Budgets whose year is over, or whose account is no longer served."""
    over = BudgetPlan.objects.active().filter(ended_by_today(today))
    return list(over.order_by("account").values_list("pk", flat=True))


def ended_by_today(today: date) -> Q:
    return Q(ends_on__lte=today) | Q(account__status=Account.Status.INACTIVE)


# ---- for others ----

STATED = ("old_amount", "actual", "asked", "deferred", "expected", "forecast")


def in_budget(account_ids: Collection[int], today: date) -> dict[int, Decimal]:
    """Per account what of its past due may not be chased today, because a budget has it; worked out anew.

    That is the deferred balance and the old balance not asked for yet, as far as due. Accounts without are left out.
    """
    protected: dict[int, Decimal] = {}
    for row in standings.found(as_of=today, account_ids=account_ids).values():
        if row["protected"] > 0:
            protected[row["account_id"]] = protected.get(row["account_id"], ZERO) + row["protected"]
    return protected


def review_of(account_ids: Sequence[int], today: date) -> dict[int, dict[str, Any]]:
    """What the letter about a review or a settlement states to each account; one without either has no entry.

    amount and from_on (what is asked from when; of a settlement once), old_amount, is_changed, is_settlement, sentence,
    rolled_in, actual and asked (since its start), deferred, expected (of the months left), forecast (what the amount
    leaves at the end, a credit negative; of a settlement what is left), amounts_left, rest, refund (of a settlement),
    next_amount and next_from_on (of the year that follows it), decided_on, next_review_on, ends_on; dollars and dates.
    """
    decided = BudgetAmount.objects.filter(budget__account__in=list(account_ids)).exclude(why=BudgetAmount.Why.JOINED)
    newest: dict[int, BudgetAmount] = {}
    for row in decided.select_related("budget__standing").order_by("decided_on", "pk"):
        newest[row.budget.account_id] = row
    return {account_id: _stated(row) for account_id, row in newest.items() if row.decided_on <= today}


def _stated(row: BudgetAmount) -> dict[str, Any]:
    said = row.facts
    money = {name: Decimal(said[name]) for name in STATED}
    return {
        "amount": row.amount,
        "from_on": row.from_on,
        "is_changed": row.amount != money["old_amount"],
        "is_settlement": row.why == BudgetAmount.Why.SETTLEMENT,
        "sentence": row.sentence,
        "rolled_in": row.budget.rolled_in,
        "amounts_left": said["amounts_left"],
        "rest": row.budget.rest,
        "refund": Decimal(said.get("refund", "0.00")),
        "next_amount": Decimal(said["next_amount"]) if said.get("next_amount") else None,
        "next_from_on": date.fromisoformat(said["next_from_on"]) if said.get("next_from_on") else None,
        "decided_on": row.decided_on,
        "next_review_on": row.budget.standing.next_review_on,
        "ends_on": row.budget.ends_on,
        **money,
    }
