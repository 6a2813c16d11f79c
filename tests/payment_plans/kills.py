"""A night of plans in a process of its own that kills itself, SIGKILL, before its n-th statement."""

import os
import sys
import traceback
from datetime import date, timedelta

from django.db import connection

from accounts.models import Account
from core.history.models import HistoryLine
from core.utility import current
from ledger import standings
from notices.models import Letter
from payment_plans import night
from payment_plans.models import Miss, PaymentPlan, PlanStanding
from tests import factories
from tests.night.kills import KILLED, _connected, _counting
from tests.payment_plans.cast import agreed_plan, pay

__all__ = ["KILLED", "TONIGHT", "plans_of_every_kind", "run_in_a_child", "statements_of_a_night", "what_became"]

TONIGHT = date(2026, 9, 3)  # Aug 28, five days of grace, and one more
LOT = 3


def plans_of_every_kind(rounds: int = 1) -> list[Account]:
    """Plans that tonight are missed, broken, made good, kept, begun and lapsed, and one of which nothing changes."""
    office = current()
    office.business_date, office.balances_on = TONIGHT, TONIGHT - timedelta(days=1)
    office.save()
    made = []
    for _round in range(rounds):
        earlier = {"first_due_on": date(2026, 7, 28), "accepted_on": date(2026, 7, 6)}
        waits = {"state": "accepted", "down": "100.00", "starts_by_on": date(2026, 9, 2)}
        missed, broken, cured = agreed_plan(), agreed_plan(**earlier), agreed_plan(**earlier)
        kept, begun, lapsed, on_track = agreed_plan(), agreed_plan(**waits), agreed_plan(**waits), agreed_plan()
        for plan in (broken, cured):
            Miss.objects.create(
                plan=plan, kind="installment", due_on=date(2026, 7, 28), amount="87.50", lacking="87.50",
                flagged_on=date(2026, 8, 3),
            )  # fmt: skip
        pay(cured.account, "175.00", on=date(2026, 9, 2))
        pay(kept.account, "525.00", on=date(2026, 9, 2))
        pay(begun.account, "100.00", on=date(2026, 9, 1))
        pay(on_track.account, "87.50", on=date(2026, 8, 28))
        made += [plan.account for plan in (missed, broken, cured, kept, begun, lapsed, on_track)]
    standings.renew_all(as_of=TONIGHT)
    return made


def what_became(accounts: list[Account]) -> list[list]:
    """Rows, letters and history of each account, in the order in which they were made."""
    return [
        [
            list(PaymentPlan.objects.filter(account=account).values_list("state", "began_on", "ended_on", "end_why")),
            list(account.holds.order_by("pk").values_list("from_on", "until_on", "ended_on", "ended_why")),
            list(
                PlanStanding.objects.filter(plan__account=account).values_list(
                    "as_of", "left", "paid_count", "missed_count", "breaks_on", "breaks_amount"
                )
            ),
            list(
                Miss.objects.filter(plan__account=account)
                .order_by("pk")
                .values_list("kind", "due_on", "lacking", "flagged_on", "cured_on")
            ),
            list(Letter.objects.filter(account=account).order_by("pk").values_list("kind", "cause", "issued_on")),
            [line.action for line in HistoryLine.objects.filter(account_number=account.number).order_by("pk")],
        ]
        for account in accounts
    ]


def watch() -> None:
    """Small lots, so that a night has many points at which it may die."""
    usual, night.CHUNK = night.CHUNK, LOT
    try:
        night.watch_plans(actor=None, today=TONIGHT, tell=lambda percent, sentence: None)
    finally:
        night.CHUNK = usual


def statements_of_a_night() -> int:
    """Watch the plans here, whole, and count the statements."""
    with _counting() as seen:
        watch()
    return seen[0]


def run_in_a_child(*, kill_before: int | None = None) -> int:
    """Watch the plans in a forked process, which kills itself before its n-th statement; answers its exit status."""
    # A connection belongs to one process: the child must not find ours.
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            _connected()
            with _counting(kill_before):
                watch()
            os._exit(0)
        except BaseException:
            traceback.print_exc(file=sys.stderr)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def an_office() -> None:
    factories.utility(business_date=TONIGHT, balances_on=TONIGHT - timedelta(days=1))
