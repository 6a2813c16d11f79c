"""How long do ten people wait for their pages, beside Django's own admin over the same accounts?

Ten users ask without pause, two web workers answer, all on the same machine: 60 % worklist, 40 % account file; then a
day's mix of 40 % worklist, 30 % account file, 20 % My day, 10 % inbox. The database of DATA is used when
`seed_accounts` has filled it; otherwise a new one is seeded, which takes its time.
"""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from importlib import import_module
from statistics import quantiles
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from measuring import CHECKOUT, is_seeded, report, run, scratch_database

from accounts.models import Account, Customer
from collections_app.interchange.seed import seed_accounts
from core.staff.models import Person
from ledger.models import Standing

USERS = 10
SECONDS = 15
# Percent of what is asked: the two pages that everybody lives in, and a day of them all.
TWO_PAGES = {"worklist": 60, "account": 40}
WHOLE_DAY = {"worklist": 40, "account": 30, "my_day": 20, "inbox": 10}
PAGES_DEEP = 5
NEXT_PAGE = re.compile(r'href="(\?[^"]*after=[^"]*)"')
# As `make run` starts it.
GUNICORN = ("--config", "python:collections_app.web_server", "--log-level", "warning")

Ask = Callable[[str], str]


def measure(size: int) -> None:
    if is_seeded(size):
        compare()
        return
    with scratch_database():
        seed_accounts(size, seed=1, tell=print)
        compare()


def compare() -> None:
    accounts = Account.objects.count()
    sessions = [new_session() for _ in range(USERS)]
    worst = list(Standing.objects.filter(past_due__gt=0).order_by("-past_due").values_list("pk", flat=True)[:300])
    with served("collections_app.wsgi", "collections_app.settings") as port:
        lists = worklist_addresses(asking(port, sessions[0]))

        def of_mix(mix: dict[str, int]) -> Callable[[random.Random], str]:
            def next_page(chance: random.Random) -> str:
                match chance.choices(list(mix), list(mix.values()))[0]:
                    case "worklist":
                        return chance.choice(lists)
                    case "account":
                        return f"/accounts/{chance.choice(worst)}/"
                    case "my_day":
                        return "/my-day/"
                return "/approvals/"

            return next_page

        ours = loaded(port, sessions, of_mix(TWO_PAGES))
        day = loaded(port, sessions, of_mix(WHOLE_DAY))
        typed = typed_words()
        search = loaded(port, sessions, lambda chance: f"/search/?q={quote(chance.choice(typed))}")
    with served("floor_admin", "floor_settings") as port:
        floor = loaded(port, sessions, lambda chance: f"/accounts/account/?p={chance.randrange(1, 20)}")
        (admin_search,) = loaded(port, sessions[:1], lambda _chance: "/accounts/account/?q=lindq")[-1:]

    report(f"p50 of pages, ten users, {accounts:,} accounts", percentile(ours, 50), percentile(floor, 50), "ms")
    report(f"p95 of pages, ten users, {accounts:,} accounts", percentile(ours, 95), percentile(floor, 95), "ms")
    report(f"p50 of a day's mix, ten users, {accounts:,} accounts", percentile(day, 50), percentile(floor, 50), "ms")
    report(f"p95 of a day's mix, ten users, {accounts:,} accounts", percentile(day, 95), percentile(floor, 95), "ms")
    report("requests of a day's mix, ten users", len(day) / SECONDS, len(floor) / SECONDS, "a second")
    report("requests of ten users", len(ours) / SECONDS, len(floor) / SECONDS, "a second")
    report("p95 of search, ten users, beside one search of one user", percentile(search, 95), admin_search, "ms")


def percentile(waits: list[float], which: int) -> float:
    return quantiles(waits, n=100)[which - 1] if len(waits) > 1 else waits[0]


def typed_words() -> list[str]:
    """Beginnings as people type them: of names, addresses and account numbers."""
    found = []
    for customer in Customer.objects.order_by("pk").select_related()[:200:4]:
        found += [
            customer.last_name[:4],
            f"{customer.first_name[:3]} {customer.last_name[:4]}",
            customer.mailing_line1[:9],
            customer.email.split("@")[0],
        ]
    return found + list(Account.objects.order_by("-pk").values_list("number", flat=True)[:50])


def worklist_addresses(ask: Ask) -> list[str]:
    """The first pages of the list, by key, as a person turns them."""
    found = ["/worklist/"]
    for _ in range(PAGES_DEEP):
        following = NEXT_PAGE.search(ask(found[-1]))
        if not following:
            break
        found.append(f"/worklist/{unescape(following[1])}")
    return found


def new_session() -> str:
    """Logged in, without the wait that a password hash means."""
    person, _made = Person.objects.get_or_create(
        username="benchmark", defaults={"full_name": "A benchmark", "roles": ["specialist"]}
    )
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


@contextmanager
def served(application: str, settings_module: str) -> Iterator[int]:
    """Two web workers on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        to = connection.settings_dict
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings_module,
            "DATABASE_URL": f"postgresql://{to['USER']}@/{to['NAME']}?host={quote(str(to['HOST']), safe='')}",
            "HTTPS": "no",
            "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'benchmarks'}",
        }
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, cwd=CHECKOUT, check=True)
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{listener.fileno()}", *GUNICORN],
            env=environment, cwd=CHECKOUT, pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            yield port
        finally:
            web.terminate()
            web.wait()


def asking(port: int, session: str) -> Ask:
    """One browser: its own connection and log-in."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(address: str) -> str:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
        try:
            browser.request("GET", address, headers=headers)
            answer = browser.getresponse()
        except (http.client.HTTPException, ConnectionError):  # the server closed an idle connection
            browser.close()
            return ask(address)
        text = answer.read().decode()
        assert answer.status == 200, f"{address} answered {answer.status}"
        return text

    return ask


def loaded(port: int, sessions: list[str], next_page: Callable[[random.Random], str]) -> list[float]:
    """The waits in milliseconds of these users, after two warming seconds."""
    begin = time.perf_counter() + 2
    end = begin + SECONDS

    def use(number: int) -> list[float]:
        ask, chance, waits = asking(port, sessions[number]), random.Random(number), []
        while (asked := time.perf_counter()) < end:
            ask(next_page(chance))
            if asked >= begin:
                waits.append((time.perf_counter() - asked) * 1000)
        return waits

    with ThreadPoolExecutor(len(sessions)) as users:
        return [wait for waits in users.map(use, range(len(sessions))) for wait in waits]


if __name__ == "__main__":
    run(measure, small=2_000, counted="accounts", scratch=False)
