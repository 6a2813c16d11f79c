"""What does one person owe over all their accounts, what comes next there, and what was said?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.contacts.models import Contact
from accounts.contacts.queries import last_contacts
from accounts.contacts.sentences import icon_of
from accounts.contacts.sentences import told as told_contact
from accounts.models import Account, Customer, EarlierHolder
from accounts.notes.queries import notes_of_customer
from accounts.people import doors, sentences
from accounts.people.models import ContactPoint, Party
from accounts.people.numbers import of_customer as numbers_of_customer
from accounts.tasks.models import Task
from collections_app.desk.queries.people_and_place import account_row, mailing_of, note_rows, number_row
from collections_app.desk.timeline import Line
from collections_app.treatments.sentences import next_step
from core.money import ZERO
from core.templatetags.money import account_number, harmless

MOST = 100
NEWEST = 20


def open_customer(pk: int, person) -> tuple[Customer, list[Account]]:
    """The customer and their accounts, most past due first. 404 when there is none, 403 in a sentence when they are
    closed to this person: a lock on one account closes all of the same holder."""
    customer = Customer.objects.filter(pk=pk).first()
    if customer is None:
        raise Http404
    accounts = list(
        Account.objects.filter(customer=customer)
        .select_related("customer", "premise", "standing", "next_step")
        .order_by("-standing__past_due", "-standing__balance", "pk")[:MOST]
    )
    doors.let_in(person, [account.pk for account in accounts])
    doors.close_addresses(accounts)
    return customer, accounts


def of_customer(customer: Customer, accounts: Sequence[Account], *, person, today: date) -> dict[str, Any]:
    """All that the customer page shows of these accounts."""
    last = last_contacts([account.pk for account in accounts])
    rows = [_row(account, last.get(account.pk), today) for account in accounts]
    is_hidden = bool(doors.hidden_addresses([customer.pk], None))
    # Where it is protected the door put the designated address in the place of the mailing address.
    mail = [] if is_hidden and not accounts else mailing_of(accounts[0].customer if accounts else customer)
    notes = list(notes_of_customer(customer.pk)[:MOST])
    return {
        "rows": rows,
        "past_due": sum((row["past_due"] or ZERO for row in rows), ZERO),
        "balance": sum((row["balance"] or ZERO for row in rows), ZERO),
        "tasks": _tasks(accounts),
        "lines": _lines(accounts),
        "numbers": [number_row(number) for number in _numbers(customer, is_hidden)],
        "mailing": mail,
        "stands_around": _stands_around(customer, person, today),
        "held_before": _held_before(customer, person),
        "notes": note_rows(notes),
        "stickies": [note for note in notes if note.is_sticky and note.taken_down_on is None],
    }


def _row(account: Account, contact: Contact | None, today: date) -> dict[str, Any]:
    step = getattr(account, "next_step", None)
    return {
        **account_row(account),
        "next": next_step(step, today) if step else "",
        "last_on": contact.on if contact else None,
        "last": str(told_contact(contact).outcome) if contact else "",
    }


def _tasks(accounts: Sequence[Account]) -> list[dict[str, Any]]:
    tasks = (
        Task.objects.open().filter(account__in=[account.pk for account in accounts]).select_related("owner", "account")
    )
    return [
        {
            "what": harmless(task.what),
            "due_on": task.due_on,
            "due_at": task.due_at,
            "owner": task.owner,
            "number": account_number(task.account.number),
            "url": reverse("desk:account", args=[task.account_id]),
        }
        for task in tasks[:NEWEST]
    ]


def _lines(accounts: Sequence[Account]) -> list[Line]:
    """The newest of the correspondence over all accounts."""
    contacts = Contact.objects.current().filter(account__in=[account.pk for account in accounts])
    lines = []
    for contact in contacts.select_related("actor", "listened_in", "account").order_by("-at", "-pk")[:NEWEST]:
        says = told_contact(contact)
        lines.append(
            Line(
                on=contact.on,
                at=timezone.localtime(contact.at),
                icon=icon_of(contact),
                text=says.text,
                outcome=says.outcome,
                detail=says.detail,
                links=[(account_number(contact.account.number), reverse("desk:account", args=[contact.account_id]))],
            )
        )
    return lines


def _numbers(customer: Customer, is_hidden: bool):
    for number in numbers_of_customer(customer):
        if not (is_hidden and number.kind == ContactPoint.Kind.ADDRESS):
            yield number


def _stands_around(customer: Customer, person, today: date) -> list[dict[str, Any]]:
    """Accounts of others around which this person stands, as far as they are open and not private."""
    parties = (
        Party.objects.in_force(today)
        .filter(customer=customer, privacy=Party.Privacy.OPEN)
        .exclude(account__in=doors.closed_to(person))
        .select_related("account__customer")
    )
    return [
        {
            "name": harmless(party.account.customer.name),
            "number": account_number(party.account.number),
            "role": sentences.role_shown(party),
            "from_on": party.from_on,
            "url": reverse("desk:account", args=[party.account_id]),
        }
        for party in parties[:MOST]
    ]


def _held_before(customer: Customer, person) -> list[dict[str, Any]]:
    held = EarlierHolder.objects.filter(customer=customer).exclude(account__in=doors.closed_to(person))
    return [
        {
            "number": account_number(line.account.number),
            "until_on": line.until_on,
            "url": reverse("desk:account", args=[line.account_id]),
        }
        for line in held.select_related("account")[:MOST]
    ]
