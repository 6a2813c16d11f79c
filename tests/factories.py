"""Boring rows for tests: every test says only what matters to it. Callers pass the interesting value."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.db.transaction import atomic

from accounts.models import Account, Customer, Premise, Service
from core.rulebook.models import Signature
from core.rulebook.queries import PROTECTIONS, is_signed
from core.staff.models import Person
from core.utility import current, moment
from ledger.models import UNAPPLIED, Posting, Transaction

TODAY = date(2026, 10, 5)
_numbers = count(1)


def utility(*, name="Test Utilities", business_date=TODAY, balances_on=date(2026, 10, 4), signed=True, **fields):
    """The utility's row. `signed`: somebody who no longer works here said that the protections are complete."""
    if signed and not is_signed(PROTECTIONS):
        signer, _made = Person.objects.get_or_create(
            username="signer", defaults={"full_name": "Sigrid Signer", "is_active": False}
        )
        Signature.objects.create(
            name=PROTECTIONS,
            is_given=True,
            words="All in",
            signed_by=signer,
            signed_at=moment(business_date or TODAY),
            signed_on=business_date or TODAY,
        )
    mine = current()
    for field, value in {"name": name, "business_date": business_date, "balances_on": balances_on, **fields}.items():
        setattr(mine, field, value)
    mine.save()
    return mine


def person(*roles, username=None, full_name=None, password="a-long-pass-phrase", **fields):
    n = next(_numbers)
    roles = list(roles) or ["specialist"]
    return Person.objects.create_user(
        username or f"{roles[0]}-{n}", password, full_name=full_name or f"{roles[0].title()} {n}", roles=roles, **fields
    )


def customer(**fields):
    n = next(_numbers)
    defaults = {
        "number": f"C{n:06}",
        "kind": "person",
        "first_name": "Harriet",
        "last_name": f"Lindqvist{n}",
        "phone": "218-555-0142",
        "mailing_line1": "318 North 12th Avenue East",
        "mailing_city": "Demo City",
        "mailing_state": "MN",
        "mailing_zip": "55805",
        "language": "en",
    }
    made = {**defaults, **fields}
    made.setdefault("name_key", f"{made['last_name']} {made['first_name']}".lower())
    return Customer.objects.create(**made)


def premise(**fields):
    n = next(_numbers)
    defaults = {
        "number": f"P{n:06}",
        "line1": f"{n} Harbor Street",
        "city": "Demo City",
        "state": "MN",
        "zip": "55805",
        "route": "R01",
        "occupancy": "owner",
        "premise_class": "residential",
        "primary_heat": "gas",
    }
    return Premise.objects.create(**{**defaults, **fields})


def account(**fields):
    n = next(_numbers)
    defaults = {
        "number": f"9{n:07}",
        "status": "active",
        "opened_on": date(2017, 3, 1),
        "account_class": "residential",
        "billing_cycle": "2",
    }
    made = {**defaults, **fields}
    made["customer"] = made.get("customer") or customer()
    made["premise"] = made.get("premise") or premise()
    found = Account.objects.create(**made)
    Service.objects.create(
        account=found, service="gas", meter_number=f"G{n:06}", started_on=found.opened_on, status="on"
    )
    return found


@atomic
def transaction(on_account, kind, legs, *, effective_on, recorded_at=None, **fields):
    """`legs`: dicts of Posting fields without account, date and transaction."""
    made = Transaction.objects.create(
        account=on_account,
        kind=kind,
        source=fields.pop("source", "cis"),
        effective_on=effective_on,
        recorded_at=recorded_at or moment(effective_on),
        **fields,
    )
    Posting.objects.bulk_create(
        [Posting(transaction=made, account=on_account, effective_on=effective_on, **leg) for leg in legs]
    )
    return made


def bill(on_account, amount, *, billed_on, due_on, service="gas", kind="bill", charge_id=None, **fields):
    amount = Decimal(amount)
    charge_id = charge_id or f"B{next(_numbers):08}"
    legs = [
        {"book": f"receivable:{service}", "amount": amount, "due_on": due_on, "kind": kind, "charge_id": charge_id},
        {"book": "billed:cis", "amount": -amount},
    ]
    return transaction(on_account, "charge", legs, effective_on=billed_on, **fields)


def payment(on_account, amount, *, received_on, method="check", payment_id=None, **fields):
    amount = Decimal(amount)
    payment_id = payment_id or f"Y{next(_numbers):08}"
    legs = [
        {"book": "bank:lockbox", "amount": amount},
        {"book": UNAPPLIED, "amount": -amount, "kind": method, "payment_id": payment_id},
    ]
    return transaction(on_account, "payment", legs, effective_on=received_on, **fields)
