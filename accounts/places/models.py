"""Whose is a place, and what must somebody know who goes to its door?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Premise


class PremiseOwnerQuerySet(models.QuerySet):
    def owning(self, on):
        """Owners on a day: since then or earlier, and not until before it."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class PremiseOwner(models.Model):
    """Who owns a premise, on which parcel, from when until when, and who says so. The extract writes none of it."""

    premise = models.ForeignKey(Premise, models.PROTECT, related_name="owners")
    parcel = models.TextField(blank=True, help_text="the county's number of the land")
    name = models.TextField(blank=True)
    line1 = models.TextField(blank=True)
    line2 = models.TextField(blank=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    zip = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    source = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="the last day")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PremiseOwnerQuerySet.as_manager()

    class Meta:
        ordering = ["premise", "-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["premise"], condition=Q(until_on__isnull=True), name="a_premise_has_one_owner_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="an_owner_does_not_leave_before_coming",
            ),
            models.CheckConstraint(condition=~Q(parcel="", name=""), name="an_owner_has_a_name_or_a_parcel"),
            models.CheckConstraint(condition=~Q(source=""), name="an_owner_rests_on_something"),
        ]

    def __str__(self):
        return self.name or f"Parcel {self.parcel}"

    @property
    def mailing(self) -> list[str]:
        """The lines of the owner's address that are there."""
        town = " ".join(part for part in (self.city, self.state, self.zip) if part)
        return [line for line in (self.line1, self.line2, town) if line]


class CautionQuerySet(models.QuerySet):
    def in_force(self, on):
        """Cautions that hold on a day. One whose review is overdue still holds: nobody is bitten by an old date."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), from_on__lte=on)


class Caution(models.Model):
    """What somebody must know who goes to a door: what to do there, in neutral words, to be looked at again."""

    class Kind(models.TextChoices):
        DOG = "dog", "Dog"
        IN_PAIRS = "in_pairs", "Go in pairs"
        POLICE_INFORMED = "police", "Police informed"
        ACCESS = "access", "Way in"
        OTHER = "other", "Caution"

    premise = models.ForeignKey(Premise, models.PROTECT, related_name="cautions")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=160, blank=True, help_text="what to do at the door")
    source = models.TextField()
    from_on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="the first day without it")
    ended_why = models.TextField(blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = CautionQuerySet.as_manager()

    class Meta:
        ordering = ["premise", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["premise", "kind"],
                condition=Q(ended_on__isnull=True) & ~Q(kind="other"),
                name="a_premise_is_cautioned_once_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(review_on__gt=F("from_on")), name="a_caution_is_looked_at_again"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="an_ended_caution_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("from_on")),
                name="a_caution_does_not_end_before_it_begins",
            ),
            models.CheckConstraint(condition=~Q(kind="other", words=""), name="an_other_caution_says_what"),
            models.CheckConstraint(condition=~Q(source=""), name="a_caution_rests_on_something"),
        ]
        indexes = [
            models.Index(fields=["review_on", "id"], condition=Q(ended_on__isnull=True), name="cautions_to_look_at")
        ]

    def __str__(self):
        return self.get_kind_display()
