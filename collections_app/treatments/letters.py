"""What does the past-due reminder say, and may an account get it?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from collections_app.treatments.policy import ReminderRules
from collections_app.treatments.queries import judged, why_not_reminded
from collections_app.treatments.screen import KIND
from core.rulebook import rules
from core.verdicts import Verdict
from ledger.aging import asked
from notices.kinds import HOW_TO_DISPUTE, WHERE_TO_GET_HELP, Field, LetterKind

# Credits pay the oldest due date first, so a due date has something open where the charges up to it exceed them.
BILLS = """
select due.account_id, count(*) from (
  select legs.account_id, legs.due_on, sum(legs.amount) as charged,
         sum(sum(legs.amount)) over (partition by legs.account_id order by legs.due_on) as so_far
  from ({legs}) legs where legs.is_charge and legs.due_on < %(as_of)s group by legs.account_id, legs.due_on
) due
join ({aged}) aged on aged.account_id = due.account_id
where due.charged > 0 and due.so_far > aged.credits group by due.account_id
"""


def reminder_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """What the letter states to each account, in few statements; an account with nothing to ask for has no entry."""
    bills = bills_past_due(account_ids, today)
    pay_by = today + timedelta(days=rules(ReminderRules, on=today).pay_by_days)
    return {
        account_id: {
            "amount": row["chased"],
            "past_due": row["past_due"],
            "held": row["held"],
            "balance": row["balance"],
            "oldest_due_on": row["oldest_due_on"],
            "days_past_due": row["days_past_due"],
            "bills_past_due": bills.get(account_id, 0),
            "pay_by": pay_by,
        }
        for account_id, row in judged(account_ids, today).items()
        if row["chased"] > 0
    }


def bills_past_due(account_ids: Sequence[int], today: date) -> dict[int, int]:
    """How many bills of each account are past due and not all paid; what falls due on one day is one bill."""
    pieces = asked(today, account_ids=account_ids)
    with connection.cursor() as cursor:
        cursor.execute(BILLS.format(aged=pieces.aged, legs=pieces.legs), pieces.filled_in)
        return dict(cursor.fetchall())


def judge(account_id: int, *, today: date) -> Verdict:
    """May this one account be reminded today?"""
    return why_not_reminded(Account.objects.select_related("customer").get(pk=account_id), today)


REMINDER = LetterKind(
    code=KIND,
    title=_("Past-due reminder"),
    fields=(
        Field("amount", _("What is asked for: past due less what a hold leaves out"), _("Standing and holds")),
        Field("past_due", _("All that is past due"), _("Standing")),
        Field("held", _("Left out because a hold covers it"), _("Holds")),
        Field("balance", _("All that is owed, due or not"), _("Standing")),
        Field("oldest_due_on", _("When the oldest open bill was due"), _("Standing")),
        Field("days_past_due", _("Days since then"), _("Standing")),
        Field("bills_past_due", _("How many bills are past due"), _("Ledger")),
        Field("pay_by", _("Day by which to pay"), _("Rulebook: days to pay")),
    ),
    facts=reminder_facts,
    required=(HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=judge,
)
