"""How is something asked for, approved, returned or withdrawn?

Lock order: the approval's row comes before the account and whatever else its kind touches (docs/locking.md).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.approvals import KINDS
from core.approvals.models import Approval
from core.approvals.queries import decides_for, may_decide, waiting_of
from core.errors import RuleViolation
from core.utility import moment


@transaction.atomic
def ask(
    kind: str,
    *,
    subject: Any,
    sentence: str,
    follows: str,
    actor,
    today: date,
    account: str | None = None,
    amount: Decimal | None = None,
    deadline_on: date | None = None,
    for_person=None,
    facts: dict[str, Any] | None = None,
) -> Approval:
    """Put something before a second person. The same thing asked again while it waits is refused."""
    if waiting_of(kind, subject):
        raise RuleViolation(_("This already waits for approval."))
    approval = Approval.objects.create(
        kind=KINDS[kind].code,
        subject_kind=subject._meta.label_lower,
        subject_key=str(subject.pk),
        account_number=account,
        sentence=sentence,
        follows=follows,
        amount=amount,
        facts=facts or {},
        asked_by=actor,
        asked_at=moment(today),
        asked_on=today,
        deadline_on=deadline_on,
        for_person=for_person,
    )
    history.record("approval.asked", subject=approval, account=account, actor=actor, on=today, facts={"kind": kind})
    return approval


@transaction.atomic
def approve(approval_id: int, *, actor, today: date) -> Approval:
    """Say yes: what was asked for happens, in the same transaction."""
    approval = _locked(approval_id, actor, today)
    KINDS[approval.kind].approve(approval, actor=actor, today=today)
    return _decide(approval, Approval.State.APPROVED, actor=actor, today=today)


@transaction.atomic
def return_(approval_id: int, *, reason: str, actor, today: date) -> Approval:
    """Say no, with the reason that the asker reads."""
    if not reason.strip():
        raise RuleViolation(_("Say why it goes back: the person who asked reads it."))
    approval = _locked(approval_id, actor, today)
    undo = KINDS[approval.kind].return_
    if undo:
        undo(approval, reason=reason, actor=actor, today=today)
    return _decide(approval, Approval.State.RETURNED, actor=actor, today=today, reason=reason)


@transaction.atomic
def withdraw(approval_id: int, *, reason: str, actor, today: date) -> Approval:
    """Take back what was asked for: the asker changed their mind (actor), or it is no longer there to decide."""
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    _still_waiting(approval)
    return _decide(approval, Approval.State.WITHDRAWN, actor=actor, today=today, reason=reason)


def _locked(approval_id: int, actor, today: date) -> Approval:
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    _still_waiting(approval)
    refused = may_decide(approval, actor, today=today)
    if refused:
        raise RuleViolation(refused)
    return approval


def _still_waiting(approval: Approval) -> None:
    if approval.state != Approval.State.WAITING:
        raise RuleViolation(
            _("This was already %(state)s by %(who)s.")
            % {"state": approval.get_state_display(), "who": approval.decided_by or _("the night")}
        )


def _decide(approval: Approval, state: str, *, actor, today: date, reason: str = "") -> Approval:
    approval.state, approval.reason = state, reason
    approval.decided_by, approval.decided_at, approval.decided_on = actor, moment(today), today
    if state != Approval.State.WITHDRAWN:
        approval.decided_for = decides_for(approval, actor, today=today)
    approval.save()
    history.record(
        f"approval.{state}",
        subject=approval,
        account=approval.account_number,
        actor=actor,
        on=today,
        facts={"kind": approval.kind, "reason": reason},
    )
    return approval
