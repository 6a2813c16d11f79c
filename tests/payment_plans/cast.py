"""Accounts and plans as the tests of payment plans need them; every test says only what matters to it."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.holds.models import Hold
from core.rulebook.models import RuleChange
from core.utility import moment
from ledger.models import Transaction
from payment_plans.actions import accept_offer, make_offer
from payment_plans.models import Installment, Offer, PaymentPlan
from payment_plans.policy.schedule import Terms
from tests import factories
from tests.factories import TODAY

ACCEPTED = date(2026, 8, 3)


def owing(**fields):
    """412.40 past due in two bills (250.00 of Jul 20, 162.40 of Aug 31), and 60.00 due on Oct 19."""
    fields.setdefault("customer", factories.customer(first_name="Harriet", last_name="Lindqvist"))
    account = factories.account(**fields)
    bill(account, "250.00", date(2026, 7, 20), charge_id=f"B-{account.pk}-JUL")
    bill(account, "162.40", date(2026, 8, 31), charge_id=f"B-{account.pk}-AUG", service="water")
    bill(account, "60.00", date(2026, 10, 19), charge_id=f"B-{account.pk}-OCT")
    return account


def bill(account, amount, due_on, **fields):
    return factories.bill(account, amount, billed_on=due_on - timedelta(days=21), due_on=due_on, **fields)


def pay(account, amount, on=TODAY, **fields):
    return factories.payment(account, amount, received_on=on, **fields)


def dollars(text):
    return Decimal(text)


def figure(field, value, *, rules="PlanRules", from_on=TODAY):
    """Let the rulebook say something else."""
    return RuleChange.objects.create(
        rules=rules,
        field=field,
        value=value,
        in_force_from=from_on,
        citation="Council, Oct 1",
        proposed_by=factories.person("supervisor"),
        proposed_at=timezone.now(),
        approved_by=factories.person("director"),
        approved_at=timezone.now(),
    )


def in_arrears(amount="525.00", *, due_on=date(2026, 7, 20), **fields):
    """An account with one bill that fell due."""
    account = factories.account(**fields)
    bill(account, amount, due_on)
    return account


@transaction.atomic
def agreed_plan(
    account=None,
    *,
    arrears="525.00",
    down="0.00",
    count=6,
    first_due_on=date(2026, 8, 28),
    accepted_on=ACCEPTED,
    state="active",
    starts_by_on=None,
    needs_signature=False,
    due_dates=None,
    amounts=None,
    hold=True,
    **fields,
) -> PaymentPlan:
    """A plan in monthly installments on the first date's day of the month; a fresh account owes the arrears.

    `state` "accepted" waits for its first payment or signature until `starts_by_on`.
    """
    arrears, down = Decimal(arrears), Decimal(down)
    account = account or in_arrears(arrears, due_on=accepted_on - timedelta(days=14))
    due_dates = due_dates or [a_month_on(first_due_on, n) for n in range(count)]
    amounts = [Decimal(amount) for amount in amounts or in_parts(arrears - down, len(due_dates))]
    waits = state == PaymentPlan.State.ACCEPTED
    starts_by_on = starts_by_on or accepted_on + timedelta(days=4)
    offer = Offer.objects.create(
        account=account,
        made_on=accepted_on,
        made_at=moment(accepted_on),
        arrears=arrears,
        down_payment=down,
        count=len(due_dates),
        first_due_on=due_dates[0],
        installment=amounts[0],
        answer=Offer.Answer.ACCEPTED,
        answered_on=accepted_on,
        answered_at=moment(accepted_on),
    )
    protects = hold and Hold.objects.create(
        kind="plan_in_force",
        scope="account",
        account=account,
        from_on=accepted_on,
        until_on=starts_by_on if waits else due_dates[-1] + timedelta(days=5),
        source=f"Payment plan of {accepted_on:%b %-d, %Y}",
        facts={"agreed_on": accepted_on.isoformat(), "monthly": str(amounts[0])},
        recorded_at=moment(accepted_on),
    )
    newest = Transaction.objects.filter(account=account).order_by("-pk").first()
    plan = PaymentPlan.objects.create(
        account=account,
        offer=offer,
        state=state,
        arrears=arrears,
        down_payment=down,
        count=len(due_dates),
        every="month",
        accepted_on=accepted_on,
        accepted_at=moment(accepted_on),
        after_transaction=newest.pk if newest else 0,
        starts_by_on=starts_by_on if waits else None,
        needs_signature=needs_signature,
        began_on=None if waits else accepted_on,
        last_due_on=due_dates[-1],
        hold=protects or None,
        **fields,
    )
    Installment.objects.bulk_create(
        Installment(plan=plan, number=number, due_on=due_on, amount=amount)
        for number, (due_on, amount) in enumerate(zip(due_dates, amounts, strict=True), start=1)
    )
    return plan


def in_parts(amount: Decimal, count: int) -> list[Decimal]:
    """Equal parts rounded up to the cent; the last takes the rest."""
    cents = int(amount * 100)
    part = -(-cents // count)
    return [Decimal(n) / 100 for n in [part] * (count - 1) + [cents - part * (count - 1)]]


def a_month_on(day: date, months: int) -> date:
    """The same day of a later month; days after the 28th are not asked for."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)


def terms(arrears="412.40", *, down="0.00", count=4, first=date(2026, 11, 5), every="month"):
    return Terms(Decimal(arrears), Decimal(down), count, first, every)


def offer_of(account, actor, arrears="412.40", *, means=None, today=TODAY, **said):
    return make_offer(account.pk, terms=terms(arrears, **said), means=means, actor=actor, today=today)


def accept(offer, actor, *, today=TODAY, **said):
    return accept_offer(offer.pk, actor=actor, today=today, **said)
