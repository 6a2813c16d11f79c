"""The reference extracts of the project, where they lie beside the checkout: aging equals their truth to the byte."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from collections_app.interchange.actions import load_extract
from collections_app.local import where

DATA = where.CHECKOUT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the reference data do not lie beside this checkout"),
]


def aged(to: Path, day: date) -> bytes:
    call_command("aging", "--as-of", day.isoformat(), "--out", str(to))
    return to.read_bytes()


def test_two_nights_of_1500_accounts_age_as_their_truth_says(tmp_path):
    truth = (DATA / "extract-1500-truth" / "aging-2026-11-20.csv").read_bytes()
    balances = (DATA / "extract-1500-truth" / "balances-2026-11-23.csv").read_bytes().splitlines()

    assert load_extract(DATA / "extract-1500" / "1", actor=None).is_clean
    assert aged(tmp_path / "first.csv", date(2026, 11, 20)) == truth
    assert load_extract(DATA / "extract-1500" / "2", actor=None).is_clean
    assert aged(tmp_path / "again.csv", date(2026, 11, 20)) == truth
    rows = aged(tmp_path / "monday.csv", date(2026, 11, 23)).splitlines()
    assert [b",".join(row.split(b",")[:2]) for row in rows] == balances
