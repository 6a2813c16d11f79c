"""Everything that can happen to an extract and to a difference. One function per business action."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from accounts.people import doors
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.loading.load import Loaded, Reject, Tell, load, name
from collections_app.interchange.models import Difference, Extract
from collections_app.interchange.queries import waiting_in_order
from collections_app.interchange.replacing import load_over_demo
from collections_app.interchange.writing import rejects_csv
from core import history, progress, utility
from core.errors import RuleViolation
from core.nudge import nudge
from core.private import refuse_private


def load_extract(
    path: Path | str,
    *,
    actor,
    rejects: Path | str | None = None,
    replace_demo: bool = False,
    extract: Extract | None = None,
    tell: Tell | None = None,
) -> Loaded:
    """Load a folder, .zip or .tar.gz: all of it in one transaction, or nothing (extract.md).

    `extract` is its waiting row when it was uploaded or found; `rejects` a file for the rejected rows. Raises
    `ExtractRefused` with one sentence, which is kept beside the extract.
    """
    path = Path(path)
    with _rejects_file(Path(rejects) if rejects is not None else None) as write_rejects:
        try:
            with _told(extract, tell) as say:
                if replace_demo and utility.current().is_demo:
                    loaded = load_over_demo(path, actor=actor, extract=extract, tell=say)
                else:
                    loaded = load(path, actor=actor, extract=extract, tell=say)
        except ExtractRefused as refusal:
            _keep_refusal(path, refusal, actor=actor, extract=extract)
            raise
        if not loaded.is_repeated:
            write_rejects(loaded.rejects)
    return loaded


@contextmanager
def _rejects_file(place: Path | None) -> Iterator[Callable[[list[Reject]], None]]:
    """A draft beside the rejects file, opened before anything is loaded: a load is not done for a file that cannot be
    written. The draft takes its place when it is written."""
    if place is None:
        yield lambda rejects: None
        return
    draft = place.with_name(f".{place.name}.unfinished")
    try:
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        file = draft.open("wb")
    except OSError as error:
        raise ExtractRefused(f"The rejects file {place} cannot be written: {error.strerror}.") from None

    def write(rejects: list[Reject]) -> None:
        file.write(rejects_csv(rejects))
        file.close()
        draft.replace(place)

    try:
        with file:
            yield write
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _told(extract: Extract | None, tell: Tell | None) -> Iterator[Tell]:
    """Where progress is told: the extract's own line, and whoever listens besides."""
    if extract is None:
        yield tell or (lambda percent, sentence: None)
        return
    with progress.telling(extract.job) as teller:

        def both(percent: int, sentence: str) -> None:
            teller.say(percent, sentence)
            if tell:
                tell(percent, sentence)

        yield both


def _keep_refusal(path: Path, refusal: ExtractRefused, *, actor, extract: Extract | None) -> None:
    """Keep why an extract was refused; what was none at all is only worth a line when somebody sent it."""
    if extract is None and refusal.promised is None:
        return
    row = extract or Extract(arrived_at=utility.moment(), uploaded_by=actor, source=path.name[:255])
    if refusal.promised is not None:
        name(row, path, refusal.promised)
    row.state, row.said = Extract.State.REFUSED, str(refusal)
    with transaction.atomic():
        row.save()
        history.record(
            "extract.refused", subject=row, actor=actor, on=utility.business_date(), facts={"said": row.said}
        )


@transaction.atomic
def take_upload(upload, *, replace_demo: bool, actor, today: date) -> Extract:
    """Keep an uploaded archive as a waiting extract; a nudge to load it follows when this is committed."""
    from collections_app.interchange.tasks import load_uploaded

    room = Path(settings.EXTRACTS_ROOT)
    room.mkdir(parents=True, exist_ok=True)
    kept = f"upload-{today}-{uuid4().hex[:12]}"
    draft = room / f".{kept}.part"
    with draft.open("wb") as file:
        shutil.copyfileobj(upload, file)
        file.flush()
        os.fsync(file.fileno())
    extract = Extract.objects.create(
        source=Path(upload.name).name[:255], file=kept, uploaded_by=actor, replaces_demo=replace_demo,
        arrived_at=utility.moment(today),
    )  # fmt: skip
    draft.rename(room / kept)
    history.record("extract.uploaded", subject=extract, actor=actor, on=today)
    transaction.on_commit(lambda: nudge(load_uploaded, extract.pk))
    return extract


def nudge_what_replaces_the_demo() -> None:
    """Tell the worker again of extracts that no night loads; a nudge of theirs may be lost."""
    from collections_app.interchange.tasks import load_uploaded

    for extract in filter(_replaces, Extract.objects.waiting()):
        nudge(load_uploaded, extract.pk)


def _replaces(extract: Extract) -> bool:
    return extract.replaces_demo and utility.current().is_demo


def load_uploaded(extract_id: int) -> Loaded | None:
    """Load one waiting extract of the folder; None when it is gone or loaded already. Safe to repeat."""
    extract = Extract.objects.waiting().filter(pk=extract_id).first()
    return _load_kept(extract, actor=extract.uploaded_by, tell=None) if extract else None


def load_waiting(*, actor, tell: Tell | None = None) -> list[Loaded]:
    """Load every extract that lies in the folder, by sequence. A refused one does not keep the next from its turn.

    One that takes the demo's place would take the night's own rows away under it, so it is left to `load_uploaded`.
    """
    return [_load_kept(one, actor=actor, tell=tell) for one in waiting_in_order() if not _replaces(one)]


def _load_kept(extract: Extract, *, actor, tell: Tell | None) -> Loaded:
    """Load a waiting extract and move its file to loaded/ or refused/; the row says which."""
    path = Path(settings.EXTRACTS_ROOT) / extract.file
    try:
        loaded = load_extract(path, actor=actor, extract=extract, replace_demo=extract.replaces_demo, tell=tell)
    except ExtractRefused:
        extract.refresh_from_db()
        loaded = Loaded(extract=extract, rejects=[], exceptions=0)
    if loaded.extract.state != Extract.State.WAITING:
        _put_away(path, "refused" if loaded.extract.state == Extract.State.REFUSED else "loaded", loaded.extract)
    return loaded


def _put_away(path: Path, where: str, extract: Extract) -> None:
    if not path.exists():
        return
    place = path.parent / where
    place.mkdir(exist_ok=True)
    to = place / path.name
    path.rename(to if not to.exists() else place / f"{extract.pk}-{path.name}")


@transaction.atomic
def explain_difference(difference_id: int, *, owner, note: str, actor, today: date) -> Difference:
    """Say who looks after a difference, and what is known about it."""
    difference = Difference.objects.select_for_update(of=("self",)).select_related("account").get(pk=difference_id)
    doors.refuse_closed(difference.account_id, actor)
    if difference.gone_on is not None:
        raise RuleViolation(f"The figures agree again since {difference.gone_on}; nothing is left to explain.")
    refuse_private(note)
    difference.owner, difference.note = owner, note
    difference.explained_at = utility.moment(today) if note else None
    difference.save(update_fields=["owner", "note", "explained_at"])
    history.record(
        "difference.explained", subject=difference, account=difference.account.number, actor=actor, on=today,
        facts={"note": note, "owner": owner.pk if owner else None},
    )  # fmt: skip
    return difference
