"""What is each account due next, and what did each run of letters decide?"""

from datetime import date, time

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account
from core.fields import MoneyField
from core.paging import Minus

# What runs by no day, or by no hour of its day, comes after what does.
NO_DAY, NO_HOUR = date.max, time.max


class NextStep(models.Model):
    """What happens next on an account, why, and how much may be chased. No row: nothing is owed and nobody is needed.

    `rank` is set where a person is needed; otherwise `hidden_until` says when that is asked again. Within a rank what
    runs by a day comes first, then the higher score, then the greater amount. `as_of` is the day
    since when all this has been so. Sentences are made of it by `sentences`, so that days count from the day they are
    read.
    """

    class What(models.TextChoices):
        REMINDER = "reminder", "a reminder goes out"
        CALL = "call", "a person calls"
        DECIDE = "decide", "a person decides"
        WAIT = "wait", "wait"

    class Reason(models.TextChoices):
        MEDICAL_ENDS = "medical_ends", "a medical certificate ends and no renewal is on file"
        HOLD_ENDS = "hold_ends", "a protection ends or must be looked at"
        ASSURANCE = "assurance", "assurance of payment after a petition is due"
        LIMITATION = "limitation", "the time to sue for the oldest bill ends"
        TASK_DUE = "task_due", "somebody promised the next step for today"
        ANSWERED = "answered", "a dispute was answered and the customer was not told"
        RETURNED = "returned", "a payment came back"
        PLAN_MISSED = "plan_missed", "an installment or a new bill of a plan was missed"
        PLAN_BROKEN = "plan_broken", "a plan broke"
        PROMISE_BROKEN = "promise_broken", "a promise was not kept"
        LETTERS_BACK = "letters_back", "letters came back and no phone works"
        SILENT = "silent", "past due and nobody spoke to them"
        FIRST_TIME = "first_time", "first time past due in years"
        MOVED = "moved", "closed, and the holder has another account"
        CLOSED_CREDIT = "closed_credit", "closed with money owed to the holder"
        CLOSED_DEBT = "closed_debt", "closed with a small debt"
        UNREACHABLE = "unreachable", "no address and no phone"
        REMINDER_DUE = "reminder_due", "a reminder will go out"
        REMINDED = "reminded", "reminded and waiting"
        CONTACTED = "contacted", "contacted recently"
        TASK = "task", "somebody's task is due later"
        PROMISED = "promised", "somebody promised to pay"
        HELD = "held", "a hold stops letters and calls"
        SMALL = "small", "below the least amount"
        YOUNG = "young", "not old enough"

    # Without the database's foreign key, which would make the night wait for an account that the desk has locked while
    # the desk waits for the night's row. Accounts are never deleted.
    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="next_step", db_constraint=False
    )
    as_of = models.DateField()
    what = models.CharField(max_length=10, choices=What)
    on = models.DateField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    by_on = models.DateField(default=NO_DAY, help_text="the day the reason runs by")
    by_at = models.TimeField(default=NO_HOUR, help_text="the hour of that day, where one was promised")
    score = models.PositiveSmallIntegerField(default=0, help_text="priority within money, 0 to 100")
    reason = models.CharField(max_length=16, choices=Reason)
    amount = MoneyField(default=0, help_text="after the score, what the worklist sorts by")
    chaseable = MoneyField(default=0, help_text="past due less what holds leave out")
    more = models.PositiveSmallIntegerField(default=0, help_text="further reasons for a person")
    hidden_until = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                "rank",
                "by_on",
                "by_at",
                Minus("score"),
                Minus("amount"),
                "account",
                condition=Q(rank__isnull=False),
                name="worklist_in_order",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(hidden_until__isnull=True), name="who_needs_a_person_is_not_hidden"
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gte=1, rank__lte=6), name="a_rank_is_one_to_six"
            ),
        ]

    def __str__(self):
        return f"{self.account_id}: {self.get_reason_display()}"

    @property
    def hidden_why(self) -> str:
        """Why no person is needed, as a sentence part: "a reminder was sent on Sep 28"."""
        from collections_app.treatments.sentences import hidden_why

        return hidden_why(self)


class LetterRunQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=LetterRun.State.WAITING)

    def finished(self):
        return self.filter(state=LetterRun.State.ISSUED)


class LetterRun(models.Model):
    """One night's run of one kind of letter: who was considered, who gets it, and whether a person must release it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        WAITING = "waiting", "waits for a supervisor"
        ISSUED = "issued", "issued"
        DECLINED = "declined", "declined"
        STALE = "stale", "balances too old"
        OVERTAKEN = "overtaken", "overtaken by a later night"

    kind = models.CharField(max_length=40)
    night_on = models.DateField()
    judged_on = models.DateField(help_text="the business date it was last judged on")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    waits_because = models.JSONField(default=list, blank=True, help_text="the fuse's reasons: code and sentence")
    considered = models.PositiveIntegerField(default=0)
    letters = models.PositiveIntegerField(default=0, help_text="would be issued")
    issued = models.PositiveIntegerField(default=0)
    amount = MoneyField(default=0, help_text="what the letters ask for in all")
    counts = models.JSONField(default=dict, help_text="accounts by reason")
    usual = models.PositiveIntegerField(null=True, blank=True)
    figures = models.JSONField(default=dict, help_text="the rulebook's figures it was judged by")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    declined_why = models.TextField(blank=True)

    objects = LetterRunQuerySet.as_manager()

    class Meta:
        ordering = ["-night_on", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "night_on"], name="one_run_of_a_kind_a_night"),
            models.CheckConstraint(
                condition=~Q(state="declined") | (~Q(declined_why="") & Q(decided_by__isnull=False)),
                name="a_declined_run_says_who_and_why",
            ),
            models.CheckConstraint(condition=Q(issued=0) | Q(state="issued"), name="only_an_issued_run_has_letters"),
        ]

    def __str__(self):
        return f"{self.kind} of {self.night_on}: {self.get_state_display()}"

    @property
    def cause(self) -> str:
        """By which its letters are unique: one per account, kind and night, however often the night is started."""
        return f"reminder:{self.night_on}"

    @property
    def skipped(self) -> int:
        return self.considered - self.letters


class LetterDecision(models.Model):
    """What a run decided for one account and the first reason why. Narrow rows, written by one INSERT … SELECT."""

    run = models.ForeignKey(LetterRun, models.CASCADE, related_name="decisions", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    reason = models.CharField(max_length=16)
    amount = MoneyField()

    class Meta:
        indexes = [models.Index(fields=["run", "reason", "account"], name="decisions_by_reason")]
        constraints = [models.UniqueConstraint(fields=["run", "account"], name="an_account_is_judged_once_a_run")]

    def __str__(self):
        return f"{self.account_id}: {self.reason}"
