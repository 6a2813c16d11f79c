"""How does a plan read on a list, on its account and on its own page?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from core.money import in_words
from core.templatetags.money import bare_day, day, long_day, short_day
from payment_plans.models import Miss, PaymentPlan, PlanStanding
from payment_plans.policy.compliance import Kept
from payment_plans.policy.reinstating import is_used_up, reinstate_by
from payment_plans.policy.rules import PlanRules

STATES = {
    PaymentPlan.State.ACCEPTED: "person",
    PaymentPlan.State.ACTIVE: "allowed",
    PaymentPlan.State.KEPT: "allowed",
    PaymentPlan.State.BROKEN: "blocked",
    PaymentPlan.State.LAPSED: "blocked",
}


def word(plan: PaymentPlan, is_behind: bool) -> str:
    """A plan's state in a word or two."""
    if plan.state == PaymentPlan.State.ACTIVE:
        return _("Behind") if is_behind else _("On track")
    return str(PaymentPlan.State(plan.state).label).capitalize()


# ---- plans on a list: one fact with a date and an amount, and what comes of it ----


def due(plan: PaymentPlan, standing: PlanStanding, today: date, grace_days: int) -> str:
    """ "Installment 5 of 6 (87.50) is due Fri Oct 9." After the day: that it is not here, and when grace ends."""
    if standing.next_due_on is None:
        return _("Nothing more is due.")
    about = {
        "n": getattr(plan, "next_number", None) or standing.paid_count + 1,
        "of": plan.count,
        "amount": in_words(standing.next_amount),
        "day": short_day(standing.next_due_on),
        "grace": short_day(standing.next_due_on + timedelta(days=grace_days)),
    }
    if standing.next_due_on >= today:
        return _("Installment %(n)d of %(of)d (%(amount)s) is due %(day)s.") % about
    return _("Installment %(n)d of %(of)d (%(amount)s, due %(day)s) is not here; grace ends %(grace)s.") % about


def missed(plan: PaymentPlan, standing: PlanStanding) -> str:
    """Which was missed: an installment, a new bill, or both."""
    about = {
        "n": getattr(plan, "missed_number", None),
        "of": plan.count,
        "amount": in_words(standing.missed_amount),
        "day": bare_day(standing.missed_since),
        "bill": in_words(standing.bills_amount),
        "bill_day": bare_day(standing.bills_since),
    }
    if standing.missed_count and standing.bills_count:
        return _("Missed: installments since %(day)s (%(amount)s), new bills since %(bill_day)s (%(bill)s).") % about
    if standing.bills_count > 1:
        return _("The installments are paid, but new bills since %(bill_day)s (%(bill)s) are not.") % about
    if standing.bills_count:
        return _("The installments are paid, but the bill due %(bill_day)s (%(bill)s) is not.") % about
    if standing.missed_count > 1:
        about["how_many"] = standing.missed_count
        return _("%(how_many)d installments (%(amount)s, the first due %(day)s) were missed.") % about
    if about["n"]:
        return _("Installment %(n)d of %(of)d (%(amount)s, due %(day)s) was missed.") % about
    return _("An installment (%(amount)s, due %(day)s) was missed.") % about


def breaks(standing: PlanStanding) -> str:
    """ "It breaks on Oct 13 if 87.50 is not here." Empty where nothing threatens it."""
    if standing.breaks_on is None:
        return ""
    return _("It breaks on %(day)s if %(amount)s is not here.") % {
        "day": bare_day(standing.breaks_on), "amount": in_words(standing.breaks_amount),
    }  # fmt: skip


def missed_too(standing: PlanStanding) -> str:
    """ "The bill due Sep 14 (64.12) is not paid." where the installments are in order and a new bill is not."""
    if not standing.bills_count:
        return ""
    return _("A new bill of %(day)s (%(amount)s) is not paid.") % {
        "day": bare_day(standing.bills_since), "amount": in_words(standing.bills_amount),
    }  # fmt: skip


def may_come_back(plan: PaymentPlan, today: date, rules: PlanRules) -> str:
    """Until when a broken plan may be reinstated; or why it may not."""
    if plan.ended_on is None:
        return ""
    last = reinstate_by(plan.ended_on, rules)
    if is_used_up(plan.reinstated_times, rules):
        return _("It was reinstated before; offer another plan.")
    if last < today:
        return _("It could be reinstated until %(day)s; offer another plan.") % {"day": bare_day(last)}
    return _("It may be reinstated until %(day)s.") % {"day": bare_day(last)}


def ended(plan: PaymentPlan) -> str:
    """ "Broken on Oct 5: two installments were missed"; the reason with a full stop."""
    what = str(PaymentPlan.State(plan.state).label)
    why = plan.end_why.strip().rstrip(".")
    said = _("%(what)s on %(day)s: %(why)s.") if why else _("%(what)s on %(day)s.")
    return said % {"what": what.capitalize(), "day": bare_day(plan.ended_on), "why": why}


def waits_for(plan: PaymentPlan, lacking: Decimal) -> str:
    """ "Starts when 120.00 arrives by Oct 9." What is already here is said."""
    by = bare_day(plan.starts_by_on)
    needs_money, needs_name = lacking > 0, plan.needs_signature and plan.signed_on is None
    if needs_money and needs_name:
        return _("Starts when %(amount)s has arrived and the agreement is signed, both by %(day)s.") % {
            "amount": in_words(lacking), "day": by,
        }  # fmt: skip
    if needs_name:
        return _("Starts when the agreement is signed, by %(day)s.") % {"day": by}
    return _("Starts when %(amount)s arrives by %(day)s.") % {"amount": in_words(lacking), "day": by}


def cured(miss: Miss) -> str:
    """ "The installment of Sep 28 (87.50) was made good on Oct 3."."""
    said = (
        _("The installment of %(due)s (%(amount)s) was made good on %(day)s.")
        if miss.kind == Miss.Kind.INSTALLMENT
        else _("The bill of %(due)s (%(amount)s) was made good on %(day)s.")
    )
    return said % {"due": bare_day(miss.due_on), "amount": in_words(miss.amount), "day": bare_day(miss.cured_on)}


EMPTY = {
    "due": lazy("No installment is due by %(friday)s."),
    "missed": lazy("No plan was missed last night."),
    "broken": lazy("No plan broke in the last 60 days."),
    "cured": lazy("No miss was made good in the last week."),
    "waiting": lazy("No plan waits for money or a signature."),
    "asked": lazy("No offer waits for a decision, and nobody is thinking about one."),
}


def empty(tab: str, friday: date, due_count: int) -> str:
    """Why a tab is empty, and what is on another."""
    said = str(EMPTY[tab]) % {"friday": long_day(friday)}
    if tab == "due" or not due_count:
        return said
    coming = ngettext("%(n)d installment is due by Friday.", "%(n)d installments are due by Friday.", due_count)
    return f"{said} {coming % {'n': due_count}}"


# ---- one plan ----


def what_breaks(rules: PlanRules) -> Iterator[str]:
    """What breaks a plan by the rulebook, as one tells a customer."""
    yield ngettext(
        "An installment counts as missed %(n)d day after it was due, unless no more than %(least)s is short.",
        "An installment counts as missed %(n)d days after it was due, unless no more than %(least)s is short.",
        rules.grace_days,
    ) % {"n": rules.grace_days, "least": in_words(rules.tolerance)}
    if rules.current_bills_count:
        yield _("A new bill counts too, %(n)d days after it was due.") % {"n": rules.bill_grace_days}
    else:
        yield _("A new bill that stays unpaid does not break it.")
    yield ngettext(
        "More than %(n)d open miss breaks it; what is made good no longer counts.",
        "More than %(n)d open misses break it; what is made good no longer counts.",
        rules.misses_allowed,
    ) % {"n": rules.misses_allowed}


def no_new_bills(plan: PaymentPlan, rules: PlanRules) -> str:
    if not rules.current_bills_count:
        return _("New bills do not count against this plan.")
    return _("No bill has fallen due since %(day)s.") % {"day": bare_day(plan.accepted_on)}


def after_signing(plan: PaymentPlan, kept: Kept) -> Iterator[str]:
    """What a signature changes."""
    if not plan.is_in_force:
        yield _("This plan is over; a signature changes nothing any more.")
    elif plan.signed_on:
        yield _("It was signed on %(day)s already.") % {"day": bare_day(plan.signed_on)}
    elif plan.state == PaymentPlan.State.ACTIVE:
        yield _("The plan runs already. The signature is kept with it.")
    elif plan.down_payment > kept.down_paid:
        lacking = {"amount": in_words(plan.down_payment - kept.down_paid), "day": bare_day(plan.starts_by_on)}
        yield _("The plan still waits for %(amount)s by %(day)s.") % lacking
    else:
        yield _("The plan begins, and protects what it holds until it is kept or broken.")


def after_cancelling(plan: PaymentPlan) -> Iterator[str]:
    """What goes on again once a plan is cancelled."""
    if not plan.is_in_force:
        yield _("This plan is over already.")
        return
    yield _("What is left in the plan is past due again from today.")
    yield _("Its hold ends: what it stopped may go on for it.")
    yield _("The customer keeps what was paid. The plan and the reason stay told.")


def after_reinstating(plan: PaymentPlan) -> Iterator[str]:
    """What happens to a broken plan that goes on."""
    if plan.state != PaymentPlan.State.BROKEN:
        yield _("Only a broken plan can be reinstated.")
        return
    yield _("It goes on by its own schedule, to %(day)s.") % {"day": day(plan.last_due_on)}
    yield _("The account is protected again while it is kept.")
