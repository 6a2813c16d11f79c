"""Who works here?"""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
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

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = PersonManager()

    class Meta:
        ordering = ["full_name"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=[role.value for role in Role]), name="roles_are_of_the_one_table"
            )
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
