"""What can happen to a visit? It is planned, cancelled, moved to another day, and recorded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.contacts.actions import log_visit
from accounts.contacts.papers import Upload, keep_paper, type_of
from accounts.documents.models import Document
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


@transaction.atomic
def move_visit(
    visit_id: int, *, planned_on: date, visitor, companion=None, actor, today: date, request_id: UUID | None = None
) -> Visit:
    """Plan the same visit for another day or another visitor: it ends this plan and makes another."""
    visit = _locked(visit_id, actor)
    kept = Visit.objects.filter(request_id=request_id, account=visit.account_id).first() if request_id else None
    if kept:
        return kept
    if (visit.planned_on, visit.visitor_id) == (planned_on, visitor.pk):
        raise RuleViolation(_("Nothing changes: give another day, or another visitor."))
    moved = _("moved to %(day)s, %(who)s") % {"day": bare_day(planned_on), "who": visitor}
    cancel_visit(visit_id, why=moved, actor=actor, today=today)
    return plan_visit(
        visit.account_id,
        purpose=visit.purpose,
        planned_on=planned_on,
        visitor=visitor,
        companion=companion,
        may_offer=visit.may_offer,
        note=visit.note,
        actor=actor,
        today=today,
        request_id=request_id,
    )


@transaction.atomic
def move_visits(
    visit_ids: Collection[int], *, planned_on: date, visitor, companion=None, actor, today: date
) -> Planned:
    """Move what is left of a way; those that cannot be moved stay planned and come back with the sentence why.

    Who came along comes along again unless another is named. Accounts are locked in the order of their ids.
    """
    found = list(Visit.objects.filter(pk__in=visit_ids).order_by("account").select_related("companion"))
    list(Account.objects.select_for_update(no_key=True).filter(visits__in=found).order_by("pk"))
    moved, refused = [], {}
    for visit in found:
        along = companion or (visit.companion if visit.companion != visitor else None)
        try:
            with transaction.atomic():
                terms = {"planned_on": planned_on, "visitor": visitor, "companion": along}
                moved.append(move_visit(visit.pk, **terms, actor=actor, today=today))
        except RuleViolation as why:
            refused[visit.account_id] = str(why)
    return Planned(moved, refused)


@transaction.atomic
def record_visit(
    visit_id: int,
    *,
    outcome: str,
    note: str = "",
    spoken_to: str = "",
    photo: Upload | None = None,
    on: date | None = None,
    next_step: str = "",
    next_on: date | None = None,
    actor,
    today: date,
    request_id: UUID | None,
) -> VisitResult:
    """Keep how a visit ended: in its result, and as a line of the correspondence log with the photo as its paper.

    `on` is the day somebody went, today unless another is named. The same `request_id` again answers the same result.
    """
    visit = _locked(visit_id, actor)
    kept = VisitResult.objects.filter(request_id=request_id, visit=visit).first() if request_id else None
    if kept:
        return kept
    _refuse_over(visit)
    if on and on < timezone.localtime(visit.planned_at).date():
        raise RuleViolation(
            _("The visit was planned on %(day)s; nobody went before.") % {"day": bare_day(visit.planned_at)}
        )
    document = _kept_photo(photo, visit, actor, today) if photo else None
    contact = log_visit(
        visit.account_id,
        outcome=outcome,
        spoken_to=spoken_to.strip(),
        note=_by_whom(visit, note, actor),
        photo_document=document,
        on=on or today,
        next_step=next_step.strip(),
        next_on=next_on,
        actor=actor,
        today=today,
        request_id=request_id,
    )
    visit.state = Visit.State.DONE
    visit.save(update_fields=["state"])
    result = VisitResult.objects.create(
        visit=visit,
        outcome=outcome,
        note=note.strip(),
        spoken_to=spoken_to.strip(),
        on=contact.on,
        at=contact.at,
        contact=contact,
        photo=document,
        actor=actor,
        request_id=request_id,
    )
    _record("visit.recorded", visit, actor, today, request_id, outcome=outcome)
    return result


def _kept_photo(photo: Upload, visit: Visit, actor, today: date) -> Document:
    if not type_of(photo.content)[0].startswith("image/"):
        raise RuleViolation(_("That is no photo. Take a picture as JPEG or PNG."))
    return keep_paper(photo, visit.account, actor=actor, today=today)


def _by_whom(visit: Visit, note: str, actor) -> str:
    """The log names who wrote a line; where that is not who went, the note says so."""
    if actor is not None and actor.pk in (visit.visitor_id, visit.companion_id):
        return note.strip()
    return f"{_('Visited by %(who)s.') % {'who': visit.visitor}} {note.strip()}".strip()


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
