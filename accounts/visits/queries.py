"""Which doors are visited on a day, in which order, and why may another not be?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.holds.kinds import HoldRules, citation_of, kinds_that_stop
from accounts.holds.models import Hold
from accounts.holds.sentences import kind_in_words, until
from accounts.models import Account
from accounts.people.doors import close_addresses, closed_to, hidden_addresses, why_closed
from accounts.places.models import Caution
from accounts.places.queries import cautions_at
from accounts.visits import policy
from accounts.visits.models import Visit, VisitQuerySet, VisitResult
from accounts.visits.owed import Owed, owed_by
from core import history, rulebook
from core.utility import business_date
from core.verdicts import Verdict


@dataclass(frozen=True)
class Stop:
    """One door of a route: whom, what for, what is owed today, what to be careful of, how it ended.

    `why_not` says why nobody should go any more, `owed` is None where nobody tells it.
    """

    visit: Visit
    place: int
    cautions: list[Caution]
    owed: Owed | None
    result: Contact | None
    address_is_hidden: bool
    as_of: date
    why_not: str = ""

    @property
    def is_done(self) -> bool:
        return self.visit.state == Visit.State.DONE

    @property
    def is_open(self) -> bool:
        return self.visit.state == Visit.State.PLANNED


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
    closed = {person: closed_to(person) for person in people}
    return {
        account.pk: policy.VisitFacts(
            closed_to=next((why_closed(account.pk, person) for person in people if account.pk in closed[person]), ""),
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


def route(on: date, visitor) -> list[Stop]:
    """The doors of one visitor on a day in the order of the way: by route, street and number.

    A protected address stands in it as such: who may see it opens it on the account's page.
    """
    return stops_of(_visits().filter(planned_on=on, visitor=visitor), on)


def stops_of(visits: Iterable[Visit], on: date) -> list[Stop]:
    """Visits as stops in the order of the way, as they are on a day; a handful of queries for all of them."""
    found = list(visits)
    accounts = [visit.account for visit in found]
    hidden = hidden_addresses({account.customer_id for account in accounts}, None)
    if hidden:
        close_addresses(accounts)
    found.sort(key=lambda visit: (visit.account.customer_id in hidden, _order(visit)))
    cautions = cautions_at({account.premise_id for account in accounts}, on)
    owed = owed_by([account.pk for account in accounts], on)
    ended = reads(found)
    refused = _refused_since([visit for visit in found if visit.state == Visit.State.PLANNED], on)
    return [
        Stop(
            visit=visit,
            place=place,
            cautions=cautions.get(visit.account.premise_id, []),
            owed=owed.get(visit.account_id),
            result=ended.get(visit.pk),
            address_is_hidden=visit.account.customer_id in hidden,
            as_of=on,
            why_not=refused.get(visit.pk, "") or _is_paid(visit, owed.get(visit.account_id)),
        )
        for place, visit in enumerate(found, 1)
    ]


def _refused_since(planned: Sequence[Visit], on: date) -> dict[int, str]:
    """Of visits that were planned those to which nobody may go any more, each with its sentence."""
    rules = rulebook.rules(policy.VisitRules, on=on)
    refused = {}
    for who in {(visit.visitor, visit.companion) for visit in planned}:
        theirs = {visit.account_id: visit for visit in planned if (visit.visitor, visit.companion) == who}
        people = [person for person in who if person is not None]
        for account_id, facts in facts_of(theirs, on, people=people, companion=who[1]).items():
            visit = theirs[account_id]
            still = policy.may_still_visit(facts, rules)
            if not still.allowed:
                refused[visit.pk] = still.sentence
    return refused


def _is_paid(visit: Visit, owed: Owed | None) -> str:
    asks = visit.purpose in (Visit.Purpose.COLLECT, Visit.Purpose.WARN) and visit.state == Visit.State.PLANNED
    return _("Nothing is past due any more. Leave this door out.") if asks and owed and owed.past_due <= 0 else ""


def reads(visits: Iterable[Visit]) -> dict[int, Contact]:
    """How visits ended, as the log reads now: what was corrected reads as corrected, what was withdrawn not at all."""
    newest = {visit.pk: _corrected(found[0].contact) for visit in visits if (found := visit.results.all())}
    if not newest:
        return {}
    shown = history.in_view(Contact.objects.filter(pk__in=[contact.pk for contact in newest.values()]))
    in_view = set(shown.values_list("pk", flat=True))
    return {pk: contact for pk, contact in newest.items() if contact.pk in in_view}


def _corrected(contact: Contact) -> Contact:
    while corrections := list(contact.corrections.all()):
        contact = corrections[0]
    return contact


def _order(visit: Visit):
    premise = visit.account.premise
    return (*policy.walking_order(premise.route, premise.line1, premise.unit), visit.pk)


def _visits() -> VisitQuerySet:
    return _all().not_cancelled()


def _all() -> VisitQuerySet:
    whole = ("account__customer", "account__premise", "visitor", "companion")
    return Visit.objects.select_related(*whole).prefetch_related("results__contact__corrections", "results__actor")


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


def round_of(visit: Visit, on: date) -> list[Stop]:
    """The whole way of which a visit is a stop."""
    return stops_of(_visits().filter(planned_on=visit.planned_on, visitor=visit.visitor_id), on)


def find_visit(pk: int) -> Visit | None:
    """A visit with its account, place and people."""
    return _all().filter(pk=pk).first()


def overdue(today: date) -> QuerySet[Visit]:
    """Planned visits whose day is over without a result, oldest first."""
    return _visits().filter(state=Visit.State.PLANNED, planned_on__lt=today).order_by("planned_on", "pk")


def visits_of(account_id: int) -> QuerySet[Visit]:
    """All visits to an account, newest first."""
    return _all().filter(account=account_id).order_by("-planned_on", "-pk")


def planned_visit(account_id: int) -> Visit | None:
    """The visit that is planned to an account."""
    return _visits().filter(state=Visit.State.PLANNED, account=account_id).first()
