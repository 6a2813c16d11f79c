"""What waits for a second person? One record and one inbox for everything, on every floor.

An app that lets people ask for something registers a `Kind` when it starts; `core.approvals.actions` asks, approves,
returns and withdraws. The inbox (desk) draws what waits without knowing what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

LOCK = 2711


@dataclass(frozen=True)
class Kind:
    """One sort of thing that waits: who may decide it, what happens on yes and on no, and where one reads all of it.

    `approve(approval, actor=…, today=…)`, `return_(approval, reason=…, actor=…, today=…)` and `withdraw`, called alike,
    run in the transaction that locked the approval's row; a `RuleViolation` from one leaves everything as it was.
    `prepare(approval, today=…)` runs before that in a transaction of its own, for what must not wait inside
    (docs/locking.md).
    `url(approval)` is the page where one reads all of it.
    `refuses(approval, person, today=…)` says why this person in particular may not answer, whatever their role, such as
    somebody who wrote what is to be approved and is not who asked; empty when they may.
    """

    code: str
    title: Any
    permission: str
    approve: Callable[..., Any]
    url: Callable[[Any], str]
    return_: Callable[..., Any] | None = None
    withdraw: Callable[..., Any] | None = None
    prepare: Callable[..., Any] | None = None
    refuses: Callable[..., str] | None = None


KINDS: dict[str, Kind] = {}


def lock(name: str) -> None:
    """Wait for whoever decides about the same name in another transaction; taken before any row (docs/locking.md)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, name])


def register(kind: Kind) -> None:
    """Enter a kind in the register; done once by each app when it starts."""
    assert KINDS.get(kind.code) in (None, kind), kind.code
    KINDS[kind.code] = kind
