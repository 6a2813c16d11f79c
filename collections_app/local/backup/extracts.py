"""Which extracts wait for their night, and how do they go into a backup and back? A loaded one is in the database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from collections_app.interchange.queries import PUT_AWAY
from collections_app.local.backup.archive import EXTRACT, Writer, copy


@contextmanager
def waiting() -> Iterator[dict[str, IO[bytes]]]:
    """Every file of every waiting extract, opened: one that is loaded and moved away meanwhile can still be read.

    Opened before the database is dumped. So an extract may be both here and loaded in the dump, which does no harm,
    since it is known when it comes again; but none is in neither.
    """
    room = Path(settings.EXTRACTS_ROOT)
    with ExitStack() as opened:
        found: dict[str, IO[bytes]] = {}
        for top in sorted(room.iterdir()) if room.is_dir() else []:
            for path in _files_of(top):
                found[path.relative_to(room).as_posix()] = opened.enter_context(path.open("rb"))
        yield found


def add(writer: Writer, opened: dict[str, IO[bytes]]) -> None:
    for name, content in opened.items():
        writer.add(f"{EXTRACT}{name}", content, os.fstat(content.fileno()).st_size)


def draft(name: str, content: IO[bytes], drafts: Path) -> None:
    place = drafts / name
    place.parent.mkdir(parents=True, exist_ok=True)
    copy(content, place)


def put_back(drafts: Path) -> None:
    """Each extract takes its place by one rename, unless something by its name lies there."""
    room = Path(settings.EXTRACTS_ROOT)
    room.mkdir(parents=True, exist_ok=True)
    for top in sorted(drafts.iterdir()) if drafts.is_dir() else []:
        place, beside = room / top.name, room / f".{top.name}.restoring"
        if not place.exists():
            shutil.rmtree(beside, ignore_errors=True)  # one that was killed left it
            shutil.move(top, beside)  # may be another disk
            beside.rename(place)


def _files_of(top: Path) -> list[Path]:
    """None where it does not wait: it is put away, or still being written."""
    if top.name in PUT_AWAY or top.name.startswith("."):
        return []
    inside = [top] if top.is_file() else top.rglob("*")
    return sorted(path for path in inside if path.is_file() and not path.is_symlink())
