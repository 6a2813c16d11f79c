"""Who works here, who may what, and who looked at which account?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from core.asked import Asked, Slot
from core.history.models import AccessLine, HistoryLine
from core.staff.models import Handover, Person, StandIn
from core.staff.roles import TABLE, Role

HANDED_OVER = Asked(
    lambda: (
        Handover.objects.on(Slot("on"))
        .filter(to_person__is_active=True)
        .order_by()
        .values_list("from_person", "to_person")
    )
)


@dataclass(frozen=True)
class Permission:
    """One row of the role table: what may be done, and for each role whether it may."""

    words: str
    by_role: list[tuple[Role, bool]]

    @property
    def who(self) -> str:
        return ", ".join(role.words for role, may in self.by_role if may)


def role_table() -> list[Permission]:
    """The table of `roles.py` as a page draws it, a row per permission and a column per role."""
    return [Permission(str(words), [(role, role in who) for role in Role]) for who, words in TABLE.values()]


def people(*, working: bool = True) -> QuerySet[Person]:
    """The people who can log in, or those who no longer can, by name."""
    return Person.objects.filter(is_active=working).order_by("full_name", "pk")


def colleagues() -> QuerySet[Person]:
    """Who may own a next step: whoever may log contacts, by name."""
    who, _words = TABLE["log_contacts"]
    return people().filter(roles__overlap=[role.value for role in who])


def may_release() -> QuerySet[Person]:
    """Who may release what a trainee prepared, so may be a mentor, by name."""
    who, _words = TABLE["release_trainee_work"]
    return people().filter(roles__overlap=[role.value for role in who])


def may_stand_in() -> QuerySet[Person]:
    """Who may decide in an approver's place: whoever works accounts or approves themself, by name."""
    return people().filter(roles__overlap=[role.value for role in (Role.SPECIALIST, Role.SUPERVISOR, Role.DIRECTOR)])


def stands_in_for(person: Person, *, today: date) -> list[Person]:
    """The approvers whose stand-in this person is on a day, by name; nobody whose log-in is closed."""
    rows = StandIn.objects.on(today).filter(stand_in=person, person__is_active=True).select_related("person")
    return [row.person for row in rows.order_by("person__full_name", "person")]


def works_for(person: Person, *, today: date) -> list[int]:
    """Whose open work is this person's on a day: their own unless they handed it over, and what was handed to them.

    Whoever hands over hands on what they had been given too, so all work is in exactly one pair of hands.
    """
    given = handed_over(today=today)
    mine = [] if person.pk in given else [person.pk]
    return mine + sorted(giver for giver in given if _holder(giver, given) == person.pk)


def handed_over(*, today: date) -> dict[int, int]:
    """Who handed their work to whom on a day, by ids. Work given to somebody whose log-in is closed came back."""
    return dict(HANDED_OVER(on=today))


def handovers_to(person: Person, *, today: date) -> list[Handover]:
    """What was put into this person's own hands on a day, for "from Maria until Oct 9"."""
    return list(Handover.objects.on(today).filter(to_person=person).select_related("from_person"))


def _holder(giver: int, given: dict[int, int]) -> int:
    """In whose hands somebody's work ends up; a circle, which no action makes, leaves it with the giver."""
    passed, holder = {giver}, given[giver]
    while holder in given and holder not in passed:
        passed.add(holder)
        holder = given[holder]
    return giver if holder in passed else holder


def changes_of(person: Person) -> QuerySet[HistoryLine]:
    """What was done about a person, newest first."""
    return HistoryLine.objects.filter(subject_kind="staff.person", subject_key=str(person.pk)).select_related("actor")


def looks(*, account: str = "", person: Person | None = None, since: date | None = None) -> QuerySet[AccessLine]:
    """The access log, newest first: of an account, of a person, from a day on."""
    found = AccessLine.objects.select_related("person").order_by("-at", "-pk")
    if account:
        found = found.filter(account_number=account)
    if person:
        found = found.filter(person=person)
    return found.filter(at__gte=_start_of(since)) if since else found


def last_look(*, account: str = "", person: Person | None = None, before: date) -> AccessLine | None:
    """The newest line before a day, for the sentence that nobody has looked since."""
    return looks(account=account, person=person).filter(at__lt=_start_of(before)).first()


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
