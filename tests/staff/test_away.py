"""Stand-ins and handovers end by themselves, meet nobody else's, and never make a right that was not there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.staff import away
from core.staff.actions import change_person
from core.staff.models import Handover, StandIn
from core.staff.queries import stands_in_for, works_for
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY

FRIDAY = date(2026, 10, 9)
DAYS = {"from_on": TODAY, "until_on": FRIDAY}
AWAY = reverse("staff:away")


@pytest.fixture
def ingrid(office):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def abdi(office):
    return factories.person("supervisor", full_name="Abdi Warsame")


@pytest.fixture
def maria(office):
    return factories.person("specialist", full_name="Maria Olson")


@pytest.fixture
def tou(office):
    return factories.person("specialist", full_name="Tou Vang")


def name(who, by, **days):
    return away.name_stand_in(who.pk, actor=by, today=TODAY, **{**DAYS, **days})


def hand(giver, taker, by, **days):
    return away.hand_over(giver.pk, taker.pk, actor=by, today=TODAY, **{**DAYS, **days})


# ---- stand-ins ----


def test_an_approver_names_who_decides_in_their_place(ingrid, abdi):
    name(abdi, ingrid)

    assert stands_in_for(abdi, today=FRIDAY) == [ingrid]
    assert HistoryLine.objects.get().action == "stand_in.named"


def test_a_second_stand_in_on_one_of_the_days_is_refused_with_the_first_one_s_name(ingrid, abdi, maria):
    name(abdi, ingrid)

    with pytest.raises(RuleViolation, match="Abdi Warsame already stands in for you from Oct 5 to Oct 9"):
        name(maria, ingrid, from_on=FRIDAY, until_on=FRIDAY)


@pytest.mark.parametrize(
    ("case", "days", "sentence"),
    [
        ("yesterday", {"from_on": TODAY - timedelta(days=1)}, "begins today or later"),
        ("ends before it begins", {"from_on": FRIDAY, "until_on": TODAY}, "last day comes before the first"),
    ],
)
def test_refuses_days_that_make_no_sense(ingrid, abdi, maria, tou, case, days, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        name(abdi, ingrid, **days)
    with pytest.raises(RuleViolation, match=sentence):
        hand(maria, tou, ingrid, **days)


@pytest.mark.parametrize("role", ["trainee", "auditor", "cashier", "administrator"])
def test_refuses_a_stand_in_who_neither_works_accounts_nor_approves(ingrid, role):
    with pytest.raises(RuleViolation, match="cannot stand in"):
        name(factories.person(role), ingrid)


def test_nobody_without_approvals_names_one_and_nobody_names_themselves(ingrid, maria):
    with pytest.raises(RuleViolation, match="Only a supervisor or director may name a stand-in"):
        name(ingrid, maria)
    with pytest.raises(RuleViolation, match="Nobody stands in for themselves"):
        name(ingrid, ingrid)


def test_ended_today_it_counts_no_more_and_another_can_be_named(ingrid, abdi, maria):
    named = name(abdi, ingrid)

    with pytest.raises(RuleViolation, match="Only Ingrid Halvorsen can end this"):
        away.end_stand_in(named.pk, actor=abdi, today=TODAY)
    away.end_stand_in(named.pk, actor=ingrid, today=TODAY)
    with pytest.raises(RuleViolation, match="already over"):
        away.end_stand_in(named.pk, actor=ingrid, today=TODAY)
    name(maria, ingrid)

    assert stands_in_for(abdi, today=TODAY) == []
    assert stands_in_for(maria, today=TODAY) == [ingrid]


# ---- handovers ----


def test_a_supervisor_puts_work_into_other_hands_and_ends_it(ingrid, maria, tou):
    given = hand(maria, tou, ingrid)
    assert works_for(tou, today=TODAY) == [tou.pk, maria.pk]

    away.end_handover(given.pk, actor=ingrid, today=TODAY)

    assert works_for(tou, today=TODAY) == [tou.pk]
    assert list(HistoryLine.objects.order_by("pk").values_list("action", flat=True)) == [
        "work.handed_over",
        "work.given_back",
    ]


def test_only_a_supervisor_hands_over(ingrid, maria, tou):
    given = hand(maria, tou, ingrid)

    with pytest.raises(RuleViolation, match="Only a supervisor may hand"):
        hand(tou, maria, tou)
    with pytest.raises(RuleViolation, match="Only a supervisor may hand"):
        away.end_handover(given.pk, actor=tou, today=TODAY)


def test_refuses_a_second_handover_and_one_that_comes_back(ingrid, abdi, maria, tou):
    hand(maria, tou, ingrid)
    hand(tou, abdi, ingrid)

    with pytest.raises(RuleViolation, match="The work of Maria Olson is with Tou Vang until Oct 9"):
        hand(maria, abdi, ingrid, from_on=FRIDAY)
    with pytest.raises(RuleViolation, match="it would come back to Abdi Warsame"):
        hand(abdi, maria, ingrid)


def test_refuses_whom_nobody_could_hand_work_to(ingrid, maria, tou):
    with pytest.raises(RuleViolation, match="cannot take over work"):
        hand(maria, factories.person("auditor"), ingrid)
    with pytest.raises(RuleViolation, match="already in these hands"):
        hand(maria, maria, ingrid)
    tou.is_active = False
    tou.save()
    with pytest.raises(RuleViolation, match="cannot take over work"):
        hand(maria, tou, ingrid)


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_over_to_each_other_at_once_make_no_circle(ingrid, maria, tou):
    def handing(pair):
        try:
            hand(*pair, ingrid)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=2) as supervisors:
        outcomes = list(supervisors.map(handing, [(maria, tou), (tou, maria)]))

    assert sorted(outcomes) == ["done", "refused"]
    assert Handover.objects.count() == 1


# ---- mentors ----


def change(person, astrid, *, roles=("trainee",), mentor):
    return change_person(
        person.pk, full_name=person.full_name, email="", roles=roles, mentor=mentor, actor=astrid, today=TODAY
    )


def test_a_trainee_gets_a_mentor_who_may_release(astrid, maria):
    mai = factories.person("trainee")

    assert change(mai, astrid, mentor=maria).mentor == maria


def test_refuses_a_mentor_who_may_not_release_and_one_of_no_trainee(astrid, maria, tou):
    mai = factories.person("trainee")

    with pytest.raises(RuleViolation, match="cannot be a mentor"):
        change(mai, astrid, mentor=factories.person("trainee"))
    with pytest.raises(RuleViolation, match="Only a trainee has a mentor"):
        change(tou, astrid, roles=["specialist"], mentor=maria)


# ---- pages ----


def test_the_page_names_hands_over_and_ends(client, ingrid, abdi, maria, tou):
    client.force_login(ingrid)
    said = {"from_on": "2026-10-05", "until_on": "2026-10-09"}

    named = client.post(reverse("staff:name_stand_in"), {"stand_in": abdi.pk, **said}, follow=True)
    given = client.post(reverse("staff:hand_over"), {"from_person": maria.pk, "to_person": tou.pk, **said}, follow=True)

    assert "Abdi Warsame decides in your place then." in text_of(named)
    assert "Maria Olson to Tou Vang" in text_of(given)
    client.post(reverse("staff:end_stand_in", args=[StandIn.objects.get().pk]))
    client.post(reverse("staff:end_handover", args=[Handover.objects.get().pk]))
    says = text_of(client.get(AWAY))
    assert "Nobody stands in for you." in says
    assert "Everybody has their own work." in says


def test_a_refusal_keeps_what_was_typed(client, ingrid, abdi):
    client.force_login(ingrid)

    refused = client.post(
        reverse("staff:name_stand_in"), {"stand_in": abdi.pk, "from_on": "2026-10-09", "until_on": "2026-10-05"}
    )

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "The last day comes before the first." in page
    assert f'<option value="{abdi.pk}" selected>' in page


def test_a_director_reads_handovers_and_is_told_who_makes_them(client, office):
    client.force_login(factories.person("director"))

    says = text_of(client.get(AWAY))

    assert "Only a supervisor may hand one’s open work to another." in says
    assert client.post(reverse("staff:hand_over")).status_code == 403


def test_my_settings_lead_approvers_there_and_others_not(client, ingrid, maria):
    client.force_login(ingrid)
    assert AWAY in client.get(reverse("staff:me")).content.decode()
    client.force_login(maria)
    assert AWAY not in client.get(reverse("staff:me")).content.decode()
