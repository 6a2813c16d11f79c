"""Which accounts begin with what was typed: name, address, number, phone, meter or e-mail?

An ordered index answers the beginning of one thing, and stops when the page is full, however many begin like it.
Full text answers several words at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import Account, SearchLine
from accounts.search.words import EVERYWHERE, begins_like, digits_of, is_all_digits, marked, words_of
from core.asked import Asked, Slot, any_of

LONGEST = 100
LOOSELY_READ = 200  # lines read where a word is too common or too short to be asked for
SHORTEST = 3  # letters or digits before a number, meter or e-mail is looked up

# Each reads one table by one index and stops at the limit; only then are the lines joined to what was found.
# "order by … using ~<~" is the order of the text_pattern_ops indexes, whatever collation the database has.
OF_LINE = "join accounts_searchline line on line.id = found.id"
OF_ACCOUNT = """join accounts_account a on a.id = found.id
    join accounts_searchline line on line.account_id = a.id and line.customer_id = a.customer_id"""
OF_PREMISE = """join accounts_account a on a.premise_id = found.id
    join accounts_searchline line on line.account_id = a.id and line.premise_id = found.id"""
PROBES = {
    "account": ("accounts_account", "id", "number", OF_ACCOUNT),
    "phone": ("accounts_searchline", "id", "phone", OF_LINE),
    "other_phone": ("accounts_searchline", "id", "other_phone", OF_LINE),
    "meter": ("accounts_service", "account_id", "upper(meter_number)", OF_ACCOUNT),
    "email": ("accounts_searchline", "id", "email", OF_LINE),
    "name": ("accounts_searchline", "id", "name_key", OF_LINE),
    "place": ("accounts_premise", "id", "lower(line1)", OF_PREMISE),
}
NOT_EMPTY = {"phone", "other_phone", "email"}  # their indexes leave out who has none
# Two words of a name in either order. The index holds the id too, so that who is not meant is passed over within it.
NAMES = """(select id, 'name', '' from accounts_searchline
    where name_key like %s and name_key like %s order by name_key using ~<~ limit %s)"""


@dataclass(frozen=True)
class Hit:
    """One account and holder that begins with what was typed. `matched` is the number or address where it was that."""

    account: Account
    name: list[tuple[str, bool]]
    address: list[tuple[str, bool]]
    kind: str
    matched: str
    is_earlier: bool
    until_on: date | None
    holder_id: int


def find(words: str, limit: int = 20) -> list[Hit]:
    """The first accounts that begin with what was typed, the most telling kind of match first.

    Single letters find names only. Reads a few hundred lines at most; asks the database four times at most.
    """
    typed = " ".join(words.replace("\0", "").split())[:LONGEST]
    if not words_of(typed):
        return []
    found: dict[int, tuple[str, str]] = {}
    for probes, is_loose in _rounds(typed):
        for line_id, kind, matched in _asked(probes, LOOSELY_READ if is_loose else limit * 2):
            found.setdefault(line_id, (kind, matched))
        if len(found) >= limit or _is_told(typed, {kind for kind, _matched in found.values()}):
            break
    hits = _hits(found, typed)
    return hits[:limit]


def _is_told(typed: str, kinds: set[str]) -> bool:
    """Whether somebody's address or e-mail begins exactly like this: then nobody else is meant by its words."""
    return "place" in kinds or ("email" in kinds and not typed.isalpha())


def _rounds(typed: str) -> Iterator[tuple[dict[str, str], bool]]:
    """What to ask first, and what only if that did not fill the page: {probe: what it begins with}, and whether words
    were left out, so that more must be read to find those which begin with every one."""
    words = words_of(typed)
    compact = typed.replace(" ", "")
    first = {"name": " ".join(words)}
    if len(words) == 2 and all(word.isalpha() and len(word) >= SHORTEST for word in words):
        first["names"] = f"{words[0]} {words[1]}"
    if len(words) > 1 and words[0].isdigit() and words[1].isalpha():
        first["place"] = " ".join(words)
    if len(compact) >= SHORTEST:
        first["account"] = first["meter"] = compact.upper()
    if len(compact) >= SHORTEST and " " not in typed:
        first["email"] = typed.lower()
    if is_all_digits(typed) and len(digits_of(typed)) >= SHORTEST:
        first["account"] = first["phone"] = first["other_phone"] = digits_of(typed)
        words = words if " " in typed else [digits_of(typed)]
    yield first, False

    long = [word for word in words if len(word) > 1]
    telling = [word for word in long if not any(street.startswith(word) for street in EVERYWHERE)]
    if long:
        yield {"words": _tsquery(long)}, len(long) < len(words)
    if telling and telling != long:
        yield {"words": _tsquery(telling)}, True


def _asked(probes: dict[str, str], limit: int) -> list[tuple[int, str, str]]:
    parts: list[str] = []
    parameters: list[Any] = []
    for kind, typed in probes.items():
        for part, values in _parts(kind, typed):
            parts.append(part)
            parameters += [*values, limit]
    with connection.cursor() as cursor:
        # Because of the limit the planner would rather read the whole table than an index, and nothing may be there.
        # Statements sent together are one transaction, so it is said of these questions alone.
        cursor.execute(f"set local enable_seqscan = off; {' union all '.join(parts)}", parameters)
        return cursor.fetchall()


def _parts(kind: str, typed: str) -> Iterator[tuple[str, list[str]]]:
    if kind == "words":
        yield _words_sql(), [typed]
    elif kind == "names":
        one, other = typed.split()
        yield NAMES, [_beginning(one), f"% {_beginning(other)}"]
        yield NAMES, [_beginning(other), f"% {_beginning(one)}"]
    else:
        yield _probe_sql(kind), [_beginning(typed)]


def _probe_sql(kind: str) -> str:
    table, id_, text, joined = PROBES[kind]
    column = text.partition("(")[2].removesuffix(")") or text
    filled = f"{column} <> '' and " if kind in NOT_EMPTY or kind == "meter" else ""
    order = f"{text} using ~<~"
    return f"""(select line.id, '{kind}', found.said from (
        select {id_} as id, {column} as said from {table} where {filled}{text} like %s order by {order} limit %s
    ) found {joined})"""


def _words_sql() -> str:
    return "(select id, 'words', '' from accounts_searchline where words @@ %s::tsquery limit %s)"


def _beginning(typed: str) -> str:
    for special in ("\\", "%", "_"):
        typed = typed.replace(special, f"\\{special}")
    return f"{typed}%"


def _tsquery(words: list[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


def _hits(found: dict[int, tuple[str, str]], typed: str) -> list[Hit]:
    words = words_of(typed)
    hits = [(hit, line) for line in LINES(lines=any_of(found)) if (hit := _hit(line, *found[line.pk], typed, words))]
    hits.sort(key=lambda pair: (KINDS.index(pair[0].kind), pair[0].is_earlier, pair[1].name_key, pair[1].pk))
    return [hit for hit, _line in hits]


# What a row of the page reads; the rest of the four tables stays where it is.
LINES = Asked(
    lambda: (
        SearchLine.objects.filter(pk__in=Slot("lines"))
        .select_related("account", "customer", "premise")
        .only(
            "account", "customer", "premise", "is_earlier", "until_on", "name_key", "phone", "other_phone",
            "account__number", "account__status", "account__closed_on", "account__customer",
            "customer__kind", "customer__first_name", "customer__last_name", "customer__organization_name",
            "customer__phone", "customer__alternate_phone", "customer__email", "premise__line1", "premise__unit",
        )
    )
)  # fmt: skip
KINDS = ("account", "phone", "meter", "email", "name", "address", "both")


def _hit(line: SearchLine, probe: str, matched: str, typed: str, words: list[str]) -> Hit | None:
    """The hit of a line, or None where full text let one through that does not begin with every typed word."""
    name, address = line.customer.name, line.premise.address
    if probe in ("name", "words", "place") or (probe == "email" and "@" not in typed and begins_like(name, words)):
        phones = f"{line.phone[-7:]} {line.other_phone[-7:]}"
        kinds = (("name", name), ("address", address), ("phone", phones), ("both", f"{name} {address} {phones}"))
        kind = next((kind for kind, text in kinds if begins_like(text, words)), None)
        if probe == "words" and kind is None and len(words) > 1 and begins_like(phones, ["".join(words)]):
            kind = "phone"
        if kind is None and probe == "name":
            kind = "name"
        if kind is None:
            return None
        matched = line.customer.phone if kind == "phone" else ""
    else:
        kind = {"other_phone": "phone"}.get(probe, probe)
        customer = line.customer
        matched = {"phone": customer.phone, "other_phone": customer.alternate_phone, "email": customer.email}.get(
            probe, matched
        )
    marks = words if kind in ("name", "address", "both") else []
    return Hit(
        line.account, marked(name, marks), marked(address, marks), kind, matched, line.is_earlier, line.until_on,
        line.customer_id,
    )  # fmt: skip
