"""Which kinds of letters exist? The register: each app that decides enters its own when it starts.

`notices` knows how to make a letter and no reason to send one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.utils.functional import Promise

from core.errors import RuleViolation
from core.verdicts import Verdict


@dataclass(frozen=True)
class Field:
    """A fact that a letter states: its name in the text, what it means, and where it comes from."""

    name: str
    meaning: str | Promise
    source: str | Promise


@dataclass(frozen=True)
class RequiredPart:
    """A part without which a letter of this kind may not leave; the text marks it `{#code}`."""

    code: str
    words: str
    citation: str


class Facts(Protocol):
    """`facts(account_ids, today=…)`: what the letter says to each account, in few statements; values are text,
    numbers, dates, Decimals or lists of text. An account that cannot get this letter has no entry. The facts of
    every letter (`FRAME`) are added by notices and need not be given; given ones win."""

    def __call__(self, account_ids: Sequence[int], *, today: date) -> Mapping[int, Mapping[str, Any]]: ...


def nothing_yet(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """The facts of a kind that no app issues yet: there is nothing to say to anybody."""
    return {}


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter. `judge(account_id, today=…)` says whether one account may get it now; a person who issues a
    single letter is held to it, a run judges its accounts itself. `after_protections`: it leaves only once somebody
    signed that the protections are complete, as everything does that leads to a shutoff. `despite`: codes of holds
    that stop other letters and not this one, as a plan that protects from reminders has letters of its own.

    `has_legal_effect`: it goes in the customer's language together with English. `asks_release`: whoever issues it, a
    supervisor lets it go. `replaces`: kinds that leave the queue of the same account when this one is issued.
    `copies_to`: roles of people around the account (`Party.Role`) who get a copy. `leaves`: kinds without facts of
    their own that are printed behind it, in this order; each `is_leaf`. `may_be_emailed`: where the customer chose it.
    `form`: it lies on the forms shelf, blank or filled. `sample`: facts to show it with where no account has any yet.
    Where not `issued_by_hand`, its app alone issues it; one that `is_only_written` is issued by nobody yet. The
    text of one that `is_blank` says nothing yet: it leaves only with a text of its own.

    Two facts steer a letter: `mail_by`, the last mailing day on which its printed dates hold, and `amount`, which gives
    it a payment stub."""

    code: str
    title: str | Promise
    fields: tuple[Field, ...]
    facts: Facts = nothing_yet
    required: tuple[RequiredPart, ...] = ()
    judge: Callable[..., Verdict] | None = None
    after_protections: bool = False
    despite: frozenset[str] = frozenset()
    has_legal_effect: bool = False
    asks_release: bool = False
    replaces: frozenset[str] = frozenset()
    copies_to: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    is_leaf: bool = False
    may_be_emailed: bool = False
    form: bool = False
    sample: Mapping[str, Any] = field(default_factory=dict)
    issued_by_hand: bool = True
    is_only_written: bool = False
    is_blank: bool = False


HOW_TO_DISPUTE = RequiredPart(
    "how_to_dispute", "How to dispute", "Memphis Light v. Craft, 436 U.S. 1 (1978); 15 U.S.C. 3204(a)"
)
OFFER_OF_A_PLAN = RequiredPart("payment_plan", "A payment plan", "Minn. Stat. 216B.098 subd. 3")
WHERE_TO_GET_HELP = RequiredPart("where_to_get_help", "Where to get help", "local policy, to be confirmed")

FRAME = (
    Field("account_number", "Account", "Billing"),
    Field("holder_name", "Name", "Customer, billing"),
    Field("mailing_lines", "Name and address", "Customer, billing"),
    Field("service_address", "Address served", "Premise, billing"),
    Field("utility_name", "Utility", "This office"),
    Field("office_lines", "Return address", "Rulebook"),
    Field("office_phone", "Who to call", "Rulebook"),
    Field("office_hours", "When to call", "Rulebook"),
    Field("help_line", "Help with energy bills", "Rulebook"),
    Field("issued_on", "Date of the letter", "Business date"),
)

# What a leaf or a blank form may say: the office's own lines. What is the account's is a line to write on.
OF_THE_OFFICE = ("utility_name", "office_lines", "office_phone", "office_hours", "help_line")
# The leaf behind every copy: who gets one owes nothing.
WITH_A_COPY = "third_party_copy"
TO_WRITE_ON = {"account_number": "_" * 18, "holder_name": "_" * 44, "service_address": "_" * 44}

_register: dict[str, LetterKind] = {}


def leaf_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a leaf is filled with, the same behind every letter of a day: the office's lines, and lines to write on."""
    return {name: facts[name] for name in OF_THE_OFFICE if name in facts} | TO_WRITE_ON


def register(kind: LetterKind) -> LetterKind:
    """Enter a kind, once, when its app starts (`AppConfig.ready`)."""
    _register[kind.code] = kind
    return kind


def kind_of(code: str) -> LetterKind:
    """The kind of a code; refuses one that nobody registered."""
    if code not in _register:
        raise RuleViolation(f"There is no letter of the kind {code}.")
    return _register[code]


def registered(code: str) -> LetterKind | None:
    """The kind of a code, or None when its app is gone."""
    return _register.get(code)


def title_of(code: str) -> str:
    """A kind's title, or its code when its app is gone: an old letter stays readable."""
    return str(_register[code].title) if code in _register else code.replace("_", " ").capitalize()


def goes_despite(code: str) -> frozenset[str]:
    """The holds that do not keep a letter of this kind in the house."""
    return _register[code].despite if code in _register else frozenset()


def goes_instead_of(code: str) -> frozenset[str]:
    """The kinds that a letter of this kind makes needless."""
    return _register[code].replaces if code in _register else frozenset()


def all_kinds() -> list[LetterKind]:
    return list(_register.values())


def by_hand() -> list[LetterKind]:
    """The kinds of which a person may issue one, by title."""
    offered = [kind for kind in _register.values() if kind.issued_by_hand and not kind.is_only_written]
    return sorted(offered, key=lambda kind: str(kind.title))
