"""How is a figure measured and said? Every benchmark imports this first, since it sets Django up.

A benchmark is a file that runs alone: `python benchmarks/aging.py --size 1000000`. It prints one line per figure, with
a floor measured in the same run and their ratio, and appends the same as JSON to `DATA/bench.jsonl`.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from psycopg2 import sql  # noqa: E402

from collections_app.local import use  # noqa: E402


class Watch:
    """Seconds that a block took."""

    seconds = 0.0

    def rate(self, count: int) -> float:
        return count / self.seconds


@contextmanager
def timed() -> Iterator[Watch]:
    """`with timed() as took: …`, then `took.seconds` or `took.rate(count)`."""
    watch = Watch()
    begun = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - begun


def report(figure: str, value: float, floor: float | None = None, unit: str = "s") -> None:
    """Print `what, ours, floor, ratio` and append it to DATA/bench.jsonl. The ratio is ours over the floor."""
    ratio = value / floor if floor else None
    beside = f"floor {_short(floor)} {unit}, ratio {ratio:.2f}" if floor and ratio else "no floor"
    print(f"{figure}: ours {_short(value)} {unit}, {beside}", flush=True)
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "figure": figure, "ours": value}
    with (Path(settings.DATA) / "bench.jsonl").open("a") as file:
        file.write(json.dumps(line | {"floor": floor, "ratio": ratio, "unit": unit}) + "\n")


def arguments(*, small: int, counted: str) -> argparse.Namespace:
    """`--size`, by default small enough to try; `counted` says what it counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=small, help=f"{counted} (default {small:,})")
    return parser.parse_args()


def run(measure: Callable[[int], None], *, small: int, counted: str, scratch: bool = True) -> None:
    """Call `measure(size)` with the engines running and, unless `scratch` is off, a new migrated database."""
    size = arguments(small=small, counted=counted).size
    with use.engines():
        if scratch:
            with scratch_database():
                measure(size)
        else:
            measure(size)
        connection.close()


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty migrated database beside the real one, gone with the block."""
    own, name = connection.settings_dict["NAME"], f"goodstanding_bench_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    _connect_to(name)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        _connect_to(own)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def is_seeded(size: int) -> bool:
    """Whether the database of DATA is one that `seed_accounts` has filled with as many accounts."""
    from accounts.models import Account
    from collections_app.interchange.seed import NAME
    from core.utility import current

    if "core_utility" not in connection.introspection.table_names():
        return False
    return current().name == NAME and Account.objects.count() >= size


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
