"""Which doors are visited on a day, in which order, and why may another not be?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from accounts.holds.kinds import HoldRules, citation_of, kinds_that_stop
from accounts.holds.models import Hold
from accounts.holds.sentences import kind_in_words, until
from accounts.models import Account
from accounts.people.doors import hidden_addresses, why_closed
from accounts.places.models import Caution
from accounts.places.queries import cautions_at
from accounts.visits import policy
from accounts.visits.models import Visit, VisitResult
from accounts.visits.owed import Owed, owed_by
from core import rulebook
from core.money import ZERO
from core.utility import business_date
from core.verdicts import Verdict

NOTHING_OWED = Owed(ZERO, None)


@dataclass(frozen=True)
class Stop:
    """One door of a route: whom, what for, what is owed today, what to be careful of, how it ended."""

    visit: Visit
    place: int
    cautions: list[Caution]
    owed: Owed
    result: VisitResult | None
    address_is_hidden: bool

    @property
    def past_due(self) -> Decimal:
        return self.owed.past_due


def why_no_visit(account_ids: Iterable[int], on: date, *, visitor=None, companion=None, actor=None) -> dict[int, str]:
    """Of these accounts those that may not be visited on a day, each with the strongest reason as a sentence.

    Without a `visitor` the rules about people are left out; `actor` is whoever asks.
    """
    judged = judge(account_ids, on, visitor=visitor, companion=companion, actor=actor, today=business_date())
    return {account_id: found.sentence for account_id, found in judged.items() if not found.allowed}


def judge(
    account_ids: Iterable[int], on: date, *, visitor=None, companion=None, actor=None, today: date
) -> dict[int, Verdict]:
    """The verdict on each account, whoever asks and whoever goes; few queries for all of them."""
    rules = rulebook.rules(policy.VisitRules, on=on)
    people = [person for person in (actor, visitor, companion) if person is not None]
    facts = facts_of(account_ids, on, people=people, companion=companion)
    return {pk: policy.may_visit(found, rules, on=on, today=today) for pk, found in facts.items()}


def facts_of(account_ids: Iterable[int], on: date, *, people, companion=None) -> dict[int, policy.VisitFacts]:
    """What the policy must know of each account."""
    accounts = list(Account.objects.filter(pk__in=list(account_ids)).order_by("pk"))
    stops = _stops(accounts, on)
    cautions = cautions_at([account.premise_id for account in accounts], on)
    planned = {
        visit.account_id: visit
        for visit in Visit.objects.planned().filter(account__in=accounts).select_related("visitor")
    }
    last = dict(
        VisitResult.objects.filter(visit__account__in=accounts)
        .values_list("visit__account")
        .annotate(last=Max("on"))
        .order_by()
    )
    hidden = {person: hidden_addresses({account.customer_id for account in accounts}, person) for person in people}
    return {
        account.pk: policy.VisitFacts(
            closed_to=_closed_to(account.pk, people),
            hidden_from=next((str(person) for person in people if account.customer_id in hidden[person]), ""),
            closed_on=account.closed_on,
            is_active=account.status == Account.Status.ACTIVE,
            stops=tuple(stops.get(account.pk, ())),
            planned_for=planned[account.pk].planned_on if account.pk in planned else None,
            planned_visitor=str(planned[account.pk].visitor) if account.pk in planned else "",
            last_visit_on=last.get(account.pk),
            goes_in_pairs=any(c.kind == Caution.Kind.IN_PAIRS for c in cautions.get(account.premise_id, ())),
            has_companion=companion is not None,
        )
        for account in accounts
    }


def _closed_to(account_id: int, people) -> str:
    return next((said for said in (why_closed(account_id, person) for person in people) if said), "")


def _stops(accounts: Collection[Account], on: date) -> dict[int, list[policy.Stop]]:
    """The holds that stop visits to the whole of an account, by account."""
    kinds = kinds_that_stop("visits", rulebook.rules(HoldRules, on=on))
    whole = Q(scope=Hold.Scope.ACCOUNT, account__in=accounts) | Q(
        scope=Hold.Scope.CUSTOMER, customer__in={account.customer_id for account in accounts}
    )
    found: dict[int, list[policy.Stop]] = {}
    for hold in Hold.objects.in_force(on).filter(whole, kind__in=kinds).order_by("until_on", "pk"):
        stop = policy.Stop(kind_in_words(hold.kind), until(hold), citation_of(hold.kind))
        for account in accounts:
            if account.pk == hold.account_id or (hold.customer_id and account.customer_id == hold.customer_id):
                found.setdefault(account.pk, []).append(stop)
    return found


def route(on: date, visitor, *, seen_by=None) -> list[Stop]:
    """The doors of one visitor on a day in the order of the way: by route, street and number.

    `seen_by` is who looks (the visitor unless another is named): a protected address is hidden from others.
    """
    return stops_of(_visits().filter(planned_on=on, visitor=visitor), on, seen_by=seen_by or visitor)


def stops_of(visits: QuerySet[Visit], on: date, *, seen_by) -> list[Stop]:
    """Visits as stops in the order of the way, in a handful of queries."""
    found = sorted(visits, key=_order)
    accounts = [visit.account for visit in found]
    hidden = hidden_addresses({account.customer_id for account in accounts}, seen_by)
    cautions = cautions_at({account.premise_id for account in accounts}, on)
    owed = owed_by([account.pk for account in accounts], on)
    return [
        Stop(
            visit=visit,
            place=place,
            cautions=cautions.get(visit.account.premise_id, []),
            owed=owed.get(visit.account_id, NOTHING_OWED),
            result=next(iter(visit.results.all()), None),
            address_is_hidden=visit.account.customer_id in hidden,
        )
        for place, visit in enumerate(found, 1)
    ]


def _order(visit: Visit):
    premise = visit.account.premise
    return (*policy.walking_order(premise.route, premise.line1, premise.unit), visit.pk)


def _visits() -> QuerySet[Visit]:
    whole = ("account__customer", "account__premise", "visitor", "companion")
    return Visit.objects.not_cancelled().select_related(*whole).prefetch_related("results__actor")


@dataclass(frozen=True)
class Round:
    """How many doors a visitor has on a day, and how many are done."""

    visitor_id: int
    visitor: str
    stops: int
    done: int


def rounds(on: date) -> list[Round]:
    """Whose routes there are on a day, by name."""
    done = Count("pk", filter=Q(state=Visit.State.DONE))
    counted = Visit.objects.not_cancelled().filter(planned_on=on)
    rows = counted.values_list("visitor", "visitor__full_name").annotate(stops=Count("pk"), done=done)
    return [Round(*row) for row in rows.order_by("visitor__full_name", "visitor")]


def next_days(after: date, visitor=None) -> list[tuple[date, int]]:
    """The next days with planned visits and how many, at most five."""
    planned = Visit.objects.planned().filter(planned_on__gt=after)
    if visitor is not None:
        planned = planned.filter(visitor=visitor)
    return list(planned.values_list("planned_on").annotate(n=Count("pk")).order_by("planned_on")[:5])


def overdue(today: date) -> QuerySet[Visit]:
    """Planned visits whose day is over without a result, oldest first."""
    return _visits().filter(state=Visit.State.PLANNED, planned_on__lt=today).order_by("planned_on", "pk")


def visits_of(account_id: int) -> QuerySet[Visit]:
    """All visits to an account, newest first."""
    return _visits_of_all(account_id).order_by("-planned_on", "-pk")


def planned_visit(account_id: int) -> Visit | None:
    """The visit that is planned to an account."""
    return _visits().filter(state=Visit.State.PLANNED, account=account_id).first()


def _visits_of_all(account_id: int) -> QuerySet[Visit]:
    return Visit.objects.filter(account=account_id).select_related("visitor").prefetch_related("results__actor")
