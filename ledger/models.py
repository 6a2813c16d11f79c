"""What was charged, what was paid, and what is owed now?

Double-entry and append-only (docs/books.md). Debits are positive, credits negative; the postings of a transaction sum
to zero, go in by one statement, and carry their transaction's account and date. PostgreSQL holds all of it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.documents.models import Document
from accounts.models import Account
from core.fields import MoneyField

UNAPPLIED = "receivable:unapplied"


class Transaction(models.Model):
    """One event in the books of an account: a bill, a payment, or the reversal of either."""

    class Kind(models.TextChoices):
        CHARGE = "charge"
        PAYMENT = "payment"
        REVERSAL = "reversal"

    class Source(models.TextChoices):
        CIS = "cis", "billing"
        HERE = "here", "made here"

    account = models.ForeignKey(Account, models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=12, choices=Kind)
    source = models.CharField(max_length=4, choices=Source)
    effective_on = models.DateField(help_text="the day it counts from")
    recorded_at = models.DateTimeField(help_text="the moment we learned it")
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="reversals"
    )
    memo = models.TextField(blank=True)
    outside_reference = models.TextField(blank=True, help_text="billing's reference: a check number, a trace")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    request_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="only_a_reversal_reverses",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="nothing_reverses_itself"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="nothing_is_taken_back_twice"
            ),
            models.UniqueConstraint(
                fields=["request_id"], condition=Q(request_id__isnull=False), name="one_transaction_per_request"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.reference or self.pk} of {self.effective_on}"

    @property
    def reference(self) -> str:
        """`GS-<number>` for what was made here, by which it comes home from billing (extract.md)."""
        return f"GS-{self.pk}" if self.source == self.Source.HERE else ""


class Posting(models.Model):
    """One leg of a transaction. A charge's leg also says which charge it is, its kind and when it is due.

    `account` and `effective_on` repeat the transaction's, so that aging reads one table; a trigger holds them equal.
    A reversal has the legs of what it reverses with opposite amounts, under the same book and due date, and names no
    charge: so a leg with a due date but no `charge_id` takes a charge back, and aging needs no look at the original.
    """

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="postings", db_constraint=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", db_constraint=False)
    book = models.CharField(max_length=60)
    amount = MoneyField()
    effective_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    kind = models.TextField(blank=True, help_text="charge kind or payment method")
    charge_id = models.TextField(null=True, blank=True)  # noqa: DJ001 (most legs are no charge)
    payment_id = models.TextField(null=True, blank=True)  # noqa: DJ001 (most legs are no payment)
    revision = models.PositiveSmallIntegerField(default=0, help_text="counts billing's corrections of this id")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge_id", "revision"], condition=Q(charge_id__isnull=False), name="a_charge_posts_once"
            ),
            models.UniqueConstraint(
                fields=["payment_id", "revision"], condition=Q(payment_id__isnull=False), name="a_payment_posts_once"
            ),
            models.CheckConstraint(
                condition=Q(charge_id__isnull=True) | Q(due_on__isnull=False, book__startswith="receivable:"),
                name="a_charge_is_receivable_and_has_a_due_date",
            ),
        ]

    def __str__(self):
        return f"{self.book} {self.amount}"


class Standing(models.Model):
    """Where an account stands on `as_of`: derived from the postings, renewed with every posting and by the night.

    Made again at any time, so no foreign key is checked: the night must not wait for a lock on an account.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, db_constraint=False, related_name="standing"
    )
    as_of = models.DateField()
    balance = MoneyField(default=0)
    past_due = MoneyField(default=0)
    current = MoneyField(default=0)
    d1_30 = MoneyField(default=0)
    d31_60 = MoneyField(default=0)
    d61_90 = MoneyField(default=0)
    d91_plus = MoneyField(default=0)
    oldest_due_on = models.DateField(null=True, blank=True, help_text="of the past due; none when nothing is")
    days_past_due = models.IntegerField(default=0)
    next_due_on = models.DateField(null=True, blank=True, help_text="of what is open and not yet past due")
    last_payment_on = models.DateField(null=True, blank=True)
    last_payment = MoneyField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(past_due=F("d1_30") + F("d31_60") + F("d61_90") + F("d91_plus")),
                name="past_due_is_the_sum_of_its_buckets",
            ),
        ]
        indexes = [
            models.Index(fields=["past_due", "account"], condition=Q(past_due__gt=0), name="standings_by_past_due"),
        ]

    def __str__(self):
        return f"{self.account_id}: {self.balance} on {self.as_of}"


class Confirmation(models.Model):
    """Money made here that came home: billing's own id for a transaction of ours."""

    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="confirmation")
    billing_id = models.TextField(help_text="the charge, payment or deposit id that billing gave it")
    file = models.CharField(max_length=20)
    confirmed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "billing_id"], name="billing_confirms_once_per_id")]

    def __str__(self):
        return f"{self.transaction_id} is {self.billing_id}"


class DepositMemo(models.Model):
    """A security deposit that billing holds: a memo row, not in the balance."""

    deposit_id = models.TextField(unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="deposit_memos")
    received_on = models.DateField()
    amount = MoneyField()
    reference = models.TextField(blank=True)

    class Meta:
        ordering = ["received_on", "pk"]

    def __str__(self):
        return f"{self.deposit_id} {self.amount}"


class JournalDay(models.Model):
    """A day whose journal went to billing: nothing made here is recorded in it any more. Append-only."""

    day = models.DateField(unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    lines = models.PositiveIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["-day"]

    def __str__(self):
        return f"The journal of {self.day}"


class ReceiptYear(models.Model):
    """The newest receipt number of a year. Its row is the last lock of whoever takes money (docs/locking.md)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.year}: {self.last}"


class Receipt(models.Model):
    """The number under which a payment was taken here, without a gap within its year. Append-only: a void receipt
    keeps its number."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="receipt")
    posted_on = models.DateField(help_text="the business date on which it was taken")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["posted_on", "-id"], name="receipts_of_a_day")]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="a_receipt_number_is_given_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="receipts_are_numbered_from_one"),
        ]

    def __str__(self):
        return f"receipt {self.says}"

    @property
    def says(self) -> str:
        """`2026-004118`, as it stands on the paper."""
        return f"{self.year}-{self.number:06}"


class ReceiptVoid(models.Model):
    """A payment was entered wrongly: its receipt is void and the payment taken back from its own day on."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="void")
    reversal = models.OneToOneField(Transaction, models.PROTECT, related_name="+")
    reason = models.TextField()

    def __str__(self):
        return f"{self.receipt} is void"


class ReceiptPrint(models.Model):
    """A paper of a receipt as it was handed out: the original (copy 0) and each copy, with what it said."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="prints")
    copy = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    facts = models.JSONField()
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["receipt", "copy"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "copy"], name="one_original_and_each_copy_once"),
        ]

    def __str__(self):
        return f"{self.receipt}, copy {self.copy}" if self.copy else f"{self.receipt}"


class ReturnedPayment(models.Model):
    """A payment taken here that the bank did not honor: taken back, with a fee or the reason why there is none."""

    class Reason(models.TextChoices):
        INSUFFICIENT = "insufficient", "not sufficient funds"
        CLOSED = "closed", "the account is closed"
        STOPPED = "stopped", "payment was stopped"
        DISPUTED = "disputed", "the card’s bank took it back"
        OTHER = "other", "another reason"

    payment = models.OneToOneField(Transaction, models.PROTECT, related_name="returned")
    reversal = models.OneToOneField(Transaction, models.PROTECT, related_name="+")
    fee = models.OneToOneField(Transaction, models.PROTECT, null=True, blank=True, related_name="fee_of")
    reason = models.CharField(max_length=12, choices=Reason)
    no_fee_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fee__isnull=False, no_fee_because="") | (Q(fee__isnull=True) & ~Q(no_fee_because="")),
                name="a_returned_payment_has_a_fee_or_a_reason_for_none",
            ),
        ]

    def __str__(self):
        return f"{self.payment} came back: {self.get_reason_display()}"
