"""What would happen to the marked accounts: to whom it can be done, to whom not and why, and what it costs?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from accounts.people.doors import closed_to
from accounts.tasks.queries import whose
from accounts.visits.queries import judge
from collections_app.desk.rules import PostageRules
from collections_app.treatments.policy import TO_ISSUE
from collections_app.treatments.queries import judged
from collections_app.treatments.sentences import REASONS
from core.errors import RuleViolation
from core.money import ZERO, cents
from core.rulebook import rules
from core.templatetags.money import account_number, harmless
from notices.actions.issuing import refuse_stale_balances
from notices.office import why_no_letter

ASSIGN, STEP, VISIT, LETTER = "assign", "step", "visit", "letter"
ACTS = {
    ASSIGN: gettext_lazy("Assign"),
    STEP: gettext_lazy("Next step"),
    VISIT: gettext_lazy("Visit"),
    LETTER: gettext_lazy("Reminder letter"),
}
PERMISSIONS = {ASSIGN: "assign_accounts", STEP: "log_contacts", VISIT: "visit", LETTER: "issue_letters"}
WHAT_FOLLOWS = {
    ASSIGN: gettext_lazy("Nobody is written to. The accounts stand under Mine of whoever gets them."),
    STEP: gettext_lazy("Nobody is written to. On its day the step stands on top of the worklist."),
    VISIT: gettext_lazy("Nobody is written to. The stops stand on the route of that day, in the order of the doors."),
    LETTER: gettext_lazy(
        "Each receives the past-due reminder in their language, asking for what may be chased today. "
        "The letters wait in the mail room."
    ),
}


@dataclass(frozen=True)
class Marked:
    """One marked account."""

    pk: int
    name: str
    number: str
    owed: Decimal


@dataclass(frozen=True)
class Refused:
    """Those to whom it will not be done for one reason; names are left out where the account is closed."""

    reason: str
    names: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Preview:
    """What an act would do to the marked accounts before it does."""

    act: str
    allowed: tuple[Marked, ...]
    refused: tuple[Refused, ...]
    postage: Decimal

    @property
    def total(self) -> Decimal:
        return sum((marked.owed for marked in self.allowed), ZERO)

    @property
    def count_refused(self) -> int:
        return sum(group.count for group in self.refused)


def preview(act: str, account_ids: Iterable[int], said: Mapping[str, Any], *, actor, today: date) -> Preview:
    """`said` is what was typed so far: whom to assign to, the day of the visit."""
    ids = list(dict.fromkeys(account_ids))
    closed = closed_to(actor)
    marked = {row.pk: row for row in _marked([pk for pk in ids if pk not in closed])}
    why_not = why_nots(act, list(marked), said, actor=actor, today=today)
    allowed = tuple(marked[pk] for pk in ids if pk in marked and pk not in why_not)
    postage = rules(PostageRules, on=today).first_class if act == LETTER else ZERO
    return Preview(
        act=act,
        allowed=allowed,
        refused=_grouped(marked, why_not, len([pk for pk in ids if pk in closed])),
        postage=cents(postage * len(allowed)),
    )


def why_nots(act: str, ids: Sequence[int], said: Mapping[str, Any], *, actor, today: date) -> dict[int, str]:
    """Of these accounts those to which it cannot be done, each with the reason."""
    return _WHY_NOT[act](ids, said, actor, today)


def _marked(ids: Sequence[int]) -> list[Marked]:
    accounts = Account.objects.filter(pk__in=ids).select_related("customer", "standing").order_by("pk")
    return [
        Marked(
            account.pk,
            harmless(account.customer.name) or _("(no name)"),
            account_number(account.number),
            account.standing.past_due or account.standing.balance if hasattr(account, "standing") else ZERO,
        )
        for account in accounts
    ]


def _grouped(marked: Mapping[int, Marked], why_not: Mapping[int, str], closed: int) -> tuple[Refused, ...]:
    by_reason: dict[str, list[str]] = {}
    for pk, reason in why_not.items():
        by_reason.setdefault(reason, []).append(f"{marked[pk].name}, {marked[pk].number}")
    groups = [Refused(reason, tuple(names), len(names)) for reason, names in by_reason.items()]
    if closed:
        groups.append(Refused(_("Closed to you. A colleague must work it."), (), closed))
    return tuple(sorted(groups, key=lambda group: -group.count))


def _no_assigning(ids: Sequence[int], said: Mapping[str, Any], actor, today: date) -> dict[int, str]:
    if "person" not in said:
        return {}
    person, now = said["person"], whose(ids)
    closed = closed_to(person) if person else set()
    found = {
        pk: _("Closed to %(person)s. A colleague must work it.") % {"person": person} for pk in ids if pk in closed
    }
    for pk in ids:
        if person is None and pk not in now:
            found[pk] = _("It is nobody’s already.")
        elif person is not None and pk in now and now[pk].person_id == person.pk:
            found[pk] = _("It is %(person)s’s already.") % {"person": person}
    return found


def _no_step(ids: Sequence[int], said: Mapping[str, Any], actor, today: date) -> dict[int, str]:
    owner = said.get("owner")
    closed = closed_to(owner) if owner else set()
    return {pk: _("Closed to %(person)s. A colleague must work it.") % {"person": owner} for pk in ids if pk in closed}


def _no_visit(ids: Sequence[int], said: Mapping[str, Any], actor, today: date) -> dict[int, str]:
    on, visitor, companion = said.get("planned_on", today), said.get("visitor"), said.get("companion")
    verdicts = judge(ids, on, visitor=visitor, companion=companion, actor=actor, today=today)
    return {pk: found.sentence for pk, found in verdicts.items() if not found.allowed}


def _no_letter(ids: Sequence[int], said: Mapping[str, Any], actor, today: date) -> dict[int, str]:
    """By the night's own statement; a stop of all letters is the reason of each."""
    stopped = _all_letters_stopped(today)
    if stopped:
        return dict.fromkeys(ids, stopped)
    found = judged(ids, today) if ids else {}
    reasons = {pk: found[pk]["reason"] if pk in found else "nothing" for pk in ids}
    return {pk: f"{REASONS.get(reason, reason)}." for pk, reason in reasons.items() if reason != TO_ISSUE}


def _all_letters_stopped(today: date) -> str:
    try:
        refuse_stale_balances(today)
    except RuleViolation as refusal:
        return str(refusal)
    return why_no_letter(today)


_WHY_NOT = {ASSIGN: _no_assigning, STEP: _no_step, VISIT: _no_visit, LETTER: _no_letter}
