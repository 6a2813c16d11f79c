"""Who stands around an account, how are they reached, and whose eyes are kept off it?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.documents.models import Document
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


class PartyQuerySet(models.QuerySet):
    def in_force(self, on):
        """Who stands around an account on a day: begun, not past their last day, not ended by it."""
        last = Q(until_on__isnull=True) | Q(until_on__gte=on)
        return self.filter(last, from_on__lte=on).exclude(ended_on__lte=on)


class Party(models.Model):
    """Somebody around an account whom billing does not know, or not in this role. Changes only by ending.

    Whom the holder let speak or answer for them counts only as long as `holder` holds the account.
    """

    class Role(models.TextChoices):
        HOLDER = "holder", "holder, not yet in billing"
        CO_RESPONSIBLE = "co_responsible", "co-responsible"
        OWNER = "owner", "owner of the place"
        LANDLORD = "landlord", "landlord"
        OCCUPANT = "occupant", "occupant"
        THIRD_PARTY = "third_party", "third party, gets copies"
        CASEWORKER = "caseworker", "caseworker"
        GUARANTOR = "guarantor", "guarantor"
        AUTHORISED = "authorised", "authorised to talk"

    class MayBeTold(models.TextChoices):
        EVERYTHING = "everything", "everything"
        BALANCE = "balance", "the balance only"
        NOTHING = "nothing", "nothing"

    class Privacy(models.TextChoices):
        OPEN = "open"
        PRIVATE = "private"

    account = models.ForeignKey(Account, models.PROTECT, related_name="parties")
    holder = models.ForeignKey(Customer, models.PROTECT, related_name="+", help_text="who held the account then")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="stands_around", help_text="if billing knows them"
    )
    role = models.CharField(max_length=14, choices=Role)
    name = models.TextField()
    may_be_told = models.CharField(max_length=10, choices=MayBeTold)
    language = models.TextField(blank=True)
    mailing_line1 = models.TextField(blank=True)
    mailing_line2 = models.TextField(blank=True)
    mailing_city = models.TextField(blank=True)
    mailing_state = models.TextField(blank=True)
    mailing_zip = models.TextField(blank=True)
    privacy = models.CharField(max_length=7, choices=Privacy, default=Privacy.OPEN)
    source = models.TextField(help_text="the paper or the words it rests on")
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="the last day")
    ended_on = models.DateField(null=True, blank=True, help_text="the first day they no longer stand there")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name_plural = "parties"
        indexes = [models.Index(fields=["account", "from_on"], name="parties_of_an_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(source=""), name="a_party_has_a_name_and_a_source"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="a_party_stays_at_least_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_at__isnull=True, ended_why="")
                | (Q(ended_on__isnull=False, ended_at__isnull=False) & ~Q(ended_why="")),
                name="an_ended_party_says_why_and_since_when",
            ),
            # A caseworker tells that somebody lives on assistance, which is private (Minn. Stat. 13.46).
            models.CheckConstraint(
                condition=~Q(role="caseworker") | Q(privacy="private"), name="a_caseworker_is_private"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_role_display()}"

    @property
    def is_private(self) -> bool:
        return self.privacy == self.Privacy.PRIVATE

    @property
    def has_mailing_address(self) -> bool:
        return all((self.mailing_line1, self.mailing_city, self.mailing_state, self.mailing_zip))


class ContactPointQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(dropped_on__isnull=True)


class ContactPoint(models.Model):
    """A phone, an e-mail or an address by which a customer or a party is reached, and whether it works.

    Billing's own numbers stay where billing keeps them; one that was tried stands here too, with source "billing".
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        ADDRESS = "address", "Address"

    class State(models.TextChoices):
        UNKNOWN = "unknown", "not tried"
        WORKS = "works", "works"
        BAD = "bad", "bad"

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="contact_points")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="contact_points")
    kind = models.CharField(max_length=7, choices=Kind)
    value = models.TextField()
    key = models.TextField(help_text="digits of a phone, else the folded words: the same for the same number")
    source = models.TextField()
    state = models.CharField(max_length=7, choices=State, default=State.UNKNOWN)
    last_tried_on = models.DateField(null=True, blank=True)
    do_not_use = models.BooleanField(default=False)
    do_not_use_why = models.TextField(blank=True)
    from_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)
    dropped_why = models.TextField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        indexes = [models.Index(fields=["key"], condition=Q(dropped_on__isnull=True), name="who_shares_a_number")]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, party__isnull=True) | Q(customer__isnull=True, party__isnull=False),
                name="a_contact_point_is_one_persons",
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(source=""), name="a_contact_point_has_a_key_and_a_source"),
            models.CheckConstraint(
                condition=Q(do_not_use=False) | ~Q(do_not_use_why=""), name="a_number_not_to_be_used_says_why"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_why=""), name="a_dropped_number_says_why"
            ),
            models.UniqueConstraint(
                fields=["customer", "party", "kind", "key"],
                condition=Q(dropped_on__isnull=True),
                nulls_distinct=False,
                name="a_person_has_a_number_once",
            ),
        ]

    def __str__(self):
        return self.value


class PlaceRelation(models.Model):
    """What the holder is to the place. Append-only; of one holder the newest counts."""

    class Relation(models.TextChoices):
        OWNER = "owner", "owner"
        TENANT = "tenant", "tenant"
        LANDLORD = "landlord", "landlord"
        UNKNOWN = "unknown", "not known"

    account = models.ForeignKey(Account, models.PROTECT, related_name="place_relations")
    holder = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=8, choices=Relation)
    source = models.TextField()
    from_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["account", "-from_on"], name="what_a_holder_is_to_a_place")]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="a_place_relation_has_a_source")]

    def __str__(self):
        return f"{self.holder} is {self.relation} at {self.account}"
