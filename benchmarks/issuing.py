"""How fast are reminders issued: rows, frozen facts, places in the queue, history?

The floor is the bare insert of as many rows of the same facts into a table like the letters', with the same indexes and
nothing else.
"""

from datetime import timedelta

from django.db import connection, transaction
from measuring import report, run, timed

from accounts.models import Account, Customer, Premise
from core.history.models import HistoryLine
from core.utility import business_date, current
from notices.actions import issue_letters
from notices.kinds import LetterKind, register
from notices.models import Letter, Waiting

KIND = "past_due_reminder"
FLOOR = """
create table floor_letter (like notices_letter including all);
insert into floor_letter select * from notices_letter;
"""


def office(count: int) -> list[int]:
    """A utility with fresh balances and as many accounts with an address."""
    mine, today = current(), business_date()
    mine.name, mine.business_date, mine.balances_on = "Benchmark Utilities", today, today - timedelta(days=1)
    mine.save()
    customers = Customer.objects.bulk_create(
        Customer(
            number=f"C{n}",
            kind="person",
            first_name="Harriet",
            last_name=f"Lindqvist {n}",
            mailing_line1=f"{n} North 12th Avenue East",
            mailing_city="Demo City",
            mailing_state="MN",
            mailing_zip="55805",
            language="en",
        )
        for n in range(count)
    )
    premises = Premise.objects.bulk_create(
        Premise(
            number=f"P{n}",
            line1=f"{n} Harbor Street",
            occupancy="owner",
            premise_class="residential",
            primary_heat="gas",
        )
        for n in range(count)
    )
    accounts = Account.objects.bulk_create(
        Account(number=f"9{n:07}", customer=customer, premise=premise, status="active", account_class="residential")
        for n, (customer, premise) in enumerate(zip(customers, premises, strict=True))
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return [account.pk for account in accounts]


def facts(account_ids, *, today):
    """What the reminder states; the kind's own query is measured where it lives."""
    return {
        account_id: {
            "amount": "184.20",
            "past_due": "184.20",
            "held": "0.00",
            "balance": "208.44",
            "oldest_due_on": today - timedelta(days=40),
            "days_past_due": 40,
            "bills_past_due": 1,
            "pay_by": today + timedelta(days=14),
        }
        for account_id in account_ids
    }


def measure(size: int) -> None:
    accounts = office(size)
    register(LetterKind(KIND, "Past-due reminder", (), facts))
    issue_letters(KIND, accounts[:10], cause="warm up", actor=None, today=business_date())
    with timed() as took:
        issued = issue_letters(KIND, accounts, cause="benchmark", actor=None, today=business_date())
    assert issued.count == size == Letter.objects.count() - 10
    assert Waiting.objects.count() == HistoryLine.objects.count() == size + 10
    with timed() as floor, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FLOOR)
    report(f"reminders issued, {size:,} accounts", took.rate(size), floor.rate(size), "letters/s")


if __name__ == "__main__":
    run(measure, small=10_000, counted="accounts")
