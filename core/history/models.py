"""What was done, and who looked?"""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class HistoryLine(models.Model):
    """One thing a person or the night did. Append-only; no foreign key upstairs, so every floor can write it."""

    at = models.DateTimeField()
    business_date = models.DateField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    request_id = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_key = models.CharField(max_length=60, blank=True)
    account_number = models.TextField(null=True, blank=True)  # noqa: DJ001 (no account at all is not an empty number)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["account_number", "-at"], name="history_of_an_account"),
            models.Index(fields=["subject_kind", "subject_key"], name="history_of_a_subject"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class AccessLine(models.Model):
    """Who looked at which account, when. Append-only."""

    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    account_number = models.TextField()
    what = models.CharField(max_length=80)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["account_number", "-at"], name="who_looked_at_an_account"),
            models.Index(fields=["person", "-at"], name="what_a_person_looked_at"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.person_id} {self.what} {self.account_number}"


class Withdrawal(models.Model):
    """A line taken out of view because it stands on the wrong account, and why. Append-only; the line stays."""

    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=60)
    account_number = models.TextField(null=True, blank=True)  # noqa: DJ001 (no account at all is not an empty number)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_key"], name="a_line_is_withdrawn_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_line_withdrawn_says_why"),
        ]
        indexes = [models.Index(fields=["account_number"], name="withdrawn_from_an_account")]

    def __str__(self):
        return f"{self.subject_kind} {self.subject_key} withdrawn on {self.on}"
