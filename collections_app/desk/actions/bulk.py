"""How is one thing done to several accounts at once, to those that allow it, and once?

Lock order: the request, then the accounts in the order of their ids (docs/locking.md). What a preview said is judged
again under the locks, so that two people at once do it once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import closed_to
from accounts.tasks.actions import add_task
from accounts.tasks.assigning import assign
from accounts.visits.actions import plan_visits
from collections_app.desk.models import BulkRun
from collections_app.desk.queries.bulk import ASSIGN, LETTER, STEP, VISIT, why_nots
from collections_app.desk.rules import WorkRules
from collections_app.treatments import next_steps
from collections_app.treatments.screen import KIND
from core.approvals import lock
from core.errors import RuleViolation
from core.rulebook import rules
from core.templatetags.money import clock
from core.utility import moment
from ledger import standings
from notices.actions import issue_letters
from notices.actions.issuing import SKIPPED


@dataclass
class Came:
    """What came of it: the accounts to which it was done, and the others with the reason."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def act_on_several(
    act: str, account_ids: Iterable[int], said: Mapping[str, Any], *, actor, today: date, request_id: UUID
) -> Came:
    """Do it to every account that allows it. Refuses the same request a second time, and too many at once."""
    came = _at_once(act, account_ids, said, actor=actor, today=today, request_id=request_id)
    next_steps.renew(came.done, today=today)
    return came


@transaction.atomic
def _at_once(act: str, account_ids, said, *, actor, today: date, request_id: UUID) -> Came:
    lock(f"bulk {request_id}")
    _refuse_again(request_id)
    ids = sorted(set(account_ids))
    most = rules(WorkRules, on=today).most_at_once
    if len(ids) > most:
        raise RuleViolation(_("At most %(n)d accounts at once. Mark fewer.") % {"n": most})
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    came = Came(refused=dict.fromkeys(sorted(closed_to(actor) & set(ids)), _("Closed to you.")))
    _DO[act](came, [pk for pk in ids if pk not in came.refused], said, actor, today, request_id)
    BulkRun.objects.create(
        request_id=request_id,
        act=act,
        done=len(came.done),
        refused=len(came.refused),
        actor=actor,
        on=today,
        at=moment(today),
    )
    return came


def _refuse_again(request_id: UUID) -> None:
    earlier = BulkRun.objects.filter(request_id=request_id).first()
    if earlier:
        at = {"time": clock(earlier.at), "n": earlier.done}
        raise RuleViolation(_("This was already done at %(time)s for %(n)d accounts. Nothing was done twice.") % at)


def _assign(came: Came, ids, said, actor, today, request_id) -> None:
    assigned = assign(ids, said["person"], actor=actor, today=today)
    came.done = assigned.accounts
    came.refused |= assigned.refused


def _add_steps(came: Came, ids, said, actor, today, request_id) -> None:
    came.refused |= why_nots(STEP, ids, said, actor=actor, today=today)
    for pk in ids:
        if pk not in came.refused:
            add_task(pk, **said, actor=actor, today=today)
            came.done.append(pk)


def _plan_visits(came: Came, ids, said, actor, today, request_id) -> None:
    planned = plan_visits(ids, **said, actor=actor, today=today, request_id=request_id)
    came.done = [visit.account_id for visit in planned.visits]
    came.refused |= planned.refused


def _issue_reminders(came: Came, ids, said, actor, today, request_id) -> None:
    standings.bring_up_to_date(ids, as_of=today)
    came.refused |= why_nots(LETTER, ids, said, actor=actor, today=today)
    allowed = [pk for pk in ids if pk not in came.refused]
    if not allowed:
        return
    issued = issue_letters(
        KIND, allowed, cause=f"several at once {request_id}", actor=actor, today=today, may_be_undone=True
    )
    came.done = sorted(issued.letters)
    for reason, skipped in issued.skipped.items():
        came.refused |= dict.fromkeys(skipped, f"{_(SKIPPED[reason])[:1].upper()}{_(SKIPPED[reason])[1:]}.")


_DO = {ASSIGN: _assign, STEP: _add_steps, VISIT: _plan_visits, LETTER: _issue_reminders}
