"""A load from the outside: what it brings, what it counts, what it leaves alone."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Account, Customer, EarlierHolder
from collections_app.interchange.actions import load_extract
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.models import Difference, Extract
from core import utility
from ledger.aging import aging
from ledger.models import Posting, Standing, Transaction
from tests.interchange.extracts import FIRST, SECOND, night, tarred, town, written, zipped

pytestmark = pytest.mark.django_db


def balances(as_of=FIRST):
    return {row.account_number: row.balance for row in aging(as_of)}


def test_brings_people_places_and_books(tmp_path):
    loaded = load_extract(written(tmp_path / "one"), actor=None)

    assert loaded.is_clean
    assert balances() == {"A1": Decimal("90.00"), "A2": Decimal("40.00"), "A3": Decimal("-20.00")}
    account = Account.objects.get(number="A1")
    assert account.customer.name == "Harriet Holder1"
    assert account.premise.line1 == "1 Harbor Street"
    assert account.stated_on == FIRST
    assert Standing.objects.get(account=account).past_due == Decimal("90.00")
    assert loaded.extract.counts["charges.csv"] == {"rows": 4, "loaded": 4, "rejected": 0, "unchanged": 0}
    assert loaded.extract.control["payments"] == {"theirs": "110.00", "ours": "110.00"}


def test_takes_the_utility_name_and_moves_the_business_date(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)

    assert (utility.current().name, utility.business_date(), utility.current().balances_on) == (
        "Test Utilities", FIRST, FIRST,
    )  # fmt: skip


def test_posts_the_charges_of_a_bill_date_as_one_transaction(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)

    bill = Transaction.objects.get(postings__charge_id="B2")
    assert sorted(bill.postings.values_list("book", "amount")) == [
        ("billed:cis", Decimal("-40.00")),
        ("receivable:gas", Decimal("25.00")),
        ("receivable:water", Decimal("15.00")),
    ]


@pytest.mark.parametrize("packed", [zipped, tarred, lambda folder: zipped(folder, inside="night/")])
def test_opens_archives_with_the_files_at_the_top_or_in_one_folder(tmp_path, packed):
    assert load_extract(packed(written(tmp_path / "one")), actor=None).is_clean


def test_the_same_extract_again_changes_nothing(tmp_path):
    folder = written(tmp_path / "one")
    load_extract(folder, actor=None)
    before = Transaction.objects.count()

    again = load_extract(tarred(folder), actor=None)

    assert again.is_repeated
    assert (Transaction.objects.count(), Extract.objects.count()) == (before, 1)


def test_the_same_sequence_with_other_content_is_refused(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)
    other = town()
    other["charges.csv"][0]["amount"] = "151.00"

    with pytest.raises(ExtractRefused, match="Sequence 1 is already loaded with other content"):
        load_extract(written(tmp_path / "other", other), actor=None)


def test_unchanged_rows_that_come_again_are_counted_and_left_alone(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)
    before = set(Posting.objects.values_list("pk", flat=True))

    loaded = load_extract(written(tmp_path / "two", sequence=2, on=SECOND), actor=None)

    assert loaded.is_clean
    assert all(count["unchanged"] == count["rows"] for count in loaded.extract.counts.values())
    assert set(Posting.objects.values_list("pk", flat=True)) == before


def test_a_new_holder_leaves_the_old_one_as_earlier_holder(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)
    changed = {**town()["accounts.csv"][0], "customer_id": "C9", "stated_balance": "90.00"}
    tables = {"customers.csv": [{**town()["customers.csv"][0], "customer_id": "C9"}], "accounts.csv": [changed]}

    load_extract(written(tmp_path / "two", tables, sequence=2, on=SECOND), actor=None)

    earlier = EarlierHolder.objects.get()
    assert (earlier.account.number, earlier.customer.number, earlier.until_on) == ("A1", "C1", SECOND)
    assert Account.objects.get(number="A1").customer.number == "C9"


def test_one_person_may_hold_several_accounts_with_mail_going_elsewhere(tmp_path):
    tables = town()
    tables["customers.csv"][0].update(mailing_city="Tucson", mailing_state="AZ", mailing_line1="PO Box 12")
    tables["accounts.csv"][1]["customer_id"] = "C1"

    load_extract(written(tmp_path / "one", tables), actor=None)

    holder = Customer.objects.get(number="C1")
    assert sorted(holder.accounts.values_list("number", flat=True)) == ["A1", "A2"]
    assert holder.mailing_city == "Tucson"


def test_a_byte_order_mark_columns_in_any_order_and_quoted_names_are_fine(tmp_path):
    from tests.interchange.extracts import sealed

    folder = written(tmp_path / "one")
    path = folder / "charges.csv"
    rows = [line.split(b",") for line in path.read_bytes().rstrip().split(b"\r\n")]
    turned = b"\r\n".join(b",".join(reversed(row)) for row in rows)
    path.write_bytes(b'\xef\xbb\xbf"reference"' + turned.removeprefix(b"reference") + b"\r\n\r\n")
    sealed(folder)

    assert load_extract(folder, actor=None).is_clean
    assert balances()["A1"] == Decimal("90.00")


def test_names_sort_by_a_key_without_accents(tmp_path):
    tables = town()
    tables["customers.csv"][0].update(first_name="Íñigo", last_name="Ávila")

    load_extract(written(tmp_path / "one", tables), actor=None)

    assert Customer.objects.get(number="C1").name_key == "avila inigo"


def test_a_payments_extract_adds_payments_alone(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)
    from tests.interchange.extracts import payment

    tables = night(payments=[payment("Y9", 1, "90.00", received_on="2026-10-02")])
    loaded = load_extract(written(tmp_path / "two", tables, sequence=2, on=SECOND, kind="payments"), actor=None)

    assert loaded.is_clean
    assert balances(SECOND)["A1"] == Decimal("0.00")
    assert (utility.business_date(), utility.current().balances_on) == (SECOND, FIRST)
    assert not Difference.objects.exists()


def test_a_full_load_of_payments_alone_is_refused(tmp_path):
    with pytest.raises(ExtractRefused, match="holds payments only"):
        load_extract(written(tmp_path / "one", {}, kind="payments"), actor=None)


def test_the_business_date_never_moves_back(tmp_path):
    from tests.factories import utility as office

    office(business_date=date(2026, 11, 1), balances_on=None)

    load_extract(written(tmp_path / "one"), actor=None)

    assert utility.business_date() == date(2026, 11, 1)
