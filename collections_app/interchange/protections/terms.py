"""Which hold, or which third party, does a row of the file mean? Rules only: no database, no clock."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from accounts.holds.kinds import BY_CODE
from collections_app.interchange.protections.reading import Fault
from core.rulebook import figures, rule

THIRD_PARTY = "third_party"
SCOPES = ("customer", "account", "service", "charges")
SERVICES = ("gas", "water", "sewer", "stormwater")
CHAPTER = re.compile(r"\bch(?:apter|\.)?\s*(7|9|11|12|13)\b", re.IGNORECASE)


@figures
@dataclass(frozen=True)
class BroughtOverRules:
    """How a protection that was brought over without an end is kept in sight."""

    review_days: int = rule(
        30,
        unit="days",
        means="days until a protection brought over without an end is looked at",
        cite="local policy, to be confirmed",
        basis="local setting",
    )


@dataclass(frozen=True)
class Terms:
    """What a row says, understood. `hold` are the arguments of `open_hold` but for whose it is."""

    account_number: str
    kind: str
    scope: str
    hold: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    address: str = ""
    has_no_end: bool = False

    @property
    def is_third_party(self) -> bool:
        return self.kind == THIRD_PARTY


def understood(
    row: dict[str, str], header: Sequence[str], *, known: Set[str], today: date, rules: BroughtOverRules
) -> Terms | Fault:
    """A row as terms, or its first bad column in header order. `known`: the account numbers there are."""
    faults: dict[str, Fault] = {}

    def bad(column: str, reason: str) -> None:
        faults.setdefault(column, Fault(column, row.get(column, ""), reason))

    if row["account_number"] not in known:
        bad("account_number", _("no account has this number"))
    kind = row["kind"]
    if kind not in BY_CODE and kind != THIRD_PARTY:
        bad("kind", _("not a kind of hold; the kinds are: %(kinds)s") % {"kinds": ", ".join([*BY_CODE, THIRD_PARTY])})
    if not row["source"]:
        bad("source", _("empty: say what it rests on"))
    days = {column: _day(row.get(column, ""), column, bad) for column in ("from_on", "until_on", "review_on")}
    amount = _amount(row.get("amount", ""), bad)
    service = row.get("service", "")
    if service and service not in SERVICES:
        bad("service", _("not one of: %(services)s") % {"services": ", ".join(SERVICES)})
    scope = row.get("scope", "") or ("service" if service else "account")
    _check_scope(scope, service, amount, kind, bad)
    if kind == THIRD_PARTY and not row.get("name"):
        bad("name", _("empty: say who gets the copies"))
    from_on = days["from_on"] or today
    if days["until_on"] and days["until_on"] < from_on:
        bad("until_on", _("before the first day"))
    elif days["until_on"] and days["until_on"] < today:
        bad("until_on", _("over already: nothing is left to protect"))
    elif days["review_on"] and not days["until_on"] and days["review_on"] < max(from_on, today):
        bad("review_on", _("over already: choose a day to look again"))
    for column in header:
        if column in faults:
            return faults[column]

    has_no_end = not (days["until_on"] or days["review_on"])
    terms: dict[str, Any] = {
        "service": service,
        "amount": amount,
        "from_on": from_on,
        "until_on": days["until_on"],
        "review_on": today + timedelta(days=rules.review_days) if has_no_end else days["review_on"],
        "source": row["source"],
        "citation": row.get("citation", ""),
        "note": row.get("note", ""),
        "facts": facts_of(kind, row, from_on, amount),
    }
    return Terms(row["account_number"], kind, scope, terms, row.get("name", ""), row.get("address", ""), has_no_end)


def facts_of(kind: str, row: dict[str, str], from_on: date, amount: Decimal | None) -> dict[str, Any]:
    """What a kind asks for besides, as far as one line of a list can say it."""
    said = " ".join(row.get(column, "") for column in ("note", "source", "citation"))
    chapter = CHAPTER.search(said)
    who = row.get("name", "") or row["source"]
    of_kind: dict[str, dict[str, Any]] = {
        "bankruptcy": {"filed_on": from_on, **({"chapter": chapter.group(1)} if chapter else {})},
        "medical": {"certified_by": who},
        "military": {"orders_from": from_on},
        "assistance_pending": {"agency": who},
        "pledge": {"agency": who, "amount": str(amount) if amount is not None else ""},
        "dispute": {"about": row.get("note", "")},
        "estate": {"representative": row.get("name", "")},
    }
    return of_kind.get(kind, {})


def _check_scope(scope, service, amount, kind, bad) -> None:
    if scope not in SCOPES:
        bad("scope", _("not one of: %(scopes)s") % {"scopes": ", ".join(SCOPES)})
    if scope in ("service", "charges") and not service:
        bad("service", _("empty: say which service is protected"))
    if scope == "charges" and amount is None:
        bad("amount", _("empty: say how much is left out"))
    if kind == "pledge" and amount is None:
        bad("amount", _("empty: say how much was promised"))


def _day(value: str, column: str, bad) -> date | None:
    if not value:
        return None
    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        bad(column, _("not a date like 2026-10-05"))
        return None


def _amount(value: str, bad) -> Decimal | None:
    if not value:
        return None
    try:
        amount = Decimal(value)
        if not re.fullmatch(r"\d{1,10}(\.\d{1,2})?", value) or amount <= 0:
            raise InvalidOperation
    except InvalidOperation:
        bad("amount", _("not an amount above zero with two decimals"))
        return None
    return amount
