"""Which situations does the demo hold, and what has somebody begun to write?"""

from django.conf import settings
from django.db import models

from accounts.models import Account


class DemoSituation(models.Model):
    """One situation of the demo utility, by its number in the demo's own list; a working utility has none."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    title = models.TextField()
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    page = models.CharField(max_length=200, blank=True, help_text="URL name of where it shows, if not on the account")

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.title}"


class Draft(models.Model):
    """What a person began to type into a form and has not sent yet: nobody else's, on any machine of theirs."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    name = models.CharField(max_length=60, help_text="of the form, with an id: call-90")
    typed = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="a_person_has_one_draft_of_a_form")]

    def __str__(self):
        return f"{self.name} of {self.person_id}"
