"""Who stands around an account, how are they reached, and whose eyes are kept off it?"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, Customer


class LockedAccountQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_on__isnull=True)


class LockedAccount(models.Model):
    """An account that a colleague must not open: their own, a relative's, or one of a colleague that is flagged.

    An own or relative's account is closed to that person; a flagged one to everybody but supervisors, directors and
    auditors, and always to the person.
    """

    class Why(models.TextChoices):
        OWN = "own", "their own account"
        RELATIVE = "relative", "a relative's account"
        FLAGGED = "flagged", "a colleague's account, flagged"

    account = models.ForeignKey(Account, models.PROTECT, related_name="locks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = LockedAccountQuerySet.as_manager()

    class Meta:
        ordering = ["account", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"],
                condition=Q(ended_on__isnull=True),
                name="an_account_is_locked_once_to_a_person",
            )
        ]

    def __str__(self):
        return f"{self.account} is closed to {self.person}: {self.get_why_display()}"


class ProtectedAddressQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_on__isnull=True)


class ProtectedAddress(models.Model):
    """Where somebody lives is shown to named people only; mail goes to the designated address and nowhere else
    (Minn. Stat. ch. 5B, 13.045)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="protected_addresses")
    designated_line1 = models.TextField()
    designated_line2 = models.TextField(blank=True)
    designated_city = models.TextField()
    designated_state = models.TextField()
    designated_zip = models.TextField()
    named = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    source = models.TextField()
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = ProtectedAddressQuerySet.as_manager()

    class Meta:
        ordering = ["customer"]
        verbose_name_plural = "protected addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_on__isnull=True), name="a_customer_is_protected_once_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.customer} since {self.from_on}"
