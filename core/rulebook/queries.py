"""Which figures hold on a day, since when, who decided it, and what waits to change?"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from core.approvals.models import Approval
from core.rulebook import BOOK, LOCAL, PREVIEWS, Touched, understood
from core.rulebook.models import RuleChange, Signature

PROTECTIONS = "protections_complete"


@dataclass(frozen=True)
class Figure:
    """One figure as it holds on a day. `change` is the dated row it rests on; None: as it was shipped."""

    rules: str
    field: str
    means: str
    unit: str
    value: Any
    citation: str
    basis: str
    change: RuleChange | None
    coming: RuleChange | None
    waiting: RuleChange | None

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody stands behind it: a statute, the product's design, or two people of this office."""
        return self.basis != LOCAL or self.change is not None


def figures_on(on: date, *, rules: str = "") -> list[Figure]:
    """Every figure of the book, or of one set of rules, as it holds on a day; by three statements at most."""
    approved = list(RuleChange.objects.filter(approved_at__isnull=False).select_related("proposed_by", "approved_by"))
    approved.sort(key=lambda change: (change.in_force_from, change.pk))
    waiting = {(change.rules, change.field): change for change in waiting_changes()}
    return [
        _figure(name, field, on, [c for c in approved if (c.rules, c.field) == (name, field.name)], waiting)
        for name, cls in sorted(BOOK.items())
        if rules in ("", name)
        for field in dataclasses.fields(cls)
    ]


def _figure(name: str, field: Any, on: date, changes: list[RuleChange], waiting: dict) -> Figure:
    held = [change for change in changes if change.in_force_from <= on]
    coming = [change for change in changes if change.in_force_from > on]
    newest = held[-1] if held else None
    return Figure(
        rules=name,
        field=field.name,
        means=field.metadata["means"],
        unit=field.metadata["unit"],
        value=understood(BOOK[name], field.name, newest.value) if newest else field.default,
        citation=newest.citation if newest else field.metadata["cite"],
        basis=field.metadata["basis"],
        change=newest,
        coming=coming[0] if coming else None,
        waiting=waiting.get((name, field.name)),
    )


def changes_of(rules: str, field: str) -> list[RuleChange]:
    """Every approved value of a figure, newest first."""
    rows = RuleChange.objects.filter(rules=rules, field=field, approved_at__isnull=False)
    return list(rows.select_related("proposed_by", "approved_by").order_by("-in_force_from", "-pk"))


def waiting_changes(rules: str = "") -> list[RuleChange]:
    """What was proposed and waits for a second person, oldest first; what went back is not among it."""
    asked = Approval.objects.waiting().filter(kind="rule_change").values_list("subject_key", flat=True)
    rows = RuleChange.objects.filter(pk__in=[int(key) for key in asked], approved_at__isnull=True)
    if rules:
        rows = rows.filter(rules=rules)
    return list(rows.select_related("proposed_by").order_by("pk"))


def differences(earlier: date, later: date) -> Iterator[tuple[Figure, Figure]]:
    """The figures that hold otherwise on the later day than on the earlier one, each on both days."""
    for before, after in zip(figures_on(earlier), figures_on(later), strict=True):
        if before.value != after.value:
            yield before, after


def whom_it_touches(rules: str, field: str, value: Any, *, from_on: date, today: date, person) -> Touched | None:
    """Whom a figure's new value would touch if it held today; None where nobody can tell beforehand."""
    if rules not in PREVIEWS:
        return None
    from core.rulebook import rules as held_on

    cls = BOOK[rules]
    now: Any = held_on(cls, on=today)
    later: Any = held_on(cls, on=from_on)
    then = dataclasses.replace(later, **{field: understood(cls, field, value)})
    return PREVIEWS[rules](now, then, today=today, person=person)


def signature_of(name: str) -> Signature | None:
    """The newest row of a name: given or taken back."""
    return Signature.objects.filter(name=name).select_related("signed_by").order_by("-pk").first()


def signed(name: str) -> Subquery:
    """Whether something is signed, to be read along with another row; null when nobody ever signed it."""
    return Subquery(Signature.objects.filter(name=name).order_by("-pk").values("is_given")[:1])


def why_unsigned() -> str:
    """Why nothing that harms may leave, as a sentence: nobody has signed that the protections are complete. Empty when
    somebody has."""
    if is_signed(PROTECTIONS):
        return ""
    return _("Nobody has signed that the protections are complete. A supervisor signs it in the rulebook.")


def is_signed(name: str) -> bool:
    """Whether something is signed and not taken back."""
    last = signature_of(name)
    return bool(last and last.is_given)
