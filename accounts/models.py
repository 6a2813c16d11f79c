"""Who is served, where, and under which account?"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper


class Customer(models.Model):
    """A person or organization as the billing system knows it. `number` is its customer_id there."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANIZATION = "organization"

    number = models.TextField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    first_name = models.TextField(blank=True)
    last_name = models.TextField(blank=True)
    organization_name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    alternate_phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    mailing_line1 = models.TextField(blank=True)
    mailing_line2 = models.TextField(blank=True)
    mailing_city = models.TextField(blank=True)
    mailing_state = models.TextField(blank=True)
    mailing_zip = models.TextField(blank=True)
    language = models.TextField(blank=True)
    name_key = models.TextField(blank=True, help_text="accent-folded, last name first; names sort by it")

    class Meta:
        ordering = ["name_key"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        if self.kind == self.Kind.ORGANIZATION:
            return self.organization_name or f"{self.first_name} {self.last_name}".strip()
        return f"{self.first_name} {self.last_name}".strip() or self.organization_name

    @property
    def has_mailing_address(self) -> bool:
        """Whether a letter can be addressed at all: a line, a city, a state and a ZIP code."""
        return all((self.mailing_line1, self.mailing_city, self.mailing_state, self.mailing_zip))


class Premise(models.Model):
    """A place that is served. `number` is its premise_id in billing."""

    class Occupancy(models.TextChoices):
        OWNER = "owner"
        TENANT = "tenant"
        VACANT = "vacant"
        UNKNOWN = "unknown"

    class Class(models.TextChoices):
        RESIDENTIAL = "residential"
        MULTI_UNIT = "multi_unit"
        COMMERCIAL = "commercial"

    class Heat(models.TextChoices):
        GAS = "gas"
        ELECTRIC = "electric"
        OIL = "oil"
        UNKNOWN = "unknown"

    number = models.TextField(unique=True)
    line1 = models.TextField()
    unit = models.TextField(blank=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    zip = models.TextField(blank=True)
    route = models.TextField(blank=True)
    occupancy = models.CharField(max_length=10, choices=Occupancy)
    premise_class = models.CharField(max_length=12, choices=Class)
    primary_heat = models.CharField(max_length=10, choices=Heat)

    class Meta:
        ordering = ["line1", "unit"]
        indexes = [models.Index(OpClass(Lower("line1"), "text_pattern_ops"), name="found_by_place")]

    def __str__(self):
        return self.address

    @property
    def address(self) -> str:
        return f"{self.line1}, {self.unit}" if self.unit else self.line1


class Account(models.Model):
    """One holder's account at one premise. `stated_balance` is what billing says the balance was on `stated_on`."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        INACTIVE = "inactive"

    number = models.TextField(unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="accounts")
    premise = models.ForeignKey(Premise, models.PROTECT, related_name="accounts")
    status = models.CharField(max_length=8, choices=Status)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    account_class = models.TextField(blank=True)
    billing_cycle = models.TextField(blank=True)
    stated_balance = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    stated_on = models.DateField(null=True, blank=True)

    address_is_protected = False  # set by the door that hands an account out with its address closed

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.number

    @property
    def is_residential(self) -> bool:
        return self.account_class == "residential"


class EarlierHolder(models.Model):
    """Somebody who held this account before its present holder: written when billing names a new one."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="earlier_holders")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="accounts_held_before")
    premise = models.ForeignKey(Premise, models.PROTECT, related_name="+")
    until_on = models.DateField()

    class Meta:
        ordering = ["-until_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "customer", "premise", "until_on"], name="a_holder_leaves_an_account_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.customer} on {self.account} until {self.until_on}"


class Service(models.Model):
    """Gas, water, sewer or stormwater on an account, with its meter."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="services")
    service = models.TextField()
    meter_number = models.TextField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=3, choices=[("on", "on"), ("off", "off")])

    class Meta:
        ordering = ["account", "service", "started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "service", "meter_number", "started_on"],
                nulls_distinct=False,
                name="a_service_starts_once_on_a_meter",
            )
        ]
        indexes = [
            models.Index(
                OpClass(Upper("meter_number"), name="text_pattern_ops"),
                condition=~Q(meter_number=""),
                name="found_by_meter",
            )
        ]

    def __str__(self):
        return f"{self.service} on {self.account}"


class Usage(models.Model):
    """How much of a service was used in a billing period and what billing asked for it. For information only."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="usage")
    service = models.TextField()
    period_end = models.DateField()
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    unit = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["account", "-period_end", "service"]
        verbose_name_plural = "usage"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "service", "period_end"], name="one_usage_per_service_and_period"
            )
        ]

    def __str__(self):
        return f"{self.service} {self.period_end} on {self.account}"


class SearchLine(models.Model):
    """What a caller may say to be found: one line per account and holder, present or earlier (accounts/search).

    Made from the other tables and made again at any time, so no foreign key is checked.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, db_index=False, db_constraint=False, related_name="search_lines"
    )
    customer = models.ForeignKey(Customer, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    premise = models.ForeignKey(Premise, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    is_earlier = models.BooleanField(default=False)
    until_on = models.DateField(null=True, blank=True, help_text="when an earlier holder left")
    name_key = models.TextField(blank=True, help_text="folded, last name first")
    phone = models.TextField(blank=True, help_text="digits only")
    other_phone = models.TextField(blank=True, help_text="digits only")
    email = models.TextField(blank=True, help_text="lower case")
    words = SearchVectorField(help_text="folded words of name and address, and phones without their area code")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "customer"], name="one_search_line_per_account_and_holder"),
        ]
        indexes = [
            GinIndex(fields=["words"], fastupdate=False, name="found_by_words"),
            models.Index(fields=["name_key"], include=["id"], opclasses=["text_pattern_ops"], name="found_by_name"),
            models.Index(
                fields=["phone"], opclasses=["text_pattern_ops"], condition=~Q(phone=""), name="found_by_phone"
            ),
            models.Index(
                fields=["other_phone"],
                opclasses=["text_pattern_ops"],
                condition=~Q(other_phone=""),
                name="found_by_other_phone",
            ),
            models.Index(
                fields=["email"], opclasses=["text_pattern_ops"], condition=~Q(email=""), name="found_by_email"
            ),
        ]

    def __str__(self):
        return f"{self.account_id} {self.customer_id}"
