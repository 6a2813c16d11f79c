"""How does a broken plan go on? By the rulebook at once, otherwise once a supervisor says yes."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.holds.models import Hold
from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import waiting_of
from core.errors import RuleViolation
from core.money import ZERO, in_words
from core.private import refuse_private
from core.rulebook import rules
from core.templatetags.money import account_number, bare_day
from payment_plans import standings
from payment_plans.actions.making import protect
from payment_plans.actions.offers import locked, must
from payment_plans.models import PaymentPlan
from payment_plans.policy.compliance import Kept, end_of_grace, judge
from payment_plans.policy.reinstating import is_used_up, reinstate_by
from payment_plans.policy.rules import PlanRules
from payment_plans.queries.eligible import plan_in_force, stopped
from payment_plans.queries.facts import plan_facts, rules_of

REINSTATEMENT = "plan_reinstatement"
State = PaymentPlan.State


@dataclass(frozen=True)
class Reinstated:
    """The plan that goes on, or the question that waits for a supervisor."""

    plan: PaymentPlan
    approval: Approval | None = None


@transaction.atomic
def reinstate_plan(plan_id: int, *, why: str = "", actor, today: date) -> Reinstated:
    """Let a broken plan go on with its schedule as it stands. `why` is for the supervisor, where one must say yes."""
    plan = _broken(plan_id, actor)
    must(actor, "agree_plans")
    asked = waiting_of(REINSTATEMENT, plan)
    if asked:
        raise RuleViolation(
            _("This waits for a supervisor since %(day)s (%(who)s).")
            % {"day": bare_day(asked.asked_on), "who": asked.asked_by}
        )
    against = beyond_the_rulebook(plan, today)
    if not against or actor.may("decide_plans"):
        return Reinstated(_reinstated(plan, actor, today))
    if not why.strip():
        raise RuleViolation(
            _("%(against)s A supervisor can say yes: write down why they should.") % {"against": against}
        )
    refuse_private(why)
    return Reinstated(plan, _ask(plan, against, why.strip(), actor, today))


def reinstate_after_yes(approval: Approval, *, actor, today: date) -> PaymentPlan:
    """What follows when a supervisor says yes."""
    return _reinstated(_broken(int(approval.subject_key), actor), actor, today)


def beyond_the_rulebook(plan: PaymentPlan, today: date) -> str:
    """Why the rulebook leaves it to a supervisor; empty where a specialist reinstates alone."""
    figures = rules(PlanRules, on=today)
    assert plan.ended_on is not None
    if today > reinstate_by(plan.ended_on, figures):
        said = {"day": bare_day(plan.ended_on), "days": figures.reinstate_days}
        return _("It broke on %(day)s, and %(days)s days to reinstate it are over.") % said
    if is_used_up(plan.reinstated_times, figures):
        return _("It was reinstated before, on %(day)s.") % {"day": bare_day(plan.reinstated_on or plan.ended_on)}
    missed = _missed(_kept(plan, today))
    return _("%(sum)s of what was missed has not come yet.") % {"sum": in_words(missed)} if missed else ""


def _reinstated(plan: PaymentPlan, actor, today: date) -> PaymentPlan:
    check(plan, today)
    plan.state = State.ACTIVE
    plan.ended_on, plan.ended_at, plan.ended_by, plan.end_why = None, None, None, ""
    plan.reinstated_on, plan.reinstated_times = today, plan.reinstated_times + 1
    plan.hold = _protected(plan, actor, today)
    plan.save()
    standings.renew([plan.pk], as_of=today)
    facts = {"arrears": str(plan.arrears), "times": plan.reinstated_times, "last_due_on": plan.last_due_on}
    history.record(
        "payment_plan.reinstated", subject=plan, account=plan.account.number, actor=actor, on=today, facts=facts
    )
    return plan


def check(plan: PaymentPlan, today: date) -> None:
    """Refuse what nobody can say yes to: it would break again the same night, or something else stands in its way."""
    other = plan_in_force(plan.account)
    if other:
        raise RuleViolation(
            _("This account has another plan, from %(day)s. Only one can be in force.")
            % {"day": bare_day(other.accepted_on)}
        )
    refused = stopped(plan.account, today)
    if refused:
        raise RuleViolation(refused)
    agreed = rules_of(plan, today)
    kept = _kept(plan, today)
    missed = [*kept.missed, *kept.missed_bills]
    if missed and today >= end_of_grace(plan.last_due_on, agreed):
        raise RuleViolation(
            _("Its last installment was due on %(day)s, so nothing is left to reinstate. Offer a new plan.")
            % {"day": bare_day(plan.last_due_on)}
        )
    if len(missed) > agreed.misses_allowed:
        raise RuleViolation(
            _("%(sum)s of what was missed has not come, and it would break again tonight. Take that first, or offer a "
              "new plan.") % {"sum": in_words(_missed(kept))}
        )  # fmt: skip


def _ask(plan: PaymentPlan, against: str, why: str, actor, today: date) -> Approval:
    check(plan, today)
    said = {
        "day": bare_day(plan.accepted_on),
        "name": plan.account.customer.name,
        "number": account_number(plan.account.number),
        "against": against,
        "why": why,
    }
    return approving.ask(
        REINSTATEMENT,
        subject=plan,
        account=plan.account.number,
        sentence=_("Reinstate the plan of %(day)s for %(name)s, account %(number)s. %(against)s %(why)s") % said,
        follows=_("It goes on by its schedule, and protects the account again from that day on."),
        amount=_kept(plan, today).left,
        actor=actor,
        today=today,
    )


def _broken(plan_id: int, actor) -> PaymentPlan:
    account = locked(PaymentPlan.objects.values_list("account", flat=True).get(pk=plan_id), actor)
    plan = PaymentPlan.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan_id)
    plan.account = account
    if plan.state != State.BROKEN:
        raise RuleViolation(
            _("Only a broken plan can be reinstated; this one is %(state)s.") % {"state": plan.get_state_display()}
        )
    return plan


def _kept(plan: PaymentPlan, today: date) -> Kept:
    """Where it would stand today had it not ended."""
    return judge(plan_facts(plan, today), today=today, rules=rules_of(plan, today))


def _missed(kept: Kept):
    return sum((one.lacking for one in (*kept.missed, *kept.missed_bills)), ZERO)


def _protected(plan: PaymentPlan, actor, today: date) -> Hold:
    first = plan.installments.order_by("number").first()
    assert first is not None
    return protect(plan, first.amount, rules_of(plan, today).grace_days, actor=actor, today=today)
