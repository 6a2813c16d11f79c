"""What can happen to a place? An owner comes and goes; a caution is opened, looked at again and ended."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, Premise
from accounts.people.doors import refuse_closed
from accounts.places import policy
from accounts.places.models import Caution, PremiseOwner
from core import history, rulebook
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment

PLAIN = ("parcel", "name", "line1", "line2", "city", "state", "zip", "phone")


@transaction.atomic
def add_owner(premise_id: int, *, source: str, from_on: date, actor, today: date, **told: str) -> PremiseOwner:
    """Say who owns a premise from a day on; `told` are fields of `PLAIN`. Who owned it before ends the day before."""
    _locked(premise_id, actor)
    told = {field: told.get(field, "").strip() for field in PLAIN}
    if not (told["name"] or told["parcel"]):
        raise RuleViolation(_("Give the owner’s name, or at least the parcel."))
    if not source.strip():
        raise RuleViolation(_("Say who says so: the county’s list with its date, or a person."))
    if from_on > today:
        raise RuleViolation(_("%(day)s has not come yet. Enter the owner of today.") % {"day": bare_day(from_on)})
    refuse_private(source, *told.values())

    before = PremiseOwner.objects.filter(premise=premise_id, until_on__isnull=True).first()
    if before:
        if before.from_on >= from_on:
            raise RuleViolation(
                _("%(who)s is entered as owner since %(day)s. End that first, or give a later day.")
                % {"who": before, "day": bare_day(before.from_on)}
            )
        _end(before, from_on - timedelta(days=1), actor, today)
    owner = PremiseOwner.objects.create(
        premise_id=premise_id, **told, source=source.strip(), from_on=from_on, entered_by=actor,
        entered_at=moment(today),
    )  # fmt: skip
    _record("owner.entered", owner, actor, today, {"parcel": owner.parcel, "from_on": from_on})
    return owner


@transaction.atomic
def end_owner(owner_id: int, *, until_on: date, actor, today: date) -> PremiseOwner:
    """Say on which day somebody last owned a premise."""
    owner = PremiseOwner.objects.get(pk=owner_id)
    _locked(owner.premise_id, actor)
    owner.refresh_from_db()
    if owner.until_on:
        raise RuleViolation(_("This ended already on %(day)s.") % {"day": bare_day(owner.until_on)})
    if not owner.from_on <= until_on <= today:
        raise RuleViolation(_("The last day lies between %(first)s and today.") % {"first": bare_day(owner.from_on)})
    _end(owner, until_on, actor, today)
    return owner


@transaction.atomic
def open_caution(
    premise_id: int, *, kind: str, words: str = "", source: str, review_on: date, actor, today: date
) -> Caution:
    """Warn those who go to a door, from today; `words` say what to do there, in neutral words."""
    _locked(premise_id, actor)
    words = " ".join(words.split())
    if kind not in Caution.Kind.values:
        raise RuleViolation(_("Choose what to be careful of."))
    if kind == Caution.Kind.OTHER and not words:
        raise RuleViolation(_("Say what to do at the door."))
    if not source.strip():
        raise RuleViolation(_("Say who says so, and when."))
    refuse_private(words, source)
    _check(words, review_on, today)
    held = Caution.objects.in_force(today).filter(premise=premise_id, kind=kind).exclude(kind=Caution.Kind.OTHER)
    if held.exists():
        raise RuleViolation(_("This place has that caution already. Look at it again, or end it and enter another."))
    caution = Caution.objects.create(
        premise_id=premise_id, kind=kind, words=words, source=source.strip(), from_on=today, review_on=review_on,
        entered_by=actor, entered_at=moment(today),
    )  # fmt: skip
    _record("caution.opened", caution, actor, today, {"kind": kind, "review_on": review_on})
    return caution


@transaction.atomic
def keep_caution(caution_id: int, *, review_on: date, actor, today: date) -> Caution:
    """A caution was looked at and still holds: say when to look again."""
    caution = _open_caution(caution_id, actor)
    _check("", review_on, today)
    caution.review_on = review_on
    caution.save(update_fields=["review_on"])
    _record("caution.kept", caution, actor, today, {"kind": caution.kind, "review_on": review_on})
    return caution


@transaction.atomic
def end_caution(caution_id: int, *, why: str, actor, today: date) -> Caution:
    """Nobody need be warned any more, from today."""
    caution = _open_caution(caution_id, actor)
    if not why.strip():
        raise RuleViolation(_("Say why it ends: the next visitor relies on it."))
    refuse_private(why)
    caution.ended_on, caution.ended_why, caution.ended_by = today, why.strip(), actor
    caution.save(update_fields=["ended_on", "ended_why", "ended_by"])
    _record("caution.ended", caution, actor, today, {"kind": caution.kind})
    return caution


def _check(words: str, review_on: date, today: date) -> None:
    rules = rulebook.rules(policy.CautionRules, on=today)
    judged = policy.may_caution(words, review_on=review_on, today=today, rules=rules)
    if not judged.allowed:
        raise RuleViolation(judged.sentence)


def _locked(premise_id: int, actor) -> Premise:
    """The premise under its lock; refused to whom one of its accounts is closed."""
    premise = Premise.objects.select_for_update(no_key=True).get(pk=premise_id)
    for account_id in Account.objects.filter(premise=premise_id).values_list("pk", flat=True):
        refuse_closed(account_id, actor)
    return premise


def _open_caution(caution_id: int, actor) -> Caution:
    _locked(Caution.objects.values_list("premise", flat=True).get(pk=caution_id), actor)
    caution = Caution.objects.get(pk=caution_id)
    if caution.ended_on:
        raise RuleViolation(_("This caution ended on %(day)s.") % {"day": bare_day(caution.ended_on)})
    return caution


def _end(owner: PremiseOwner, until_on: date, actor, today: date) -> None:
    owner.until_on, owner.ended_by = until_on, actor
    owner.save(update_fields=["until_on", "ended_by"])
    _record("owner.ended", owner, actor, today, {"until_on": until_on})


def _record(action: str, subject: Caution | PremiseOwner, actor, on: date, facts: Mapping[str, Any]) -> None:
    """One line per account that is served there now, so that each timeline tells it."""
    served = Account.objects.filter(premise=subject.premise_id, status=Account.Status.ACTIVE)
    numbers: list[str | None] = list(served.order_by("number").values_list("number", flat=True))
    for number in numbers or [None]:
        history.record(action, subject=subject, account=number, actor=actor, on=on, facts=facts)
