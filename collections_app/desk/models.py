"""What does the desk keep: situations of the demo, drafts, who works what, what was skipped, saved views?"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

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


class Serving(models.Model):
    """Who works an account of a list at this moment. The row is a lease: it goes when the person goes on, and counts
    no more once they have opened no page for the minutes of the rulebook."""

    account = models.ForeignKey(Account, models.CASCADE, db_index=False, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    query = models.TextField(blank=True, help_text="the list it was served from, as its address says it")
    since = models.DateTimeField()
    at = models.DateTimeField(help_text="when the person last opened a page")

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["account"], name="an_account_is_served_to_one_person"),
            models.UniqueConstraint(fields=["person"], name="a_person_is_served_one_account"),
        ]

    def __str__(self):
        return f"{self.account_id} is worked by {self.person_id}"


class Skip(models.Model):
    """An account that somebody passed over while working a list, and why. Append-only."""

    class Why(models.TextChoices):
        TALKED = "talked", _("A colleague is on it")
        LATER = "later", _("A better hour to call is later")
        ASK = "ask", _("I need to ask somebody first")
        WRONG = "wrong", _("It should not be on this list")
        OTHER = "other", _("Another reason")

    account = models.ForeignKey(Account, models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    words = models.CharField(max_length=200, blank=True)
    query = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["on", "person", "account"], name="skips_of_a_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(why="other") | ~Q(words=""), name="another_reason_is_said"),
        ]

    def __str__(self):
        return f"{self.account_id} skipped: {self.get_why_display()}"


class SavedView(models.Model):
    """A list kept under a name: which list, its filters, its columns."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    name = models.CharField(max_length=40)
    query = models.TextField(help_text="the list as its address says it")
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="a_person_uses_a_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="a_view_has_a_name"),
        ]
        indexes = [models.Index(fields=["name"], condition=Q(is_shared=True), name="shared_views_by_name")]

    def __str__(self):
        return self.name


class ViewUse(models.Model):
    """That somebody opened a saved view, and the last day they did."""

    view = models.ForeignKey(SavedView, models.CASCADE, db_index=False, related_name="uses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    last_on = models.DateField()

    class Meta:
        ordering = ["-last_on"]
        constraints = [models.UniqueConstraint(fields=["view", "person"], name="a_person_uses_a_view_in_one_row")]

    def __str__(self):
        return f"{self.person_id} uses {self.view_id}"


class BulkRun(models.Model):
    """What was done to several accounts at once, so that a double click does it once. Append-only."""

    request_id = models.UUIDField()
    act = models.CharField(max_length=20)
    done = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["request_id"], name="several_at_once_happen_once")]

    def __str__(self):
        return f"{self.act}: {self.done} done, {self.refused} refused"
