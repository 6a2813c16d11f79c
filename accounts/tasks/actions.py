"""What can happen to a next step that somebody took on?"""

from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.tasks.models import Task
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment


@transaction.atomic
def add_task(
    account_id: int, what: str, *, due_on: date, due_at: time | None = None, owner=None, actor, today: date
) -> Task:
    """Write down who does what by when; the owner is whoever writes it unless another is named."""
    account = Account.objects.select_for_update().get(pk=account_id)
    owner = owner or actor
    if owner is None:
        raise RuleViolation(_("Say who takes the next step."))
    if not owner.is_active:
        raise RuleViolation(_("%(owner)s no longer works here. Choose another owner.") % {"owner": owner})
    if due_on < today:
        raise RuleViolation(_("%(day)s is over. A next step is due today or later.") % {"day": bare_day(due_on)})
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
    account = Account.objects.select_for_update().get(tasks=task_id)
    task = Task.objects.select_for_update().get(pk=task_id)
    if task.done_on:
        raise RuleViolation(_("This was already done on %(day)s.") % {"day": bare_day(task.done_on)})
    task.done_on = today
    task.save(update_fields=["done_on"])
    history.record(
        "task.finished", subject=task, account=account.number, actor=actor, on=today, facts={"what": task.what}
    )
    return task
