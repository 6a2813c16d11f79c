"""How does a figure change? One person proposes, another approves."""

from datetime import date
from typing import Any

from django.db import transaction

from core import history
from core.errors import RuleViolation
from core.rulebook import BOOK, understood
from core.rulebook.models import RuleChange
from core.utility import moment


@transaction.atomic
def propose_change(
    rules: str, field: str, value: Any, *, in_force_from: date, citation: str, actor, today: date
) -> RuleChange:
    """Write down a figure's new value; it holds only once another person approves it."""
    if rules not in BOOK:
        raise RuleViolation(f"The rulebook has no rules named {rules}.")
    BOOK[rules](**{field: understood(BOOK[rules], field, value)})  # a rules dataclass refuses what makes no sense
    if in_force_from < today:
        raise RuleViolation("A figure changes from today on or later, never backwards.")
    change = RuleChange.objects.create(
        rules=rules,
        field=field,
        value=value,
        in_force_from=in_force_from,
        citation=citation,
        proposed_by=actor,
        proposed_at=moment(today),
    )
    history.record("rule_change.proposed", subject=change, actor=actor, on=today, facts={"value": value})
    return change


@transaction.atomic
def approve_change(change_id: int, *, actor, today: date) -> RuleChange:
    """Put a proposed figure in force from its date."""
    change = RuleChange.objects.select_for_update().get(pk=change_id)
    if change.approved_at:
        raise RuleViolation("This change is already approved.")
    if change.proposed_by == actor:
        raise RuleViolation("You proposed this change. Someone else must approve it.")
    change.approved_by, change.approved_at = actor, moment(today)
    change.save(update_fields=["approved_by", "approved_at"])
    history.record("rule_change.approved", subject=change, actor=actor, on=today, facts={"value": change.value})
    return change
