"""What was offered, what was agreed, and is it kept?

A plan replaces the arrears it holds from the transaction on that was the account's newest when it was agreed
(`after_transaction`): what was known by then is in the arrears, what came later pays the plan (docs/plans.md).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.documents.models import Document
from accounts.holds.models import Hold
from accounts.models import Account
from core.fields import MoneyField

PERSON = settings.AUTH_USER_MODEL


class Every(models.TextChoices):
    """How far apart installments fall due."""

    MONTH = "month", "every month"
    TWO_WEEKS = "2weeks", "every two weeks"
    WEEK = "week", "every week"


class Means(models.Model):
    """What a customer said they can pay. Private by law; the law asks that a plan considers it. Append-only."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="means")
    said_on = models.DateField()
    household = models.PositiveSmallIntegerField(null=True, blank=True, help_text="people who live there")
    monthly_income = MoneyField(null=True, blank=True)
    can_pay_a_month = MoneyField(null=True, blank=True, help_text="in all, new bills too")
    can_pay_now = MoneyField(null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "means"
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False)
                | Q(monthly_income__isnull=False)
                | Q(can_pay_a_month__isnull=False)
                | Q(can_pay_now__isnull=False),
                name="means_say_something",
            ),
        ]

    def __str__(self):
        return f"Means stated on {self.said_on}"


class OfferQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(answer__in=[Offer.Answer.OPEN, Offer.Answer.THINKING])


class Offer(models.Model):
    """Terms that somebody offered to a customer, and what became of them. The shutoff rules read it."""

    class Answer(models.TextChoices):
        OPEN = "open", "not answered"
        THINKING = "thinking", "thinking about it"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        COUNTERED = "countered", "answered with other terms"
        REQUESTED = "requested", "accepted, waits for a decision"
        RETURNED = "returned", "not approved"
        EXPIRED = "expired", "not answered in time"

    class Channel(models.TextChoices):
        PHONE = "phone", "by phone"
        PERSON = "person", "in person"
        LETTER = "letter", "by letter"

    account = models.ForeignKey(Account, models.PROTECT, related_name="plan_offers")
    made_on = models.DateField()
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PHONE)
    arrears = MoneyField()
    down_payment = MoneyField(default=0)
    down_by_on = models.DateField(null=True, blank=True, help_text="by when the first payment must be there")
    count = models.PositiveSmallIntegerField(help_text="installments")
    every = models.CharField(max_length=6, choices=Every, default=Every.MONTH)
    first_due_on = models.DateField(help_text="before it moves to an open day")
    installment = MoneyField(help_text="all but the last")
    expected_bill = MoneyField(null=True, blank=True, help_text="what a new bill is likely to be")
    means = models.ForeignKey(Means, models.PROTECT, null=True, blank=True, related_name="offers")
    verdict = models.JSONField(default=dict, help_text="word and reasons when it was made")
    figures = models.JSONField(default=dict, help_text="the rulebook's figures it was judged by")
    counters = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="countered_by")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    thinking_until = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", help_text="the colleague who noted it"
    )
    answer_why = models.TextField(blank=True)
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(arrears__gt=0), name="an_offer_is_about_arrears"),
            models.CheckConstraint(
                condition=Q(down_payment__gte=0, down_payment__lt=F("arrears")),
                name="an_offers_first_payment_leaves_something",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="an_offer_has_installments"),
            models.CheckConstraint(
                condition=Q(answer="open", answered_on__isnull=True)
                | (~Q(answer="open") & Q(answered_on__isnull=False)),
                name="an_answered_offer_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(answer="thinking") | Q(thinking_until__isnull=False),
                name="who_thinks_does_so_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["declined", "returned"]) | ~Q(answer_why=""),
                name="a_declined_offer_says_why",
            ),
        ]
        indexes = [models.Index(fields=["account", "-made_on"], name="offers_of_an_account")]

    def __str__(self):
        return f"Offer of {self.made_on}"


class PlanQuerySet(models.QuerySet):
    def in_force(self):
        """Plans that protect what they hold: agreed on and not ended."""
        return self.filter(state__in=PaymentPlan.IN_FORCE)

    def active(self):
        return self.filter(state=PaymentPlan.State.ACTIVE)

    def waiting(self):
        """Agreed on, and the first payment or the signature is still to come."""
        return self.filter(state=PaymentPlan.State.ACCEPTED)


class PaymentPlan(models.Model):
    """A promise to pay off arrears in installments while current bills stay paid."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", "waits for its start"
        ACTIVE = "active", "active"
        KEPT = "kept", "kept"
        BROKEN = "broken", "broken"
        LAPSED = "lapsed", "lapsed before its start"
        CANCELLED = "cancelled", "cancelled"
        REPLACED = "replaced", "replaced"

    IN_FORCE = (State.ACCEPTED, State.ACTIVE)

    account = models.ForeignKey(Account, models.PROTECT, related_name="payment_plans")
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="plan")
    state = models.CharField(max_length=10, choices=State)
    arrears = MoneyField()
    down_payment = MoneyField(default=0)
    count = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=6, choices=Every)
    accepted_on = models.DateField(help_text="from this day it replaces the arrears it holds")
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    after_transaction = models.BigIntegerField(help_text="the account's newest transaction when it was agreed")
    starts_by_on = models.DateField(null=True, blank=True, help_text="by when first payment or signature must be there")
    needs_signature = models.BooleanField(default=False)
    signed_on = models.DateField(null=True, blank=True)
    signed_paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    agreement = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    began_on = models.DateField(null=True, blank=True)
    last_due_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    end_why = models.TextField(blank=True)
    reinstated_on = models.DateField(null=True, blank=True)
    reinstated_times = models.PositiveSmallIntegerField(default=0)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    figures = models.JSONField(default=dict, help_text="the rulebook's figures it was agreed by")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-accepted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=["accepted", "active"]),
                name="one_plan_in_force_per_account",
                violation_error_message="This account already has a plan.",
            ),
            models.CheckConstraint(
                condition=Q(arrears__gt=0, down_payment__gte=0, down_payment__lt=F("arrears")),
                name="a_plans_first_payment_leaves_something",
            ),
            models.CheckConstraint(
                # NULL passes a CHECK, so "has an end date" must be said aloud.
                condition=Q(state__in=["accepted", "active"], ended_on__isnull=True, end_why="")
                | (
                    ~Q(state__in=["accepted", "active"])
                    & Q(ended_on__isnull=False, ended_on__gte=F("accepted_on"))
                    & ~Q(end_why="")
                ),
                name="only_an_ended_plan_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", began_on__isnull=True, starts_by_on__isnull=False)
                | Q(state__in=["lapsed", "cancelled", "replaced"])
                | Q(state__in=["active", "kept", "broken"], began_on__isnull=False),
                name="a_plan_that_runs_has_begun",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_by_on"], name="plans_by_state"),
        ]

    def __str__(self):
        return f"Plan of {self.accepted_on} for {self.account}"

    @property
    def is_in_force(self) -> bool:
        return self.state in self.IN_FORCE


class Installment(models.Model):
    """One scheduled payment of a plan."""

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="installments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(help_text="an open day")
    amount = MoneyField()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="an_installment_has_its_own_number"),
            models.UniqueConstraint(fields=["plan", "due_on"], name="installments_fall_due_on_different_days"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="an_installment_asks_for_something"),
        ]
        indexes = [models.Index(fields=["due_on", "plan"], name="installments_by_due_date")]

    def __str__(self):
        return f"Installment {self.number} of {self.plan_id}"


class PlanStanding(models.Model):
    """Where a plan stands on `as_of`: derived from the ledger, renewed by the night and as its page is opened.

    `missed_…` are installments and `bills_…` new bills that are unpaid beyond their grace; `breaks_on` is the first day
    on which the plan breaks if nothing arrives before it.
    """

    plan = models.OneToOneField(PaymentPlan, models.CASCADE, primary_key=True, related_name="standing")
    as_of = models.DateField()
    down_paid = MoneyField(default=0)
    paid = MoneyField(default=0, help_text="on installments")
    left = MoneyField(help_text="of the arrears: what the first payment and the installments still lack")
    paid_count = models.PositiveSmallIntegerField(default=0, help_text="installments paid in full")
    missed_count = models.PositiveSmallIntegerField(default=0)
    missed_amount = MoneyField(default=0)
    missed_since = models.DateField(null=True, blank=True, help_text="due date of the oldest missed installment")
    bills_count = models.PositiveSmallIntegerField(default=0)
    bills_amount = MoneyField(default=0)
    bills_since = models.DateField(null=True, blank=True, help_text="due date of the oldest missed bill")
    next_due_on = models.DateField(null=True, blank=True, help_text="of the oldest installment not yet paid in full")
    next_amount = MoneyField(default=0, help_text="what that one still lacks")
    breaks_on = models.DateField(null=True, blank=True)
    breaks_amount = MoneyField(default=0, help_text="what must arrive before that day")

    class Meta:
        indexes = [
            models.Index(fields=["next_due_on"], name="plans_by_next_due_date"),
            models.Index(fields=["breaks_on"], name="plans_by_day_of_breaking"),
        ]

    def __str__(self):
        return f"Plan {self.plan_id} on {self.as_of}"

    @property
    def is_behind(self) -> bool:
        return bool(self.missed_count or self.bills_count)


class MissQuerySet(models.QuerySet):
    def open(self):
        return self.filter(cured_on__isnull=True)


class Miss(models.Model):
    """An installment or a new bill that was unpaid beyond its grace, since when, and when it was made good."""

    class Kind(models.TextChoices):
        INSTALLMENT = "installment", "installment"
        BILL = "bill", "new bill"

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="misses")
    kind = models.CharField(max_length=11, choices=Kind)
    due_on = models.DateField(help_text="what falls due on one day is one bill")
    amount = MoneyField(help_text="that was due")
    lacking = MoneyField(help_text="of it when it was flagged")
    flagged_on = models.DateField()
    cured_on = models.DateField(null=True, blank=True)

    objects = MissQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "kind", "pk"]
        verbose_name_plural = "misses"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "due_on"], condition=Q(cured_on__isnull=True), name="a_miss_is_flagged_once"
            ),
            models.CheckConstraint(
                condition=Q(cured_on__isnull=True) | Q(cured_on__gte=F("flagged_on")),
                name="a_miss_is_cured_after_it_was_flagged",
            ),
            models.CheckConstraint(condition=Q(lacking__gt=0), name="a_miss_lacks_something"),
        ]
        indexes = [
            models.Index(fields=["flagged_on"], name="misses_by_the_day"),
            models.Index(fields=["plan"], condition=Q(cured_on__isnull=True), name="open_misses_of_a_plan"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.due_on}, plan {self.plan_id}"
