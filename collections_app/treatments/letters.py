"""What does the past-due reminder say, and may an account get it?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from collections_app.treatments.policy import ReminderRules
from collections_app.treatments.queries import judged, why_not_reminded
from collections_app.treatments.screen import KIND
from core.rulebook import rules
from core.verdicts import Verdict
from notices.kinds import HOW_TO_DISPUTE, WHERE_TO_GET_HELP, Field, LetterKind


def reminder_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """What the letter states to each account, in one statement; an account with nothing to ask for has no entry."""
    pay_by = today + timedelta(days=rules(ReminderRules, on=today).pay_by_days)
    return {
        account_id: {
            "amount": row["chased"],
            "past_due": row["past_due"],
            "held": row["held"],
            "balance": row["balance"],
            "oldest_due_on": row["oldest_due_on"],
            "days_past_due": row["days_past_due"],
            "pay_by": pay_by,
        }
        for account_id, row in judged(account_ids, today).items()
        if row["chased"] > 0
    }


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
        Field("pay_by", _("Day by which to pay"), _("Rulebook, ReminderRules")),
    ),
    facts=reminder_facts,
    required=(HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=judge,
)
