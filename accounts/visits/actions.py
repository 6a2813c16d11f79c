"""What can happen to a visit? It is planned, cancelled, moved to another day, and recorded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed
from accounts.visits import queries
from accounts.visits.models import Visit, VisitResult
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment


@dataclass(frozen=True)
class Planned:
    """Which visits were planned, and which accounts were refused with which sentence."""

    visits: list[Visit] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def plan_visits(
    account_ids: Iterable[int],
    *,
    purpose: str,
    planned_on: date,
    visitor,
    companion=None,
    may_offer: Collection[str] = (),
    note: str = "",
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Planned:
    """Plan a visit to every account that allows one; the others come back with the sentence why not.

    The same `request_id` again answers the visits already planned. Accounts are locked in the order of their ids.
    """
    if purpose not in Visit.Purpose.values:
        raise RuleViolation(_("Say what the visit is for."))
    if not visitor.may("visit"):
        raise RuleViolation(_("%(who)s makes no visits. Choose somebody else.") % {"who": visitor})
    if companion is not None and companion.pk == visitor.pk:
        raise RuleViolation(_("Whoever comes along is somebody else than the visitor."))
    if unknown := set(may_offer) - set(Visit.Offer.values):
        raise RuleViolation(_("“%(what)s” is nothing that may be offered.") % {"what": min(unknown)})
    refuse_private(note)
    accounts = list(Account.objects.select_for_update(no_key=True).filter(pk__in=set(account_ids)).order_by("pk"))
    kept = list(Visit.objects.filter(request_id=request_id, account__in=accounts)) if request_id else []
    left = [account for account in accounts if account.pk not in {visit.account_id for visit in kept}]
    judged = queries.judge(
        [account.pk for account in left], planned_on, visitor=visitor, companion=companion, actor=actor, today=today
    )
    allowed = [account for account in left if judged[account.pk].allowed]
    made = Visit.objects.bulk_create(
        Visit(
            account=account,
            purpose=purpose,
            may_offer=[offer for offer in Visit.Offer.values if offer in may_offer],
            note=note.strip(),
            planned_on=planned_on,
            visitor=visitor,
            companion=companion,
            planned_by=actor,
            planned_at=moment(today),
            request_id=request_id,
        )
        for account in allowed
    )
    for visit in made:
        _record("visit.planned", visit, actor, today, request_id, purpose=purpose, visitor=str(visitor))
    refused = {account.pk: judged[account.pk].sentence for account in left if not judged[account.pk].allowed}
    return Planned([*kept, *made], refused)


@transaction.atomic
def plan_visit(account_id: int, **terms) -> Visit:
    """Plan one visit, or say in a sentence why not; terms as of `plan_visits`."""
    planned = plan_visits([account_id], **terms)
    if not planned.visits:
        raise RuleViolation(planned.refused[account_id])
    return planned.visits[0]


@transaction.atomic
def cancel_visit(visit_id: int, *, why: str, actor, today: date) -> Visit:
    """Nobody goes; say why."""
    visit = _locked(visit_id, actor)
    _refuse_over(visit)
    if not why.strip():
        raise RuleViolation(_("Say why nobody goes."))
    refuse_private(why)
    visit.state, visit.cancelled_why = Visit.State.CANCELLED, why.strip()
    visit.save(update_fields=["state", "cancelled_why"])
    _record("visit.cancelled", visit, actor, today, why=visit.cancelled_why)
    return visit


def _locked(visit_id: int, actor) -> Visit:
    """The visit under its lock, its account's taken first."""
    account_id = Visit.objects.values_list("account", flat=True).get(pk=visit_id)
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    whole = ("account__customer", "account__premise", "visitor")
    return Visit.objects.select_for_update(of=("self",)).select_related(*whole).get(pk=visit_id)


def _refuse_over(visit: Visit) -> None:
    if visit.state == Visit.State.CANCELLED:
        raise RuleViolation(_("This visit was cancelled: %(why)s") % {"why": visit.cancelled_why})
    result: VisitResult | None = visit.results.first()
    if result:
        raise RuleViolation(
            _("This visit has its result: %(how)s, on %(day)s.")
            % {"how": result.get_outcome_display().lower(), "day": bare_day(result.on)}
        )


def _record(action: str, visit: Visit, actor, on: date, request_id: UUID | None = None, **facts: str) -> None:
    history.record(
        action,
        subject=visit,
        account=visit.account.number,
        actor=actor,
        on=on,
        request_id=request_id,
        facts={"planned_on": visit.planned_on, **facts},
    )
