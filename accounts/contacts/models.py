"""What was said or written, to whom, by whom, and which papers came with it?"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.documents.models import Document
from accounts.holds.models import Hold
from accounts.models import Account
from core.history import in_view


class ContactQuerySet(models.QuerySet):
    def current(self):
        """Lines as they now read: of a line and its correction only the correction, and none that was withdrawn."""
        return in_view(self.filter(~Exists(Contact.objects.filter(corrects=OuterRef("pk")))))

    def calls_out(self):
        """Calls that we made, whoever answered."""
        return self.filter(channel=Contact.Channel.PHONE, direction=Contact.Direction.OUT)


class Contact(models.Model):
    """One line of the correspondence log. Append-only: a correction is a line of its own that names the other.

    `on` is the day it counts from (a letter's arrival, the day of a visit), `at` the moment it was written down.
    """

    class Channel(models.TextChoices):
        PHONE = "phone", "Call"
        COUNTER = "counter", "At the counter"
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        VISIT = "visit", "Visit"
        OTHER = "other", "Other"

    class Direction(models.TextChoices):
        OUT = "out", "We called"
        IN = "in", "They called"
        COUNTER = "counter", "At the counter"

    class Outcome(models.TextChoices):
        PROMISED = "promised", "Promised to pay"
        CALLS_BACK = "calls_back", "Will call back"
        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Left voicemail"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        WANTS_PLAN = "wants_plan", "Wants a plan"
        DISPUTES = "disputes", "Disputes the bill"
        SENDS_PAPER = "sends_paper", "Will send a paper"
        ASKS = "asks", "Asks a question"
        ENCLOSES = "encloses", "Encloses a paper"
        TELLS = "tells", "Tells something new"
        SPOKE = "spoke", "Spoke with them"
        NOT_HOME = "not_home", "Nobody home"
        LEFT_CARD = "left_card", "Left a card"
        REFUSED = "refused", "Refused to talk"
        LOOKS_EMPTY = "looks_empty", "Looks empty"
        NO_ACCESS = "no_access", "Could not get to the door"
        OTHER = "other", "Other, see note"

    class MayBeTold(models.TextChoices):
        EVERYTHING = "everything", "Everything about the account"
        BALANCE = "balance", "The balance only"
        NOTHING = "nothing", "Nothing"

    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    on = models.DateField(help_text="business date")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PHONE)
    direction = models.CharField(max_length=8, choices=Direction)
    number = models.TextField(blank=True)
    spoken_to = models.TextField(blank=True)
    is_right_party = models.BooleanField(null=True, blank=True, help_text="whether it was whom we meant; null: nobody")
    verified_by = models.TextField(blank=True)
    may_be_told = models.CharField(max_length=10, choices=MayBeTold, blank=True, default="")
    interpreter = models.TextField(blank=True, default="")
    listened_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    outcome = models.CharField(max_length=14, choices=Outcome)
    note = models.TextField(blank=True)
    despite = models.TextField(blank=True, default="", help_text="why a call was made that the contact rules refuse")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="corrections"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")), name="a_line_does_not_correct_itself"
            ),
            models.UniqueConstraint(fields=["corrects"], name="a_line_is_corrected_once"),
        ]
        indexes = [models.Index(fields=["account", "-at"], name="contacts_of_an_account")]

    def __str__(self):
        return f"{self.get_direction_display()}: {self.get_outcome_display()}"

    @property
    def is_call(self) -> bool:
        return self.channel == self.Channel.PHONE


class Paper(models.Model):
    """A paper that came with a line of the log or that a hold rests on. Append-only, as the document is."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="paper")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="papers")
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="papers")
    request_id = models.UUIDField(null=True, blank=True, help_text="one request may bring several papers")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, hold__isnull=True) | Q(contact__isnull=True, hold__isnull=False),
                name="a_paper_hangs_on_one_line_or_one_hold",
            )
        ]

    def __str__(self):
        return str(self.document)
