"""Who logs in on a fresh machine? One made-up person per role, and a fuller office for the demo."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from core.history.models import HistoryLine
from core.staff.models import Person
from core.staff.roles import Role

PASSWORD_WORDS = """
anchor amber aspen badger barley basket beacon birch blanket bramble bridge brook candle canoe cedar chimney
clover copper cricket driftwood ember falcon feather fern granite hazel heron hickory island juniper kettle
lantern linden maple marble meadow mitten otter paddle pebble pepper pine plover quarry ribbon river saddle
salmon shingle sparrow spruce thistle timber trellis tundra walnut willow window winter
"""


@dataclass(frozen=True)
class Part:
    """A made-up colleague."""

    role: Role
    username: str
    full_name: str
    only_in_demo: bool = False
    mentor: str = ""


CAST = (
    Part(Role.SPECIALIST, "specialist", "Samuel Acheva"),
    Part(Role.SPECIALIST, "specialist-2", "Maria Olson", only_in_demo=True),
    Part(Role.SPECIALIST, "specialist-3", "Tou Vang", only_in_demo=True),
    Part(Role.SUPERVISOR, "supervisor", "Ingrid Halvorsen"),
    Part(Role.SUPERVISOR, "supervisor-2", "Abdi Warsame", only_in_demo=True),
    Part(Role.DIRECTOR, "director", "Eleanor Fitzgerald"),
    Part(Role.CASHIER, "cashier", "Rosa Delgado"),
    Part(Role.DISPATCHER, "dispatcher", "Walter Kowalski"),
    Part(Role.FIELD_CREW, "field-crew", "Dale Bergstrom"),
    Part(Role.PARALEGAL, "paralegal", "Nadia Petrov"),
    Part(Role.AUDITOR, "auditor", "Harold Whitcomb"),
    Part(Role.TRAINEE, "trainee", "Mai Lor", mentor="specialist"),
    Part(Role.ADMINISTRATOR, "administrator", "Astrid Nygaard"),
)


def make_logins(kept_in: Path, *, demo: bool = False) -> list[tuple[Part, str]]:
    """Let the cast in; answers each with the password that was made for them, the same at every call.

    Passwords are made once and kept in a file that only its owner reads. A person who already exists is left
    alone; where the product has another password by now, the answer is empty.
    """
    passwords = _kept(kept_in)
    cast = [part for part in CAST if demo or not part.only_in_demo]
    there = dict(Person.objects.values_list("username", "pk"))
    for part in cast:
        if part.username not in there:
            passwords.setdefault(part.username, _made())
    _keep(kept_in, passwords)
    for part in cast:
        if part.username not in there:
            Person.objects.create_user(
                part.username,
                passwords[part.username],
                full_name=part.full_name,
                roles=[part.role.value],
                mentor=Person.objects.filter(username=part.mentor).first(),
            )
    own = _with_own_password()
    return [(part, "" if there.get(part.username) in own else passwords.get(part.username, "")) for part in cast]


def _with_own_password() -> set[int]:
    changed = HistoryLine.objects.filter(action__in=["person.password_set", "person.password_changed"])
    return {int(key) for key in changed.values_list("subject_key", flat=True)}


def _made() -> str:
    words = [secrets.choice(PASSWORD_WORDS.split()) for _ in range(3)]
    return f"{'-'.join(words)}-{secrets.randbelow(90) + 10}"


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return dict(line.split() for line in path.read_text().splitlines() if line.strip())


def _keep(path: Path, passwords: dict[str, str]) -> None:
    written = path.with_name(f"{path.name}.new")
    written.touch(mode=0o600)
    written.write_text("".join(f"{username} {password}\n" for username, password in passwords.items()))
    written.replace(path)
