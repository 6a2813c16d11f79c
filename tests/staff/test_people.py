from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.urls import reverse

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.staff import actions, lockout
from core.staff.models import Person
from tests import factories
from tests.factories import TODAY

FIRST = "first-pass-phrase"


def told():
    return list(HistoryLine.objects.values_list("action", flat=True))


def changed(person, roles, *, actor):
    return actions.change_person(person.pk, full_name=person.full_name, email="", roles=roles, actor=actor, today=TODAY)


def test_a_new_person_must_choose_a_password(astrid):
    person = actions.add_person(
        username="maria", full_name="Maria Olson", roles=["supervisor"], password=FIRST, actor=astrid, today=TODAY
    )

    assert person.must_change_password and person.check_password(FIRST)
    assert told() == ["person.added"]
    assert FIRST not in str(HistoryLine.objects.get().facts)


@pytest.mark.parametrize(
    ("case", "given", "says"),
    [
        ("a name that is taken", {"username": "Samuel"}, "is taken"),
        ("no name", {"full_name": " "}, "full name"),
        ("a role of one's own", {"roles": ["king"]}, "no role named king"),
        ("a weak password", {"password": "short"}, "too short"),
    ],
)
def test_refuses_to_add(astrid, samuel, case, given, says):
    asked = {"username": "maria", "full_name": "Maria Olson", "roles": [], "password": FIRST, **given}
    with pytest.raises(RuleViolation, match=says):
        actions.add_person(**asked, actor=astrid, today=TODAY)

    assert not Person.objects.filter(full_name="Maria Olson").exists(), case


def test_roles_change_and_history_tells_both(astrid, samuel):
    changed(samuel, ["supervisor", "specialist"], actor=astrid)

    samuel.refresh_from_db()
    assert samuel.roles == ["specialist", "supervisor"] and samuel.may("run_night")
    assert HistoryLine.objects.get().facts["roles_before"] == ["specialist"]


def test_nobody_gives_themselves_a_role(astrid):
    with pytest.raises(RuleViolation, match="You cannot give yourself the role of supervisor"):
        changed(astrid, ["administrator", "supervisor"], actor=astrid)

    astrid.refresh_from_db()
    assert astrid.roles == ["administrator"] and told() == []


def test_the_last_administrator_stays(astrid, samuel):
    with pytest.raises(RuleViolation, match="Astrid Nygaard is the last administrator"):
        changed(astrid, ["auditor"], actor=samuel)
    with pytest.raises(RuleViolation, match="the last administrator"):
        actions.close_log_in(astrid.pk, actor=samuel, today=TODAY)


def test_an_administrator_who_left_does_not_count(astrid, samuel):
    factories.person("administrator", is_active=False)

    with pytest.raises(RuleViolation, match="the last administrator"):
        changed(astrid, ["specialist"], actor=samuel)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once(astrid):
    other = factories.person("administrator", full_name="Nils Berg")

    def try_to_remove(pair):
        who, by = pair
        try:
            actions.close_log_in(who.pk, actor=by, today=TODAY)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(max_workers=2) as both:
        outcomes = list(both.map(try_to_remove, [(astrid, other), (other, astrid)]))

    assert sorted(outcomes) == ["closed", "refused"]
    assert Person.objects.filter(is_active=True).count() == 1


def test_a_closed_log_in_ends_open_sessions(client, astrid, samuel):
    client.force_login(samuel)
    actions.close_log_in(samuel.pk, actor=astrid, today=TODAY)

    assert client.get(reverse("staff:me")).status_code == 302
    actions.open_log_in(samuel.pk, actor=astrid, today=TODAY)
    assert client.get(reverse("staff:me")).status_code == 200


def test_an_administrator_unlocks(astrid, samuel):
    for _ in range(5):
        lockout.note_failure("samuel", "")
    assert lockout.closed_names([samuel, astrid]).keys() == {samuel.pk}

    actions.unlock(samuel.pk, actor=astrid, today=TODAY)

    assert lockout.closed_names([samuel]) == {}
    with pytest.raises(RuleViolation, match="is not locked out"):
        actions.unlock(samuel.pk, actor=astrid, today=TODAY)


def test_the_database_refuses_a_role_that_is_not_in_the_table(samuel):
    with pytest.raises(IntegrityError, match="roles_are_of_the_one_table"):
        Person.objects.filter(pk=samuel.pk).update(roles=["king"])


def test_createsuperuser_makes_the_first_administrator(office):
    call_command("createsuperuser", "--noinput", "--username=first", "--full_name=First Person")

    assert Person.objects.get(is_active=True).may("change_people")


def test_the_people_page_lists_people_in_a_constant_number_of_queries(as_astrid, samuel, django_assert_max_num_queries):
    for _ in range(5):
        lockout.note_failure("samuel", "")
    for _ in range(10):
        factories.person("specialist")

    with django_assert_max_num_queries(12):
        page = as_astrid.get(reverse("staff:people")).content.decode()
    assert "Samuel Acheva" in page and "Locked out until" in page


def test_a_reader_sees_who_may_change_and_no_form(client, samuel):
    client.force_login(factories.person("auditor"))

    page = client.get(reverse("staff:person", args=[samuel.pk])).content.decode()

    assert "Only an administrator may change people and roles." in page
    assert '<form class="plain" method="post" action="/people/' not in page


def test_people_are_added_and_changed_on_the_page(as_astrid, astrid):
    added = as_astrid.post(
        reverse("staff:add_person"),
        {"full_name": "Maria Olson", "username": "maria", "roles": ["specialist"], "password": FIRST},
        follow=True,
    )
    assert "Maria Olson can log in" in added.content.decode()
    maria = Person.objects.get(username="maria")

    refused = as_astrid.post(
        reverse("staff:change_person", args=[astrid.pk]),
        {"full_name": "Astrid Nygaard", "roles": ["administrator", "director"]},
    )
    assert "You cannot give yourself the role of director." in refused.content.decode()

    as_astrid.post(reverse("staff:close_log_in", args=[maria.pk]))
    page = as_astrid.get(reverse("staff:person", args=[maria.pk])).content.decode()
    assert "Astrid Nygaard closed the log-in." in page and "let this person in as specialist." in page


def test_the_role_page_shows_every_permission_and_role(as_astrid):
    page = as_astrid.get(reverse("staff:roles")).content.decode()

    assert "release letter runs" in page and "field crew" in page


def test_the_search_box_is_there_for_whoever_reads_accounts(client, as_astrid, samuel):
    assert 'role="search"' not in as_astrid.get(reverse("staff:me")).content.decode()

    client.force_login(samuel)
    assert 'role="search"' in client.get(reverse("staff:me")).content.decode()


@pytest.mark.parametrize(("role", "is_told"), [("dispatcher", True), ("field-crew", True), ("specialist", False)])
def test_a_role_without_pages_is_told_that_they_come_later(client, role, is_told):
    client.force_login(factories.person(role))

    page = client.get("/", follow=True).content.decode()

    assert ("The pages of your role come with a later part of the product." in page) == is_told


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("staff:people", "may read people and roles. Ask one of them if you need it."),
        ("staff:access_log", "may read who looked. Ask one of them, or ask an administrator if your work has changed."),
    ],
)
def test_who_is_turned_away_is_told_once_whom_to_ask(client, samuel, page, says):
    client.force_login(samuel)

    answer = client.get(reverse(page))

    assert answer.status_code == 403
    assert says in " ".join(answer.content.decode().split())
    assert answer.content.decode().count("Ask one of them") == 1
