"""Everything that money made here can do: be posted, and be taken back."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, Subquery

from accounts.models import Account
from core import history
from core.errors import RuleViolation
from core.money import cents
from core.utility import moment
from ledger import standings
from ledger.models import UNAPPLIED, JournalDay, Posting, Transaction
from ledger.policy import BOOK_OF_METHOD

LARGEST = Decimal("9999999999.99")  # what numeric(12,2) holds

# Two locks before the account's: the day's, so that no journal closes it under us, and the request's, so that the
# second of two clicks waits for the first (docs/locking.md).
LOCK_DAY_AND_REQUEST = "select pg_advisory_xact_lock_shared(%s, %s), pg_advisory_xact_lock(%s, hashtext(%s))"
JOURNAL_LOCK, REQUEST_LOCK = 1885, 1886
OF_THE_TRANSACTION = (
    "account_id", "kind", "source", "effective_on", "recorded_at", "reverses_id", "memo", "outside_reference",
    "actor_id", "request_id",
)  # fmt: skip
OF_A_LEG = ("book", "amount", "due_on", "kind")
POST = f"""
with made as (
  insert into ledger_transaction ({", ".join(OF_THE_TRANSACTION)})
  values ({", ".join(f"%({name})s" for name in OF_THE_TRANSACTION)}) returning id
)
insert into ledger_posting (transaction_id, account_id, effective_on, book, amount, due_on, kind, revision)
select made.id, %(account_id)s, %(effective_on)s, leg.book, leg.amount, leg.due_on, leg.kind, 0
from made cross join unnest(%(books)s, %(amounts)s::numeric[], %(due_ons)s::date[], %(kinds)s) with ordinality
  as leg (book, amount, due_on, kind, place) order by leg.place
returning transaction_id
"""
LOCK_DAY_ALONE = "select pg_advisory_xact_lock(%s, %s)"


@transaction.atomic
def post_payment(
    account_id: int,
    amount: Decimal,
    *,
    method: str,
    received_on: date,
    actor,
    today: date,
    request_id: UUID,
    reference: str = "",
) -> Transaction:
    """Take money on an account; dollars. The same `request_id` again answers the payment it made the first time."""
    account = _lock(account_id, today=today, request_id=request_id)
    if account.earlier:
        return _the_same_payment(account, amount, method, received_on, reference)
    _check_payment(amount, method=method, received_on=received_on, today=today)
    _check_day_is_open(account, today)

    made = _post(
        Transaction(
            account=account,
            kind=Transaction.Kind.PAYMENT,
            source=Transaction.Source.HERE,
            effective_on=received_on,
            recorded_at=moment(today),
            outside_reference=reference,
            actor=actor,
            request_id=request_id,
        ),
        [Posting(book=BOOK_OF_METHOD[method], amount=amount), Posting(book=UNAPPLIED, amount=-amount, kind=method)],
    )
    history.record(
        "payment.posted",
        subject=made,
        account=account.number,
        actor=actor,
        on=today,
        facts={"amount": str(amount), "method": method, "received_on": received_on, "reference": made.reference},
        request_id=request_id,
    )
    standings.renew_locked([account.pk], as_of=today)
    return made


@transaction.atomic
def reverse(
    transaction_id: int, *, reason: str, effective_on: date, actor, today: date, request_id: UUID
) -> Transaction:
    """Take back what was made here, from a day on; the two cancel and both stay visible."""
    account_id = Transaction.objects.values_list("account", flat=True).get(pk=transaction_id)
    account = _lock(account_id, today=today, request_id=request_id)
    original = Transaction.objects.get(pk=transaction_id)
    if account.earlier:
        earlier = Transaction.objects.get(pk=account.earlier)
        if (earlier.reverses_id, earlier.memo, earlier.effective_on) != (original.pk, reason, effective_on):
            raise RuleViolation(_SENT_BEFORE)
        return earlier
    _check_reversal(original, reason=reason, effective_on=effective_on, today=today)
    _check_day_is_open(account, today)

    legs = list(original.postings.order_by("pk"))
    made = _post(
        Transaction(
            account=account,
            kind=Transaction.Kind.REVERSAL,
            source=Transaction.Source.HERE,
            effective_on=effective_on,
            recorded_at=moment(today),
            reverses=original,
            memo=reason,
            actor=actor,
            request_id=request_id,
        ),
        [Posting(book=leg.book, amount=-leg.amount, due_on=leg.due_on, kind=leg.kind) for leg in legs],
    )
    history.record(
        f"{original.kind}.reversed",
        subject=original,
        account=account.number,
        actor=actor,
        on=today,
        facts={"reason": reason, "effective_on": effective_on, "reference": made.reference, "of": original.reference},
        request_id=request_id,
    )
    standings.renew_locked([account.pk], as_of=today)
    return made


def lock_journal_day(day: date) -> None:
    """Wait for everybody who posts on that day, and let nobody begin until we commit."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_DAY_ALONE, [JOURNAL_LOCK, day.toordinal()])


_SENT_BEFORE = "This form was sent before with something else in it. Open the page again and enter it anew."


def _lock(account_id: int, *, today: date, request_id: UUID) -> Any:
    """The account, locked, with `earlier` (what this request made the first time) and `day_is_closed`."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_DAY_AND_REQUEST, [JOURNAL_LOCK, today.toordinal(), REQUEST_LOCK, str(request_id)])
    return (
        Account.objects.select_for_update(no_key=True, of=("self",))
        .annotate(
            earlier=Subquery(Transaction.objects.filter(request_id=request_id).values("pk")),
            day_is_closed=Exists(JournalDay.objects.filter(day=today)),
        )
        .get(pk=account_id)
    )


def _post(made: Transaction, legs: list[Posting]) -> Transaction:
    """Transaction and legs by one statement, since all legs must come by one and a desk waits for each."""
    with connection.cursor() as cursor:
        cursor.execute(
            POST,
            {
                **{name: getattr(made, name) for name in OF_THE_TRANSACTION},
                **{f"{name}s": [getattr(leg, name) for leg in legs] for name in OF_A_LEG},
            },
        )
        (made.pk,) = cursor.fetchone()
    made._state.adding = False
    return made


def _the_same_payment(account, amount, method, received_on, reference) -> Transaction:
    earlier = Transaction.objects.get(pk=account.earlier)
    leg = earlier.postings.get(book=UNAPPLIED)
    then = (earlier.kind, earlier.account_id, -leg.amount, leg.kind, earlier.effective_on, earlier.outside_reference)
    if then != (Transaction.Kind.PAYMENT, account.pk, amount, method, received_on, reference):
        raise RuleViolation(_SENT_BEFORE)
    return earlier


def _check_payment(amount: Decimal, *, method: str, received_on: date, today: date) -> None:
    if not amount.is_finite() or amount <= 0:
        raise RuleViolation("A payment is more than 0.00. To take one back, reverse it.")
    if amount > LARGEST or amount != cents(amount):
        raise RuleViolation("A payment is in dollars and cents: at most two places, and below ten billion.")
    if method not in BOOK_OF_METHOD:
        known = ", ".join(name.replace("_", " ") for name in BOOK_OF_METHOD)
        raise RuleViolation(f"Payments are taken here by {known}, not by {method or 'nothing'}.")
    if received_on > today:
        raise RuleViolation("This payment's date lies in the future. Enter the day on which it was received.")


def _check_reversal(original: Transaction, *, reason: str, effective_on: date, today: date) -> None:
    word = original.kind
    if word == Transaction.Kind.REVERSAL:
        raise RuleViolation("This is itself a reversal and cannot be taken back. Post the payment again.")
    if original.source != Transaction.Source.HERE:
        raise RuleViolation(
            f"This {word} came from billing and only billing can take it back. Ask them; the next extract brings it."
        )
    before = Transaction.objects.filter(reverses=original).first()
    if before:
        raise RuleViolation(f"This {word} was already taken back on {before.effective_on:%b %-d, %Y}.")
    if not reason.strip():
        raise RuleViolation(f"Say why this {word} is taken back.")
    if effective_on < original.effective_on:
        raise RuleViolation(f"A {word} of {original.effective_on:%b %-d, %Y} cannot be taken back before that day.")
    if effective_on > today:
        raise RuleViolation("A reversal's date cannot lie in the future.")


def _check_day_is_open(account: Any, today: date) -> None:
    if account.day_is_closed:
        raise RuleViolation(
            f"The journal of {today:%b %-d, %Y} has gone to billing, so that day is closed. "
            "Post on the next business day."
        )
