"""Who promised to pay how much by when, and what became of it?

It says itself until when it may be kept and which share of it is enough: by the figures of the day on which it was
given, whatever the rulebook says later.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.contacts.models import Contact
from accounts.models import Account
from core.fields import MoneyField
from payment_plans.promises import policy

PERSON = settings.AUTH_USER_MODEL


class PromiseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Promise.State.OPEN)

    def kept(self):
        return self.filter(state=Promise.State.KEPT)

    def broken(self):
        return self.filter(state=Promise.State.BROKEN)

    def binding(self):
        """Open or decided: what counts when payments are shared out."""
        return self.exclude(state=Promise.State.WITHDRAWN)


class Promise(models.Model):
    """One dated word. Its terms never change: who promises something else withdraws it and gives another."""

    class State(models.TextChoices):
        OPEN = policy.State.OPEN.value, "open"
        KEPT = policy.State.KEPT.value, "kept"
        BROKEN = policy.State.BROKEN.value, "not kept"
        WITHDRAWN = policy.State.WITHDRAWN.value, "withdrawn"

    class Method(models.TextChoices):
        COUNTER = "counter", "at the counter"
        MAIL = "mail", "check by mail"
        ONLINE = "online", "on the website"
        PHONE = "phone", "card by phone"
        BANK = "bank", "from their bank"
        AGENCY = "agency", "an agency pays"
        OTHER = "other", "another way"

    account = models.ForeignKey(Account, models.PROTECT, related_name="promises")
    amount = MoneyField()
    due_on = models.DateField()
    keep_by_on = models.DateField(help_text="due date and its grace: what is there on this day is in time")
    threshold_percent = models.PositiveSmallIntegerField(help_text="share of the amount that is enough")
    method = models.CharField(max_length=8, choices=Method)
    said_by = models.TextField(help_text="who promised")
    note = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="promises")
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    after_transaction = models.BigIntegerField(help_text="the account's newest transaction when it was made")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    paid = MoneyField(default=0, help_text="what has come of it, as the last night saw it or as it was decided")
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "due_on"],
                condition=Q(state="open"),
                name="one_open_promise_for_a_day",
                violation_error_message="Something is promised for that day already.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_promise_is_of_money"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("amount")), name="a_promise_is_paid_by_its_amount_at_most"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("made_on")), name="nobody_promises_for_a_day_that_is_over"
            ),
            models.CheckConstraint(condition=Q(keep_by_on__gte=F("due_on")), name="a_promise_may_be_kept_on_its_day"),
            models.CheckConstraint(
                condition=Q(threshold_percent__gte=1, threshold_percent__lte=100),
                name="enough_is_a_share_of_the_promise",
            ),
            models.CheckConstraint(condition=~Q(said_by=""), name="somebody_promised"),
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_on__isnull=False, decided_at__isnull=False)),
                name="only_a_decided_promise_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") & ~Q(withdrawn_why="") | ~Q(state="withdrawn") & Q(withdrawn_why=""),
                name="only_a_withdrawn_promise_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="broken") | Q(decided_on__gt=F("keep_by_on")),
                name="a_promise_breaks_after_its_last_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="open_promises_by_their_day"),
            models.Index(fields=["state", "-decided_on", "-id"], name="promises_by_what_became_of_it"),
        ]

    def __str__(self):
        return f"{self.amount} promised for {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def judged(self) -> policy.Promised:
        """As the policy judges it."""
        return policy.Promised(
            pk=self.pk,
            amount=self.amount,
            due_on=self.due_on,
            keep_by_on=self.keep_by_on,
            threshold_percent=self.threshold_percent,
            after=self.after_transaction,
            state=policy.State(self.state),
            paid=self.paid,
        )
