"""What did a colleague want the next one to know?"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, Customer


class NoteQuerySet(models.QuerySet):
    def up(self):
        return self.filter(taken_down_on__isnull=True)


class Note(models.Model):
    """A few words about an account or a person; a sticky one stands on every page of the account. Never edited:
    it is taken down, and another is written."""

    class Privacy(models.TextChoices):
        OPEN = "open"
        PRIVATE = "private"

    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="notes")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="notes")
    text = models.TextField()
    is_sticky = models.BooleanField(default=False)
    privacy = models.CharField(max_length=7, choices=Privacy, default=Privacy.OPEN)
    on = models.DateField(help_text="business date")
    at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_down_on = models.DateField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_why = models.TextField(blank=True)
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["account", "-at"], name="notes_of_an_account"),
            models.Index(fields=["customer", "-at"], name="notes_of_a_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, customer__isnull=True)
                | Q(account__isnull=True, customer__isnull=False),
                name="a_note_is_about_one_account_or_one_customer",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
            models.CheckConstraint(
                condition=Q(taken_down_on__isnull=True, taken_down_at__isnull=True, taken_down_why="")
                | (Q(taken_down_on__isnull=False, taken_down_at__isnull=False) & ~Q(taken_down_why="")),
                name="a_note_taken_down_says_why_and_when",
            ),
        ]

    def __str__(self):
        return f"Note of {self.on}"

    @property
    def is_private(self) -> bool:
        return self.privacy == self.Privacy.PRIVATE
