"""Does what the office knows on paper come over row by row, and is nothing lost in silence?"""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.holds.models import Hold
from accounts.people.models import Party
from collections_app.interchange.models import BroughtOver
from collections_app.interchange.protections.actions import bring_over, mailing_of
from core.errors import RuleViolation
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
HEADER = "account_number,kind,scope,service,amount,from_on,until_on,review_on,source,citation,note,name,address"


@pytest.fixture
def account():
    factories.utility()
    return factories.account()


def row(account, **fields):
    values = {"account_number": account.number, "kind": "office", "source": "Binder, page 4", **fields}
    return ",".join(csv_field(values.get(name, "")) for name in HEADER.split(","))


def csv_field(value):
    return f'"{value}"' if "," in value else value


def file(*rows, header=HEADER):
    return "\r\n".join([header, *rows, ""]).encode()


def brought(*rows, **more):
    return bring_over(file(*rows), name="binder.csv", actor=None, today=TODAY, **more)


def test_every_kind_of_hold_comes_over(account):
    kinds = {
        "dispute": {}, "bankruptcy": {"note": "Chapter 13"}, "estate": {}, "medical": {}, "military": {},
        "cold_weather": {}, "assistance_pending": {"name": "County"}, "pledge": {"amount": "120.00", "name": "Agency"},
        "plan_in_force": {}, "appeal": {}, "billing_review": {}, "do_not_contact": {}, "office": {},
    }  # fmt: skip

    outcome = brought(*(row(account, kind=kind, until_on="2026-11-30", **more) for kind, more in kinds.items()))

    assert outcome.rejects == [] and outcome.holds == len(kinds)
    assert set(Hold.objects.values_list("kind", flat=True)) == set(kinds)
    assert Hold.objects.get(kind="bankruptcy").facts["chapter"] == 13


def test_a_bankruptcy_whose_chapter_nobody_knows_still_protects(account):
    assert brought(row(account, kind="bankruptcy", from_on="2026-09-29", review_on="2026-12-01")).holds == 1


def test_scope_follows_what_the_row_says(account):
    brought(
        row(account, scope="customer", until_on="2026-12-31"),
        row(account, service="gas", until_on="2026-12-31"),
        row(account, kind="dispute", scope="charges", service="water", amount="64.12", until_on="2026-12-31"),
    )

    assert list(Hold.objects.order_by("pk").values_list("scope", "service", "amount")) == [
        ("customer", "", None),
        ("service", "gas", None),
        ("charges", "water", Decimal("64.12")),
    ]


def test_a_protection_without_an_end_is_kept_and_looked_at_again(account):
    outcome = brought(row(account))

    assert outcome.without_end == 1
    assert Hold.objects.get().review_on == TODAY + timedelta(days=30)


def test_a_third_party_is_entered_with_the_address_a_copy_goes_to(account):
    brought(row(account, kind="third_party", name="Ruth Okafor", address="12 Mill Road, Duluth, MN 55802"))

    party = Party.objects.get()
    assert (party.role, party.name, party.source) == ("third_party", "Ruth Okafor", "Binder, page 4")
    assert (party.mailing_line1, party.mailing_city, party.mailing_zip) == ("12 Mill Road", "Duluth", "55802")


def test_the_same_file_twice_opens_nothing_twice(account):
    rows = [row(account, until_on="2026-11-30"), row(account, kind="third_party", name="Ruth Okafor"), row(account)]
    brought(*rows)

    outcome = brought(*rows)

    assert (outcome.holds, outcome.third_parties, outcome.repeated, outcome.rejects) == (0, 0, 3, [])
    assert Hold.objects.count() == 2 and Party.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        ({"account_number": "90000000"}, "account_number", "no account has this number"),
        ({"kind": "vacation"}, "kind", "not a kind of hold"),
        ({"source": ""}, "source", "empty"),
        ({"scope": "house"}, "scope", "not one of"),
        ({"scope": "service"}, "service", "empty"),
        ({"service": "steam"}, "service", "not one of"),
        ({"scope": "charges", "service": "gas"}, "amount", "empty"),
        ({"amount": "12.345"}, "amount", "two decimals"),
        ({"amount": "-5"}, "amount", "above zero"),
        ({"amount": "=1+1"}, "amount", "above zero"),
        ({"from_on": "10/05/2026"}, "from_on", "not a date"),
        ({"from_on": "20261005"}, "from_on", "not a date"),
        ({"until_on": "2026-10-04"}, "until_on", "before the first day"),
        ({"from_on": "2026-01-01", "until_on": "2026-10-04"}, "until_on", "over already"),
        ({"review_on": "2026-10-01"}, "review_on", "over already"),
        ({"kind": "third_party"}, "name", "who gets the copies"),
        ({"kind": "pledge"}, "amount", "promised"),
        ({"note": "n" * 1001}, "note", "longer than 1,000"),
        ({"note": "a\0b"}, "note", "NUL"),
        ({"note": "card 4111 1111 1111 1111"}, "kind", "card number"),
    ],
)
def test_a_bad_row_is_rejected_alone_with_its_line_and_reason(account, fields, column, reason):
    good = row(account, kind="military", until_on="2026-12-31")

    outcome = brought(good, row(account, **fields), good.replace("military", "appeal"))

    assert outcome.holds == 2
    ((name, line, named, _value, why),) = outcome.rejects
    assert (name, line, named) == ("binder.csv", 3, column) and reason in why


def test_of_several_faults_the_first_column_of_the_header_is_named(account):
    outcome = brought(row(account, kind="vacation", until_on="soon"))

    assert outcome.rejects[0][2] == "kind"


def test_a_line_is_the_physical_one_where_the_record_starts(account):
    rows = [row(account, until_on="2026-11-30", note="two, \nlines"), row(account, kind="vacation")]

    assert brought(*rows).rejects[0][1] == 4


def test_text_that_is_not_utf8_is_rejected_and_a_byte_order_mark_is_not(account):
    content = b"\xef\xbb\xbf" + file(row(account, until_on="2026-11-30"), row(account, note="caf\xe9"))
    content = content.replace("caf\xe9".encode(), b"caf\xe9")

    outcome = bring_over(content, name="binder.csv", actor=None, today=TODAY)

    assert outcome.holds == 1 and outcome.rejects[0][2:] == ("note", "caf?", "not UTF-8")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "account_number, kind, source is missing"),
        (b"account_number,kind\r\n", "source is missing"),
        (b"account_number,kind,source,kind\r\n", "stands there twice"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(account, content, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        bring_over(content, name="x.csv", actor=None, today=TODAY)


def test_a_check_keeps_nothing(account):
    outcome = brought(row(account), check_only=True)

    assert outcome.holds == 1 and outcome.kept is None
    assert not Hold.objects.exists() and not BroughtOver.objects.exists()


def test_the_command_says_what_it_did_and_writes_the_rejects(account, tmp_path, capsys):
    (tmp_path / "binder.csv").write_bytes(file(row(account), row(account, kind="vacation")))

    with pytest.raises(SystemExit) as ended:
        call_command("import_holds", tmp_path / "binder.csv", rejects=tmp_path / "rejects.csv")

    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "2 rows: 1 holds opened" in said and "line 3 kind 'vacation'" in said
    rejected = list(csv.reader(io.StringIO((tmp_path / "rejects.csv").read_text())))
    assert rejected[0] == ["file", "line", "column", "value", "reason"] and rejected[1][1:3] == ["3", "kind"]


def test_the_command_refuses_what_it_cannot_read(account, tmp_path):
    (tmp_path / "none.csv").write_text("hello")

    for path in (tmp_path / "none.csv", tmp_path / "not-there.csv"):
        with pytest.raises(CommandError) as refused:
            call_command("import_holds", path)
        assert refused.value.returncode == 2
    assert not BroughtOver.objects.exists()


def test_a_supervisor_checks_the_file_on_the_page_then_brings_it_over(client, account):
    client.force_login(factories.person("supervisor"))
    url = reverse("interchange:import_holds")
    assert "No file was brought over yet." in client.get(url).content.decode()

    checked = client.post(url, {"file": upload(account), "check": "yes"}).content.decode()
    assert "Checked, nothing kept yet" in checked and not Hold.objects.exists()

    done = client.post(url, {"file": upload(account)}).content.decode()
    assert Hold.objects.count() == 1 and "vacation" in done
    answer = client.get(reverse("interchange:rejected_holds", args=[BroughtOver.objects.get().pk]))
    assert b"vacation" in answer.content and "attachment" in answer["Content-Disposition"]


def test_the_page_keeps_its_head_over_a_file_that_is_none(client, account):
    client.force_login(factories.person("supervisor"))

    answer = client.post(reverse("interchange:import_holds"), {"file": SimpleUploadedFile("x.csv", b"\x00\xff")})

    assert answer.status_code == 422 and "must name the columns" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("12 Mill Road, Duluth, MN 55802", ("12 Mill Road", "", "Duluth", "MN", "55802")),
        ("Attn. R., 1 Mill Road, Duluth, MN 55802-1234", ("Attn. R.", "1 Mill Road", "Duluth", "MN", "55802-1234")),
        ("somewhere", ("somewhere", "", "", "", "")),
        ("", ("", "", "", "", "")),
    ],
)  # fmt: skip
def test_an_address_of_one_line_becomes_the_lines_of_a_window(address, parts):
    assert tuple(mailing_of(address).values()) == parts


def upload(account):
    return SimpleUploadedFile("binder.csv", file(row(account, until_on="2026-11-30"), row(account, kind="vacation")))


def test_dates_are_of_the_business_day_not_of_the_machine(account):
    brought(row(account, until_on="2026-10-05"))

    assert Hold.objects.get().from_on == date(2026, 10, 5)


def test_accounts_are_locked_in_the_order_of_their_ids_not_of_the_file(account):
    """Letters, several at once and a load take them in that order too: two orders would end in a deadlock."""
    second = factories.account()

    with CaptureQueriesContext(connection) as asked:
        brought(row(second), row(account))

    locking = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"] or "FOR UPDATE" in query["sql"]]
    assert account.number in locking[0] and second.number in locking[0]
    assert 'ORDER BY "accounts_account"."id"' in locking[0]
