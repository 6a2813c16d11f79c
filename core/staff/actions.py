"""What can happen to the people who log in?"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import history
from core.errors import RuleViolation
from core.staff import lockout
from core.staff.access import refusal
from core.staff.models import Person
from core.staff.roles import Role


@transaction.atomic
def add_person(
    *,
    username: str,
    full_name: str,
    email: str = "",
    roles: Iterable[str],
    password: str,
    mentor: Person | None = None,
    actor,
    today: date,
) -> Person:
    """Let somebody in. The first password is the administrator's and must be changed at the first log-in."""
    username, full_name = username.strip(), full_name.strip()
    if not (username and full_name):
        raise RuleViolation(_("A person needs a user name and a full name."))
    if Person.objects.filter(username__iexact=username).exists():
        raise RuleViolation(_("The user name %(name)s is taken. Choose another.") % {"name": username})
    person = Person(
        username=username,
        full_name=full_name,
        email=email,
        roles=_sorted(roles),
        must_change_password=True,
        mentor=mentor,
    )
    _check_mentor(person)
    _set_password(person, password)
    person.save()
    _record("person.added", person, actor, today, {"roles": person.roles})
    return person


@transaction.atomic
def change_person(
    person_id: int,
    *,
    full_name: str,
    email: str,
    roles: Iterable[str],
    mentor: Person | None = None,
    actor,
    today: date,
) -> Person:
    """Change what a person is called, which roles they have and, for a trainee, who is asked first about their work."""
    person = _locked(person_id)
    before, roles = person.roles, _sorted(roles)
    gained = set(roles) - set(before)
    if person == actor and gained:
        raise RuleViolation(
            _("You cannot give yourself the role of %(role)s. Another administrator can.")
            % {"role": Role(min(gained)).words}
        )
    if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(person)
    if not full_name.strip():
        raise RuleViolation(_("A person needs a full name."))
    person.full_name, person.email, person.roles, person.mentor = full_name.strip(), email, roles, mentor
    _check_mentor(person)
    person.save(update_fields=["full_name", "email", "roles", "mentor"])
    facts = {"roles": roles, "roles_before": before}
    _record("person.changed", person, actor, today, facts | ({"mentor": mentor.full_name} if mentor else {}))
    return person


@transaction.atomic
def close_log_in(person_id: int, *, actor, today: date) -> Person:
    """Somebody left: they can no longer log in, and whoever is logged in as them is out at once. Their work stays."""
    person = _locked(person_id)
    if not person.is_active:
        raise RuleViolation(_("%(person)s already cannot log in.") % {"person": person})
    if person == actor:
        raise RuleViolation(_("You cannot close your own log-in. Another administrator can."))
    _keep_an_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _record("person.log_in_closed", person, actor, today)
    return person


@transaction.atomic
def open_log_in(person_id: int, *, actor, today: date) -> Person:
    """Somebody came back, with the roles they had."""
    person = _locked(person_id)
    if person.is_active:
        raise RuleViolation(_("%(person)s can already log in.") % {"person": person})
    person.is_active = True
    person.save(update_fields=["is_active"])
    _record("person.log_in_opened", person, actor, today)
    return person


@transaction.atomic
def unlock(person_id: int, *, actor, today: date) -> Person:
    """Forget the wrong passwords, so that the person need not wait."""
    person = _locked(person_id)
    if not lockout.forget(person.username):
        raise RuleViolation(_("%(person)s is not locked out.") % {"person": person})
    _record("person.unlocked", person, actor, today)
    return person


@transaction.atomic
def set_first_password(person_id: int, password: str, *, actor, today: date) -> Person:
    """Give a person a password for one log-in; they must then choose their own. Ends their open sessions."""
    person = _locked(person_id)
    if person == actor:
        raise RuleViolation(_("Change your own password under My settings."))
    _set_password(person, password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    lockout.forget(person.username)
    _record("person.password_set", person, actor, today)
    return person


@transaction.atomic
def change_own_password(person: Person, *, old: str, new: str, today: date) -> Person:
    """Choose one's own password; the old one is asked again."""
    mine = _locked(person.pk)
    if not mine.check_password(old):
        raise RuleViolation(_("The present password is not right."))
    if old == new:
        raise RuleViolation(_("The new password is the present one. Choose another."))
    _set_password(mine, new)
    mine.must_change_password = False
    mine.save(update_fields=["password", "must_change_password"])
    _record("person.password_changed", mine, mine, today)
    return mine


def turn_keys(person: Person, *, off: bool) -> Person:
    """Single keys off or on, for oneself (WCAG 2.1.4)."""
    person.keys_off = off
    person.save(update_fields=["keys_off"])
    return person


def _locked(person_id: int) -> Person:
    """The person, under lock together with every administrator, so that two cannot remove each other at once."""
    administrators = Q(is_active=True, roles__contains=[Role.ADMINISTRATOR.value])
    locked = Person.objects.select_for_update().filter(administrators | Q(pk=person_id)).order_by("pk")
    return next(person for person in locked if person.pk == person_id)


def _check_mentor(person: Person) -> None:
    if person.mentor is None:
        return
    if Role.TRAINEE not in person.roles:
        raise RuleViolation(_("Only a trainee has a mentor. Leave it empty, or give the role of trainee."))
    if person.mentor == person or not person.mentor.may("release_trainee_work"):
        raise RuleViolation(
            _("%(person)s cannot be a mentor. %(who)s")
            % {"person": person.mentor, "who": refusal("release_trainee_work")}
        )


def _sorted(roles: Iterable[str]) -> list[str]:
    """Roles in the order of the table, each once."""
    wanted = set(roles)
    unknown = wanted - {role.value for role in Role}
    if unknown:
        raise RuleViolation(_("There is no role named %(role)s.") % {"role": min(unknown)})
    return [role.value for role in Role if role in wanted]


def _set_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise RuleViolation(" ".join(refusal.messages)) from None
    person.set_password(password)


def _keep_an_administrator(person: Person) -> None:
    others = Person.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR.value]).exclude(pk=person.pk)
    if person.is_active and not others.exists():
        raise RuleViolation(
            _("%(person)s is the last administrator. Make another person administrator first.") % {"person": person}
        )


def _record(action: str, person: Person, actor, today: date, facts: dict | None = None) -> None:
    history.record(action, subject=person, actor=actor, on=today, facts={"person": person.full_name, **(facts or {})})
