"""Damaged extracts get what extract.md promises: refused whole in a sentence, or one row rejected alone."""

import json
import os
import tarfile
import zipfile
from io import BytesIO

import pytest

from accounts.models import Account
from collections_app.interchange.actions import load_extract
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.models import Extract
from collections_app.interchange.writing import rejects_csv
from core.utility import current
from ledger.checks import verify
from ledger.models import Transaction
from tests.factories import utility
from tests.interchange.extracts import (
    charge,
    customer,
    field_changed,
    line_changed,
    payment,
    said_otherwise,
    sealed,
    tarred,
    town,
    written,
    zipped,
)

pytestmark = pytest.mark.django_db


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def files_said(folder, name, **changes):
    files = manifest_of(folder)["files"]
    said_otherwise(folder, files={**files, name: {**files[name], **changes}})


def control_said(folder, **changes):
    said_otherwise(folder, control={**manifest_of(folder)["control"], **changes})


def file_unnamed(folder, name):
    files = manifest_of(folder)["files"]
    del files[name]
    said_otherwise(folder, files=files)


def written_raw(folder, text):
    (folder / "manifest.json").write_bytes(text)


def header_changed(folder, file, old, new):
    line_changed(folder, file, 1, lambda line: line.replace(old, new))


def last_line_cut(folder):
    path = folder / "payments.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\r\n").rpartition(b"\r\n")[0] + b"\r\n")


REFUSED = {  # damage: (how, what the sentence says)
    "a file that the manifest names is missing": (lambda f: (f / "usage.csv").unlink(), "does not hold it"),
    "a nightly manifest does not name all eight": (lambda f: file_unnamed(f, "deposits.csv"), "does not name deposits"),
    "a row count differs": (lambda f: files_said(f, "charges.csv", rows=5), "4 rows, but the manifest says 5"),
    "a sha256 differs": (lambda f: files_said(f, "charges.csv", sha256="0" * 64), "sha256 differs"),
    "a file was cut short": (last_line_cut, "1 rows, but the manifest says 2"),
    "a control total differs": (lambda f: control_said(f, charges="1.00"), "control total of charges"),
    "the total of stated balances differs": (lambda f: control_said(f, stated_balance="1.00"), "stated_balance"),
    "an unknown format": (lambda f: said_otherwise(f, format="collections-extract/2"), "format"),
    "an unknown kind": (lambda f: said_otherwise(f, kind="weekly"), "nor payments"),
    "a sequence that skips": (lambda f: said_otherwise(f, sequence=3), "sequence 1, comes first"),
    "a sequence that is a word": (lambda f: said_otherwise(f, sequence="1"), "sequence"),
    "a sequence that is true": (lambda f: said_otherwise(f, sequence=True), "sequence"),
    "no date": (lambda f: said_otherwise(f, extract_date="tonight"), "extract_date"),
    "no utility": (lambda f: said_otherwise(f, utility=""), "name its utility"),
    "rows that are no number": (lambda f: files_said(f, "usage.csv", rows="many"), "number of rows"),
    "a sha256 that is none": (lambda f: files_said(f, "usage.csv", sha256="abc"), "sha256 of usage.csv"),
    "a control total that is no amount": (lambda f: control_said(f, payments="1,000"), "control total of payments"),
    "no control totals": (lambda f: said_otherwise(f, control=None), "control totals"),
    "a manifest that is not JSON": (lambda f: written_raw(f, b"{"), "not JSON"),
    "a manifest that is a list": (lambda f: written_raw(f, b"[]"), "not a JSON object"),
    "a manifest in other bytes": (lambda f: written_raw(f, b"\xff\xfe{}"), "not JSON"),
    "a manifest nested without end": (lambda f: written_raw(f, b"[" * 100_000), "not JSON"),
    "a manifest that says a thing twice": (lambda f: written_raw(f, b'{"format": "a", "format": "b"}'), "twice"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "no manifest.json"),
    "a required column is missing": (
        lambda f: header_changed(f, "charges.csv", b"due_on", b"due"),
        "charges.csv lacks the column due_on",
    ),
    "a column that is there twice": (
        lambda f: header_changed(f, "customers.csv", b"language", b"kind"),
        "names its column kind twice",
    ),
    "an empty file": (lambda f: ((f / "deposits.csv").write_bytes(b""), files_said(
        f, "deposits.csv", rows=0, sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )), "lacks the column"),
    "a link among the files": (lambda f: os.symlink("/etc/hostname", f / "notes.csv"), "link"),
    "a file name that leads away": (
        lambda f: said_otherwise(f, files={**manifest_of(f)["files"], "../x.csv": {"rows": 0, "sha256": "0" * 64}}),
        "does not hold it",
    ),
    "more than one percent of bad rows": (
        lambda f: [field_changed(f, "usage.csv", line, "amount", "x") for line in range(2, 20)],
        "More than 1 % of the rows are bad",
    ),
    "a quote that never closes": (
        lambda f: (line_changed(f, "customers.csv", 2, lambda line: line.replace(b"Harriet", b'"Harriet')),
                   files_said(f, "customers.csv", rows=3)), "rows, but the manifest says 3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", REFUSED)
def test_refuses_the_whole_extract_in_a_sentence(tmp_path, damage):
    how, sentence = REFUSED[damage]
    folder = written(tmp_path / "one")
    how(folder)

    with pytest.raises(ExtractRefused, match=sentence) as refusal:
        load_extract(folder, actor=None)

    assert str(refusal.value).endswith(".")
    assert (Account.objects.count(), Transaction.objects.count(), current().business_date) == (0, 0, None)
    assert not Extract.objects.loaded().exists()


LONG, PLAIN = "x" * 1001, "This is not an amount in plain digits with at most two decimals."
BROKEN_DATE = "This is not a date written as YYYY-MM-DD."

REJECTED = {  # damage: (file, line, column, the new value, what the rejects file says of value and reason)
    "an unknown account": ("charges.csv", 2, "account_number", "A9", "A9", "Nothing is known by this account number."),
    "an unknown customer": ("accounts.csv", 4, "customer_id", "C9", "C9", "Nothing is known by this customer id."),
    "an unknown premise": ("accounts.csv", 4, "premise_id", "P9", "P9", "Nothing is known by this premise id."),
    "a date that is none": ("charges.csv", 2, "billed_on", "2026-02-30", "2026-02-30", BROKEN_DATE),
    "a date in another order": ("payments.csv", 2, "received_on", "09/10/2026", "09/10/2026", BROKEN_DATE),
    "a date as a week": ("charges.csv", 2, "due_on", "2026-W10-1", "2026-W10-1", BROKEN_DATE),
    "no date": ("payments.csv", 2, "received_on", "", "", "The date is empty."),
    "an account closed on no day": ("accounts.csv", 4, "closed_on", "never", "never", BROKEN_DATE),
    "an amount that is none": ("charges.csv", 2, "amount", "twelve", "twelve", PLAIN),
    "no amount": ("charges.csv", 2, "amount", "", "", "The amount is empty."),
    "an amount with a comma": ("payments.csv", 2, "amount", "6e1", "6e1", PLAIN),
    "more than two decimals": ("charges.csv", 2, "amount", "150.001", "150.001", PLAIN),
    "an amount in other digits": ("charges.csv", 2, "amount", "١٥٠.00", "١٥٠.00", PLAIN),
    "an amount that no column holds": ("charges.csv", 2, "amount", "99999999999.00", "99999999999.00",
                                       "The amount is too large."),
    "a stated balance that is none": ("accounts.csv", 4, "stated_balance", "-", "'-", PLAIN),
    "a quantity that is none": ("usage.csv", 9, "quantity", "NaN", "NaN", "This is not a plain number."),
    "bytes that are not UTF-8": ("customers.csv", 4, "first_name", b"Jos\xe9", "Jos�", "The field is not UTF-8."),
    "a NUL byte": ("charges.csv", 2, "kind", b"bi\0ll", "bi�ll", "The field holds a NUL byte."),
    "a field too long": ("customers.csv", 4, "email", LONG, LONG[:200] + "…",
                         "The field is longer than 1,000 characters."),
    "no charge id": ("charges.csv", 2, "charge_id", "", "", "The id is missing."),
    "no account number": ("payments.csv", 2, "account_number", " ", " ", "The id is missing."),
    "a repeated charge id": ("charges.csv", 5, "charge_id", "B3", "B3",
                             "This id is already used in an earlier row of the file; the first stands."),
    "a repeated customer": ("customers.csv", 4, "customer_id", "C2", "C2",
                            "This id is already used in an earlier row of the file; the first stands."),
    "an unknown kind of customer": ("customers.csv", 4, "kind", "ghost", "ghost",
                                    "The field must be one of person, organization."),
    "an unknown heat": ("premises.csv", 4, "primary_heat", "wood", "wood",
                        "The field must be one of gas, electric, oil, unknown."),
    "an unknown status": ("accounts.csv", 4, "status", "dormant", "dormant",
                          "The field must be one of active, inactive."),
    "an unknown service": ("charges.csv", 2, "service", "steam", "steam",
                           "The field must be one of gas, water, sewer, stormwater."),
    "a service neither on nor off": ("services.csv", 4, "status", "half", "half", "The field must be one of on, off."),
    "a negative payment that takes nothing back": (
        "payments.csv", 2, "amount", "-60.00", "-60.00",
        "A negative payment must name in reverses which payment it takes back."),
    "a payment that takes back an unknown one": ("payments.csv", 2, "reverses", "Y9", "Y9",
                                                 "No payment is known by this id."),
    "a payment that takes back another account's": ("payments.csv", 2, "reverses", "Y3", "Y3",
                                                    "This payment is of another account."),
    "a formula in a date": ("deposits.csv", 2, "received_on", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0",
                            BROKEN_DATE),
}  # fmt: skip


@pytest.mark.parametrize("damage", REJECTED)
def test_rejects_one_row_alone_and_names_its_first_bad_column(tmp_path, damage):
    file, line, column, value, shown, reason = REJECTED[damage]
    folder = written(tmp_path / "one")
    field_changed(folder, file, line, column, value)

    loaded = load_extract(folder, actor=None, rejects=tmp_path / "rejects.csv")

    rejects = [row for row in loaded.rejects if row[0] == file]
    assert [row[:3] + row[4:] for row in rejects] == [(file, line, column, reason)]
    assert loaded.extract.counts[file]["rejected"] == 1
    assert loaded.extract.counts["premises.csv"]["loaded"] >= 2
    lines = (tmp_path / "rejects.csv").read_bytes().decode().split("\r\n")
    assert lines[0] == "file,line,column,value,reason"
    assert rejects_csv([(file, line, column, shown, reason)]).decode().split("\r\n")[1].replace("''", "'") in [
        found.replace("''", "'") for found in lines
    ]
    assert not list(verify())


def test_a_row_cut_short_is_rejected_for_its_first_missing_column(tmp_path):
    folder = written(tmp_path / "one")
    line_changed(folder, "charges.csv", 2, lambda line: b",".join(line.split(b",")[:5]))

    assert load_extract(folder, actor=None).rejects == [
        ("charges.csv", 2, "due_on", "", "The row ends before this column.")
    ]


def test_a_row_with_too_many_fields_is_rejected(tmp_path):
    folder = written(tmp_path / "one")
    line_changed(folder, "charges.csv", 2, lambda line: line + b",surplus")

    assert load_extract(folder, actor=None).rejects == [
        ("charges.csv", 2, "", "surplus", "The row has more fields than the header.")
    ]


def test_of_several_bad_columns_the_first_in_header_order_is_named(tmp_path):
    folder = written(tmp_path / "one")
    field_changed(folder, "charges.csv", 2, "amount", "much")
    field_changed(folder, "charges.csv", 2, "account_number", "A9")

    assert load_extract(folder, actor=None).rejects == [
        ("charges.csv", 2, "account_number", "A9", "Nothing is known by this account number.")
    ]


def test_what_refers_to_a_rejected_row_is_rejected_too(tmp_path):
    folder = written(tmp_path / "one")
    field_changed(folder, "customers.csv", 4, "kind", "ghost")

    rejects = load_extract(folder, actor=None).rejects

    assert [(file, column, reason) for file, _line, column, _value, reason in rejects] == [
        ("customers.csv", "kind", "The field must be one of person, organization."),
        ("accounts.csv", "customer_id", "The row of this customer id was rejected."),
        ("services.csv", "account_number", "The row of this account number was rejected."),
        ("charges.csv", "account_number", "The row of this account number was rejected."),
        ("payments.csv", "account_number", "The row of this account number was rejected."),
    ]


def test_the_line_is_where_the_record_starts(tmp_path):
    tables = town()
    tables["customers.csv"][0]["mailing_line2"] = "care of\nthe neighbour\r\nupstairs"
    folder = written(tmp_path / "one", tables)
    path = folder / "customers.csv"
    path.write_bytes(path.read_bytes().replace(b"C2,person", b"C2,ghost"))
    sealed(folder)

    assert [row[1:3] for row in load_extract(folder, actor=None).rejects if row[0] == "customers.csv"] == [(5, "kind")]


def test_unknown_kinds_methods_and_columns_load_and_are_named(tmp_path):
    tables = town()
    tables["charges.csv"].append(charge("B8", 1, "5.00", kind="meter_test"))
    tables["payments.csv"].append(payment("Y8", 1, "5.00", method="barter"))
    folder = written(tmp_path / "one", tables)
    path = folder / "premises.csv"
    path.write_bytes(b"\r\n".join(line + b",x" for line in path.read_bytes().rstrip().split(b"\r\n")))
    sealed(folder)

    loaded = load_extract(folder, actor=None)

    assert loaded.is_clean
    assert loaded.extract.notes == [
        "premises.csv has a column that we do not know: x.",
        "charges.csv has an unknown kind: meter_test, in 1 rows, which are loaded.",
        "payments.csv has an unknown method: barter, in 1 rows, which are loaded.",
    ]


def test_another_utility_is_refused(tmp_path):
    utility(name="Elsewhere Water", balances_on=None)

    with pytest.raises(ExtractRefused, match="this is the database of Elsewhere Water"):
        load_extract(written(tmp_path / "one"), actor=None)


def test_a_utility_other_than_the_setting_is_refused(tmp_path, settings):
    settings.UTILITY_NAME = "Elsewhere Water"

    with pytest.raises(ExtractRefused, match="set up for Elsewhere Water"):
        load_extract(written(tmp_path / "one"), actor=None)


def test_the_demo_is_not_loaded_over(tmp_path):
    utility(name="Demo City Utilities", is_demo=True)

    with pytest.raises(ExtractRefused, match="--replace-demo"):
        load_extract(written(tmp_path / "one"), actor=None)


def tar_with(folder, *members):
    archive = tarred(folder)
    with tarfile.open(archive, "w:gz") as opened:
        for path in folder.iterdir():
            opened.add(path, path.name)
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            member.type, member.size = kind, len(content)
            member.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            opened.addfile(member, BytesIO(content))
    return archive


def zip_with(folder, name, content=b"", mode=0):
    archive = zipped(folder)
    with zipfile.ZipFile(archive, "a") as opened:
        member = zipfile.ZipInfo(name)
        member.external_attr = mode << 16
        opened.writestr(member, content)
    return archive


def cut(archive):
    archive.write_bytes(archive.read_bytes()[:-200])
    return archive


def boasting(folder):
    """An archive that says a member is five gigabytes long."""
    archive = folder.with_name("boasting.tar.gz")
    with tarfile.open(archive, "w:gz") as opened:
        member = tarfile.TarInfo("charges.csv")
        member.size = 5 * 1024**3
        opened.fileobj.write(member.tobuf())
    return archive


def of_bytes(folder, content):
    path = folder.with_name("upload.zip")
    path.write_bytes(content)
    return path


ARCHIVES = {
    "a symbolic link": (lambda f: tar_with(f, ("x.csv", tarfile.SYMTYPE, b"")), "link or a path"),
    "a hard link": (lambda f: tar_with(f, ("x.csv", tarfile.LNKTYPE, b"")), "link or a path"),
    "a device": (lambda f: tar_with(f, ("x.csv", tarfile.CHRTYPE, b"")), "link or a path"),
    "an absolute path": (lambda f: tar_with(f, ("/tmp/x.csv", tarfile.REGTYPE, b"a")), "link or a path"),
    "a path upwards": (lambda f: tar_with(f, ("../x.csv", tarfile.REGTYPE, b"a")), "link or a path"),
    "a file twice": (lambda f: tar_with(f, ("charges.csv", tarfile.REGTYPE, b"a")), "twice"),
    "two manifests": (lambda f: tar_with(f, ("b/manifest.json", tarfile.REGTYPE, b"{}")), "more than one manifest"),
    "a zip with a link": (lambda f: zip_with(f, "x.csv", b"/etc/passwd", 0o120777), "link or a path"),
    "a zip with a path upwards": (lambda f: zip_with(f, "../x.csv"), "link or a path"),
    "a zip with an absolute path": (lambda f: zip_with(f, "/x.csv"), "link or a path"),
    "a zip with a backslash": (lambda f: zip_with(f, "..\\x.csv"), "link or a path"),
    "a zip cut short": (lambda f: cut(zipped(f)), "cannot be read"),
    "a tar cut short": (lambda f: cut(tarred(f)), "cannot be read"),
    "more than four gigabytes": (boasting, "larger than 4 GiB"),
    "something else": (lambda f: of_bytes(f, b"%PDF-1.7"), "cannot be read"),
    "nothing": (lambda f: of_bytes(f, b""), "cannot be read"),
    "no such file": (lambda f: f.with_name("nothing.zip"), "no nothing.zip"),
}  # fmt: skip


@pytest.mark.parametrize("damage", ARCHIVES)
def test_refuses_an_archive_that_cannot_be_trusted(tmp_path, damage, settings):
    packed, sentence = ARCHIVES[damage]

    with pytest.raises(ExtractRefused, match=sentence):
        load_extract(packed(written(tmp_path / "one")), actor=None)

    assert not any(settings.EXTRACTS_ROOT.iterdir())


def test_a_customer_named_like_a_formula_is_kept_as_it_is(tmp_path):
    tables = town()
    tables["customers.csv"][0] = customer(1, last_name="=cmd|'x'!A1", first_name="<script>\u202e\r")

    load_extract(written(tmp_path / "one", tables), actor=None)

    assert Account.objects.get(number="A1").customer.last_name == "=cmd|'x'!A1"
    assert Account.objects.get(number="A1").customer.first_name == "<script>\u202e\r"
