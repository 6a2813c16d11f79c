"""Which texts were written for letters, by whom, and from which day do they hold?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

PERSON = settings.AUTH_USER_MODEL


class TemplateVersionQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(approved_at__isnull=False)

    def in_force(self, on):
        """Approved and begun by a day; of each kind and language the one that began last holds."""
        return self.approved().filter(Q(in_force_from__isnull=True) | Q(in_force_from__lte=on))

    def drafts(self):
        return self.filter(approved_at__isnull=True)


class TemplateVersion(models.Model):
    """One version of a kind's text in one language: a draft, sent for approval, approved, in force from a day.

    An approved one is frozen. A translation is read by a named second reader of the language before it is approved.
    """

    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="en")
    number = models.PositiveIntegerField()
    body = models.TextField(help_text="Markdown with Liquid")
    note = models.TextField(blank=True, db_default="", help_text="what changes for the reader, in the writer's words")
    is_shipped = models.BooleanField(default=False, help_text="came with the product and was approved by the system")
    written_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True, help_text="last saved as a draft")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="since when it waits for approval")
    second_reader = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", help_text="who reads the language, by name"
    )
    read_at = models.DateTimeField(null=True, blank=True, help_text="when the second reader found it right")
    in_force_from = models.DateField(null=True, blank=True, help_text="none: from the beginning")
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="a_template_version_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(approved_at__isnull=True),
                name="one_draft_of_a_kind_and_language_at_a_time",
                violation_error_message="A draft of this letter in this language is in work already.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(written_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="nobody_approves_their_own_template",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(is_shipped=True) | Q(approved_by__isnull=False),
                name="an_approved_template_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(language="en")
                | Q(second_reader__isnull=False, read_at__isnull=False),
                name="an_approved_translation_was_read_by_a_second_reader",
            ),
            models.CheckConstraint(
                condition=Q(second_reader__isnull=True)
                | (
                    (Q(written_by__isnull=True) | ~Q(second_reader=F("written_by")))
                    & (Q(approved_by__isnull=True) | ~Q(second_reader=F("approved_by")))
                ),
                name="a_second_reader_is_neither_writer_nor_approver",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.language} version {self.number}"
