"""What must the database hold before the first person logs in? Tables, one login per role, and the demo.

Run by `make run`. Progress goes to standard error, the table of logins to standard output.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command, get_commands

from collections_app.local.commands import migrating


def main() -> None:
    with doing("Preparing the database"), migrating():
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    gets_demo = wants_demo() and is_empty() and "load_demo" in get_commands()
    call_command("make_logins", demo=gets_demo or is_demo())
    if gets_demo:
        with doing("Loading the demo utility"):
            call_command("load_demo", stdout=sys.stderr)


def wants_demo() -> bool:
    return (os.environ.get("DEMO") or "yes").lower() not in {"no", "0", "false", "off"}


def is_empty() -> bool:
    from accounts.models import Account

    return not Account.objects.exists()


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
