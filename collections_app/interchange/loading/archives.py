"""Where are the files of an extract? A folder, .zip or .tar.gz is opened without trusting a word it says."""

import gzip
import os
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.loading import manifest

LARGEST = 4 * 1024**3
MOST_MEMBERS = 1000
BLOCK = 1024 * 1024
DRAFT = ".unpacking-"

UNREADABLE = "{name} cannot be read as a folder, .zip or .tar.gz."
TOO_LARGE = "Unpacked, the extract is larger than 4 GiB."
UNSAFE = "The extract holds a link or a path that leads out of it."


@contextmanager
def opened(path: Path, *, room: Path) -> Iterator[Path]:
    """The folder that holds the extract's manifest and files. Archives are unpacked in `room` and cleared away."""
    try:
        mode = path.stat().st_mode
    except OSError:
        raise ExtractRefused(f"There is no {path.name} that can be read.") from None
    if stat.S_ISDIR(mode):
        _check_folder(path)
        yield _place(path)
        return
    if not stat.S_ISREG(mode):
        raise ExtractRefused(UNREADABLE.format(name=path.name))
    room.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=room) as draft:
        try:
            _unpack(path, Path(draft))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, ValueError, NotImplementedError):
            raise ExtractRefused(UNREADABLE.format(name=path.name)) from None
        yield _place(Path(draft))


def _place(folder: Path) -> Path:
    """Where the manifest lies: at the top or in the one folder."""
    found = [found.parent for found in (folder / manifest.NAME, *folder.glob(f"*/{manifest.NAME}")) if found.is_file()]
    if not found:
        raise ExtractRefused("The extract has no manifest.json at the top or in one folder.")
    if len(found) > 1:
        raise ExtractRefused("The extract has more than one manifest.json.")
    return found[0]


def _check_folder(folder: Path) -> None:
    """A folder may hold plain files and folders of such, no links, and no more than fits."""
    total = members = 0
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            said = os.lstat(os.path.join(place, name))
            if not (stat.S_ISREG(said.st_mode) or stat.S_ISDIR(said.st_mode)):
                raise ExtractRefused(UNSAFE)
            total += said.st_size if stat.S_ISREG(said.st_mode) else 0
            members += 1
        if total > LARGEST:
            raise ExtractRefused(TOO_LARGE)
        if members > MOST_MEMBERS:
            raise ExtractRefused("The folder holds too many files to be an extract.")


def _unpack(archive: Path, draft: Path) -> None:
    with archive.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK"):
        _unpack_zip(archive, draft)
    elif start.startswith(b"\x1f\x8b"):
        _unpack_tar(archive, draft)
    else:
        raise ExtractRefused(UNREADABLE.format(name=archive.name))


def _unpack_zip(archive: Path, draft: Path) -> None:
    with zipfile.ZipFile(archive) as opened_zip:
        members = opened_zip.infolist()
        _check_count(len(members))
        if sum(member.file_size for member in members) > LARGEST:
            raise ExtractRefused(TOO_LARGE)
        seen: set[str] = set()
        for member in members:
            mode = member.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise ExtractRefused(UNSAFE)
            path = _safe(member.orig_filename)
            if member.flag_bits & 1:
                raise ExtractRefused("The extract is locked with a password.")
            if member.is_dir():
                continue
            _check_once(member.filename, seen)
            if _wanted(path):
                with opened_zip.open(member) as content:
                    _write(content, draft / path, member.file_size)


def _unpack_tar(archive: Path, draft: Path) -> None:
    # As a stream, so that a damaged or endless archive is noticed before anything is believed about it.
    with gzip.open(archive) as content, tarfile.open(fileobj=content, mode="r|") as opened_tar:
        total = count = 0
        seen: set[str] = set()
        for member in opened_tar:
            count += 1
            _check_count(count)
            path = _safe(member.name)
            if member.isdir():
                continue
            if not member.isreg() or member.issparse():
                raise ExtractRefused(UNSAFE)
            total += member.size
            if total > LARGEST:
                raise ExtractRefused(TOO_LARGE)
            _check_once(member.name, seen)
            if _wanted(path):
                found = opened_tar.extractfile(member)
                assert found is not None
                _write(found, draft / path, member.size)
        # What follows the end of the archive is read too: gzip proves its checksum only there.
        rest = 0
        while block := content.read(BLOCK):
            rest += len(block)
            if total + rest > LARGEST:
                raise ExtractRefused(TOO_LARGE)


def _check_count(members: int) -> None:
    if members > MOST_MEMBERS:
        raise ExtractRefused("The archive holds too many files to be an extract.")


def _check_once(name: str, seen: set[str]) -> None:
    if name in seen:
        raise ExtractRefused("The archive holds a file twice.")
    seen.add(name)


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise ExtractRefused(UNSAFE)
    return path


def _wanted(path: PurePosixPath) -> bool:
    return len(path.parts) <= 2 and path.suffix in (".csv", ".json") and path.parts[0] != "__MACOSX"


def _write(content: IO[bytes], to: Path, size: int) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with to.open("xb") as file:
        while block := content.read(BLOCK):
            written += len(block)
            if written > size:
                raise ExtractRefused(TOO_LARGE)
            file.write(block)
    if written != size:
        raise EOFError
