"""May the engines live in this data folder, and under which user?"""

import contextlib
import os
import pwd
import secrets
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collections_app.local import passage, where


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


@dataclass(frozen=True)
class Runner:
    """The user who runs the engines: ourselves, or "nobody" when we are root, which PostgreSQL refuses."""

    uid: int
    gid: int
    differs_from_us: bool
    before_it_starts: Callable[[], None] | None = None

    def popen_options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.differs_from_us else {}


def runner_for(*places: Path) -> Runner:
    """Who runs the engines, with what it needs to reach these places."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), differs_from_us=False)
    nobody = pwd.getpwnam("nobody")
    runner = Runner(nobody.pw_uid, nobody.pw_gid, differs_from_us=True)
    return replace(runner, before_it_starts=_passage(runner, places))


def prepare_data_folder() -> None:
    """Make the data folder and its secret. No mode of a folder above DATA is changed."""
    data = where.data_folder()
    try:
        data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            for folder in {data, data.parent} if where.for_tests() else {data}:
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
        for name in ("beat", "extracts", "files", "locks", "log", "mail", "static"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"The data folder {data} cannot be used: {error.strerror} ({error.filename}).") from error
    _write_secret(data / "secret-key")


def folder_for_engine(folder: Path, owner: Runner) -> Path:
    """A folder that only the engines' user may enter."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        # A socket folder among the temporary files may have been laid there by somebody else.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner.uid, os.geteuid()}:
            raise CannotStart(f"{folder} belongs to somebody else, so PostgreSQL and Redis cannot use it.") from None
    folder.chmod(0o700)
    if owner.differs_from_us:
        os.chown(folder, owner.uid, owner.gid)
    return folder


def _passage(runner: Runner, places: Iterable[Path]) -> Callable[[], None] | None:
    above = sorted({folder for place in places for folder in place.resolve().parents})
    closed = [folder for folder in above if folder.exists() and not _lets_through(folder.stat(), runner)]
    if not closed:
        return None
    right = passage.right_to_pass()
    if right is None:
        raise CannotStart(
            f"PostgreSQL refuses to run as root, so it runs as the user nobody, who may not pass through {closed[0]}. "
            f"Run this as another user, or keep checkout and DATA elsewhere, or allow it: chmod o+x '{closed[0]}'"
        )
    return passage.leaving(right)


def _lets_through(found: os.stat_result, owner: Runner) -> bool:
    needed = stat.S_IXUSR if found.st_uid == owner.uid else stat.S_IXGRP if found.st_gid == owner.gid else stat.S_IXOTH
    return bool(found.st_mode & needed)


def _write_secret(path: Path) -> None:
    """Whole or not at all: two first starts may run side by side."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
