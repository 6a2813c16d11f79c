"""Which plans does the office look at this week, and how many are there of each sort?"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from payment_plans.models import Installment, Miss, Offer, PaymentPlan

CURED_DAYS = 7  # how long a plan that was made good is still shown
BROKEN_DAYS = 60  # how long a broken one is


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to: whose plans, which class of account, and whether misses of earlier nights too."""

    today: date
    agreed_by: int | None = None
    account_class: str = ""
    earlier: bool = True
    closed: Collection[int] = ()


@dataclass(frozen=True)
class Tab:
    """One sort of rows: how they are found, their order (core.paging), and of which noun they are."""

    code: str
    rows: Callable[[Asked], QuerySet]
    keys: tuple[str, ...]
    of: str = "plan"


def friday_of(today: date) -> date:
    """The last day of the office's week; on a weekend that of the next one."""
    return today + timedelta(days=(4 - today.weekday()) % 7)


def due(asked: Asked) -> QuerySet[PaymentPlan]:
    """Active plans whose oldest unpaid installment falls due by Friday and is not missed yet."""
    return _plans(asked).active().filter(
        standing__next_due_on__lte=friday_of(asked.today), standing__missed_count=0
    )  # fmt: skip


def missed(asked: Asked) -> QuerySet[PaymentPlan]:
    """Active plans with an installment or a new bill unpaid beyond its grace: of the last night, or of any."""
    behind = _plans(asked).active().filter(Q(standing__missed_count__gt=0) | Q(standing__bills_count__gt=0))
    newest = Miss.objects.open().filter(plan=OuterRef("pk")).order_by("-flagged_on").values("flagged_on")[:1]
    behind = behind.annotate(flagged_on=Subquery(newest)).filter(flagged_on__isnull=False)
    return behind if asked.earlier else behind.filter(flagged_on=asked.today)


def broken(asked: Asked) -> QuerySet[PaymentPlan]:
    """Plans that broke not long ago and were not followed by another."""
    since = asked.today - timedelta(days=BROKEN_DAYS)
    later = PaymentPlan.objects.filter(account=OuterRef("account"), pk__gt=OuterRef("pk"))
    return _plans(asked).filter(~Exists(later), state=PaymentPlan.State.BROKEN, ended_on__gte=since)


def cured(asked: Asked) -> QuerySet[Miss]:
    """Misses that were made good in the last week."""
    since = asked.today - timedelta(days=CURED_DAYS)
    found: QuerySet = Miss.objects.filter(cured_on__gt=since, plan__state=PaymentPlan.State.ACTIVE)
    found = _narrowed(found, asked, "plan__account", "plan__accepted_by")
    return found.select_related("plan__account__customer", "plan__account__premise", "plan__standing")


def waiting(asked: Asked) -> QuerySet[PaymentPlan]:
    """Plans that start when the first payment or the signature is there."""
    return _plans(asked).waiting()


def asked_beyond(asked: Asked) -> QuerySet[Offer]:
    """Offers that wait for somebody's decision or that a customer thinks about."""
    found: QuerySet = Offer.objects.filter(answer__in=[Offer.Answer.REQUESTED, Offer.Answer.THINKING])
    found = _narrowed(found, asked, "account", "made_by")
    return found.select_related("account__customer", "account__premise", "made_by")


TABS = (
    Tab("due", due, ("standing__next_due_on", "pk")),
    Tab("missed", missed, ("-flagged_on", "-pk")),
    Tab("broken", broken, ("-ended_on", "-pk")),
    Tab("cured", cured, ("-cured_on", "-pk"), of="miss"),
    Tab("waiting", waiting, ("starts_by_on", "pk")),
    Tab("asked", asked_beyond, ("-made_on", "-pk"), of="offer"),
)
BY_CODE = {tab.code: tab for tab in TABS}


def agreed_by(today: date) -> QuerySet:
    """Who agreed on a plan that is in force or ended not long ago: whose plans the list may be narrowed to."""
    since = today - timedelta(days=BROKEN_DAYS)
    found = PaymentPlan.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=since), accepted_by__isnull=False)
    return found.order_by("accepted_by__full_name").values_list("accepted_by", "accepted_by__full_name").distinct()


def plans_since(account_ids: Collection[int]) -> dict[int, date]:
    """Since when a plan in force holds what was due before, by account."""
    return dict(PaymentPlan.objects.in_force().filter(account__in=account_ids).values_list("account", "accepted_on"))


def numbered(plans: QuerySet[PaymentPlan]) -> Any:
    """The plans with the numbers of the installment that is due next and of the oldest that was missed."""
    installments = Installment.objects.filter(plan=OuterRef("pk"))
    return plans.select_related("accepted_by", "standing").annotate(
        next_number=Subquery(installments.filter(due_on=OuterRef("standing__next_due_on")).values("number")[:1]),
        missed_number=Subquery(installments.filter(due_on=OuterRef("standing__missed_since")).values("number")[:1]),
    )


def _plans(asked: Asked) -> Any:
    found = _narrowed(PaymentPlan.objects.all(), asked, "account", "accepted_by")
    return numbered(found).select_related("account__customer", "account__premise")


def _narrowed(found: QuerySet, asked: Asked, account: str, by: str) -> QuerySet:
    if asked.closed:
        found = found.exclude(**{f"{account}__in": list(asked.closed)})
    if asked.agreed_by:
        found = found.filter(**{by: asked.agreed_by})
    if asked.account_class:
        found = found.filter(**{f"{account}__account_class": asked.account_class})
    return found
