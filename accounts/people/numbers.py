"""How is anybody around an account reached, does it work, and whose number is it besides?"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Customer, SearchLine
from accounts.people.models import ContactPoint, Party
from accounts.search.words import digits_of, words_of

Kind = ContactPoint.Kind
State = ContactPoint.State
BILLING = "billing"
BILLING_FIELDS = (("phone", Kind.PHONE), ("alternate_phone", Kind.PHONE), ("email", Kind.EMAIL))
# What works first, what nobody tried next, what is bad last.
ORDER = {State.WORKS: 0, State.UNKNOWN: 1, State.BAD: 2}


@dataclass(frozen=True)
class Number:
    """A phone, e-mail or address of somebody around an account: billing's own, ours, or both in one."""

    kind: str
    value: str
    key: str
    whose: str
    source: str
    state: str = State.UNKNOWN
    last_tried_on: date | None = None
    do_not_use: bool = False
    why_not: str = ""
    party_id: int | None = None
    point_id: int | None = None
    billing_field: str = ""
    customer_id: int | None = None

    @property
    def works(self) -> bool:
        return self.state != State.BAD and not self.do_not_use


def key_of(kind: str, value: str) -> str:
    """The same for the same number however it is written: digits without the country's 1, an e-mail in lower case,
    the words of an address."""
    if kind == Kind.PHONE:
        digits = digits_of(value)
        return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return value.strip().lower() if kind == Kind.EMAIL else " ".join(words_of(value))


def of_customer(customer: Customer, points: Iterable[ContactPoint] | None = None) -> list[Number]:
    """Billing's numbers of a customer and what we know of them, with those that only we have."""
    if points is None:
        points = ContactPoint.objects.kept().filter(customer=customer)
    ours = {(point.kind, point.key): point for point in points if point.customer_id == customer.pk}
    numbers = []
    for kind, key, value, field in _in_billing(customer):
        point = ours.pop((kind, key), None)
        if point is not None:
            numbers.append(_number(point, customer.name, billing_field=field))
        else:
            numbers.append(
                Number(kind, value, key, customer.name, BILLING, billing_field=field, customer_id=customer.pk)
            )
    return sorted([*numbers, *(_number(point, customer.name) for point in ours.values())], key=_order)


def of_party(party: Party, points: Iterable[ContactPoint]) -> list[Number]:
    """A party's numbers among points that were read already, what works first."""
    return sorted((_number(point, party.name) for point in points if point.party_id == party.pk), key=_order)


def best_phone(numbers: Iterable[Number]) -> Number | None:
    """The phone to dial: the holder's first that works or was not tried; None when there is none."""
    return next((n for n in numbers if n.kind == Kind.PHONE and n.party_id is None and n.works), None)


def who_shares(number: Number, leave_out: Collection[int] = ()) -> list[str]:
    """The names of everybody else whom the same number reaches, twenty at most; private parties and the customers
    named by `leave_out` are not among them."""
    if not number.key:
        return []
    points = ContactPoint.objects.kept().filter(kind=number.kind, key=number.key).exclude(customer__in=leave_out)
    points = points.exclude(party__account__customer__in=leave_out).exclude(party__privacy=Party.Privacy.PRIVATE)
    names = [
        str(point.customer or point.party.name)
        for point in points.select_related("customer", "party").order_by("pk")[:20]
        if (point.customer_id, point.party_id) != (number.customer_id, number.party_id)
    ]
    return list(dict.fromkeys([*names, *_in_billing_too(number, leave_out)]))[:20]


def _in_billing_too(number: Number, leave_out: Collection[int]) -> Iterator[str]:
    if number.kind == Kind.PHONE:
        written = [number.key, f"1{number.key}"]
        same = Q(phone__in=written) | Q(other_phone__in=written)
    elif number.kind == Kind.EMAIL:
        same = Q(email=number.key)
    else:
        return
    lines = (
        SearchLine.objects.filter(same)
        .exclude(customer__in={number.customer_id, *leave_out})
        .select_related("customer")
    )
    for line in lines.order_by("pk")[:20]:
        yield line.customer.name


def _in_billing(customer: Customer) -> Iterator[tuple[str, str, str, str]]:
    seen = set()
    for field, kind in BILLING_FIELDS:
        value = getattr(customer, field)
        key = key_of(kind, value)
        if key and (kind, key) not in seen:
            seen.add((kind, key))
            yield kind, key, value, field


def _number(point: ContactPoint, whose: str, *, billing_field: str = "") -> Number:
    return Number(
        kind=point.kind,
        value=point.value,
        key=point.key,
        whose=whose,
        source=point.source,
        state=point.state,
        last_tried_on=point.last_tried_on,
        do_not_use=point.do_not_use,
        why_not=point.do_not_use_why,
        party_id=point.party_id,
        point_id=point.pk,
        billing_field=billing_field,
        customer_id=point.customer_id,
    )


def _order(number: Number) -> tuple[bool, int]:
    return number.do_not_use, ORDER[State(number.state)]
