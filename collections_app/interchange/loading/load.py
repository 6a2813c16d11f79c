"""How is one extract loaded, from its manifest to the last comparison? In one transaction, one load at a time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from accounts import search
from accounts.documents.actions import keep_document
from accounts.models import Account
from collections_app.interchange import layout, policy
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.loading import (
    archives,
    judging,
    manifest,
    merging,
    people,
    reconciliation,
    rows,
    staging,
)
from collections_app.interchange.loading.manifest import Manifest
from collections_app.interchange.models import Difference, Extract
from collections_app.interchange.writing import rejects_csv
from core import history, utility
from core.freshness import ExtractRules
from core.models import Utility
from core.rulebook import rules
from ledger import standings

ONE_LOAD_AT_A_TIME = 7_341_902
Tell = Callable[[int, str], None]
Reject = tuple[str, int, str, str, str]


@dataclass(frozen=True)
class Loaded:
    """What came of a load, for the command, the page and the night. `rejects`: file, line, column, value, reason."""

    extract: Extract
    rejects: list[Reject]
    exceptions: int

    @property
    def is_repeated(self) -> bool:
        return self.extract.state == Extract.State.REPEATED

    @property
    def is_clean(self) -> bool:
        return not self.rejects and not self.exceptions


@transaction.atomic
def load(path: Path, *, actor, extract: Extract | None, tell: Tell) -> Loaded:
    """Load what lies at `path`; `extract` is its waiting row, if it has one. Raises `ExtractRefused`."""
    started = time.monotonic()
    tell(0, "Waiting for its turn")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_LOAD_AT_A_TIME])
    if extract is not None:
        extract = Extract.objects.select_for_update().get(pk=extract.pk)
        if extract.state != Extract.State.WAITING:  # somebody else loaded it while we waited
            return Loaded(extract=extract, rejects=[], exceptions=0)
    office = Utility.objects.select_for_update().get(pk=utility.current().pk)
    with archives.opened(path, room=Path(settings.EXTRACTS_ROOT)) as folder:
        promised = _manifest(folder)
        row = extract or Extract(arrived_at=utility.moment(), uploaded_by=actor)
        name(row, path, promised)
        try:
            if found := Extract.objects.loaded().filter(sequence=promised.sequence).first():
                return _repeated(row, found, folder, promised)
            refusal = policy.refusal(
                utility=promised.utility, sequence=promised.sequence, kind=promised.kind, known=_known(office)
            )
            if refusal:
                raise ExtractRefused(refusal)
            reads = _read(folder, promised, tell)
            return _merge(row, promised, reads, actor=actor, tell=tell, started=started)
        except ExtractRefused as refused:
            refused.promised = promised
            raise


def _manifest(folder: Path) -> Manifest:
    with (folder / manifest.NAME).open("rb") as file:
        promised = manifest.understood(file.read(manifest.LARGEST + 1))
    for name in (*promised.files, *promised.others):
        if "/" in name or "\\" in name or not (folder / name).is_file():
            raise ExtractRefused(f"The manifest names {name[:80]!r}, but the extract does not hold it.")
    return promised


def name(row: Extract, path: Path, promised: Manifest) -> None:
    """Write on the row what its manifest says it is."""
    row.source = row.source or path.name[:255]
    row.sequence, row.kind, row.utility = promised.sequence, promised.kind, promised.utility
    row.extract_date, row.digest = promised.extract_date, promised.digest


def _known(office: Utility) -> policy.Known:
    newest = Extract.objects.loaded().order_by("-sequence").values_list("sequence", flat=True).first()
    return policy.Known(
        utility=office.name,
        expected_utility=settings.UTILITY_NAME,
        newest_sequence=newest or 0,
        is_demo=office.is_demo,
        replaces_demo=False,
    )


def _repeated(row: Extract, found: Extract, folder: Path, promised: Manifest) -> Loaded:
    """Rule 2: the same content again changes nothing, other content under the same sequence is refused."""
    changed = [name for name, of in promised.files.items() if rows.sha256_of(folder / name) != of.sha256]
    if changed:
        raise ExtractRefused(f"{changed[0]} is not the file that the manifest names: its sha256 differs.")
    if found.digest != promised.digest:
        raise ExtractRefused(f"Sequence {promised.sequence} is already loaded with other content.")
    row.state = Extract.State.REPEATED
    if row.pk:
        row.save()
    return Loaded(extract=row, rejects=[], exceptions=0)


def _read(folder: Path, promised: Manifest, tell) -> dict[str, judging.FileRead]:
    """Stage every file and hold it against the manifest (rule 1)."""
    share = rules(ExtractRules, on=utility.business_date()).worst_share
    patience = judging.Patience(promised.rows * share // 100, share)
    size = sum((folder / name).stat().st_size for name in promised.files) or 1
    done = told = 0

    def said(count: int) -> None:
        nonlocal done, told
        done += count
        if (percent := 40 * done // size) > told:
            told = percent
            tell(percent, "Reading the files")

    staging.begin()
    reads = {}
    for file in layout.FILES:
        if file.name in promised.files:
            reads[file.name] = staging.copy(file, folder / file.name, said=said, patience=patience)
    for name, read in reads.items():
        if read.rows != promised.files[name].rows:
            raise ExtractRefused(f"{name} has {read.rows:,} rows, but the manifest says {promised.files[name].rows:,}.")
        if read.sha256 != promised.files[name].sha256:
            raise ExtractRefused(f"{name} is not the file that the manifest names: its sha256 differs.")
        if read.file.control and read.total != promised.control[read.file.control]:
            raise ExtractRefused(
                f"The control total of {read.file.control} is {promised.control[read.file.control]}, "
                f"but {name} adds up to {read.total}."
            )
    return reads


def _merge(row: Extract, promised: Manifest, reads, *, actor, tell, started: float) -> Loaded:
    """The rows become ours, and everything that follows from them is renewed, in the same transaction."""
    on = promised.extract_date
    today = utility.move_business_date(on)
    at = utility.moment(today)
    row.save()
    merged = merging.merge(reads, on=on, at=at, tell=tell)
    rejected = list(staging.rejects())
    share = rules(ExtractRules, on=today).worst_share
    if policy.too_many_rejects(len(rejected), promised.rows, worst_share=share):
        raise ExtractRefused(_too_many(rejected, share))

    office = utility.current()
    if not office.name:
        office.name = promised.utility
    if not promised.is_payments_only and (office.balances_on is None or office.balances_on < on):
        office.balances_on = on
    office.save()
    _renew(tell, today)
    exceptions = _reconcile(row, promised, today, tell)
    _finish(row, reads, promised, merged, rejected, at=at, actor=actor, today=today, started=started)
    tell(95, "Checking the books")
    staging.check_laws()
    tell(99, "Keeping it")
    return Loaded(extract=row, rejects=rejected, exceptions=exceptions)


def _too_many(rejected, share: int) -> str:
    file, line, column, _value, reason = rejected[0]
    where = f"{file} line {line}" + (f", column {column}" if column else "")
    return f"{len(rejected):,} rows are bad, more than {share} % of all. The first is {where}: {reason}"


def _renew(tell, today: date) -> None:
    tell(80, "Search")
    people_changed = people.changed_accounts()
    if people_changed:
        search.renew(people_changed)
    tell(85, "Standings")
    changed = people.accounts_to_renew()
    if len(changed) > staging.MANY and 2 * len(changed) > Account.objects.count():
        standings.renew_all(as_of=today)
    else:
        standings.renew(changed, as_of=today)


def _reconcile(row: Extract, promised: Manifest, today: date, tell) -> int:
    """Rule 6, and what came home: answers how many differences are open."""
    tell(90, "Comparing the balances")
    reconciliation.note_home(row.pk, today)
    reconciliation.note_unconfirmed(row.pk, today, days=rules(ExtractRules, on=today).unconfirmed_days)
    if not promised.is_payments_only:
        reconciliation.compare_balances(row.pk, promised.extract_date)
    return Difference.objects.open().count()


def _finish(row: Extract, reads, promised: Manifest, merged, rejected, *, at, actor, today, started) -> None:
    row.state, row.loaded_at = Extract.State.LOADED, at
    row.counts = {
        name: {"rows": of.rows, "loaded": of.loaded, "rejected": of.rejected, "unchanged": of.unchanged}
        for name, of in merged.items()
    }
    row.control = {
        read.file.control: {"theirs": str(promised.control[read.file.control]), "ours": str(read.total)}
        for read in reads.values()
        if read.file.control
    }
    row.notes = list(_notes(reads, promised))
    if rejected:
        row.rejects = keep_document(
            rejects_csv(rejected), name=f"rejects-{promised.sequence}.csv", kind="rejects", media_type="text/csv",
            actor=actor, today=today,
        )  # fmt: skip
    row.seconds = Decimal(f"{time.monotonic() - started:.1f}")
    row.save()
    history.record(
        "extract.loaded", subject=row, actor=actor, on=today,
        facts={"sequence": row.sequence, "kind": row.kind, "rejected": len(rejected)},
    )  # fmt: skip


def _notes(reads, promised: Manifest) -> Iterator[str]:
    for name in promised.others:
        yield f"{name[:80]} is a file that we do not know; it was left aside."
    for name, read in reads.items():
        for column in read.unknown_columns:
            yield f"{name} has a column that we do not know: {column or '(no name)'}."
        for word, count in sorted(read.unknown_words.items()):
            yield f"{name} has an unknown {read.file.worded}: {word or '(empty)'}, in {count:,} rows, which are loaded."
