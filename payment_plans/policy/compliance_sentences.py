"""How does it read that a plan is kept or not, what was missed and what breaks it?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import in_words
from core.templatetags.money import bare_day, long_day

if TYPE_CHECKING:
    from payment_plans.policy.compliance import Asked, Kept, PlanFacts
    from payment_plans.policy.rules import PlanRules


def why(facts: PlanFacts, kept: Kept, today: date, rules: PlanRules) -> tuple[str, ...]:
    """Every reason for the word a plan stands under, the strongest first."""
    if facts.end_why:
        return (facts.end_why,)
    match kept.word:
        case "waits":
            return (_starts(facts, kept),)
        case "lapsed":
            return (not_begun(facts.down_payment - kept.down_paid, facts.lacks_signature, facts.starts_by_on),)
        case "kept":
            return (all_paid(facts.arrears, kept.left),)
        case "broken":
            return (*_missed(facts, kept, today), _beyond(kept, rules))
        case "behind":
            return (*_missed(facts, kept, today), *_breaks(kept))
        case _:
            return (*_next(facts, kept), *_breaks(kept))


def what_breaks_it(breaks_on: date | None, amount: Decimal) -> str:
    """ "on Oct 13 if 87.50 is not here"; empty where nothing does."""
    if breaks_on is None:
        return ""
    return _("on %(day)s if %(amount)s is not here") % {"day": bare_day(breaks_on), "amount": in_words(amount)}


def why_broken(misses: Iterable[tuple[bool, date, Decimal]]) -> str:
    """ "Installment due Sep 28 (87.50), bill due Oct 19 (64.12) missed." from (is a bill, due date, lacking)."""
    said = [
        (_("bill due %(day)s (%(amount)s)") if is_bill else _("installment due %(day)s (%(amount)s)"))
        % {"day": bare_day(due_on), "amount": in_words(lacking)}
        for is_bill, due_on, lacking in misses
    ]
    what = ", ".join(said)
    return _("%(what)s missed.") % {"what": f"{what[:1].upper()}{what[1:]}"}


def all_paid(arrears: Decimal, left: Decimal) -> str:
    if left:
        return _("Every installment is over and none is missed; %(left)s short counts as paid.") % {
            "left": in_words(left)
        }
    return _("All %(arrears)s is paid.") % {"arrears": in_words(arrears)}


def not_begun(lacking: Decimal, lacks_signature: bool, by: date | None) -> str:
    said = {"amount": in_words(lacking), "day": bare_day(by)}
    if lacking > 0 and lacks_signature:
        return _("By %(day)s neither the first payment nor a signature was here: %(amount)s is lacking.") % said
    if lacking > 0:
        return _("By %(day)s the first payment was not here: %(amount)s of it is lacking.") % said
    return _("By %(day)s it was not signed.") % said


def _starts(facts: PlanFacts, kept: Kept) -> str:
    lacking = facts.down_payment - kept.down_paid
    said = {"amount": in_words(lacking), "day": bare_day(facts.starts_by_on)}
    if lacking > 0 and facts.lacks_signature:
        return _("Starts when %(amount)s arrives and it is signed by %(day)s.") % said
    if lacking > 0:
        return _("Starts when %(amount)s arrives by %(day)s.") % said
    return _("Starts when it is signed by %(day)s.") % said


def _next(facts: PlanFacts, kept: Kept) -> Iterable[str]:
    ahead = next((one for one in kept.installments if one.due_on == kept.next_due_on), None)
    if ahead is None:
        yield _("Every installment is paid; %(left)s short counts as paid.") % {"left": in_words(kept.left)}
        return
    text = _("Installment %(number)d of %(count)d is due %(day)s: %(amount)s.")
    yield text % {
        "number": ahead.number,
        "count": len(facts.installments),
        "day": long_day(ahead.due_on),
        "amount": in_words(ahead.lacking),
    }


def _missed(facts: PlanFacts, kept: Kept, today: date) -> Iterable[str]:
    for one in kept.missed:
        assert one.grace_ends_on is not None
        yield missed_installment(
            one.number, len(facts.installments), one.amount, one.due_on, one.grace_ends_on, today,
            lacking=one.lacking if one.paid else None,
        )  # fmt: skip
    for place, one in enumerate(kept.missed_bills):
        yield _bill(one, is_alone=not kept.missed and not place and bool(kept.paid))


def missed_installment(
    number: int | None,
    count: int,
    amount: Decimal,
    due_on: date,
    grace_ends_on: date,
    today: date,
    *,
    lacking: Decimal | None = None,
) -> str:
    """ "Installment 3 of 6 (87.50, due Sep 28) was missed; grace ended Saturday."; `lacking` where a part came."""
    text = (
        _("Installment %(number)s of %(count)s (%(amount)s, due %(day)s) was missed; grace ended %(grace)s.")
        if lacking is None
        else _(
            "Installment %(number)s of %(count)s (%(amount)s, due %(day)s) lacks %(lacking)s; grace ended %(grace)s."
        )
    )
    return text % {
        "number": number,
        "count": count,
        "amount": in_words(amount),
        "day": bare_day(due_on),
        "lacking": in_words(lacking or Decimal(0)),
        "grace": _recent(grace_ends_on, today),
    }


def _bill(one: Asked, *, is_alone: bool) -> str:
    said = {"month": date_format(one.due_on, "F"), "amount": in_words(one.lacking), "day": bare_day(one.due_on)}
    if is_alone:
        return _("The installment is paid, but the %(month)s bill (%(amount)s, due %(day)s) is not.") % said
    return _("The %(month)s bill (%(amount)s, due %(day)s) is not paid.") % said


def _recent(day: date, today: date) -> str:
    """A day of the last week by its name."""
    return date_format(day, "l") if 0 < (today - day).days < 7 else bare_day(day)


def _beyond(kept: Kept, rules: PlanRules) -> str:
    missed = len(kept.missed) + len(kept.missed_bills)
    if missed <= rules.misses_allowed:
        return _("The last installment’s grace is over, so nothing may be missing.")
    return ngettext(
        "%(n)d miss is open and %(allowed)d allowed.", "%(n)d misses are open and %(allowed)d allowed.", missed
    ) % {"n": missed, "allowed": rules.misses_allowed}


def _breaks(kept: Kept) -> Iterable[str]:
    if kept.breaks_on:
        yield _("It breaks %(when)s.") % {"when": what_breaks_it(kept.breaks_on, kept.breaks_amount)}
