"""How does a figure change, and how is something signed? One person proposes, another approves."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import approvals, history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import waiting_of
from core.errors import RuleViolation
from core.private import refuse_private
from core.rulebook import BOOK, rules, understood
from core.rulebook.models import RuleChange, Signature
from core.rulebook.sentences import said, says_change
from core.templatetags.money import bare_day
from core.utility import moment

KIND = "rule_change"
LARGEST = 100_000  # days, counts and dollars; 273 years are days enough for any calendar
MOST_PLACES = 4


@transaction.atomic
def propose_change(
    rules: str, field: str, value: Any, *, in_force_from: date, citation: str, actor, today: date, follows: str = ""
) -> RuleChange:
    """Write down a figure's new value and put it before another person; it holds only once they approve it.

    `follows` says in a sentence whom it touches, for the person who decides.
    """
    check_change(rules, field, value, in_force_from, citation, today)
    change = RuleChange.objects.create(
        rules=rules,
        field=field,
        value=value,
        in_force_from=in_force_from,
        citation=citation,
        proposed_by=actor,
        proposed_at=moment(today),
    )
    history.record("rule_change.proposed", subject=change, actor=actor, on=today, facts={"value": value})
    approving.ask(
        KIND,
        subject=change,
        sentence=says_change(change, today),
        follows=follows or _("It holds from %(day)s on.") % {"day": bare_day(in_force_from)},
        deadline_on=in_force_from,
        actor=actor,
        today=today,
    )
    return change


def approve_change(change_id: int, *, actor, today: date) -> RuleChange:
    """Put a proposed figure in force from its date, through the approval that waits for it."""
    change = RuleChange.objects.get(pk=change_id)
    waits = waiting_of(KIND, change)
    if change.approved_at or waits is None:
        raise RuleViolation(
            _("This change is already approved.") if change.approved_at else _("This change went back.")
        )
    approving.approve(waits.pk, actor=actor, today=today)
    change.refresh_from_db()
    return change


def put_in_force(approval: Approval, *, actor, today: date) -> None:
    """What follows from a yes. A date that is over meanwhile moves to today: a figure never changes backwards."""
    change = RuleChange.objects.select_for_update().get(pk=int(approval.subject_key))
    understood(BOOK[change.rules], change.field, change.value)
    if change.in_force_from < today:
        change.in_force_from = today
    change.approved_by, change.approved_at = actor, moment(today)
    change.save(update_fields=["approved_by", "approved_at", "in_force_from"])
    history.record("rule_change.approved", subject=change, actor=actor, on=today, facts={"value": change.value})


@transaction.atomic
def sign(name: str, *, is_given: bool, words: str, actor, today: date) -> Signature:
    """Sign that something is so, or take that back with the reason."""
    from core.rulebook.queries import signature_of

    if not words.strip():
        raise RuleViolation(_("Say what you looked at, or why it is taken back."))
    refuse_private(words)
    # The rows of one name are written one after the other: of two who sign at once the second finds it signed.
    approvals.lock(f"signature:{name}")
    last = signature_of(name)
    if bool(last and last.is_given) == is_given:
        raise RuleViolation(
            _("This was already signed by %(who)s.") % {"who": last.signed_by}
            if last and is_given
            else _("Nobody has signed this, so there is nothing to take back.")
        )
    signed = Signature.objects.create(
        name=name, is_given=is_given, words=words.strip(), signed_by=actor, signed_at=moment(today), signed_on=today
    )
    action = f"{name}.{'signed' if is_given else 'taken_back'}"
    history.record(action, subject=signed, actor=actor, on=today, facts={"words": signed.words})
    return signed


def _refuse_beyond(meant: Any, value: Any) -> None:
    """Nobody can count by a figure that is below nothing, endless, or larger than any office counts."""
    if isinstance(meant, bool) or not isinstance(meant, int | Decimal):
        return
    if (isinstance(meant, Decimal) and not meant.is_finite()) or not 0 <= meant <= LARGEST:
        raise RuleViolation(_("A figure lies between 0 and %(most)s.") % {"most": f"{LARGEST:,}"})
    if isinstance(meant, Decimal) and meant != round(meant, MOST_PLACES):
        raise RuleViolation(_("%(value)s has more than four places after the point.") % {"value": value})


def check_change(name: str, field: str, value: Any, in_force_from: date, citation: str, today: date) -> None:
    """Refuse a change that cannot be proposed, with the sentence why."""
    if name not in BOOK:
        raise RuleViolation(_("The rulebook has no rules named %(rules)s.") % {"rules": name})
    meant = understood(BOOK[name], field, value)
    _refuse_beyond(meant, value)
    BOOK[name](**{field: meant})  # a rules dataclass refuses what makes no sense
    if in_force_from < today:
        raise RuleViolation(_("A figure changes from today on or later, never backwards."))
    if not citation.strip():
        raise RuleViolation(_("Say who set this: the council's resolution, the statute, or who decided it and when."))
    refuse_private(citation, str(value))
    held = getattr(rules(BOOK[name], on=in_force_from), field)
    if held == meant:
        raise RuleViolation(_("It is %(value)s already on that day.") % {"value": said(held)})
