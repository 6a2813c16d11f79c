"""Which extracts came in, and where do our balances and billing's differ?"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.documents.models import Document
from accounts.models import Account
from core.fields import MoneyField


class ExtractQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Extract.State.WAITING)

    def loaded(self):
        return self.filter(state=Extract.State.LOADED)


class Extract(models.Model):
    """One hand-over from billing. A waiting row is the queue; its file lies under DATA/extracts."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        LOADED = "loaded", _("loaded")
        REFUSED = "refused", _("refused")
        REPEATED = "repeated", _("loaded before")

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    source = models.CharField(max_length=255, help_text="name of the folder or archive it came as")
    file = models.CharField(max_length=255, blank=True, help_text="its name under DATA/extracts while it waits")
    replaces_demo = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    arrived_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=8, blank=True, choices=[("nightly", _("nightly")), ("payments", _("payments"))])
    utility = models.CharField(max_length=200, blank=True)
    extract_date = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    said = models.TextField(blank=True, help_text="why it was refused, in one sentence")
    counts = models.JSONField(default=dict, help_text="file → rows, loaded, rejected, unchanged")
    control = models.JSONField(default=dict, help_text="total → theirs, ours, as text")
    notes = models.JSONField(default=list, help_text="sentences on what was not known: columns, kinds, methods")
    rejects = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField(null=True, blank=True)
    seconds = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sequence"], condition=Q(state="loaded"), name="an_extract_is_loaded_once_per_sequence"
            ),
            models.CheckConstraint(
                condition=~Q(state="loaded")
                | Q(sequence__isnull=False, extract_date__isnull=False, loaded_at__isnull=False, digest__gt=""),
                name="a_loaded_extract_says_what_it_is",
            ),
            models.UniqueConstraint(
                fields=["file"], condition=Q(state="waiting") & ~Q(file=""), name="a_file_waits_once"
            ),
        ]

    def __str__(self):
        return f"{self.sequence or self.source} {self.state}"

    @property
    def job(self) -> str:
        """The name under which its progress is told."""
        return f"extract:{self.pk}"

    @property
    def rejected(self) -> int:
        return sum(count["rejected"] for count in self.counts.values())

    @property
    def rows(self) -> int:
        return sum(count["rows"] for count in self.counts.values())


class DifferenceQuerySet(models.QuerySet):
    def open(self):
        return self.filter(gone_on__isnull=True)


class Difference(models.Model):
    """A reconciliation exception: our figure and billing's differ. It stays until they agree; a person may explain."""

    class Kind(models.TextChoices):
        BALANCE = "balance", _("balance")
        HOME = "home", _("came home otherwise")
        UNCONFIRMED = "unconfirmed", _("not confirmed")

    class Cause(models.TextChoices):
        REJECTED_ROW = "rejected_row", _("a row of this account was rejected")
        MADE_HERE = "made_here", _("money taken here")
        DATED_LATER = "dated_later", _("dated after the extract")
        LATE_CHARGE = "late_charge", _("a charge that has not come to us")
        LATE_PAYMENT = "late_payment", _("a payment that has not come to us")
        UNKNOWN_REFERENCE = "unknown", _("billing names a transaction that was not made here")
        OTHER_ACCOUNT = "other_account", _("it came home on another account")
        OTHER_AMOUNT = "other_amount", _("it came home with another amount")
        TWICE = "twice", _("it came home twice")
        NOT_HOME = "not_home", _("billing has not confirmed it")

    kind = models.CharField(max_length=12, choices=Kind)
    account = models.ForeignKey(Account, models.PROTECT, related_name="differences")
    reference = models.TextField(blank=True, help_text="GS- reference, for what was made here")
    billing_id = models.TextField(blank=True)
    ours = MoneyField(null=True, blank=True)
    theirs = MoneyField(null=True, blank=True)
    since = models.ForeignKey(Extract, models.PROTECT, related_name="differences")
    cause = models.CharField(max_length=16, choices=Cause)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True, max_length=1000)
    explained_at = models.DateTimeField(null=True, blank=True)
    gone_on = models.DateField(null=True, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "account", "reference", "billing_id"],
                condition=Q(gone_on__isnull=True),
                name="a_difference_is_open_once",
            ),
        ]

    def __str__(self):
        return f"{self.account}: ours {self.ours}, theirs {self.theirs}"

    @property
    def difference(self):
        """How much more billing says than we do."""
        return self.theirs - self.ours if self.ours is not None and self.theirs is not None else None


class BroughtOver(models.Model):
    """One file of protections that came over from paper or an old system: counts, and the rejected rows as a file."""

    name = models.CharField(max_length=200)
    counts = models.JSONField()
    rejects = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "brought over"

    def __str__(self):
        return f"{self.name} of {self.on}"
