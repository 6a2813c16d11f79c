"""How is money taken back: reversed, voided because it was entered wrongly, or returned by the bank with its fee?"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.models import Account, Service
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.rulebook import rules
from core.utility import moment
from core.verdicts import Verdict
from ledger import standings
from ledger.actions.posting import SENT_BEFORE, Locked, check_day_is_open, lock_account, post
from ledger.models import Posting, Receipt, ReceiptVoid, ReturnedPayment, Transaction
from ledger.policy import FEES, PaymentRules, fee_verdict, service_of_fee
from ledger.queries import allocation, fee_facts


@transaction.atomic
def reverse(
    transaction_id: int, *, reason: str, effective_on: date, actor, today: date, request_id: UUID
) -> Transaction:
    """Take back what was made here, from a day on; the two cancel and both stay visible."""
    account, original = _locked(transaction_id, actor=actor, today=today, request_id=request_id)
    if account.earlier:
        return _the_same_reversal(account, original, reason, effective_on)

    made = _take_back(account, original, reason=reason, effective_on=effective_on, actor=actor, today=today,
                      request_id=request_id)  # fmt: skip
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


@transaction.atomic
def void_receipt(receipt_id: int, *, reason: str, actor, today: date, request_id: UUID) -> ReceiptVoid:
    """Take back a payment that was entered wrongly, from its own day on; its receipt keeps its number, marked void."""
    receipt = Receipt.objects.select_related("transaction").get(pk=receipt_id)
    refuse_private(reason)
    account, original = _locked(receipt.transaction_id, actor=actor, today=today, request_id=request_id)
    effective_on, memo = original.effective_on, f"void: {reason.strip()}"
    if account.earlier:
        return ReceiptVoid.objects.get(reversal=_the_same_reversal(account, original, memo, effective_on))
    if not reason.strip():
        raise RuleViolation(f"Say why receipt {receipt.says} is void.")

    made = _take_back(account, original, reason=memo, effective_on=effective_on, actor=actor, today=today,
                      request_id=request_id)  # fmt: skip
    void = ReceiptVoid.objects.create(receipt=receipt, reversal=made, reason=reason.strip())
    history.record(
        "receipt.voided",
        subject=receipt,
        account=account.number,
        actor=actor,
        on=today,
        facts={"receipt": receipt.says, "reason": void.reason, "reference": made.reference, "of": original.reference},
        request_id=request_id,
    )
    standings.renew_locked([account.pk], as_of=today)
    return void


@transaction.atomic
def return_payment(
    transaction_id: int,
    *,
    reason: str,
    returned_on: date,
    no_fee_because: str = "",
    actor,
    today: date,
    request_id: UUID,
) -> ReturnedPayment:
    """The bank did not honor a payment: it counts until the day before `returned_on`, and a fee is charged.

    No fee where a colleague says why not, or where the rules do (`fee_verdict`). Minn. Stat. 604.113."""
    refuse_private(no_fee_because)
    account, original = _locked(transaction_id, actor=actor, today=today, request_id=request_id)
    memo = f"came back: {_words(reason)}"
    if account.earlier:
        return ReturnedPayment.objects.get(reversal=_the_same_reversal(account, original, memo, returned_on))
    _check_return(original)
    figures = rules(PaymentRules, on=today)
    judged = fee_verdict(fee_facts(Account.objects.get(pk=account.pk), on=today), figures)
    paid = [share.charge.service for share in allocation(account.pk, today).shares
            if share.credit.transaction_id == original.pk]  # fmt: skip

    made = _take_back(account, original, reason=memo, effective_on=returned_on, actor=actor, today=today,
                      request_id=request_id)  # fmt: skip
    no_fee_because = no_fee_because.strip() or _why_no_fee(judged)
    fee = None if no_fee_because else _charge_fee(account, original, paid, figures, actor=actor, today=today)
    returned = ReturnedPayment.objects.create(
        payment=original, reversal=made, fee=fee, reason=reason, no_fee_because=no_fee_because
    )
    history.record(
        "payment.returned",
        subject=original,
        account=account.number,
        actor=actor,
        on=today,
        facts={
            "reason": reason, "returned_on": returned_on, "reference": made.reference, "of": original.reference,
            "fee": fee.reference if fee else "", "no_fee_because": no_fee_because,
        },
        request_id=request_id,
    )  # fmt: skip
    standings.renew_locked([account.pk], as_of=today)
    return returned


def _locked(transaction_id: int, *, actor, today: date, request_id: UUID):
    account_id = Transaction.objects.values_list("account", flat=True).get(pk=transaction_id)
    account = lock_account(account_id, actor=actor, today=today, request_id=request_id)
    return account, Transaction.objects.get(pk=transaction_id)


def _the_same_reversal(account, original: Transaction, reason: str, effective_on: date) -> Transaction:
    earlier = Transaction.objects.get(pk=account.earlier)
    if (earlier.reverses_id, earlier.memo, earlier.effective_on) != (original.pk, reason, effective_on):
        raise RuleViolation(SENT_BEFORE)
    return earlier


def _take_back(
    account, original: Transaction, *, reason: str, effective_on: date, actor, today: date, request_id: UUID
) -> Transaction:
    """Post the mirror of a transaction."""
    _check_reversal(original, reason=reason, effective_on=effective_on, today=today)
    check_day_is_open(account, today)
    legs = list(original.postings.order_by("pk"))
    return post(
        Transaction(
            account_id=account.pk,
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


def _charge_fee(
    account: Locked, original: Transaction, paid: list[str], figures: PaymentRules, *, actor, today: date
) -> Transaction:
    """Charge the fee to the service that the payment had paid first; it goes by its own reference as a charge."""
    amount: Decimal = figures.returned_payment_fee
    on = list(
        Service.objects.filter(account=account.pk, status="on").order_by("service").values_list("service", flat=True)
    )
    due_on = today + timedelta(days=figures.fee_due_days)
    return post(
        Transaction(
            account_id=account.pk,
            kind=Transaction.Kind.CHARGE,
            source=Transaction.Source.HERE,
            effective_on=today,
            recorded_at=moment(today),
            memo=f"returned payment fee for {original.reference}",
            actor=actor,
        ),
        [
            Posting(book=f"receivable:{service_of_fee(paid, on)}", amount=amount, due_on=due_on, kind=FEES),
            Posting(book="fees:returned_payment", amount=-amount),
        ],
    )


def _why_no_fee(judged: Verdict) -> str:
    return "" if judged.allowed else judged.sentence


def _words(reason: str) -> str:
    if reason not in ReturnedPayment.Reason.values:
        raise RuleViolation("Say what the bank said: choose one of the reasons.")
    return str(ReturnedPayment.Reason(reason).label)


def _check_return(original: Transaction) -> None:
    if original.kind != Transaction.Kind.PAYMENT:
        raise RuleViolation("Only a payment comes back from the bank.")
    if original.postings.filter(kind="cash").exists():
        raise RuleViolation("Cash does not come back. If it was entered wrongly, void its receipt.")


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
