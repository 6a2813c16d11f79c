"""Which facts belong to each kind of hold? One dataclass per kind; what does not fit is refused."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from core.money import cents


@dataclass(frozen=True)
class Dispute:
    about: Annotated[str, "what is disputed"] = ""
    received_on: Annotated[date | None, "day the dispute came in"] = None


@dataclass(frozen=True)
class Bankruptcy:
    filed_on: Annotated[date, "day the petition was filed"]
    chapter: Annotated[int | None, "chapter, if known"] = None
    court: Annotated[str, "court"] = ""
    case_number: Annotated[str, "case number"] = ""

    def __post_init__(self):
        if self.chapter is not None and self.chapter not in (7, 9, 11, 12, 13):
            raise RuleViolation(
                _("Chapter %(number)s does not exist. Write 7, 9, 11, 12 or 13.") % {"number": self.chapter}
            )


@dataclass(frozen=True)
class Estate:
    died_on: Annotated[date | None, "day of death"] = None
    representative: Annotated[str, "who settles the estate"] = ""


@dataclass(frozen=True)
class Medical:
    certified_by: Annotated[str, "who signed the certificate"]
    received_on: Annotated[date | None, "day the certificate came in"] = None


@dataclass(frozen=True)
class Military:
    orders_from: Annotated[date, "first day of the orders"]
    orders_until: Annotated[date | None, "last day of the orders"] = None


@dataclass(frozen=True)
class ColdWeather:
    income_verified_on: Annotated[date | None, "day the income was verified"] = None
    heat_source: Annotated[str, "what heats the home"] = ""


@dataclass(frozen=True)
class AssistancePending:
    agency: Annotated[str, "agency"]
    applied_on: Annotated[date | None, "day of the application"] = None


@dataclass(frozen=True)
class Pledge:
    agency: Annotated[str, "agency"]
    amount: Annotated[Decimal, "amount promised"]

    def __post_init__(self):
        if self.amount <= 0:
            raise RuleViolation(_("A pledge promises an amount above zero."))


@dataclass(frozen=True)
class PlanInForce:
    agreed_on: Annotated[date | None, "day the plan was agreed"] = None
    monthly: Annotated[Decimal | None, "monthly amount"] = None


@dataclass(frozen=True)
class Appeal:
    filed_on: Annotated[date | None, "day the appeal was filed"] = None
    before: Annotated[str, "who decides"] = ""


@dataclass(frozen=True)
class BillingReview:
    about: Annotated[str, "what is reviewed"] = ""


@dataclass(frozen=True)
class DoNotContact:
    asked_on: Annotated[date | None, "day it was asked"] = None


@dataclass(frozen=True)
class Office:
    asked_by: Annotated[str, "who asked to wait"] = ""


SHAPES: dict[str, type] = {
    "dispute": Dispute,
    "bankruptcy": Bankruptcy,
    "estate": Estate,
    "medical": Medical,
    "military": Military,
    "cold_weather": ColdWeather,
    "assistance_pending": AssistancePending,
    "pledge": Pledge,
    "plan_in_force": PlanInForce,
    "appeal": Appeal,
    "billing_review": BillingReview,
    "do_not_contact": DoNotContact,
    "office": Office,
}


@dataclass(frozen=True)
class Field:
    """One fact of a kind: its type, the words that a form and a refusal call it by, and whether it is needed."""

    name: str
    type: type
    words: str
    needed: bool


def fields_of(kind: str) -> list[Field]:
    """The facts of a kind in the order in which a form asks for them."""
    hints = typing.get_type_hints(SHAPES[kind], include_extras=True)
    return [
        Field(
            name=field.name,
            type=_bare(hints[field.name]),
            words=hints[field.name].__metadata__[0],
            needed=field.default is dataclasses.MISSING,
        )
        for field in dataclasses.fields(SHAPES[kind])
    ]


def checked(kind: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The facts as JSON keeps them (dates and money as text); refuses what is missing, unknown or of the wrong type."""
    fields = {field.name: field for field in fields_of(kind)}
    given = {name: value for name, value in (given or {}).items() if value not in (None, "")}
    for name in given:
        if name not in fields:
            raise RuleViolation(_("A hold of this kind has no fact named %(name)s.") % {"name": name})
    for field in fields.values():
        if field.needed and field.name not in given:
            raise RuleViolation(_("This hold needs one more fact: %(what)s.") % {"what": field.words})
    facts = SHAPES[kind](**{name: _understood(fields[name], value) for name, value in given.items()})
    kept = ((name, getattr(facts, name)) for name in fields)
    return {name: _plain(value) for name, value in kept if value not in (None, "")}


def _bare(hint: Any) -> type:
    """`date` for `Annotated[date | None, …]`."""
    found = typing.get_args(hint)[0]
    if isinstance(found, types.UnionType):
        return next(part for part in typing.get_args(found) if part is not type(None))
    return found


def _understood(field: Field, value: Any) -> Any:
    """A fact as the type its dataclass names, from itself or from text."""
    try:
        if field.type is date:
            return value if isinstance(value, date) else date.fromisoformat(value)
        if field.type is Decimal:
            return cents(Decimal(str(value)))
        return field.type(value)
    except (ValueError, TypeError, InvalidOperation):
        raise RuleViolation(_("“%(value)s” does not fit: %(what)s.") % {"value": value, "what": field.words}) from None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
