"""What must the database hold before the first person logs in? Tables, one login per role, and the demo.

Run by `make run`. Progress goes to standard error, the table of logins to standard output.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from collections_app.local import postgres, where
from collections_app.local.commands import migrating


def main() -> None:
    forget_half_a_demo()
    with doing("Preparing the database"), migrating():
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    gets_demo = wants_demo() and is_empty()
    call_command("make_logins", demo=gets_demo or is_demo())
    if gets_demo:
        with doing("Loading the demo utility"):
            mark_of_half_a_demo().touch()
            call_command("load_demo", stdout=sys.stderr)
            mark_of_half_a_demo().unlink()


def forget_half_a_demo() -> None:
    """Days of the demo are committed one by one. Where it was stopped half way, the database held nothing else."""
    if not mark_of_half_a_demo().exists():
        return
    if not where.uses_embedded_postgres():
        sys.exit("An earlier start stopped while it loaded the demo. Empty the database that DATABASE_URL names.")
    postgres.forget_database()
    mark_of_half_a_demo().unlink()


def mark_of_half_a_demo() -> Path:
    return where.lock_folder() / "demo-unfinished"


def wants_demo() -> bool:
    return (os.environ.get("DEMO") or "yes").lower() not in {"no", "0", "false", "off"}


def is_empty() -> bool:
    from accounts.models import Account
    from core.utility import current

    return not Account.objects.exists() and not current().name


def is_demo() -> bool:
    from core.utility import current

    return current().is_demo


@contextmanager
def doing(what: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"{what} …", file=sys.stderr, flush=True)
    yield
    print(f"{what}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
