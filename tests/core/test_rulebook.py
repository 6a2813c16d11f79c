"""Does a figure hold from its date on, and only after a second person said yes?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core import rulebook
from core.errors import RuleViolation
from core.rulebook.actions import approve_change, propose_change
from core.rulebook.models import RuleChange
from tests.factories import TODAY, person

pytestmark = pytest.mark.django_db


@rulebook.figures
@dataclass(frozen=True)
class ToyRules:
    days: int = rulebook.rule(10, unit="days", means="a figure of this test", cite="none", basis="design")
    least: Decimal = rulebook.rule(
        Decimal("25.00"), unit="dollars", means="another", cite="none", basis="local setting"
    )


def change(value, *, field="days", from_on=TODAY, by=None, approver=None):
    proposed = propose_change(
        "ToyRules",
        field,
        value,
        in_force_from=from_on,
        citation="council, Oct 1",
        actor=by or person("supervisor"),
        today=TODAY,
    )
    return approve_change(proposed.pk, actor=approver or person("supervisor"), today=TODAY)


def test_a_figure_holds_as_written_until_it_is_changed():
    assert rulebook.rules(ToyRules, on=date(1999, 1, 1)) == ToyRules(days=10, least=Decimal("25.00"))


def test_a_change_holds_from_its_date_on():
    change(14, from_on=date(2026, 11, 1))

    assert rulebook.rules(ToyRules, on=date(2026, 10, 31)).days == 10
    assert rulebook.rules(ToyRules, on=date(2026, 11, 1)).days == 14


def test_the_newest_of_two_changes_holds():
    change(14)
    change(21, from_on=date(2026, 12, 1))

    assert rulebook.rules(ToyRules, on=date(2026, 11, 30)).days == 14
    assert rulebook.rules(ToyRules, on=date(2026, 12, 1)).days == 21


def test_money_keeps_its_type():
    change("50.00", field="least")

    assert rulebook.rules(ToyRules, on=TODAY).least == Decimal("50.00")


def test_a_proposal_alone_changes_nothing():
    propose_change(
        "ToyRules", "days", 14, in_force_from=TODAY, citation="council", actor=person("supervisor"), today=TODAY
    )

    assert rulebook.rules(ToyRules, on=TODAY).days == 10


def test_nobody_approves_their_own_change():
    author = person("supervisor")

    with pytest.raises(RuleViolation, match="Someone else with approval rights must decide"):
        change(14, by=author, approver=author)


def test_the_database_refuses_a_change_approved_by_its_author():
    author = person("supervisor")
    proposed = propose_change(
        "ToyRules", "days", 14, in_force_from=TODAY, citation="council", actor=author, today=TODAY
    )

    with pytest.raises(IntegrityError, match="nobody_approves_their_own_rule_change"), transaction.atomic():
        RuleChange.objects.filter(pk=proposed.pk).update(approved_by=author, approved_at=proposed.proposed_at)


def test_a_change_is_approved_once():
    approved = change(14)

    with pytest.raises(RuleViolation, match="already approved"):
        approve_change(approved.pk, actor=person("supervisor"), today=TODAY)


@pytest.mark.parametrize(
    ("rules", "field", "value", "sentence"),
    [
        ("NoRules", "days", 3, "no rules named NoRules"),
        ("ToyRules", "hours", 3, "no figure named hours"),
        ("ToyRules", "days", "soon", "counted in days"),
        ("ToyRules", "least", "much", "counted in dollars"),
    ],
)
def test_refuses_what_the_rulebook_does_not_know(rules, field, value, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        propose_change(rules, field, value, in_force_from=TODAY, citation="x", actor=person("supervisor"), today=TODAY)


def test_refuses_to_change_the_past():
    with pytest.raises(RuleViolation, match="never backwards"):
        change(14, from_on=date(2026, 10, 4))


def test_every_figure_says_its_unit_meaning_citation_and_basis():
    import dataclasses

    for cls in rulebook.BOOK.values():
        for figure in dataclasses.fields(cls):
            assert {"unit", "means", "cite", "basis"} <= set(figure.metadata), f"{cls.__name__}.{figure.name}"
            assert all(figure.metadata.values()), f"{cls.__name__}.{figure.name}"


def test_refuses_days_that_are_no_weekdays():
    with pytest.raises(RuleViolation, match="Extract days are words of"):
        propose_change(
            "ExtractRules",
            "extract_days",
            "Monday",
            in_force_from=TODAY,
            citation="x",
            actor=person("supervisor"),
            today=TODAY,
        )
