"""Which situations does the demo hold, and where does one see each?"""

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
