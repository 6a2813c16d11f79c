"""What must hold of every line of the log, whatever it tells of, and how is it written?"""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.contacts.outcomes import OF_CHANNEL, SAID_BY_SOMEBODY
from accounts.models import Account
from accounts.people.doors import refuse_closed
from accounts.tasks.actions import add_task, finish_task
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment

LONGEST_NOTE = 1000
Outcome = Contact.Outcome


def locked(account_id: int, actor) -> Account:
    """The account under its lock, open to whoever acts."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    return account


def kept_before(account: Account, request_id: UUID | None) -> Contact | None:
    """The line that this request already wrote, so that a double click is kept once."""
    return Contact.objects.filter(request_id=request_id, account=account).first() if request_id else None


def write(
    account: Account, *, following=None, finishes: int | None = None, actor, today: date, request_id, **said
) -> Contact:
    """Check a line, add it, tell history, and finish and add the next steps that go with it. The caller locked the
    account; `following` holds next_step, next_on, next_at and next_owner."""
    following = following or {}
    _check(said, following, today)
    contact = Contact.objects.create(account=account, at=moment(today), actor=actor, request_id=request_id, **said)
    history.record(
        "contact.corrected" if contact.corrects_id else "contact.logged",
        subject=contact,
        account=account.number,
        actor=actor,
        on=today,
        request_id=request_id,
        facts={"channel": contact.channel, "direction": contact.direction, "outcome": contact.outcome},
    )
    if finishes is not None:
        if not account.tasks.filter(pk=finishes).exists():
            raise RuleViolation(_("That next step belongs to another account."))
        finish_task(finishes, actor=actor, today=today)
    if following.get("next_step"):
        add_task(
            account.pk,
            following["next_step"],
            due_on=following["next_on"],
            due_at=following["next_at"],
            owner=following["next_owner"],
            actor=actor,
            today=today,
        )
    return contact


def _check(said: dict[str, Any], following: dict[str, Any], today: date) -> None:
    outcome, note = said["outcome"], said["note"]
    if outcome not in OF_CHANNEL[said["channel"]]:
        raise RuleViolation(_("Say how it ended: choose one of the outcomes."))
    if outcome in SAID_BY_SOMEBODY and not said.get("spoken_to", "").strip():
        raise RuleViolation(_("Say who was spoken to."))
    if outcome == Outcome.OTHER and not note.strip():
        raise RuleViolation(_("“Other” needs a note that says what it was."))
    if len(note) > LONGEST_NOTE:
        raise RuleViolation(
            _("The note has %(length)s characters; %(most)s fit. Say it shorter.")
            % {"length": len(note), "most": LONGEST_NOTE}
        )
    if said["on"] > today:
        raise RuleViolation(_("%(day)s is still to come. Say when it was.") % {"day": bare_day(said["on"])})
    if said.get("may_be_told") and said["may_be_told"] not in Contact.MayBeTold.values:
        raise RuleViolation(_("Say how much the person may be told."))
    if bool(following.get("next_step")) != bool(following.get("next_on")):
        raise RuleViolation(
            _("Say by when: the next step has no date.")
            if following.get("next_step")
            else _("Say what is to be done: the date has no next step.")
        )
    texts = (value for value in said.values() if isinstance(value, str))
    refuse_private(*texts, following.get("next_step") or "")
