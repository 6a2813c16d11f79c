"""Which letters were written, issued, printed and mailed?

A letter is frozen when it is issued. What becomes of it are rows of their own: its bytes, its place in a batch, the
mailing of the batch, or that it was taken out.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.documents.models import Document
from accounts.models import Account

PERSON = settings.AUTH_USER_MODEL


class TemplateVersion(models.Model):
    """One version of a kind's text in one language. Approved ones are frozen; the newest approved one is in force."""

    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="en")
    number = models.PositiveIntegerField()
    body = models.TextField(help_text="Markdown with Liquid")
    is_shipped = models.BooleanField(default=False, help_text="came with the product and was approved by the system")
    written_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="a_template_version_has_its_own_number"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(written_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="nobody_approves_their_own_template",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(is_shipped=True) | Q(approved_by__isnull=False),
                name="an_approved_template_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.language} version {self.number}"


class Letter(models.Model):
    """A letter as it was issued: facts, text and address, frozen. Append-only."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    version = models.ForeignKey(TemplateVersion, models.PROTECT, db_index=False, related_name="+")
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    address = ArrayField(models.TextField())
    issued_on = models.DateField()
    recorded_at = models.DateTimeField()
    cause = models.CharField(max_length=120, help_text="why it was issued, such as a run of a night; it issues once")
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    request_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "account", "cause"], name="a_cause_issues_one_letter_of_a_kind"),
            models.UniqueConstraint(
                fields=["request_id"], condition=Q(request_id__isnull=False), name="one_letter_per_request"
            ),
            models.CheckConstraint(condition=Q(address__len__gte=2), name="a_letter_has_a_name_and_an_address"),
        ]

    def __str__(self):
        return f"Letter {self.pk}, {self.kind} of {self.issued_on}"


class Waiting(models.Model):
    """A letter that is still to be printed: the row is the queue. Gone once the letter is in a batch or taken out."""

    letter = models.OneToOneField(Letter, models.CASCADE, primary_key=True, related_name="waiting")
    is_ready = models.BooleanField(default=False, help_text="its pages are made and kept")
    trouble = models.TextField(blank=True, help_text="why its pages cannot be made; it stands aside until tried again")

    class Meta:
        verbose_name_plural = "waiting"
        constraints = [
            models.CheckConstraint(condition=Q(trouble="") | Q(is_ready=False), name="a_ready_letter_has_no_trouble")
        ]

    def __str__(self):
        return f"Letter {self.letter_id} waits"


class Rendering(models.Model):
    """The pages of a letter as kept bytes: they are the letter, and a reprint is the same bytes. Append-only."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="rendering")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField()
    sheets = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()

    def __str__(self):
        return f"Pages of letter {self.letter_id}"


class Batch(models.Model):
    """Letters printed together: one file for the printer with a cover sheet on top. Append-only."""

    kind = models.CharField(max_length=60)
    printed_on = models.DateField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    letter_count = models.PositiveIntegerField()
    sheet_count = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "batches"

    def __str__(self):
        return f"Batch {self.pk}"


class BatchLine(models.Model):
    """One letter of a batch and its place in the pile. A letter is printed in one batch. Append-only."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="batch_line")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["batch", "place"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="a_place_in_the_pile_holds_one_letter")]

    def __str__(self):
        return f"{self.place} of batch {self.batch_id}"


class MailClass(models.TextChoices):
    FIRST_CLASS = "first_class", "First class"
    PRESORT = "first_class_presort", "First class, presorted"
    CERTIFIED = "certified", "Certified"


class Mailing(models.Model):
    """A person's word that a batch was mailed: the day, the class, the count. Append-only."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="mailing")
    mailed_on = models.DateField()
    confirmed_on = models.DateField(help_text="the business date on which somebody said so")
    mail_class = models.CharField(max_length=20, choices=MailClass)
    expected = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-mailed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(mailed_on__lte=F("confirmed_on")), name="mailed_is_never_in_the_future"),
            models.CheckConstraint(
                condition=Q(counted=F("expected"), counted__gt=0), name="every_letter_mailed_was_counted"
            ),
        ]

    def __str__(self):
        return f"Batch {self.batch_id} mailed on {self.mailed_on}"


class Pull(models.Model):
    """A letter taken out before it was mailed, and why. Append-only."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="pull")
    reason = models.TextField()
    pulled_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_letter_taken_out_says_why")]

    def __str__(self):
        return f"Letter {self.letter_id} taken out"
