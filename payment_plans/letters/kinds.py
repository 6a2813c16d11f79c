"""Which letters does a payment plan write, and may an account get one of them?"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.rulebook import rules
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, blocked, verdict
from notices.kinds import HOW_TO_DISPUTE, WHERE_TO_GET_HELP, Field, LetterKind
from notices.queries.protection import why_stopped
from payment_plans.letters.facts import DESPITE, broken_facts, missed_facts, reminder_facts, running
from payment_plans.letters.said import AS_MISSED, number_of, said_bill, said_installment
from payment_plans.models import PaymentPlan
from payment_plans.policy.reinstating import reinstate_by
from payment_plans.policy.rules import PlanRules

LOCAL = "local policy"
State = PaymentPlan.State


def judge_reminder(account_id: int, *, today: date) -> Verdict:
    """May this account be reminded of its next installment?"""

    def about(plan: PaymentPlan) -> Iterator[Reason]:
        if account_id not in reminder_facts([account_id], today=today):
            yield blocked("nothing_to_come", _("No installment of this plan is still to come: every one was due."))

    return _judged(account_id, today, _why_not_running, about, _("An installment of this plan is still to come."))


def judge_missed(account_id: int, *, today: date) -> Verdict:
    """May this account be told that it missed something of its plan?"""

    def about(plan: PaymentPlan) -> Iterator[Reason]:
        if account_id in missed_facts([account_id], today=today):
            return
        if any(one.missed for one in running([account_id], today)):
            yield blocked("breaks_today", _("This plan breaks tonight: a letter would ask for money too late."))
        else:
            yield blocked("nothing_missed", _("Nothing of this plan is missed."))

    return _judged(account_id, today, _why_not_running, about, _("Something of this plan is missed."))


def judge_broken(account_id: int, *, today: date) -> Verdict:
    """May this account be told that its plan broke?"""
    figures = rules(PlanRules, on=today)

    def about(plan: PaymentPlan) -> Iterator[Reason]:
        if plan.ended_on and reinstate_by(plan.ended_on, figures) < today:
            said = {"day": bare_day(plan.ended_on), "days": figures.reinstate_days}
            yield blocked(
                "too_late", _("This plan broke on %(day)s, over %(days)s days ago. A reminder says more.") % said
            )
        elif account_id not in broken_facts([account_id], today=today):
            yield blocked("nothing_owed", _("Nothing that may be asked for is past due, so there is nothing to say."))

    return _judged(account_id, today, _why_not_broken, about, _("This plan broke, and it can still be asked for."))


def _judged(
    account_id: int,
    today: date,
    why_not: Callable[[PaymentPlan | None], Iterator[Reason]],
    about: Callable[[PaymentPlan], Iterator[Reason]],
    otherwise: str,
) -> Verdict:
    """Holds first; then whether the newest plan is of the kind that this letter is about; then what it says of it."""
    plan = PaymentPlan.objects.filter(account=account_id).order_by("-accepted_on", "-pk").first()
    reasons = [*why_stopped(account_id, despite=DESPITE, today=today), *why_not(plan)]
    if plan and not reasons:
        reasons = list(about(plan))
    return verdict(reasons, otherwise=otherwise)


def _why_not_running(plan: PaymentPlan | None) -> Iterator[Reason]:
    if plan is None:
        yield blocked("no_plan", _("This account has no payment plan."))
    elif plan.state == State.ACCEPTED:
        said = {"day": bare_day(plan.accepted_on), "until": bare_day(plan.starts_by_on)}
        yield blocked(
            "not_begun",
            _("The plan of %(day)s has not begun: the first payment or the signature may come until %(until)s.") % said,
        )
    elif plan.state != State.ACTIVE:
        said = {"day": bare_day(plan.accepted_on), "state": plan.get_state_display(), "ended": bare_day(plan.ended_on)}
        yield blocked("ended", _("The plan of %(day)s no longer runs: %(state)s since %(ended)s.") % said)


def _why_not_broken(plan: PaymentPlan | None) -> Iterator[Reason]:
    if plan is None:
        yield blocked("no_plan", _("This account has no payment plan."))
    elif plan.is_in_force:
        yield blocked("in_force", _("The plan of %(day)s is in force.") % {"day": bare_day(plan.accepted_on)})
    elif plan.state != State.BROKEN:
        said = {"day": bare_day(plan.accepted_on), "state": plan.get_state_display()}
        yield blocked("not_broken", _("The plan of %(day)s did not break: it is %(state)s.") % said)


PLANS, STANDING, FIGURES = (
    gettext_lazy("Plan"),
    gettext_lazy("Standing of the plan"),
    gettext_lazy("Rulebook: payment plans"),
)
LEFT = Field("left", gettext_lazy("What the plan still lacks in all"), STANDING)
AGREED_ON = Field("agreed_on", gettext_lazy("When the plan was agreed on"), PLANS)
COUNT = Field("count", gettext_lazy("How many installments the plan has"), PLANS)
ASKED_AS = Field("asked_as", gettext_lazy("What the stub calls the amount"), PLANS)

REMINDER = LetterKind(
    code="plan_reminder",
    title=gettext_lazy("Reminder of an installment"),
    fields=(
        AGREED_ON,
        Field("number", gettext_lazy("Which installment is next"), gettext_lazy("Schedule of the plan")),
        COUNT,
        Field("amount", gettext_lazy("What this installment still lacks"), STANDING),
        Field("pay_by", gettext_lazy("When it is due"), gettext_lazy("Schedule of the plan")),
        ASKED_AS,
        LEFT,
        Field("missed", gettext_lazy("What is missed"), gettext_lazy("Misses of the plan")),
        Field("also", gettext_lazy("What else is open"), gettext_lazy("Ledger and schedule")),
    ),
    facts=reminder_facts,
    required=(WHERE_TO_GET_HELP,),
    judge=judge_reminder,
    despite=DESPITE,
    may_be_emailed=True,
    sample={
        "agreed_on": date(2026, 8, 3),
        "number": 3,
        "count": 6,
        "amount": Decimal("87.50"),
        "pay_by": date(2026, 10, 28),
        "asked_as": number_of(3, 6),
        "left": Decimal("350.00"),
        "missed": [],
        "also": [said_bill(date(2026, 9, 14), Decimal("64.12"), date(2026, 10, 12))],
    },
)

MISSED = LetterKind(
    code="plan_missed",
    title=gettext_lazy("Missed payment of a plan"),
    fields=(
        AGREED_ON,
        COUNT,
        Field("missed", gettext_lazy("What was missed"), gettext_lazy("Misses of the plan")),
        Field("amount", gettext_lazy("What of it is still to be paid"), STANDING),
        ASKED_AS,
        LEFT,
        Field("keep_amount", gettext_lazy("What must arrive so that the plan stays"), STANDING),
        Field("pay_by", gettext_lazy("The last day for that"), STANDING),
        Field("breaks_on", gettext_lazy("The day on which the plan ends otherwise"), STANDING),
        Field("coming", gettext_lazy("What is due next"), gettext_lazy("Schedule of the plan")),
    ),
    facts=missed_facts,
    required=(HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=judge_missed,
    despite=DESPITE,
    may_be_emailed=True,
    sample={
        "agreed_on": date(2026, 8, 3),
        "count": 6,
        "missed": [said_installment(2, 6, Decimal("87.50"), date(2026, 9, 28))],
        "amount": Decimal("87.50"),
        "asked_as": AS_MISSED,
        "left": Decimal("437.50"),
        "keep_amount": Decimal("87.50"),
        "pay_by": date(2026, 10, 12),
        "breaks_on": date(2026, 10, 13),
        "coming": [said_installment(3, 6, Decimal("87.50"), date(2026, 10, 28))],
    },
)

BROKEN = LetterKind(
    code="plan_broken",
    title=gettext_lazy("End of a payment plan"),
    fields=(
        AGREED_ON,
        Field("ended_on", gettext_lazy("When it ended"), PLANS),
        Field("missed", gettext_lazy("What was missed"), gettext_lazy("Misses of the plan")),
        Field(
            "amount",
            gettext_lazy("What is past due now, less what a hold leaves out"),
            gettext_lazy("Standing and holds"),
        ),
        Field("can_be_reinstated", gettext_lazy("Whether it may be taken up again"), FIGURES),
        Field("reinstate_by", gettext_lazy("The last day to ask for that"), FIGURES),
    ),
    facts=broken_facts,
    required=(HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=judge_broken,
    despite=DESPITE,
    sample={
        "agreed_on": date(2026, 6, 1),
        "ended_on": date(2026, 10, 2),
        "missed": [
            said_installment(3, 6, Decimal("87.50"), date(2026, 8, 28)),
            said_installment(4, 6, Decimal("87.50"), date(2026, 9, 28)),
        ],
        "amount": Decimal("350.00"),
        "can_be_reinstated": True,
        "reinstate_by": date(2026, 10, 16),
    },
)

# About a plan that was agreed on; the letter that offers one is in `offer.py`.
KINDS = (REMINDER, MISSED, BROKEN)
