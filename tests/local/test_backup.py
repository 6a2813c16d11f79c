"""`backup FILE` and `restore FILE`: the whole state goes into one file, and comes back whole or not at all."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from collections_app.local.backup import BackupRefused, archive
from collections_app.local.backup.archive import Manifest
from collections_app.local.backup.restoring import restore
from tests.local.conftest import Elsewhere

CHECKOUT = Path(__file__).resolve().parents[2]
NO_ROWS = Manifest(
    "Test Utilities", "2026-10-05", "2026-11-23T08:00:00+00:00", 180006, hashlib.sha256(b"").hexdigest(), {}
)

A_BUSY_OFFICE = """
from decimal import Decimal
from accounts.documents.actions import keep_document
from core import history
from tests import factories as made

made.utility()
clerk = made.person("specialist")
for n in range(3):
    account = made.account()
    made.bill(account, "120.00", billed_on=made.TODAY, due_on=made.TODAY)
    made.payment(account, "20.00", received_on=made.TODAY)
    keep_document(f"letter {n}".encode(), name="letter.pdf", kind="letter", media_type="application/pdf",
                  account=account, actor=clerk, today=made.TODAY)
    history.record("letter.issued", actor=clerk, on=made.TODAY, account=account.number, facts={"to": "Ñúñez “x”"})
"""

A_DAY_LATER = """
from accounts.documents.actions import keep_document
from accounts.models import Account, Service
from tests import factories as made

Account.objects.update(billing_cycle="7")
Service.objects.all().delete()
made.bill(made.account(), "1.00", billed_on=made.TODAY, due_on=made.TODAY)
keep_document(b"a later letter", name="letter.pdf", kind="letter", media_type="application/pdf", actor=None,
              today=made.TODAY)
"""


def run_in(folder, code):
    """In a process of its own, as its web server would."""
    whole = f"import django; django.setup()\n{code}"
    env = {**folder.environment, "DJANGO_SETTINGS_MODULE": "collections_app.settings"}
    done = subprocess.run([sys.executable, "-c", whole], cwd=CHECKOUT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


def connected_to(folder):
    return closing(psycopg2.connect(host=folder.data / "sock", user="postgres", dbname="goodstanding"))


def every_row(folder):
    """Each table's name with the hash of all its rows."""
    with connected_to(folder) as database:
        cursor = database.cursor()
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from {table} t")
            found[table] = cursor.fetchone()
    return found


def every_file(folder):
    root = folder.data / "files"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def place_of(folder, content):
    name = sha256_of(content)
    return folder.data / "files" / name[:2] / name[2:4] / name


def every_trigger(folder):
    return folder.ask(
        "select array_agg(name order by name) from"
        " (select tgrelid::regclass || '.' || tgname as name from pg_trigger where not tgisinternal) as triggers"
    )


pytestmark = pytest.mark.xdist_group("backup")  # the office is built once


@pytest.fixture(scope="module")
def office():
    """A data folder with accounts, books and papers, whose engines run until the last of these tests ends.

    One for all of them, because it takes seconds; each leaves it as it found it.
    """
    top = Path(tempfile.mkdtemp(prefix="goodstanding-test-"))
    top.chmod(0o755)  # as root the engines run as nobody, who must get through
    folder = Elsewhere(top / "office")
    with folder.user():
        assert folder.manage("migrate", "--verbosity", "0").returncode == 0
        run_in(folder, A_BUSY_OFFICE)
        yield folder
    shutil.rmtree(top)


def test_everything_comes_back_as_it_was_and_nothing_newer_stays_in_the_database(office, elsewhere, tmp_path):
    file = tmp_path / "office.backup"
    waiting, put_away = office.data / "extracts" / "monday" / "manifest.json", office.data / "extracts" / "loaded"
    waiting.parent.mkdir()
    waiting.write_text("{}")
    rows, files, triggers = every_row(office), every_file(office), every_trigger(office)
    assert office.manage("backup", file).returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600

    run_in(office, A_DAY_LATER)
    put_away.mkdir()
    waiting.parent.rename(put_away / "monday")
    lost, damaged = (place_of(office, letter) for letter in (b"letter 0", b"letter 1"))
    lost.unlink()
    damaged.write_bytes(b"gnawed at")
    changed = every_row(office)

    refused = office.manage("restore", file)
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert every_row(office) == changed

    leave_what_a_killed_restore_leaves(office)
    with connected_to(office) as somebody_at_work:
        somebody_at_work.cursor().execute("update accounts_account set billing_cycle = '8'")
        done = office.manage("restore", file, "--replace")
    assert done.returncode == 0, done.stderr
    assert every_row(office) == rows
    assert every_trigger(office) == triggers
    assert every_file(office).items() >= files.items()
    assert waiting.read_text() == "{}"
    assert [path.name for path in (office.data / "extracts").iterdir() if path != put_away] == ["monday"]
    assert not (office.data / "files" / ".restoring").exists()
    assert office.ask(
        "select array_agg(datname::text order by datname) from pg_database where datname like 'good%'"
    ) == [
        "goodstanding",
        "goodstanding_replaced",
    ]
    assert office.manage("verify_books").returncode == 0
    with pytest.raises(psycopg2.errors.CheckViolation, match="append-only"):
        office.ask("delete from ledger_posting")

    elsewhere_again = elsewhere("another machine")
    done = elsewhere_again.manage("restore", file)
    assert done.returncode == 0, done.stderr
    with elsewhere_again.user():
        assert every_row(elsewhere_again) == rows
        assert every_file(elsewhere_again) == files
        assert (elsewhere_again.data / "extracts" / "monday" / "manifest.json").exists()


def leave_what_a_killed_restore_leaves(folder):
    (folder.data / "files" / ".restoring").mkdir()
    (folder.data / "files" / ".restoring" / "database.dump").write_bytes(b"half of it")
    with connected_to(folder) as database:
        database.autocommit = True
        database.cursor().execute("create database goodstanding_restoring")


def test_a_refused_file_leaves_everything_as_it_was(office, tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert office.manage("backup", whole).returncode == 0
    cut.write_bytes(whole.read_bytes()[:-1])
    no_dump = forge(
        whole, tmp_path / "no dump", b"not a dump", database_sha256=hashlib.sha256(b"not a dump").hexdigest()
    )
    miscounted = forge(whole, tmp_path / "miscounted", None, rows={"ledger_posting": 1})
    rows, files = every_row(office), every_file(office)

    for file in (cut, no_dump, miscounted):
        done = office.manage("restore", file, "--replace")

        assert done.returncode == 2, file
        assert done.stderr.strip() and "Traceback" not in done.stderr
        assert every_row(office) == rows
        assert every_file(office) == files
        assert not office.ask("select count(*) from pg_database where datname = 'goodstanding_restoring'")


def forge(whole, path, dump, **said):
    """A FILE with another dump or another manifest, and a seal that fits."""
    with archive.opened(whole) as backup, archive.written(path) as writer:
        backup.unpack_database(path.with_suffix(".dump"))
        dump = path.with_suffix(".dump").read_bytes() if dump is None else dump
        writer.add_manifest(replace(backup.manifest, **said))
        writer.add("database.dump", io.BytesIO(dump), len(dump))
    return path


def test_a_kept_file_that_is_damaged_or_missing_is_named_and_does_not_hinder_the_backup(office, tmp_path):
    damaged, missing = (place_of(office, letter) for letter in (b"letter 0", b"letter 1"))
    damaged.write_bytes(b"gnawed at")
    missing.unlink()

    done = office.manage("backup", tmp_path / "file")
    restored = office.manage("restore", tmp_path / "file", "--replace")
    damaged.write_bytes(b"letter 0")
    missing.write_bytes(b"letter 1")

    assert done.returncode == restored.returncode == 1
    for complaints in (done.stderr, restored.stderr):
        assert damaged.name in complaints and missing.name in complaints


def test_an_earlier_version_gets_todays_tables_and_a_later_one_is_refused(office, tmp_path):
    earlier, later = tmp_path / "earlier", tmp_path / "later"
    triggers = every_trigger(office)
    office.ask("insert into django_migrations (app, name, applied) values ('core', '9999_of_tomorrow', now())")
    assert office.manage("backup", later).returncode == 0
    office.ask("delete from django_migrations where name = '9999_of_tomorrow'")
    office.ask(
        "delete from django_migrations where app = 'history' and name = '0004_withdrawals_are_append_only';"
        "drop trigger history_withdrawal_rows_stay on history_withdrawal;"
        "drop trigger history_withdrawal_all_stay on history_withdrawal"
    )
    assert office.manage("backup", earlier).returncode == 0

    refused = office.manage("restore", later, "--replace")
    assert refused.returncode == 2
    assert "later version" in refused.stderr

    done = office.manage("restore", earlier, "--replace")
    assert done.returncode == 0, done.stderr
    assert every_trigger(office) == triggers


def test_a_backup_that_cannot_be_written_leaves_no_file_and_the_older_one(office, tmp_path):
    assert office.manage("backup", tmp_path / "no such folder" / "file").returncode == 2
    older = tmp_path / "file"
    older.write_text("an older one")
    beside = set(tmp_path.iterdir())
    broken = {**office.environment, "PGOPTIONS": "-c statement_timeout=1"}

    done = subprocess.run(office.command("backup", older), env=broken, capture_output=True, text=True, cwd="/")

    assert done.returncode == 2
    assert older.read_text() == "an older one"
    assert set(tmp_path.iterdir()) == beside


@pytest.fixture
def small(tmp_path):
    file, content = tmp_path / "small", b"a letter"
    with archive.written(file) as writer:
        writer.add_manifest(NO_ROWS)
        writer.add("database.dump", io.BytesIO(b""), 0)
        sha256 = sha256_of(content)
        writer.add(f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}", io.BytesIO(content), len(content))
    return file


def test_any_changed_byte_and_any_cut_is_seen(small):
    whole = small.read_bytes()
    for place in range(0, len(whole), 97):
        small.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert_refused(small)
        small.write_bytes(whole[:place])
        assert_refused(small)
    small.write_bytes(whole + b"\0")
    assert_refused(small)


def assert_refused(file):
    with pytest.raises(BackupRefused, match="damaged"), archive.opened(file):
        pass


def test_what_is_no_backup_is_refused_in_a_sentence(small, tmp_path):
    foreign, other_dump = tmp_path / "foreign.tar", tmp_path / "other dump"
    with tarfile.open(foreign, "w") as tar:
        tar.add(small, "small")
    forge(small, other_dump, b"another dump")

    for file, why in ((foreign, "is not a backup"), (tmp_path / "nowhere", "No such file"), (tmp_path, "directory")):
        with pytest.raises(BackupRefused, match=why):
            restore(file)
    with archive.opened(other_dump) as backup, pytest.raises(BackupRefused, match="sha256"):
        backup.unpack_database(tmp_path / "dump")


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "files/ab/cd/" + "0" * 64,
        "/etc/passwd",
        "files/" + "0" * 64,
        "extracts/../up",
        "extracts/.hidden",
        "extracts//x",
        "extracts",
    ],
)
def test_a_member_that_would_land_elsewhere_is_refused(tmp_path, name):
    with archive.written(tmp_path / "file") as writer:
        writer.add_manifest(NO_ROWS)
        writer.add(name, io.BytesIO(b""), 0)

    with archive.opened(tmp_path / "file") as backup, pytest.raises(BackupRefused, match="does not belong"):
        list(backup.files())


def test_another_format_is_refused_by_name(tmp_path):
    with archive.written(tmp_path / "file") as writer:
        content = json.dumps({**vars(NO_ROWS), "format": "goodstanding-backup/9"}).encode()
        writer.add("manifest.json", io.BytesIO(content), len(content))

    with pytest.raises(BackupRefused, match="goodstanding-backup/9"), archive.opened(tmp_path / "file"):
        pass


def test_any_tar_program_can_look_into_a_backup(small):
    shown = subprocess.run([shutil.which("tar"), "-tf", small], capture_output=True, text=True)

    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[:2] == ["manifest.json", "database.dump"]
