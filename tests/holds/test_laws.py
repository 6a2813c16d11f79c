"""Each law of the database about holds, broken."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.holds.models import Hold
from tests.factories import TODAY

DAY = date(2026, 9, 22)


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("a_hold_protects_one_customer_or_one_account", {"account": None}),
        ("a_hold_protects_one_customer_or_one_account", {"scope": "customer"}),
        ("a_service_hold_names_its_service", {"scope": "service", "service": ""}),
        ("a_hold_on_charges_names_its_amount", {"scope": "charges", "amount": None}),
        ("a_hold_on_charges_names_its_amount", {"scope": "charges", "amount": Decimal(0)}),
        ("a_hold_has_a_last_day_or_a_review_date", {"until_on": None}),
        ("a_hold_does_not_end_before_it_begins", {"until_on": date(2026, 9, 21)}),
        ("an_ended_hold_says_why_and_since_when", {"ended_on": TODAY}),
        ("an_ended_hold_says_why_and_since_when", {"ended_on": TODAY, "ended_at": timezone.now()}),
        ("an_ended_hold_says_why_and_since_when", {"ended_on": TODAY, "ended_why": "answered"}),
        ("an_ended_hold_says_why_and_since_when", {"ended_why": "answered"}),
        (
            "a_hold_is_not_ended_before_it_begins",
            {"ended_on": date(2026, 9, 21), "ended_at": timezone.now(), "ended_why": "answered"},
        ),
        ("a_hold_rests_on_something", {"source": ""}),
    ],
)
def test_the_database_refuses(account, law, broken):
    sound = {
        "kind": "dispute",
        "scope": "account",
        "account": account,
        "from_on": DAY,
        "until_on": date(2026, 10, 13),
        "source": "Letter of Sep 21",
        "recorded_at": timezone.now(),
    }
    with transaction.atomic():
        Hold.objects.create(**sound).pk  # noqa: B018 (the same row without the fault goes in)

    with pytest.raises(IntegrityError, match=law):
        Hold.objects.create(**{**sound, **broken})


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("another last day", {"until_on": date(2026, 10, 30)}),
        ("another kind", {"kind": "office"}),
        (
            "a change along with the end",
            {"ended_on": TODAY, "ended_at": timezone.now(), "ended_why": "x", "note": "new"},
        ),
    ],
)
def test_the_terms_of_a_hold_never_change(dispute, case, change):
    with pytest.raises(IntegrityError, match="a hold changes only by ending"), transaction.atomic():
        Hold.objects.filter(pk=dispute.pk).update(**change)

    dispute.refresh_from_db()
    assert dispute.kind == "dispute", case


def test_a_hold_is_ended_once(dispute):
    end = {"ended_on": TODAY, "ended_at": timezone.now(), "ended_why": "answered"}
    Hold.objects.filter(pk=dispute.pk).update(**end)

    with pytest.raises(IntegrityError, match="changes only by ending"):
        Hold.objects.filter(pk=dispute.pk).update(ended_why="withdrawn")


def test_a_hold_is_never_deleted(dispute):
    with pytest.raises(IntegrityError, match="changes only by ending"):
        dispute.delete()
