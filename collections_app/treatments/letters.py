"""What do the reminder, the past-due letter and the final demand say, and may an account get one?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from collections_app.treatments.policy import DemandFacts, DemandRules, ReminderRules, Sent, demand_verdict
from collections_app.treatments.queries import judged, letters_mailed, why_not_reminded
from collections_app.treatments.queries import reminder_facts as debt_of
from collections_app.treatments.screen import KIND
from core.rulebook import rules, several
from core.verdicts import Verdict
from ledger.aging import asked
from notices.kinds import HOW_TO_DISPUTE, OFFER_OF_A_PLAN, WHERE_TO_GET_HELP, Field, LetterKind

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
    return _asked_for(account_ids, today, rules(ReminderRules, on=today).pay_by_days)


def _asked_for(account_ids: Sequence[int], today: date, pay_by_days: int) -> dict[int, dict[str, Any]]:
    bills = bills_past_due(account_ids, today)
    pay_by = today + timedelta(days=pay_by_days)
    # Who opens it must have time to pay: mailed later, it is made anew with a later day.
    mail_by = max(today, pay_by - timedelta(days=rules(ReminderRules, on=today).left_to_pay_days))
    return {
        account_id: {
            "amount": row["chased"],
            "past_due": row["past_due"],
            "held": row["held"],
            "balance": row["balance"],
            "oldest_due_on": row["oldest_due_on"],
            "days_past_due": row["days_past_due"],
            "bills_past_due": bills.get(account_id, 0),
            "is_active": row["status"] == Account.Status.ACTIVE,
            "pay_by": pay_by,
            "mail_by": mail_by,
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


@dataclass(frozen=True)
class Step:
    """A letter after the reminder: what comes before it, and its two figures."""

    kind: str
    called: str
    follows: str
    after: str
    pays_in: str

    def facts(self, account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
        """As of the reminder, and when the letter before it was mailed."""
        found = _asked_for(account_ids, today, getattr(rules(DemandRules, on=today), self.pays_in))
        before = letters_mailed(self.follows, list(found), today)
        for account_id, said in found.items():
            wrote = _about(before.get(account_id), said["oldest_due_on"])
            said["wrote_before"] = wrote is not None
            said["wrote_on"] = wrote or said["oldest_due_on"]
        return found

    def judge(self, account_id: int, *, today: date) -> Verdict:
        """May this one account get it today?"""
        figures, reminders = several(DemandRules, ReminderRules, on=today)
        row = judged([account_id], today).get(account_id, {})
        debt = debt_of(Account.objects.select_related("customer").get(pk=account_id), today)
        # A business gets no reminder, so this is its first letter.
        must = self.follows != KIND or debt.is_household
        facts = DemandFacts(
            debt=debt,
            called=self.called,
            before=self._sent(self.follows, account_id, row, today) if must else None,
            own=self._sent(self.kind, account_id, row, today),
            after_days=getattr(figures, self.after),
        )
        return demand_verdict(facts, figures, reminders)

    def _sent(self, kind: str, account_id: int, row: Mapping[str, Any], today: date) -> Sent:
        found = letters_mailed(kind, [account_id], today).get(account_id)
        waits = bool(found and found.waits)
        return Sent(CALLED[kind], waits, _about(found, row.get("oldest_due_on")))


def _about(found: Any, oldest_due_on: date | None) -> date | None:
    """When a letter about this debt was mailed: one from before the oldest open bill was due asked for another."""
    if found is None or found.mailed_on is None or oldest_due_on is None:
        return None
    return found.mailed_on if found.mailed_on >= oldest_due_on else None


CALLED = {KIND: "A reminder", "past_due": "A past-due letter", "final_demand": "A final demand"}
AFTER_REMINDER = Step("past_due", CALLED["past_due"], KIND, "past_due_after_days", "past_due_pay_by_days")
AFTER_PAST_DUE = Step("final_demand", CALLED["final_demand"], "past_due", "final_after_days", "final_pay_by_days")

ASKED_FOR = (
    Field("amount", _("What is asked for: past due less what a hold leaves out"), _("Standing and holds")),
    Field("past_due", _("All that is past due"), _("Standing")),
    Field("held", _("Left out because a hold covers it"), _("Holds")),
    Field("balance", _("All that is owed, due or not"), _("Standing")),
    Field("oldest_due_on", _("When the oldest open bill was due"), _("Standing")),
    Field("days_past_due", _("Days since then"), _("Standing")),
    Field("bills_past_due", _("How many bills are past due"), _("Ledger")),
    Field("is_active", _("Whether the account still has service"), _("Account, billing")),
    Field("pay_by", _("Day by which to pay"), _("Rulebook: days to pay")),
)
WROTE = (
    Field("wrote_before", _("Whether we wrote about this debt before"), _("Letters mailed")),
    Field("wrote_on", _("When that letter was mailed"), _("Letters mailed")),
)
SAMPLE = {
    "amount": Decimal("214.60"),
    "past_due": Decimal("214.60"),
    "held": Decimal("0.00"),
    "balance": Decimal("287.15"),
    "oldest_due_on": date(2026, 8, 12),
    "days_past_due": 54,
    "bills_past_due": 2,
    "is_active": True,
    "pay_by": date(2026, 10, 19),
}

REMINDER = LetterKind(
    code=KIND,
    title=_("Past-due reminder"),
    fields=ASKED_FOR,
    facts=reminder_facts,
    required=(HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=judge,
    may_be_emailed=True,
    sample=SAMPLE,
)

PAST_DUE = LetterKind(
    code=AFTER_REMINDER.kind,
    title=_("Past-due letter"),
    fields=(*ASKED_FOR, *WROTE),
    facts=AFTER_REMINDER.facts,
    required=(OFFER_OF_A_PLAN, HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=AFTER_REMINDER.judge,
    replaces=frozenset({KIND}),
    may_be_emailed=True,
    sample=SAMPLE | {"wrote_before": True, "wrote_on": date(2026, 9, 4)},
)

FINAL_DEMAND = LetterKind(
    code=AFTER_PAST_DUE.kind,
    title=_("Final demand"),
    fields=(*ASKED_FOR, *WROTE),
    facts=AFTER_PAST_DUE.facts,
    required=(OFFER_OF_A_PLAN, HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=AFTER_PAST_DUE.judge,
    has_legal_effect=True,
    asks_release=True,
    replaces=frozenset({KIND, "past_due"}),
    sample=SAMPLE | {"wrote_before": True, "wrote_on": date(2026, 9, 18), "pay_by": date(2026, 10, 15)},
)

KINDS = (REMINDER, PAST_DUE, FINAL_DEMAND)
