"""Which accounts begin with what was typed: name, address, number, phone, meter or e-mail?

An ordered index answers the beginning of one thing, and stops when the page is full, however many begin like it.
Full text answers several words at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.models import Account, SearchLine
from accounts.search.words import EVERYWHERE, begins_like, digits_of, is_all_digits, marked, words_of

LONGEST = 100
SHORTEST = 3  # letters or digits before a number, meter or e-mail is looked up

# "order by … using ~<~" is the order of the text_pattern_ops indexes, whatever collation the database has.
PROBES = {
    "account": """select line.id, a.number from accounts_account a
        join accounts_searchline line on line.account_id = a.id and line.customer_id = a.customer_id
        where a.number like %(typed)s order by a.number using ~<~""",
    "phone": """select line.id, c.phone from accounts_searchline line
        join accounts_customer c on c.id = line.customer_id
        where line.phone <> '' and line.phone like %(typed)s order by line.phone using ~<~""",
    "other_phone": """select line.id, c.alternate_phone from accounts_searchline line
        join accounts_customer c on c.id = line.customer_id
        where line.other_phone <> '' and line.other_phone like %(typed)s order by line.other_phone using ~<~""",
    "meter": """select line.id, s.meter_number from accounts_service s join accounts_account a on a.id = s.account_id
        join accounts_searchline line on line.account_id = a.id and line.customer_id = a.customer_id
        where s.meter_number <> '' and upper(s.meter_number) like %(typed)s
        order by upper(s.meter_number) using ~<~""",
    "email": """select line.id, c.email from accounts_searchline line
        join accounts_customer c on c.id = line.customer_id
        where line.email <> '' and line.email like %(typed)s order by line.email using ~<~""",
    "name": """select line.id, '' from accounts_searchline line
        where line.name_key like %(typed)s order by line.name_key using ~<~""",
    "words": "select line.id, '' from accounts_searchline line where line.words @@ %(typed)s::tsquery",
}


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


def find(words: str, limit: int = 20) -> list[Hit]:
    """The first accounts that begin with what was typed, the most telling kind of match first.

    Two words of one letter each and the like find names only. Reads at most `limit` lines; asks the database at most
    four times.
    """
    typed = " ".join(words.replace("\0", "").split())[:LONGEST]
    if not words_of(typed):
        return []
    found: dict[int, tuple[str, str]] = {}
    for probes in _rounds(typed):
        for line_id, kind, matched in _asked(probes, limit * 2):
            found.setdefault(line_id, (kind, matched))
        if len(found) >= limit:
            break
    hits = _hits(found, typed)
    return hits[:limit]


def _rounds(typed: str) -> Iterator[dict[str, str]]:
    """What to ask first, and what only if that did not fill the page: {probe: what it begins with}."""
    words = words_of(typed)
    compact = typed.replace(" ", "")
    first = {"name": " ".join(words)}
    if len(compact) >= SHORTEST:
        first["account"] = first["meter"] = compact.upper()
    if len(compact) >= SHORTEST and " " not in typed:
        first["email"] = typed.lower()
    if is_all_digits(typed) and len(digits_of(typed)) >= SHORTEST:
        first["account"] = first["phone"] = first["other_phone"] = digits_of(typed)
        words = words if " " in typed else [digits_of(typed)]
    yield first

    long = [word for word in words if len(word) > 1]
    telling = [word for word in long if not any(street.startswith(word) for street in EVERYWHERE)]
    if long:
        yield {"words": _tsquery(long)}
    if telling and telling != long:
        yield {"words": _tsquery(telling)}


def _asked(probes: dict[str, str], limit: int) -> list[tuple[int, str, str]]:
    parts, parameters = [], []
    for kind, typed in probes.items():
        parts.append(f"(select id, '{kind}', number from ({PROBES[kind]} limit {int(limit)}) as {kind} (id, number))")
        parameters.append(typed if kind == "words" else _beginning(typed))
    with connection.cursor() as cursor:
        sql = " union all ".join(part.replace("%(typed)s", "%s") for part in parts)
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _beginning(typed: str) -> str:
    for special in ("\\", "%", "_"):
        typed = typed.replace(special, f"\\{special}")
    return f"{typed}%"


def _tsquery(words: list[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


def _hits(found: dict[int, tuple[str, str]], typed: str) -> list[Hit]:
    lines = SearchLine.objects.filter(pk__in=found).select_related("account", "customer", "premise").defer("words")
    hits = [(hit, line) for line in lines if (hit := _hit(line, *found[line.pk], typed))]
    hits.sort(key=lambda pair: (KINDS.index(pair[0].kind), pair[0].is_earlier, pair[1].name_key, pair[1].pk))
    return [hit for hit, _line in hits]


KINDS = ("account", "phone", "meter", "email", "name", "address", "both")


def _hit(line: SearchLine, probe: str, matched: str, typed: str) -> Hit | None:
    """The hit of a line, or None where full text let one through that does not begin with every typed word."""
    words, name, address = words_of(typed), line.customer.name, line.premise.address
    if probe in ("name", "words") or (probe == "email" and "@" not in typed and begins_like(name, words)):
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
    marks = words if kind in ("name", "address", "both") else []
    return Hit(line.account, marked(name, marks), marked(address, marks), kind, matched, line.is_earlier, line.until_on)
