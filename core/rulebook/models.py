"""Which figures were changed, from when, and by whom?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class RuleChangeQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(approved_at__isnull=False, in_force_from__lte=on).order_by("in_force_from", "pk")


class RuleChange(models.Model):
    """One figure's new value from a date on: proposed by one person, approved by another."""

    rules = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    value = models.JSONField()
    in_force_from = models.DateField()
    citation = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        ordering = ["in_force_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="an_approved_rule_change_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="nobody_approves_their_own_rule_change",
            ),
        ]

    def __str__(self):
        return f"{self.rules}.{self.field} = {self.value} from {self.in_force_from}"


class Signature(models.Model):
    """Somebody signed that something is so, or took that back. Append-only: the newest row of a name counts."""

    name = models.CharField(max_length=40)
    is_given = models.BooleanField()
    words = models.TextField(help_text="what was signed, or why it was taken back")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_on = models.DateField(help_text="business date")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_signature_says_what_was_signed")]

    def __str__(self):
        return f"{self.name}: {'signed' if self.is_given else 'taken back'} on {self.signed_on}"
