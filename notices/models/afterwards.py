"""What came of a letter after it left: mail that came back, and e-mail?"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.documents.models import Document
from accounts.models import Customer
from notices.models.letters import Letter

PERSON = settings.AUTH_USER_MODEL


class Returned(models.Model):
    """A letter that came back, and why. Append-only.

    Where `makes_bad`, nothing is mailed to those address lines until they change or a person says they are good again.
    """

    class Reason(models.TextChoices):
        MOVED = "moved", "moved, left no address"
        FORWARDING = "forwarding", "moved, new address on the label"
        NOT_KNOWN = "not_known", "not known at this address"
        NO_SUCH_PLACE = "no_such_place", "no such number or street"
        VACANT = "vacant", "vacant"
        REFUSED = "refused", "refused"
        UNCLAIMED = "unclaimed", "unclaimed"
        DECEASED = "deceased", "deceased"
        OTHER = "other", "other"

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="returned")
    reason = models.CharField(max_length=14, choices=Reason)
    note = models.TextField(blank=True, help_text="what the post office wrote on it, such as a new address")
    makes_bad = models.BooleanField(default=True)
    returned_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-returned_on", "-pk"]
        verbose_name_plural = "returned letters"

    def __str__(self):
        return f"Letter {self.letter_id} came back on {self.returned_on}"


class GoodAgain(models.Model):
    """A person's word that an address from which a letter came back may be written to again. Append-only."""

    returned = models.OneToOneField(Returned, models.PROTECT, related_name="good_again")
    why = models.TextField()
    on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "addresses good again"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="an_address_good_again_says_why")]

    def __str__(self):
        return f"The address of letter {self.returned.letter_id} is good again"


class EmailChoice(models.Model):
    """A customer's word that letters may come by e-mail, where, and how they said so. Changes only by ending."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="email_choices")
    email = models.EmailField()
    source = models.TextField(help_text="the paper or the words it rests on")
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_on__isnull=True), name="a_customer_chose_email_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="an_ended_email_choice_says_why",
            ),
        ]

    def __str__(self):
        return f"Letters by e-mail since {self.from_on}"


class Emailed(models.Model):
    """A letter that went out by e-mail: to which address, with which paper. Append-only."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="emailed")
    email = models.EmailField()
    message_id = models.TextField(unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name_plural = "emailed letters"

    def __str__(self):
        return f"Letter {self.letter_id} went by e-mail on {self.sent_on}"


class Bounce(models.Model):
    """An e-mail that could not be delivered, as the mail server said. Append-only."""

    emailed = models.OneToOneField(Emailed, models.PROTECT, related_name="bounce")
    why = models.TextField()
    bounced_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="a_bounce_says_why")]

    def __str__(self):
        return f"The e-mail of letter {self.emailed.letter_id} bounced"
