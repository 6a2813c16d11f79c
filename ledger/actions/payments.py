"""What happens when money is taken: it is posted, it renews the standing, and it gets the next receipt."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from core import history
from core.errors import RuleViolation
from core.money import cents
from core.planned import Statement
from core.private import CARD, looks_private
from core.utility import moment
from ledger import standings
from ledger.actions.posting import SENT_BEFORE, check_day_is_open, lock_account, post
from ledger.models import UNAPPLIED, Posting, Receipt, Transaction
from ledger.policy import BOOK_OF_METHOD

LARGEST = Decimal("9999999999.99")  # what numeric(12,2) holds
LONGEST_AGO = timedelta(days=3_660)  # a year typed wrongly, such as 0206

# The last statement before the commit: the year's counter is locked by it, so that a number is taken only by what
# commits right after, and the next in line waits no longer than that (docs/locking.md).
TAKE_THE_NEXT_NUMBER = Statement.named("""
with taken as (
  insert into ledger_receiptyear (year, last) values (%(year)s, 1)
  on conflict (year) do update set last = ledger_receiptyear.last + 1 returning last
)
insert into ledger_receipt (year, number, transaction_id, posted_on)
select %(year)s, last, %(transaction)s, %(today)s from taken
returning id, number
""")


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
    """Take money on an account; dollars. The payment has its `receipt`, numbered without a gap within the year of
    `today`. The same `request_id` again answers the payment it made the first time."""
    account = lock_account(account_id, actor=actor, today=today, request_id=request_id)
    if account.earlier:
        return _the_same_payment(account, amount, method, received_on, reference)
    check_payment(amount, method=method, received_on=received_on, reference=reference, today=today)
    check_day_is_open(account, today)

    made = post(
        Transaction(
            account_id=account.pk,
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
    _number(made, today)
    return made


def check_payment(amount: Decimal, *, method: str, received_on: date, reference: str, today: date) -> None:
    """Refuse what is no payment, in a sentence."""
    if not amount.is_finite() or amount <= 0:
        raise RuleViolation("A payment is more than 0.00. To take one back, reverse it.")
    if amount > LARGEST or amount != cents(amount):
        raise RuleViolation("A payment is in dollars and cents: at most two places, and below ten billion.")
    if method not in BOOK_OF_METHOD:
        known = ", ".join(name.replace("_", " ") for name in BOOK_OF_METHOD)
        raise RuleViolation(f"Payments are taken here by {known}, not by {method or 'nothing'}.")
    if received_on > today:
        raise RuleViolation("This payment's date lies in the future. Enter the day on which it was received.")
    if today - received_on > LONGEST_AGO:
        raise RuleViolation("This payment's date lies more than ten years back. Look at the year you entered.")
    private = looks_private(reference)
    if private:
        what = "the terminal's reference" if private == CARD else "the number of the check or the terminal's reference"
        raise RuleViolation(f"This looks like {private}, which is never kept. Enter {what}.")
    if method == "card" and not reference.strip():
        raise RuleViolation("A card payment is entered by the terminal's reference. It stands on the terminal's slip.")


def _number(made: Transaction, today: date) -> None:
    pk, number = TAKE_THE_NEXT_NUMBER.row(year=today.year, transaction=made.pk, today=today)
    made.receipt = Receipt(pk=pk, year=today.year, number=number, transaction=made, posted_on=today)
    made.receipt._state.adding = False


def _the_same_payment(account, amount, method, received_on, reference) -> Transaction:
    earlier = Transaction.objects.select_related("receipt").get(pk=account.earlier)
    leg = earlier.postings.filter(book=UNAPPLIED).first()
    then = leg and (
        earlier.kind, earlier.account_id, -leg.amount, leg.kind, earlier.effective_on, earlier.outside_reference
    )  # fmt: skip
    if then != (Transaction.Kind.PAYMENT, account.pk, amount, method, received_on, reference):
        raise RuleViolation(SENT_BEFORE)
    return earlier
