"""How is a conversation kept? Lines are only ever added."""

from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.models import Account
from accounts.tasks.actions import add_task
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment

LONGEST_NOTE = 1000
SAID_BY_SOMEBODY = {
    Contact.Outcome.PROMISED, Contact.Outcome.WANTS_PLAN, Contact.Outcome.DISPUTES, Contact.Outcome.SENDS_PAPER,
}  # fmt: skip


@transaction.atomic
def log_call(
    account_id: int,
    *,
    direction: str,
    outcome: str,
    number: str = "",
    spoken_to: str = "",
    verified_by: str = "",
    note: str = "",
    next_step: str = "",
    next_on: date | None = None,
    next_at: time | None = None,
    next_owner=None,
    actor,
    today: date,
    request_id: UUID | None,
) -> Contact:
    """Keep what was said and, where one is named, the next step with its date and owner.

    The same `request_id` again answers the line already kept. Refuses a card number or an SSN in any text.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    kept = Contact.objects.filter(request_id=request_id, account=account).first() if request_id else None
    if kept:
        return kept
    _check(direction, outcome, spoken_to, note)
    refuse_private(note, number, spoken_to, verified_by, next_step)
    if bool(next_step) != bool(next_on):
        raise RuleViolation(
            _("Say by when: the next step has no date.")
            if next_step
            else _("Say what is to be done: the date has no next step.")
        )

    contact = Contact.objects.create(
        account=account,
        at=moment(today),
        on=today,
        direction=direction,
        number=number,
        spoken_to=spoken_to,
        verified_by=verified_by,
        outcome=outcome,
        note=note,
        actor=actor,
        request_id=request_id,
    )
    history.record(
        "contact.logged",
        subject=contact,
        account=account.number,
        actor=actor,
        on=today,
        request_id=request_id,
        facts={"direction": direction, "outcome": outcome},
    )
    if next_step and next_on:
        add_task(account.pk, next_step, due_on=next_on, due_at=next_at, owner=next_owner, actor=actor, today=today)
    return contact


def _check(direction: str, outcome: str, spoken_to: str, note: str) -> None:
    if direction not in Contact.Direction.values:
        raise RuleViolation(_("Say who called whom."))
    if outcome not in Contact.Outcome.values:
        raise RuleViolation(_("Say how the conversation ended: choose one of the outcomes."))
    if outcome in SAID_BY_SOMEBODY and not spoken_to.strip():
        raise RuleViolation(_("Say who was spoken to."))
    if outcome == Contact.Outcome.OTHER and not note.strip():
        raise RuleViolation(_("“Other” needs a note that says what it was."))
    if len(note) > LONGEST_NOTE:
        raise RuleViolation(
            _("The note has %(length)s characters; %(most)s fit. Say it shorter.")
            % {"length": len(note), "most": LONGEST_NOTE}
        )
