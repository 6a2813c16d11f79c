"""What can happen to a next step that somebody took on?"""

from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed, why_closed
from accounts.tasks.models import Task
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment

LONGEST = Task._meta.get_field("what").max_length or 200


@transaction.atomic
def add_task(
    account_id: int, what: str, *, due_on: date, due_at: time | None = None, owner=None, actor, today: date
) -> Task:
    """Write down who does what by when; the owner is whoever writes it unless another is named."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    owner = owner or actor
    _check(owner, due_on, today)
    _refuse_closed_owner(account_id, owner, actor)
    if not what.strip():
        raise RuleViolation(_("Say what is to be done."))
    if len(what) > LONGEST:
        raise RuleViolation(_("The next step is too long: %(most)d characters fit.") % {"most": LONGEST})
    refuse_private(what)
    task = Task.objects.create(
        account=account,
        what=what,
        due_on=due_on,
        due_at=due_at,
        owner=owner,
        made_by=actor,
        made_at=moment(today),
    )
    history.record(
        "task.added",
        subject=task,
        account=account.number,
        actor=actor,
        on=today,
        facts={"what": what, "due_on": due_on, "due_at": due_at, "owner": str(owner)},
    )
    return task


@transaction.atomic
def finish_task(task_id: int, *, actor, today: date) -> Task:
    """Say that a next step is done."""
    task = _locked(task_id, actor)
    task.done_on = today
    task.save(update_fields=["done_on"])
    history.record(
        "task.finished", subject=task, account=task.account.number, actor=actor, on=today, facts={"what": task.what}
    )
    return task


@transaction.atomic
def move_task(
    task_id: int, *, due_on: date, due_at: time | None = None, owner=None, why: str, actor, today: date
) -> Task:
    """Give a next step another day, another time or another owner, and say why. What is not due any more at a time
    has none; without an owner it stays whose it is."""
    task = _locked(task_id, actor)
    owner = owner or task.owner
    _check(owner, due_on, today)
    _refuse_closed_owner(task.account_id, owner, actor)
    if not why.strip():
        raise RuleViolation(_("Say why it moves; whoever waits for it may ask."))
    if (due_on, due_at, owner.pk) == (task.due_on, task.due_at, task.owner_id):
        raise RuleViolation(_("It stands on that day already, with that time and owner."))
    refuse_private(why)
    was = {"from_on": task.due_on, "from_at": task.due_at, "from_owner": str(task.owner)}
    task.due_on, task.due_at, task.owner = due_on, due_at, owner
    task.save(update_fields=["due_on", "due_at", "owner"])
    history.record(
        "task.moved",
        subject=task,
        account=task.account.number,
        actor=actor,
        on=today,
        facts={"what": task.what, "due_on": due_on, "due_at": due_at, "owner": str(owner), "why": why.strip(), **was},
    )
    return task


def _locked(task_id: int, actor) -> Task:
    """The open step under its lock, the account's taken first; refuses one that is done."""
    account = Account.objects.select_for_update(no_key=True).get(tasks=task_id)
    refuse_closed(account.pk, actor)
    task = Task.objects.select_for_update(of=("self",)).select_related("account", "owner").get(pk=task_id)
    if task.done_on:
        raise RuleViolation(_("This was already done on %(day)s.") % {"day": bare_day(task.done_on)})
    return task


def _refuse_closed_owner(account_id: int, owner, actor) -> None:
    """Nobody is given a step about an account that is closed to them."""
    if owner != actor and why_closed(account_id, owner):
        raise RuleViolation(_("Closed to %(person)s. A colleague must work it.") % {"person": owner})


def _check(owner, due_on: date, today: date) -> None:
    if owner is None:
        raise RuleViolation(_("Say who takes the next step."))
    if not owner.is_active:
        raise RuleViolation(_("%(owner)s no longer works here. Choose another owner.") % {"owner": owner})
    if due_on < today:
        raise RuleViolation(_("%(day)s is over. A next step is due today or later.") % {"day": bare_day(due_on)})
