"""Where do frozen bytes lie, and are they whole? `DATA/files/ab/cd/<sha256>`, written and synced, never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class Damaged(Exception):
    """The bytes on disk are not the bytes that were kept."""


def place(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(content: bytes) -> str:
    """Write and sync the bytes unless they are there already; answers their sha256."""
    sha256 = hashlib.sha256(content).hexdigest()
    where = place(sha256)
    if where.exists():
        return sha256
    where.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=where.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, where)
    folder = os.open(where.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256


def read(sha256: str) -> bytes:
    """The bytes, proved by their hash; raises `Damaged` when they are not what was kept."""
    content = place(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(f"The file {sha256} is damaged.")
    return content
