"""How is something asked for, approved, returned or withdrawn?

Lock order: the approval's row comes before the account and whatever else its kind touches (docs/locking.md).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import history
from core.approvals import KINDS
from core.approvals.models import Approval
from core.approvals.queries import decides_for, may_decide, waiting_of
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment

ONCE = "a_thing_waits_once_for_approval"


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
    """Put something before a second person. The same thing asked again while it waits is refused.

    `sentence` says what is asked and `follows` what happens on a yes, both for the person who decides; `deadline_on` is
    the last day on which an answer helps; `actor` None is the night. What people typed into either was checked by
    `refuse_private` before.
    """
    if waiting_of(kind, subject):
        raise RuleViolation(_already_waits())
    approval = Approval(
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
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as refused:  # somebody else asked for the same thing in this moment
        if ONCE in str(refused):
            raise RuleViolation(_already_waits()) from refused
        raise
    history.record("approval.asked", subject=approval, account=account, actor=actor, on=today, facts={"kind": kind})
    return approval


def approve(approval_id: int, *, actor, today: date) -> Approval:
    """Say yes: what was asked for happens, in the same transaction."""
    approval = Approval.objects.get(pk=approval_id)
    prepare = KINDS[approval.kind].prepare
    if prepare and not why_not(approval, actor, today):
        prepare(approval, today=today)
    return _approve(approval_id, actor=actor, today=today)


@transaction.atomic
def _approve(approval_id: int, *, actor, today: date) -> Approval:
    approval = _locked(approval_id, actor, today)
    KINDS[approval.kind].approve(approval, actor=actor, today=today)
    return _decide(approval, Approval.State.APPROVED, actor=actor, today=today)


@transaction.atomic
def return_(approval_id: int, *, reason: str, actor, today: date) -> Approval:
    """Say no, with the reason that the asker reads."""
    if not reason.strip():
        raise RuleViolation(_("Say why it goes back: the person who asked reads it."))
    refuse_private(reason)
    approval = _locked(approval_id, actor, today)
    undo = KINDS[approval.kind].return_
    if undo:
        undo(approval, reason=reason.strip(), actor=actor, today=today)
    return _decide(approval, Approval.State.RETURNED, actor=actor, today=today, reason=reason.strip())


@transaction.atomic
def withdraw(approval_id: int, *, reason: str, actor, today: date) -> Approval:
    """Take back what was asked for: the asker changed their mind, or (`actor` None) there is nothing left to decide."""
    if not reason.strip():
        raise RuleViolation(_("Say why you take it back: whoever would have decided reads it."))
    refuse_private(reason)
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    _still_waiting(approval)
    if actor is not None and approval.asked_by_id != actor.pk:
        raise RuleViolation(
            _("Only %(who)s, who asked, can take this back. Return it with a reason instead.")
            % {"who": approval.asked_by}
            if approval.asked_by
            else _("The night asked for this, so nobody can take it back. Return it with a reason instead.")
        )
    undo = KINDS[approval.kind].withdraw
    if undo:
        undo(approval, reason=reason.strip(), actor=actor, today=today)
    return _decide(approval, Approval.State.WITHDRAWN, actor=actor, today=today, reason=reason.strip())


def why_not(approval: Approval, person, today: date) -> str:
    """Why this person cannot decide it now: it is decided already, or not theirs to decide. Empty when they can."""
    return _decided(approval) or may_decide(approval, person, today=today)


def _locked(approval_id: int, actor, today: date) -> Approval:
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    refused = why_not(approval, actor, today)
    if refused:
        raise RuleViolation(refused)
    return approval


def _still_waiting(approval: Approval) -> None:
    refused = _decided(approval)
    if refused:
        raise RuleViolation(refused)


def _decided(approval: Approval) -> str:
    if approval.state == Approval.State.WAITING:
        return ""
    return _("This was already %(state)s by %(who)s.") % {
        "state": approval.get_state_display(),
        "who": approval.decided_by or _("the night"),
    }


def _already_waits() -> str:
    return _("This already waits for approval.")


def _decide(approval: Approval, state: str, *, actor, today: date, reason: str = "") -> Approval:
    approval.state, approval.reason = state, reason
    approval.decided_by, approval.decided_at, approval.decided_on = actor, moment(today), today
    if state != Approval.State.WITHDRAWN:
        approval.decided_for = decides_for(approval, actor, today=today)
    approval.save(update_fields=["state", "reason", "decided_by", "decided_at", "decided_on", "decided_for"])
    history.record(
        f"approval.{state}",
        subject=approval,
        account=approval.account_number,
        actor=actor,
        on=today,
        facts={"kind": approval.kind, "reason": reason},
    )
    return approval
