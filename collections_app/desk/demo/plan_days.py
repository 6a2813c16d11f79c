"""What did people agree with the households of plans, promises and budgets? Played by the product's own steps.

Most of it lies in the summer, before the five nights that are shown. On the morning after each of those extracts only
what concerns plans is done as a night does it; reminders of bills begin in October.
"""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from accounts.contacts.actions import log_call
from accounts.contacts.models import Contact
from accounts.contacts.papers import Upload
from accounts.models import Account
from collections_app.desk.demo.plan_households import GIVEN_UP, JOINED_LATE, MADE_GOOD
from core import utility
from core.staff.models import Person
from ledger import standings
from notices.actions import print_waiting
from payment_plans.actions import (
    accept_offer,
    decline_offer,
    make_offer,
    record_means,
    reinstate_plan,
    sign_plan,
)
from payment_plans.budgets.actions import join_budget
from payment_plans.budgets.night import review_budgets
from payment_plans.models import Every, PaymentPlan
from payment_plans.night import watch_plans
from payment_plans.policy.schedule import Terms
from payment_plans.promises.actions import record_promise
from payment_plans.promises.night import judge_promises

People = dict[str, Person]
Cases = dict[int, Account]
_draw = Random(2129)


def wake(today: date) -> None:
    """A morning of the summer: balances are aged, plans, promises and budgets are watched as by a night, and what they
    write is printed."""
    standings.renew_all(as_of=today)
    for look in (watch_plans, judge_promises, review_budgets):
        look(actor=None, today=today, tell=lambda percent, sentence: None)
    print_waiting(actor=None, today=today)


def work(today: date, cases: Cases, people: People) -> None:
    """What the office agreed on that day, if anything."""
    for play in DAYS.get(today, ()):
        play(today, cases, people)


def _kept(today: date, cases: Cases, people: People) -> None:
    _agree(
        cases[22], today, people["specialist-3"], Terms(Decimal("480.00"), Decimal(0), 6, date(2026, 6, 15)),
        time(9, 25), "Back at work since May; 80.00 a month, on the 15th",
    )  # fmt: skip


def _joins_in_june(today: date, cases: Cases, people: People) -> None:
    with utility.at_hour(time(11, 10)):
        join_budget(
            cases[29].pk, first_due_on=date(2026, 7, 2), actor=people["specialist"], today=today, request_id=_id()
        )


def _three_in_july(today: date, cases: Cases, people: People) -> None:
    _agree(
        cases[23], today, people["specialist"], Terms(Decimal("525.00"), Decimal(0), 6, date(2026, 7, 29)), time(9, 5),
        "Gets paid on the 28th; 87.50 a month",
    )  # fmt: skip
    _agree(
        cases[24], today, people["specialist-2"], Terms(Decimal("320.00"), Decimal(0), 4, date(2026, 8, 15)),
        time(10, 40), "80.00 a month from August; asked what happens to new bills, told that they are due as ever",
    )  # fmt: skip
    _agree(
        cases[25], today, people["specialist-3"],
        Terms(Decimal("360.00"), Decimal(0), 8, date(2026, 7, 17), Every.TWO_WEEKS), time(13, 15),
        "Paid every other Friday; 45.00 each time",
    )  # fmt: skip


def _signed(today: date, cases: Cases, people: People) -> None:
    """Nobody had to sign; the agreement came back signed all the same."""
    plan = PaymentPlan.objects.get(account=cases[22])
    paper = Upload(
        b"Signed copy of the agreement of June 1: six payments of 80.00 on the 15th.", "agreement-signed.txt"
    )
    with utility.at_hour(time(13, 40)):
        sign_plan(plan.pk, signed_on=date(2026, 6, 8), paper=paper, actor=people["specialist-3"], today=today)


def _two_in_august(today: date, cases: Cases, people: People) -> None:
    _agree(
        _at(MADE_GOOD), today, people["specialist-2"], Terms(Decimal("220.00"), Decimal(0), 4, date(2026, 8, 25)),
        time(9, 45), "55.00 on the 25th of each month",
    )  # fmt: skip
    _agree(
        _at(GIVEN_UP), today, people["specialist"], Terms(Decimal("200.00"), Decimal(0), 4, date(2026, 8, 28)),
        time(10, 15), "50.00 at the end of each month; hopes that the season lasts until October",
    )  # fmt: skip


def _reinstated(today: date, cases: Cases, people: People) -> None:
    """What was missed has come: the plan goes on."""
    plan = PaymentPlan.objects.get(account=cases[25], state=PaymentPlan.State.BROKEN)
    with utility.at_hour(time(10, 20)):
        _called(
            cases[25], today, people["specialist-3"], direction="in", outcome="wants_plan",
            note="Was out of work for a month. Paid all that was missed on Tuesday and asks to go on with the plan",
        )  # fmt: skip
        reinstate_plan(plan.pk, actor=people["specialist-3"], today=today)


def _promise(account: Account, today: date, caller: Person, amount: str, due_on: date, hour: time, note: str) -> None:
    with utility.at_hour(hour):
        contact = _called(account, today, caller, outcome="promised", note=note)
        record_promise(
            account.pk, Decimal(amount), due_on, method="online", said_by=account.customer.name, contact=contact,
            actor=caller, today=today, request_id=_id(),
        )  # fmt: skip


def _promises_80(today: date, cases: Cases, people: People) -> None:
    _promise(
        cases[28], today, people["specialist-2"], "80.00", date(2026, 9, 24), time(9, 50),
        "Can pay 80.00 once the child support is there, by the 24th",
    )  # fmt: skip


def _promises_150(today: date, cases: Cases, people: People) -> None:
    _promise(
        cases[28], today, people["specialist-2"], "150.00", date(2026, 10, 2), time(11, 30),
        "Payday is tomorrow: 150.00 then",
    )  # fmt: skip


def _declines(today: date, cases: Cases, people: People) -> None:
    """What was offered stands in the log too, for whoever reads only that; something will come all the same."""
    account, caller = cases[27], people["specialist-3"]
    with utility.at_hour(time(9, 35)):
        offer = make_offer(
            account.pk, terms=Terms(Decimal("423.60"), Decimal("30.00"), 3, date(2026, 11, 2)), actor=caller,
            today=today, request_id=_id(),
        )  # fmt: skip
        _called(
            account, today, caller, direction="in", outcome="wants_plan",
            note="Offered three months at 131.20 with 30.00 at once. Declined: can pay 40.00 a month at most until the "
            "new job begins; 40.00 comes on Friday",
        )  # fmt: skip
        decline_offer(offer.pk, why="Can pay 40.00 a month at most until the new job begins", actor=caller, today=today)
        record_promise(
            account.pk, Decimal("40.00"), date(2026, 10, 9), method="counter", said_by=account.customer.name,
            actor=caller, today=today, request_id=_id(),
        )  # fmt: skip


def _joins_late(today: date, cases: Cases, people: People) -> None:
    with utility.at_hour(time(13, 20)):
        join_budget(_at(JOINED_LATE).pk, actor=people["specialist-2"], today=today, request_id=_id())


def _waits_for_money(today: date, cases: Cases, people: People) -> None:
    account, caller = cases[21], people["specialist"]
    with utility.at_hour(time(8, 25)):
        means = record_means(
            account.pk, household=3, can_pay_a_month=Decimal("200.00"), can_pay_now=Decimal("120.00"), actor=caller,
            today=today,
        )  # fmt: skip
    _agree(
        account, today, caller, Terms(Decimal("612.00"), Decimal("120.00"), 6, date(2026, 11, 2)), time(8, 25),
        "A toilet ran all summer and is mended. 120.00 this week, then 82.00 a month", means=means,
    )  # fmt: skip


def _asks_ten_months(today: date, cases: Cases, people: People) -> None:
    account, caller = cases[26], people["specialist-2"]
    with utility.at_hour(time(9, 15)):
        means = record_means(
            account.pk, household=4, monthly_income=Decimal("2350.00"), can_pay_a_month=Decimal("170.00"), actor=caller,
            today=today,
        )  # fmt: skip
    _agree(
        account, today, caller, Terms(Decimal("731.00"), Decimal("60.00"), 10, date(2026, 11, 5)), time(9, 15),
        "Two children, one income; cannot pay it off by spring. Knows that a supervisor decides on ten months",
        means=means,
    )  # fmt: skip


DAYS: dict[date, tuple[Callable[[date, Cases, People], None], ...]] = {
    date(2026, 6, 1): (_kept, _joins_in_june),
    date(2026, 6, 10): (_signed,),
    date(2026, 7, 13): (_three_in_july,),
    date(2026, 8, 12): (_two_in_august,),
    date(2026, 9, 10): (_reinstated, _promises_80),
    date(2026, 10, 1): (_promises_150,),
    date(2026, 10, 2): (_declines, _joins_late),
    date(2026, 10, 5): (_waits_for_money, _asks_ten_months),
}


def _agree(account: Account, today: date, caller: Person, terms: Terms, hour: time, note: str, **also: Any) -> None:
    """Somebody called, was offered terms and said yes."""
    with utility.at_hour(hour):
        _called(account, today, caller, direction="in", outcome="wants_plan", note=note)
        offer = make_offer(account.pk, terms=terms, actor=caller, today=today, request_id=_id(), **also)
        accept_offer(offer.pk, actor=caller, today=today, request_id=_id())


def _at(line1: str) -> Account:
    return Account.objects.select_related("customer").get(premise__line1=line1)


def _called(account: Account, today: date, caller: Person, **said: Any) -> Contact:
    return log_call(
        account.pk,
        **{
            "direction": "out", "number": account.customer.phone, "spoken_to": account.customer.name,
            "verified_by": "service address and last payment", **said,
        },
        actor=caller,
        today=today,
        request_id=_id(),
    )  # fmt: skip


def _id() -> UUID:
    return UUID(int=_draw.getrandbits(128), version=4)
