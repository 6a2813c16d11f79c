"""Why was an account reminded or not, and what does a run of letters hold?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from accounts.holds.kinds import KINDS
from accounts.models import Account, Customer
from collections_app.treatments import next_steps
from collections_app.treatments.models import LetterDecision, LetterRun, NextStep
from collections_app.treatments.policy import (
    TO_ISSUE,
    FuseFacts,
    Priority,
    PriorityFacts,
    PriorityRules,
    ReminderFacts,
    ReminderRules,
    priority,
    reminder_verdict,
)
from collections_app.treatments.screen import LETTERS, screen
from collections_app.treatments.why_here import age, day_of, years_between
from core.money import ZERO
from core.rulebook import rules, several
from core.season import SeasonRules, season_on
from core.verdicts import Verdict
from notices.queries.addresses import bad_addresses

HOLD_WORDS = {kind.code: kind.words for kind in KINDS}
SCORED = (NextStep.Reason.SILENT, NextStep.Reason.FIRST_TIME)
NEVER_BILLED = {
    "balance": ZERO, "past_due": ZERO, "held": ZERO, "days_past_due": 0, "is_estate": False, "hold": "",
    "hold_until": None, "letter_waits": False, "reminded_on": None,
}  # fmt: skip


def why_not_reminded(account: Account, today: date) -> Verdict:
    """Whether a reminder may go out today, with every reason against it."""
    return reminder_verdict(reminder_facts(account, today), rules(ReminderRules, on=today))


def reminder_facts(account: Account, today: date) -> ReminderFacts:
    """What one account is judged by; the same rows that the night reads."""
    found = judged([account.pk], today).get(account.pk)
    if found is None:
        found = {
            **NEVER_BILLED,
            "is_household": is_household(account),
            "is_active": account.status == Account.Status.ACTIVE,
            "has_address": account.customer.has_mailing_address,
            "address_is_bad": account.pk in bad_addresses([account.pk]),
        }
    return facts_of(found, today)


def is_household(account: Account) -> bool:
    """A person with a residential account; an organization, such as a landlord, gets no household letter."""
    return account.is_residential and account.customer.kind != Customer.Kind.ORGANIZATION


def judged(account_ids: Sequence[int], today: date) -> dict[int, dict]:
    """The facts and first reason of these accounts by the night's own statement, past due or not."""
    asked = screen(today, which="true", account_ids=account_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"{asked.opening} select * from judged", asked.filled_in)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["account_id"]: row for row in rows}


class Mailed(NamedTuple):
    """The letters of a kind to an account: whether one waits to be mailed, and when the last one was."""

    waits: bool
    mailed_on: date | None


def letters_mailed(kind: str, account_ids: Collection[int], today: date) -> dict[int, Mailed]:
    """By account, what went out of one kind, without what was taken out, in one statement."""
    among = LETTERS.format(l_account="and l.account_id = any(%(accounts)s)")
    asked: dict[str, Any] = {"kinds_of_letters": [kind], "today": today, "accounts": list(account_ids)}
    with connection.cursor() as cursor:
        cursor.execute(among, asked)
        return {account_id: Mailed(waits, mailed_on) for account_id, waits, mailed_on in cursor.fetchall()}


def facts_of(row: dict, today: date) -> ReminderFacts:
    """A row of `judged` as the policy reads it."""
    return ReminderFacts(
        today=today,
        balance=row["balance"],
        past_due=row["past_due"],
        held=row["held"],
        days_past_due=row["days_past_due"],
        is_household=row["is_household"],
        is_active=row["is_active"],
        is_estate=row["is_estate"],
        hold=HOLD_WORDS.get(row["hold"], row["hold"]),
        hold_until=row["hold_until"],
        has_address=row["has_address"],
        address_is_bad=row["address_is_bad"],
        letter_waits=row["letter_waits"],
        reminded_on=row["reminded_on"],
    )


def priority_of(account_id: int, today: date) -> Priority | None:
    """The priority that the account has within money, with its parts; None where no money is the reason."""
    step = next_steps.of(account_id, today=today)
    if step is None or step.reason not in SCORED:
        return None
    figures, season = several(PriorityRules, SeasonRules, on=today)
    return priority(_priority_facts(step, today, season), figures)


def _priority_facts(step: NextStep, today: date, season: SeasonRules) -> PriorityFacts:
    """What a step keeps of the facts its score was worked out from, and what the account says."""
    account, contact = step.account, day_of(step.facts.get("contact_on"))
    return PriorityFacts(
        days_past_due=age(step, today),
        amount=step.chaseable,
        returned=step.facts.get("returned", 0),
        years=years_between(account.opened_on, today) if account.opened_on else None,
        is_household=is_household(account),
        is_season=season_on(today, season) is not None,
        days_since_contact=(today - contact).days if contact else None,
    )


def accounts_to_issue(run: LetterRun) -> list[int]:
    """The accounts that a run writes to."""
    return list(run.decisions.filter(reason=TO_ISSUE).order_by("account").values_list("account", flat=True))


def earlier_runs(run: LetterRun) -> list[int]:
    """How many letters the earlier runs of this kind issued, newest first; those that had none do not count."""
    runs = LetterRun.objects.finished().filter(kind=run.kind, night_on__lt=run.night_on, issued__gt=0)
    return list(runs.order_by("-night_on").values_list("issued", flat=True)[:100])


def fuse_facts(run: LetterRun) -> FuseFacts:
    """A run is the first after a full load until a run with letters was issued or declined: a full load happens once
    in the life of a database."""
    decided = LetterRun.objects.filter(
        kind=run.kind, letters__gt=0, state__in=[LetterRun.State.ISSUED, LetterRun.State.DECLINED]
    ).exclude(pk=run.pk)
    return FuseFacts(letters=run.letters, earlier=earlier_runs(run), is_first_after_full_load=not decided.exists())


def decisions(run: LetterRun, reason: str, closed: Collection[int] = ()) -> QuerySet[LetterDecision]:
    """One reason of a run as a list, without the accounts that are closed to whoever reads it."""
    found = run.decisions.filter(reason=reason).exclude(account__in=closed)
    return found.select_related("account__customer", "account__premise")


def samples(run: LetterRun, closed: Collection[int] = (), count: int = 10) -> list[LetterDecision]:
    """Some of the letters that would go out, spread over the amounts: the largest, the smallest, some between."""
    to_issue = run.decisions.filter(reason=TO_ISSUE).exclude(account__in=closed)
    found = list(to_issue.order_by("-amount", "account").values_list("pk", flat=True))
    if len(found) > count:
        found = [found[index * (len(found) - 1) // (count - 1)] for index in range(count)]
    return list(
        LetterDecision.objects.filter(pk__in=found)
        .select_related("account__customer", "account__premise", "account__standing")
        .order_by("-amount", "account")
    )


def newest_run() -> LetterRun | None:
    """The run of the newest night."""
    return LetterRun.objects.order_by("-night_on").first()
