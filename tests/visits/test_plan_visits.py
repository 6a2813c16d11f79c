"""Are visits planned where they may be, once, and refused elsewhere in a sentence?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.holds.actions import open_hold
from accounts.people.models import LockedAccount, ProtectedAddress
from accounts.places.actions import open_caution
from accounts.visits.actions import cancel_visit, move_visit, plan_visit, plan_visits
from accounts.visits.models import Visit
from accounts.visits.queries import why_no_visit
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from tests import factories
from tests.factories import TODAY
from tests.visits.cast import TOMORROW, at, planned


def held(door, kind="dispute", **fields):
    terms = {"scope": "account", "account": door, "from_on": TODAY, "until_on": date(2026, 10, 30)}
    return open_hold(kind=kind, **{**terms, **fields}, source="Letter", actor=None, today=TODAY)


def locked(account, person):
    return LockedAccount.objects.create(
        account=account, person=person, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )


def protected(customer, *named):
    made = ProtectedAddress.objects.create(
        customer=customer, designated_line1="PO Box 17370", designated_city="Saint Paul", designated_state="MN",
        designated_zip="55117", source="Card", from_on=TODAY, entered_by=None, entered_at=moment(TODAY),
    )  # fmt: skip
    made.named.set(named)
    return made


def several(accounts, maria, **terms):
    given = {"purpose": "warn", "planned_on": TODAY, "visitor": maria, "actor": maria, "today": TODAY}
    return plan_visits([account.pk for account in accounts], **{**given, **terms})


def test_plans_a_visit_to_each_account_that_allows_one_and_says_why_not_to_the_others(maria):
    free, disputed, moved_out = at("1 Alder Street"), at("2 Alder Street"), at("3 Alder Street", status="inactive")
    held(disputed)

    done = several([free, disputed, moved_out], maria, may_offer=["more_time", "plan"])

    assert [visit.account for visit in done.visits] == [free]
    assert done.visits[0].may_offer == ["plan", "more_time"]
    assert done.refused == {
        disputed.pk: "A hold stops visits through Oct 30: dispute.",
        moved_out.pk: "This account is closed: nobody is served there.",
    }
    assert HistoryLine.objects.get(account_number=free.number).facts["purpose"] == "warn"


def test_the_preview_says_what_the_action_will_refuse(maria):
    accounts = [at("1 Alder Street"), at("2 Alder Street"), at("3 Alder Street")]
    held(accounts[1], kind="office", scope="customer", account=None, customer=accounts[1].customer)
    open_caution(
        accounts[2].premise_id, kind="in_pairs", source="Crew", review_on=date(2026, 12, 1), actor=maria, today=TODAY
    )

    before = why_no_visit([account.pk for account in accounts], TODAY, visitor=maria, actor=maria)

    assert before == several(accounts, maria).refused
    assert before[accounts[2].pk] == "Go in pairs: name who comes along."


def test_a_medical_certificate_stops_no_visit(maria):
    account = at("1 Alder Street")
    held(account, kind="medical", facts={"certified_by": "Dr. Lee"})

    assert planned(account, maria).state == "planned"


def test_two_go_where_the_caution_says_so(maria, samuel):
    account = at("1 Alder Street")
    open_caution(
        account.premise_id, kind="in_pairs", source="Crew", review_on=date(2026, 12, 1), actor=maria, today=TODAY
    )

    assert planned(account, maria, companion=samuel).companion == samuel


def test_the_same_request_again_answers_the_same_visits(maria):
    accounts, asked = [at("1 Alder Street"), at("2 Alder Street")], uuid4()

    first = several(accounts, maria, request_id=asked)
    again = several(accounts, maria, request_id=asked)

    assert {visit.pk for visit in again.visits} == {visit.pk for visit in first.visits}
    assert again.refused == {} and Visit.objects.count() == 2


def test_refuses_a_second_visit_while_one_is_planned(maria):
    account = at("1 Alder Street")
    planned(account, maria)

    with pytest.raises(RuleViolation, match="planned already: Oct 5, Maria Olson"):
        planned(account, maria, planned_on=TOMORROW)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"purpose": "tea"}, "Say what the visit is for"),
        ({"may_offer": ["money"]}, "nothing that may be offered"),
        ({"note": "Card 4111 1111 1111 1111"}, "card number"),
        ({"planned_on": date(2026, 10, 2)}, "is over"),
    ],
)
def test_refuses_what_cannot_be_done(maria, terms, says):
    with pytest.raises(RuleViolation, match=says):
        planned(at("1 Alder Street"), maria, **terms)
    assert not Visit.objects.exists()


def test_nobody_is_sent_who_makes_no_visits_or_is_their_own_companion(maria):
    account, trainee = at("1 Alder Street"), factories.person("trainee", full_name="New Here")

    with pytest.raises(RuleViolation, match="New Here makes no visits"):
        planned(account, trainee, actor=maria)
    with pytest.raises(RuleViolation, match="somebody else than the visitor"):
        planned(account, maria, companion=maria)


def test_nobody_is_sent_to_an_account_that_is_closed_to_them(maria, samuel):
    account = at("1 Alder Street")
    locked(account, maria)

    with pytest.raises(RuleViolation, match="your own account"):
        planned(account, maria, actor=samuel)
    with pytest.raises(RuleViolation, match="your own account"):
        planned(account, samuel, actor=maria)
    assert planned(account, samuel).visitor == samuel


def test_only_who_is_named_goes_to_a_protected_address(maria, samuel):
    account = at("1 Alder Street")
    protected(account.customer, samuel)

    with pytest.raises(RuleViolation, match="protected, and Maria Olson may not see it"):
        planned(account, maria, actor=samuel)
    assert planned(account, samuel).visitor == samuel


def test_a_cancelled_visit_says_why_and_frees_the_door(maria):
    account = at("1 Alder Street")
    visit = planned(account, maria)

    with pytest.raises(RuleViolation, match="Say why nobody goes"):
        cancel_visit(visit.pk, why=" ", actor=maria, today=TODAY)
    cancel_visit(visit.pk, why="It snows.", actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="was cancelled: It snows"):
        cancel_visit(visit.pk, why="It snows.", actor=maria, today=TODAY)

    assert planned(account, maria).state == "planned"


def test_a_moved_visit_ends_the_plan_and_makes_another_with_the_same_terms(maria, samuel):
    account = at("1 Alder Street")
    visit = planned(account, maria, may_offer=["plan"], note="Side door")

    moved = move_visit(visit.pk, planned_on=TOMORROW, visitor=samuel, actor=maria, today=TODAY)

    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_why) == ("cancelled", "moved to Oct 6, Samuel Acheva")
    assert (moved.planned_on, moved.visitor, moved.may_offer, moved.note) == (TOMORROW, samuel, ["plan"], "Side door")


def test_a_visit_that_cannot_be_moved_stays_planned(maria):
    visit = planned(at("1 Alder Street"), maria)

    with pytest.raises(RuleViolation, match="Saturday"):
        move_visit(visit.pk, planned_on=date(2026, 10, 10), visitor=maria, actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="Nothing changes"):
        move_visit(visit.pk, planned_on=TODAY, visitor=maria, actor=maria, today=TODAY)

    visit.refresh_from_db()
    assert visit.state == "planned"


def test_the_database_knows_one_planned_visit_to_an_account(maria):
    visit = planned(at("1 Alder Street"), maria)
    visit.pk = None
    with pytest.raises(IntegrityError, match="one_visit_at_a_time"), transaction.atomic():
        visit.save(force_insert=True)


def test_many_accounts_are_judged_by_as_many_queries_as_few(maria, django_assert_max_num_queries):
    accounts = [at(f"{n} Alder Street") for n in range(12)]

    with django_assert_max_num_queries(12):
        why_no_visit([account.pk for account in accounts], TODAY, visitor=maria, actor=maria)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_plan_one_visit():
    factories.utility()
    account = at("1 Alder Street")
    people = [factories.person("specialist") for _n in range(2)]

    def plan(person):
        try:
            plan_visit(account.pk, purpose="warn", planned_on=TODAY, visitor=person, actor=person, today=TODAY)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "planned"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(plan, people)) == ["planned", "refused"]
    assert Visit.objects.count() == 1
