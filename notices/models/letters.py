"""Which letters were issued, and what became of each before it was mailed?

A letter is frozen when it is issued. What becomes of it are rows of their own: its bytes, its place in a batch, the
mailing of the batch, that it was taken out, or that it came back.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.documents.models import Document
from accounts.models import Account
from notices.models.versions import TemplateVersion

PERSON = settings.AUTH_USER_MODEL


class Letter(models.Model):
    """A letter as it was issued: facts, text and address, frozen. Append-only."""

    class Channel(models.TextChoices):
        PAPER = "paper", "paper"
        EMAIL = "email", "e-mail"

    account = models.ForeignKey(Account, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    version = models.ForeignKey(TemplateVersion, models.PROTECT, db_index=False, related_name="+")
    english = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        help_text="the English text that goes with it, where the letter has legal effect and is in another language",
    )  # fmt: skip
    own_text = models.TextField(blank=True, db_default="", help_text="the text as changed by hand for this one letter")
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    address = ArrayField(models.TextField())
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.PAPER, db_default=Channel.PAPER)
    email = models.TextField(blank=True, db_default="", help_text="where it goes when it goes by e-mail")
    mail_by = models.DateField(null=True, blank=True, help_text="last mailing day on which its printed dates hold")
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False, related_name="copies")
    copy_to = models.CharField(max_length=14, blank=True, db_default="", help_text="whom a copy is for, by role")
    issued_on = models.DateField()
    recorded_at = models.DateTimeField()
    cause = models.CharField(max_length=120, help_text="why it was issued, such as a run of a night; it issues once")
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    request_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        # Small: few letters are copies, and thousands that are none are issued at once.
        indexes = [models.Index(fields=["copy_of"], condition=Q(copy_of__isnull=False), name="copies_of_a_letter")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "account", "cause"], name="a_cause_issues_one_letter_of_a_kind"),
            models.UniqueConstraint(
                fields=["request_id"], condition=Q(request_id__isnull=False), name="one_letter_per_request"
            ),
            models.CheckConstraint(condition=Q(address__len__gte=2), name="a_letter_has_a_name_and_an_address"),
            models.CheckConstraint(
                condition=Q(channel="paper", email="") | (Q(channel="email") & ~Q(email="")),
                name="only_a_letter_by_email_has_an_email_address",
            ),
            models.CheckConstraint(
                condition=Q(copy_of__isnull=True, copy_to="") | (Q(copy_of__isnull=False) & ~Q(copy_to="")),
                name="a_copy_says_whom_it_is_for",
            ),
        ]

    def __str__(self):
        return f"Letter {self.pk}, {self.kind} of {self.issued_on}"


class HeldRunQuerySet(models.QuerySet):
    def undecided(self):
        """Nobody let them go or stopped them."""
        return self.filter(let_go_at=None, stopped_at=None)


class HeldRun(models.Model):
    """Letters of one kind and cause that a person must let go: more than a usual night's, or a kind that always waits.

    Decided through the inbox (`core.approvals`, kind `held_letters`): let go, they wait for the printer; returned, they
    are taken out.
    """

    kind = models.CharField(max_length=60)
    cause = models.CharField(max_length=120)
    issued_on = models.DateField()
    letter_count = models.PositiveIntegerField()
    why = models.TextField(help_text="why they do not leave by themselves, as a sentence")
    let_go_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HeldRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause"], name="a_cause_holds_back_a_kind_once"),
            models.CheckConstraint(condition=~Q(why=""), name="letters_held_back_say_why"),
            models.CheckConstraint(
                condition=Q(let_go_at__isnull=True) | Q(stopped_at__isnull=True), name="held_letters_go_or_stop"
            ),
        ]

    def __str__(self):
        return f"{self.letter_count} letters held back, {self.kind} of {self.issued_on}"


class WaitingQuerySet(models.QuerySet):
    def due(self, now):
        """On paper, and it may leave."""
        return self.leaving(now).filter(letter__channel=Letter.Channel.PAPER)

    def leaving(self, now):
        """Not standing aside, not held back, and past the minutes in which it may be undone."""
        begun = Q(not_before__isnull=True) | Q(not_before__lte=now)
        return self.filter(begun, held__isnull=True, trouble="")


class Waiting(models.Model):
    """A letter that is still to be printed: the row is the queue. Gone once the letter is in a batch or taken out."""

    letter = models.OneToOneField(Letter, models.CASCADE, primary_key=True, related_name="waiting")
    is_ready = models.BooleanField(default=False, help_text="its pages are made and kept")
    trouble = models.TextField(blank=True, help_text="why its pages cannot be made; it stands aside until tried again")
    not_before = models.DateTimeField(null=True, blank=True, help_text="until then whoever issued it may undo it")
    held = models.ForeignKey(HeldRun, models.PROTECT, null=True, blank=True, db_index=False, related_name="waiting")

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "waiting"
        indexes = [models.Index(fields=["held"], condition=Q(held__isnull=False), name="letters_held_back")]
        constraints = [
            models.CheckConstraint(condition=Q(trouble="") | Q(is_ready=False), name="a_ready_letter_has_no_trouble")
        ]

    def __str__(self):
        return f"Letter {self.letter_id} waits"


class Rendering(models.Model):
    """The pages of a letter as kept bytes: they are the letter, and a reprint is the same bytes. Append-only."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="rendering")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    first_page = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="where it begins in the document, which may hold several letters' pages"
    )
    pages = models.PositiveSmallIntegerField()
    sheets = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()

    def __str__(self):
        return f"Pages of letter {self.letter_id}"


class AccessibleCopy(models.Model):
    """A letter as a tagged PDF/UA, made when somebody first opened it and never again. Append-only."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="accessible_copy")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "accessible copies"

    def __str__(self):
        return f"Accessible copy of letter {self.letter_id}"


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
