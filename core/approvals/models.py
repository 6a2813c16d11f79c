"""What waits for a second person, and what became of it?"""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from core.fields import MoneyField


class ApprovalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Approval.State.WAITING)


class Approval(models.Model):
    """One thing that somebody asks for and somebody else decides. No foreign key upstairs: every floor can ask."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits"
        APPROVED = "approved", "approved"
        RETURNED = "returned", "returned"
        WITHDRAWN = "withdrawn", "withdrawn"

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=60)
    account_number = models.TextField(null=True, blank=True)  # noqa: DJ001 (no account at all is not an empty number)
    sentence = models.TextField(help_text="what is asked")
    follows = models.TextField(help_text="what happens if yes")
    amount = MoneyField(null=True, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="none: the night"
    )
    asked_at = models.DateTimeField()
    asked_on = models.DateField(help_text="business date")
    deadline_on = models.DateField(null=True, blank=True)
    for_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="who is asked first; others who may decide can too",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="whom the decider stood in for",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="why it was returned or withdrawn")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["kind", "asked_at"], condition=Q(state="waiting"), name="what_waits_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_key"],
                condition=Q(state="waiting"),
                name="a_thing_waits_once_for_approval",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_on__isnull=False)),
                name="only_what_is_decided_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "returned"]) | Q(decided_by__isnull=False),
                name="an_answer_says_whose_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "returned"])
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=F("asked_by")),
                name="nobody_decides_what_they_asked_for",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "withdrawn"]) | ~Q(reason=""), name="a_no_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.sentence}"
