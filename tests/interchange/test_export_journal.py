"""What billing gets of a day: the money made here, once and for all the same."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from collections_app.interchange.journal import COLUMNS, export_journal
from core.errors import RuleViolation
from core.history.models import HistoryLine
from ledger.actions import post_payment, reverse
from ledger.models import JournalDay, Posting
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def pay(account, amount="40.00", **changes):
    given = {"method": "cash", "received_on": TODAY, "actor": None, "today": TODAY, "request_id": uuid4(), **changes}
    return post_payment(account.pk, Decimal(amount), **given)


def exported(tmp_path, day=TODAY):
    out = tmp_path / "journal.csv"
    call_command("export_journal", date=day, out=out)
    return out.read_bytes()


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.fixture(autouse=True)
def utility():
    return factories.utility(business_date=TODAY)


def test_holds_what_was_made_here_and_recorded_that_day(tmp_path):
    account = factories.account(number="0042")
    factories.payment(account, "9.00", received_on=TODAY)
    pay(account, "5.00", today=TODAY - timedelta(days=1), received_on=TODAY - timedelta(days=1))
    clerk = factories.person("cashier", username="lena")
    paid = pay(account, "40.10", actor=clerk, received_on=TODAY - timedelta(days=2), reference="check 7")
    back = reverse(paid.pk, reason="Bounced", effective_on=TODAY, actor=clerk, today=TODAY, request_id=uuid4())

    content = exported(tmp_path)

    legs = list(paid.postings.order_by("pk")) + list(back.postings.order_by("pk"))
    assert content.decode() == "\r\n".join([
        ",".join(COLUMNS),
        f"{paid.pk},{legs[0].pk},2026-10-03,0042,drawer,40.10,0.00,GS-{paid.pk},check 7,lena",
        f"{paid.pk},{legs[1].pk},2026-10-03,0042,receivable:unapplied,0.00,40.10,GS-{paid.pk},check 7,lena",
        f"{back.pk},{legs[2].pk},2026-10-05,0042,drawer,0.00,40.10,GS-{back.pk},Bounced,lena",
        f"{back.pk},{legs[3].pk},2026-10-05,0042,receivable:unapplied,40.10,0.00,GS-{back.pk},Bounced,lena",
        "",
    ])  # fmt: skip


def test_debits_equal_credits(tmp_path):
    account = factories.account()
    for amount in ("0.01", "7.77", "1234.50"):
        pay(account, amount)

    rows = lines(exported(tmp_path))

    assert (
        sum(Decimal(row["debit"]) for row in rows) == sum(Decimal(row["credit"]) for row in rows) == Decimal("1242.28")
    )


def test_a_day_without_money_is_the_header_alone_and_is_closed_too(tmp_path):
    assert exported(tmp_path) == ",".join(COLUMNS).encode() + b"\r\n"
    assert JournalDay.objects.get().lines == 0


def test_exporting_closes_the_day_says_so_and_again_gives_the_same_bytes(tmp_path, capsys):
    account, clerk = factories.account(), factories.person("cashier")
    pay(account, actor=clerk)
    first = exported(tmp_path)
    assert "it is closed now" in capsys.readouterr().out

    with pytest.raises(RuleViolation, match="has gone to billing"):
        pay(account)
    clerk.username = "renamed"
    clerk.save()

    assert exported(tmp_path) == first
    assert "closed before: the same bytes" in capsys.readouterr().out
    assert [line.action for line in HistoryLine.objects.filter(action="journal.closed")] == ["journal.closed"]


def test_a_day_that_has_not_come_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"Oct 6, 2026 has not come yet: the business date is Oct 5, 2026\.") as no:
        exported(tmp_path, TODAY + timedelta(days=1))

    assert no.value.returncode == 2
    assert list(tmp_path.glob("*journal*")) == []


@pytest.mark.parametrize("place", ["nowhere/journal.csv", "extracts"], ids=["no such folder", "a folder"])
def test_a_day_is_not_closed_for_a_file_that_cannot_be_written(tmp_path, place):
    with pytest.raises(CommandError, match="cannot be written") as no:
        call_command("export_journal", date=TODAY, out=tmp_path / place)

    assert no.value.returncode == 2
    assert not JournalDay.objects.exists()


def test_what_a_person_typed_leaves_harmless(tmp_path):
    paid = pay(factories.account())
    reverse(paid.pk, reason='=cmd|"/c calc"\u202e', effective_on=TODAY, actor=None, today=TODAY, request_id=uuid4())

    assert lines(exported(tmp_path))[-1]["memo"] == '\'=cmd|"/c calc"'


def test_a_day_is_local(tmp_path):
    account = factories.account()
    late = factories.payment(account, "3.00", received_on=date(2026, 10, 4), source="here",
                             recorded_at=moment_at("2026-10-05T04:59:59+00:00"))  # fmt: skip
    factories.payment(account, "4.00", received_on=date(2026, 10, 4), source="here",
                      recorded_at=moment_at("2026-10-05T05:00:00+00:00"))  # fmt: skip

    assert {row["transaction"] for row in lines(exported(tmp_path, date(2026, 10, 4)))} == {str(late.pk)}


def moment_at(text):
    return datetime.fromisoformat(text)


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_into_a_day_while_it_is_being_closed(utility):
    account = factories.account()

    def work(n):
        try:
            if n == 20:
                return export_journal(TODAY, actor=None, today=TODAY).lines
            return pay(account, "1.00") and None
        except RuleViolation:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as people:
        exported_lines = next(lines for lines in people.map(work, range(40)) if lines is not None)

    assert Posting.objects.filter(account=account).count() == exported_lines
