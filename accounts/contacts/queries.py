"""When did we last speak with whom, how did it end, and may we call again?"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from accounts.contacts.models import Contact, Paper
from accounts.contacts.outcomes import NOBODY_THERE
from accounts.contacts.policy import CallFacts, ContactRules, StoppingHold, may_call
from accounts.holds.kinds import BY_CODE
from accounts.holds.models import Hold
from accounts.holds.queries import stopping_all
from accounts.models import Account
from accounts.people.models import ContactPoint
from accounts.people.numbers import key_of
from accounts.tasks.models import Task
from core import rulebook
from core.asked import Asked, Slot, any_of
from core.utility import office_hour
from core.verdicts import Verdict

# Asked for every page of the worklist.
NEWEST = Asked(
    lambda: (
        Contact.objects.current()
        .filter(account__in=Slot("accounts"))
        .select_related("actor")
        .order_by("account_id", "-at", "-pk")
        .distinct("account_id")
    )
)
SPOKEN = Asked(
    lambda: (
        Contact.objects.current()
        .filter(on=Slot("on"), account__customer__in=Slot("customers"))
        .select_related("actor", "account")
        .order_by("account__customer_id", "-at", "-pk")
        .distinct("account__customer_id")
    )
)


def contacts_of(account_id: int) -> QuerySet[Contact]:
    """The correspondence log of an account as it now reads, newest first."""
    return Contact.objects.current().filter(account=account_id).select_related("actor")


def every_line_of(account_id: int) -> QuerySet[Contact]:
    """All lines of the log of an account, corrected ones too, newest first."""
    return Contact.objects.filter(account=account_id).select_related("actor", "listened_in", "corrects")


def last_contacts(account_ids: Iterable[int]) -> dict[int, Contact]:
    """The newest line of each account that has one, in one query."""
    return {contact.account_id: contact for contact in NEWEST(accounts=any_of(account_ids))}


def contacted_today(account_id: int, on: date) -> Contact | None:
    """The newest line of a business date over all accounts of the person, for the banner that keeps two people from
    calling twice."""
    holders = Account.objects.filter(pk=account_id).values_list("customer", flat=True)
    return next(iter(spoken_to_on(holders, on).values()), None)


def spoken_to_on(customer_ids: Iterable[int], on: date) -> dict[int, Contact]:
    """For each of these customers the newest line of a day on any of their accounts."""
    return {line.account.customer_id: line for line in SPOKEN(on=on, customers=any_of(customer_ids))}


def papers_of(account_id: int) -> list[Paper]:
    """The papers that hang on the lines of an account's log, newest first."""
    papers = Paper.objects.filter(contact__account=account_id).select_related("document__actor", "contact")
    return list(papers.order_by("-pk"))


def call_verdict(account: Account, *, number: str = "", today: date) -> Verdict:
    """Whether we may call the holder on this number now, by the rulebook and the log of all their accounts."""
    rules = rulebook.rules(ContactRules, on=today)
    return may_call(call_facts(account, rules, number=number, today=today), rules)


def call_facts(account: Account, rules: ContactRules, *, number: str, today: date) -> CallFacts:
    """What a call is judged by: the log of every account of the person, their next steps, the holds, the number."""
    since = today - timedelta(days=max(rules.window_days, rules.wait_days_after_talk))
    lines = Contact.objects.current().filter(account__customer=account.customer_id, on__gt=since, on__lte=today)
    talked_on, calls = None, []
    for line in lines:
        if line.is_call and line.direction == Contact.Direction.OUT and line.outcome != Contact.Outcome.WRONG_NUMBER:
            calls.append(line.on)
        if _was_a_talk(line):
            talked_on = max(talked_on or line.on, line.on)
    return CallFacts(
        on=today,
        at=office_hour(today),
        calls=calls,
        talked_on=talked_on,
        is_awaited=_is_awaited(account, today),
        number=number,
        is_not_to_be_used=_is_not_to_be_used(account, number),
        holds=[_stopping(hold) for hold in _holds(account, today)],
    )


def _was_a_talk(line: Contact) -> bool:
    """A conversation by telephone with the person we meant. Visits and letters are no calls."""
    return line.is_call and line.outcome not in NOBODY_THERE and line.is_right_party is not False


def _is_not_to_be_used(account: Account, number: str) -> bool:
    """Whether the holder, or anybody around the account, asked not to be called on this number."""
    key = key_of(ContactPoint.Kind.PHONE, number)
    whose = Q(customer=account.customer_id) | Q(party__account=account)
    refused = ContactPoint.objects.kept().filter(whose, kind=ContactPoint.Kind.PHONE, key=key, do_not_use=True)
    return bool(key) and refused.exists()


def _is_awaited(account: Account, today: date) -> bool:
    return Task.objects.open().filter(account__customer=account.customer_id, due_on__lte=today).exists()


def _holds(account: Account, today: date) -> list[Hold]:
    return list(stopping_all("calls", account, on=today))


def _stopping(hold: Hold) -> StoppingHold:
    return StoppingHold(BY_CODE[hold.kind].words_shown.lower(), hold.citation, hold.until_on)
