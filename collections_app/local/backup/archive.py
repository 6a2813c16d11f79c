"""What lies in a backup FILE, and is it whole?

A tar of `manifest.json`, `database.dump`, `files/ab/cd/<sha256>` and `extracts/…`, followed by the sha256 of every byte
of that tar as 64 hexadecimal characters. A FILE that was cut, lengthened or changed anywhere no longer fits its end.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from collections_app.local.backup import BackupRefused

FORMAT = "goodstanding-backup/1"
SEAL_LENGTH = 64
AT_ONCE = 1 << 20

EXTRACT = "extracts/"
KEPT_FILE = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


@dataclass(frozen=True)
class Manifest:
    """What the FILE says of itself. `rows` counts each table in the very snapshot that was dumped."""

    utility: str
    business_date: str | None
    taken_at: str
    server: int
    database_sha256: str
    rows: dict[str, int]
    format: str = FORMAT


class _Hashed(io.FileIO):
    """A file that knows the sha256 of all that was written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600))
        self.sha256 = hashlib.sha256()

    def write(self, content: Any) -> int:
        written = super().write(content)
        self.sha256.update(memoryview(content)[:written])
        return written


class Writer:
    """Writes a FILE: the manifest first, then what it is asked to add, the seal last."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)

    def add_manifest(self, manifest: Manifest) -> None:
        content = json.dumps(asdict(manifest), indent=1).encode()
        self.add("manifest.json", io.BytesIO(content), len(content))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new FILE at `path`, sealed and synced when the block ends well."""
    raw = _Hashed(path)
    with io.BufferedWriter(raw, AT_ONCE) as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            yield Writer(tar)
        file.flush()
        file.write(raw.sha256.hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())


class Reader:
    """A FILE whose seal fits: its manifest, and its members one after the other."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        try:
            self.manifest = Manifest(**json.load(self._next_called("manifest.json")))
        except (ValueError, TypeError) as error:
            raise BackupRefused(f"The manifest of this backup cannot be read: {error}.") from error
        if self.manifest.format != FORMAT:
            raise BackupRefused(f"This product reads {FORMAT}, not {self.manifest.format!r}.")

    def unpack_database(self, to: Path) -> None:
        """The dump as a file, proved by the manifest."""
        if copy(self._next_called("database.dump"), to) != self.manifest.database_sha256:
            raise BackupRefused("The database in this backup does not have the sha256 that its manifest names.")

    def files(self) -> Iterator[tuple[str, str, IO[bytes]]]:
        """Every other member: a kept file as (sha256, "", content), whose reader proves it, and a file of a waiting
        extract as ("", its path under DATA/extracts, content)."""
        while member := self._tar.next():
            self._tar.members = []  # type: ignore[attr-defined]  # a million letters are a million of these
            known = KEPT_FILE.fullmatch(member.name)
            if member.isreg() and known:
                yield known[3], "", self._content(member)
            elif member.isreg() and _is_of_an_extract(member.name):
                yield "", member.name.removeprefix(EXTRACT), self._content(member)
            else:
                raise BackupRefused(f"This backup holds something that does not belong there: {member.name!r}.")

    def _next_called(self, name: str) -> IO[bytes]:
        member = self._tar.next()
        if member is None or member.name != name or not member.isreg():
            raise BackupRefused(f"This backup does not hold {name} where it should.")
        return self._content(member)

    def _content(self, member: tarfile.TarInfo) -> IO[bytes]:
        content = self._tar.extractfile(member)
        assert content is not None
        return content


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The FILE, after every byte of it was proved by its seal."""
    with path.open("rb") as file:
        if not _seal_fits(file):
            raise BackupRefused(f"{path} is not a backup of this product, or it is damaged.")
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:") as tar:
            yield Reader(tar)


def _is_of_an_extract(name: str) -> bool:
    """Below extracts/, by plain names: nothing hidden, no way up."""
    parts = name.removeprefix(EXTRACT).split("/")
    return name.startswith(EXTRACT) and all(part and not part.startswith(".") for part in parts)


def _seal_fits(file: IO[bytes]) -> bool:
    left = os.fstat(file.fileno()).st_size - SEAL_LENGTH
    if left <= 0:
        return False
    sha256 = hashlib.sha256()
    while left:
        content = file.read(min(AT_ONCE, left))
        if not content:
            return False
        sha256.update(content)
        left -= len(content)
    return file.read() == sha256.hexdigest().encode()


def copy(content: IO[bytes], to: Path) -> str:
    """Write the bytes, and answer the sha256 of what was written."""
    sha256 = hashlib.sha256()
    with open(to, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        while part := content.read(AT_ONCE):
            sha256.update(part)
            file.write(part)
    return sha256.hexdigest()
