"""What can happen to a budget? It begins, is reviewed, is settled at the end of its year, or ends early.

No hold is opened: what a budget protects is in its standing, `queries.in_budget`, and is taken off what may be chased.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed
from core import history
from core.errors import RuleViolation
from core.money import ZERO, in_words
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment
from ledger.queries import newest_transaction
from notices.actions import issue_letters, night_of
from notices.actions.issuing import SKIPPED
from payment_plans.budgets import policy, queries, standings
from payment_plans.budgets.models import BudgetAmount, BudgetPlan, BudgetStanding

LETTER = "budget_review"
SOONEST, LATEST = 1, 62  # days from today to a first amount
Why = BudgetPlan.Why


@dataclass(frozen=True)
class Settled:
    """A budget that is over, what became of what was left, and the one that goes on from it, if any. `is_told`: a
    letter says so."""

    budget: BudgetPlan
    settlement: policy.Settlement
    next: BudgetPlan | None = None
    is_told: bool = True


@transaction.atomic
def join_budget(
    account_id: int,
    *,
    first_due_on: date | None = None,
    amount: Decimal | None = None,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> BudgetPlan:
    """Begin a budget with the amount that is proposed under the lock.

    `amount` is the one that was said to the customer: refused where it is another by now. The same `request_id` again
    answers the same budget.
    """
    account = _locked_account(account_id, actor)
    kept = BudgetPlan.objects.filter(request_id=request_id, account=account).first() if request_id else None
    if kept:
        return kept
    if first_due_on and not today + timedelta(SOONEST) <= first_due_on <= today + timedelta(LATEST):
        raise RuleViolation(
            _("The first amount falls due from tomorrow to %(day)s.") % {"day": bare_day(today + timedelta(LATEST))}
        )
    found = queries.proposed(account, today, first_due_on=first_due_on)
    if not found.verdict.allowed:
        raise RuleViolation(found.verdict.sentence)
    if amount is not None and amount != found.proposal.amount:
        raise RuleViolation(
            _("The amount is %(now)s by now, and %(said)s was on the page. Look again and say it to the customer.")
            % {"now": in_words(found.proposal.amount), "said": in_words(amount)}
        )
    return _begin(account, found, actor=actor, today=today, request_id=request_id)


@transaction.atomic
def review_budget(
    budget_id: int,
    *,
    accept: bool = True,
    needs_letter: bool = False,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> BudgetAmount:
    """Look at the amount again. With `accept` the one that fits takes the old one's place, where it is off by the band;
    without, the old one stays. Both are kept, as what the review found.

    A changed amount is told by letter. Where none can be made it is refused with `needs_letter`; without, whoever
    reviews tells the customer: `is_told` of what comes back says which.
    """
    budget = _locked(budget_id, actor)
    kept = BudgetAmount.objects.filter(request_id=request_id, budget=budget).first() if request_id else None
    if kept:
        return kept
    _refuse_over(budget)
    standing = renewed(budget, today)
    if budget.amounts.filter(why=BudgetAmount.Why.REVIEW, decided_on=today).exists():
        raise RuleViolation(_("This budget was reviewed today already; nothing new is known."))
    found = queries.reviewed(budget, today, standing)
    takes = accept and found.changes
    row = BudgetAmount.objects.create(
        budget=budget,
        from_on=found.changes_on or today,
        amount=found.new_amount if takes else found.old_amount,
        why=BudgetAmount.Why.REVIEW,
        decided_on=today,
        decided_at=moment(today),
        decided_by=actor,
        sentence=found.sentence if takes or not found.changes else _stays(found),
        facts=_found(standing, found),
        request_id=request_id,
    )
    renewed(budget, today)
    _record("budget.reviewed", budget, actor, today, request_id, amount=row.amount, was=found.old_amount,
            from_on=row.from_on, says=row.sentence)  # fmt: skip
    row.is_told = not takes or _told(row, needs_letter, actor, today)
    return row


@transaction.atomic
def settle_budget(
    budget_id: int, *, needs_letter: bool = False, actor, today: date, request_id: UUID | None = None
) -> Settled:
    """End a year: what was billed and is not asked for yet is asked at once, rolled into a next year, or given back,
    as the figures say that the budget was made by. Refused before its last day while the account is served.
    `needs_letter` as in `review_budget`. The same `request_id` again answers the same."""
    budget = _locked(budget_id, actor)
    kept = BudgetAmount.objects.filter(request_id=request_id, budget=budget).first() if request_id else None
    if kept:
        return _as_settled(budget)
    _refuse_over(budget)
    is_served = budget.account.status == Account.Status.ACTIVE
    if is_served and (budget.ends_on is None or today < budget.ends_on):
        raise RuleViolation(_why_not_yet(budget))
    standing = renewed(budget, today)
    proposed = queries.proposed(budget.account, today, follows=budget)
    rest = budget.rolled_in + standing.actual - standing.asked
    outcome = policy.settlement(rest, queries.rules_of(budget), may_go_on=is_served and proposed.verdict.allowed)
    _end(
        budget, BudgetPlan.State.SETTLED, actor, today, rest=rest,
        until_transaction=newest_transaction(budget.account_id),
    )  # fmt: skip
    following = None
    if outcome.goes_on:
        following = _begin(budget.account, proposed, follows=budget, actor=actor, today=today)
    row = _ask(budget, outcome, standing, following, actor, today, request_id)
    _record("budget.settled", budget, actor, today, request_id, rest=rest, says=row.sentence)
    if following is None:
        renewed(budget, today)
    return Settled(budget, outcome, following, is_told=_told(row, needs_letter, actor, today))


@transaction.atomic
def leave_budget(
    budget_id: int, *, why: str, note: str = "", actor, today: date, request_id: UUID | None = None
) -> BudgetPlan:
    """End a budget before its year does; what was deferred is due at once, and may be put on a payment plan."""
    budget = _locked(budget_id, actor)
    if why not in Why.values:
        raise RuleViolation(_("Say why the budget ends."))
    refuse_private(note)
    _refuse_over(budget)
    standing = renewed(budget, today)
    _end(budget, BudgetPlan.State.ENDED, actor, today, end_why=why, end_note=note.strip())
    BudgetStanding.objects.filter(budget=budget).update(protected=ZERO, next_due_on=None, next_review_on=None)
    _record("budget.ended", budget, actor, today, request_id, why=why, note=note.strip(),
            deferred=standing.unasked)  # fmt: skip
    return budget


def renewed(budget: BudgetPlan, today: date) -> BudgetStanding:
    """The standing of a budget as of today, in the caller's transaction."""
    standings.renew(as_of=today, budget_ids=[budget.pk])
    standing = BudgetStanding.objects.get(budget=budget)
    standing.budget = budget
    return standing


def _begin(
    account: Account, found: queries.Proposed, *, follows=None, actor, today: date, request_id: UUID | None = None
) -> BudgetPlan:
    proposal = found.proposal
    budget = BudgetPlan.objects.create(
        account=account,
        shape=found.rules.shape,
        amount=proposal.amount,
        joined_on=today,
        joined_at=moment(today),
        made_by=actor,
        first_due_on=proposal.year.first_due_on,
        count=proposal.year.count,
        covers=proposal.year.covers,
        ends_on=proposal.year.ends_on,
        rolled_in=proposal.old_balance,
        left_out=found.left_out,
        after_transaction=newest_transaction(account.pk),
        follows=follows,
        figures=standings.frozen(found.rules),
        proposal=proposal.record,
        request_id=request_id,
    )
    BudgetAmount.objects.create(
        budget=budget,
        from_on=budget.first_due_on,
        amount=proposal.amount,
        why=BudgetAmount.Why.JOINED,
        decided_on=today,
        decided_at=moment(today),
        decided_by=actor,
    )
    # What an earlier one still had is rolled in now.
    BudgetStanding.objects.filter(budget__account=account).update(protected=ZERO)
    renewed(budget, today)
    _record("budget.joined", budget, actor, today, request_id, amount=budget.amount, first_due_on=budget.first_due_on,
            rolled_in=budget.rolled_in)  # fmt: skip
    return budget


def _ask(
    budget: BudgetPlan,
    outcome: policy.Settlement,
    standing: BudgetStanding,
    following: BudgetPlan | None,
    actor,
    today: date,
    request_id: UUID | None,
) -> BudgetAmount:
    """Write down what becomes of the rest; what is asked for has the same notice that a changed amount has."""
    due = today + timedelta(days=queries.rules_of(budget).notice_days) if outcome.ask else today
    last = budget.amounts.order_by("-from_on", "-pk").values_list("amount", flat=True)[0]
    facts = {
        "old_amount": str(last), "actual": str(standing.actual), "asked": str(standing.asked),
        "deferred": str(standing.deferred), "expected": "0.00", "forecast": str(outcome.rest), "amounts_left": 0,
        "refund": str(outcome.refund),
    }  # fmt: skip
    sentence = outcome.sentence
    if following:
        facts |= {"next_amount": str(following.amount), "next_from_on": following.first_due_on.isoformat()}
        goes_on = _("%(left)s The next year asks for %(amount)s a month from %(day)s on.")
        said = {"left": sentence, "amount": in_words(following.amount), "day": bare_day(following.first_due_on)}
        sentence = goes_on % said
    return BudgetAmount.objects.create(
        budget=budget,
        from_on=due,
        amount=outcome.ask,
        why=BudgetAmount.Why.SETTLEMENT,
        decided_on=today,
        decided_at=moment(today),
        decided_by=actor,
        sentence=sentence,
        facts=facts,
        request_id=request_id,
    )


def _as_settled(budget: BudgetPlan) -> Settled:
    """What an earlier sending of the same form answered."""
    following = BudgetPlan.objects.filter(follows=budget).first()
    assert budget.rest is not None
    return Settled(
        budget, policy.settlement(budget.rest, queries.rules_of(budget), may_go_on=following is not None), following
    )  # fmt: skip


def _told(row: BudgetAmount, needs_letter: bool, actor, today: date) -> bool:
    """Write to the customer what was decided; False where no letter can be made to them."""
    night = night_of(today) if actor is None else ""
    issued = issue_letters(
        LETTER, [row.budget.account_id], cause=f"budget amount {row.pk}", actor=actor, today=today, night=night
    )
    if needs_letter and not issued.letters:
        why = next((SKIPPED[reason] for reason in issued.skipped), "")
        raise RuleViolation(
            _("No letter can tell the customer: %(why)s. Call them, and review it then.") % {"why": why}
        )
    return bool(issued.letters)


def _end(budget: BudgetPlan, state: str, actor, today: date, **how) -> None:
    budget.state, budget.ended_on, budget.ended_by = state, today, actor
    for field, value in how.items():
        setattr(budget, field, value)
    budget.save(update_fields=["state", "ended_on", "ended_by", *how])


def _found(standing: BudgetStanding, found: policy.Review) -> dict[str, Any]:
    return {
        "old_amount": str(found.old_amount), "fitting": str(found.fitting), "expected": str(found.expected),
        "forecast": str(found.forecast), "amounts_left": found.amounts_left, "off_percent": found.off_percent,
        "actual": str(standing.actual), "asked": str(standing.asked), "deferred": str(standing.deferred),
    }  # fmt: skip


def _stays(found: policy.Review) -> str:
    said = _("%(new)s a month would fit; a colleague kept %(old)s.")
    return said % {"new": in_words(found.fitting), "old": in_words(found.old_amount)}


def _why_not_yet(budget: BudgetPlan) -> str:
    if budget.ends_on is None:
        return _("A rolling budget is never settled while the account is served. Let it end instead.")
    return _("This budget is settled on %(day)s. Until then it can only end early.") % {"day": bare_day(budget.ends_on)}


def _locked_account(account_id: int, actor) -> Account:
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account.pk, actor)
    return account


def _locked(budget_id: int, actor) -> BudgetPlan:
    """The budget under its lock, its account's taken first."""
    account = _locked_account(BudgetPlan.objects.values_list("account", flat=True).get(pk=budget_id), actor)
    budget = BudgetPlan.objects.select_for_update(of=("self",)).get(pk=budget_id)
    budget.account = account
    return budget


def _refuse_over(budget: BudgetPlan) -> None:
    if not budget.is_active:
        said = _("This budget is over since %(day)s: %(how)s.")
        raise RuleViolation(
            said % {"day": bare_day(budget.ended_on), "how": str(budget.get_state_display()).lower()}
        )  # fmt: skip


def _record(action: str, budget: BudgetPlan, actor, on: date, request_id: UUID | None = None, **facts: Any) -> None:
    said = {name: str(value) if isinstance(value, Decimal | date) else value for name, value in facts.items()}
    history.record(
        action, subject=budget, account=budget.account.number, actor=actor, on=on, request_id=request_id, facts=said
    )
