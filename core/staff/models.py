"""Who works here, who stands in for whom, and whose work was handed to whom?"""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from core.staff.roles import CHOICES, Role, may


class PersonManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, username, password=None, **fields):
        """The first person of an empty office: an administrator who then adds the others."""
        fields.setdefault("roles", [Role.ADMINISTRATOR.value])
        return self.create_user(username, password, **fields)


class Person(AbstractBaseUser):
    """Somebody who logs in. What they may do comes from their roles by the table in `roles.py`."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=CHOICES), default=list)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, help_text="somebody else chose the password")
    keys_off = models.BooleanField(default=False, help_text="single keys turned off (WCAG 2.1.4)")
    mentor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", help_text="who is asked first about their work"
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = PersonManager()

    class Meta:
        ordering = ["full_name"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=[role.value for role in Role]), name="roles_are_of_the_one_table"
            ),
            models.CheckConstraint(
                condition=Q(mentor__isnull=True) | ~Q(mentor=F("pk")), name="nobody_is_their_own_mentor"
            ),
        ]

    def __str__(self):
        return self.full_name

    def get_full_name(self):
        return self.full_name

    @property
    def roles_in_words(self) -> str:
        return ", ".join(Role(role).words for role in self.roles)

    @property
    def roles_in_short(self) -> str:
        """For the header, where three roles would push the search away."""
        first, *more = [Role(role).words for role in self.roles] or [""]
        return _("%(role)s and %(count)s more") % {"role": first, "count": len(more)} if more else first

    def may(self, permission: str) -> bool:
        return self.is_active and may(self.roles, permission)


class DatedQuerySet(models.QuerySet):
    def on(self, day):
        """Those that count on a day: it has begun, its last day is not over, and nobody has ended it."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), from_on__lte=day, until_on__gte=day)

    def to_come(self, day):
        """Those that count on a day or on a later one, soonest first."""
        begun = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        return self.filter(begun, until_on__gte=day).order_by("from_on", "pk")


class StandIn(models.Model):
    """Who decides in an approver's place on which days. Rights follow the person: nobody decides what they asked for.

    That one person has one stand-in at a time is a law of the database (migration 0003).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(help_text="the last day")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True, help_text="ended early: from this day on it no longer counts")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["stand_in", "until_on"], name="whom_somebody_stands_in_for")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="a_stand_in_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(person=F("stand_in")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="a_stand_in_that_was_ended_says_who",
            ),
        ]

    def __str__(self):
        return f"{self.stand_in} for {self.person}, {self.from_on} to {self.until_on}"


class Handover(models.Model):
    """One person's open work in another's hands from a day until a last day; then it comes back by itself.

    That one person's work is in one other's hands at a time is a law of the database (migration 0003).
    """

    from_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(help_text="the last day")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True, help_text="ended early: from this day on it no longer counts")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="a_handover_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(from_person=F("to_person")), name="nobody_hands_over_to_themselves"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="a_handover_that_was_ended_says_who",
            ),
        ]

    def __str__(self):
        return f"{self.from_person} to {self.to_person}, {self.from_on} to {self.until_on}"


class FailedLogIn(models.Model):
    """One try that did not succeed. Neither the name nor the address is kept, only a digest of each: people type
    passwords into the wrong field."""

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "failed log-ins"
        indexes = [
            models.Index(fields=["name", "at"], name="failed_log_ins_by_name"),
            models.Index(fields=["address", "at"], name="failed_log_ins_by_address"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"
