"""What happens to several accounts at once: is it shown first, refused with reasons, and done once?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from accounts.holds.actions import open_hold
from accounts.people.models import LockedAccount
from accounts.tasks.assigning import assign
from accounts.tasks.models import Assignment, Task
from accounts.visits.models import Visit
from collections_app.desk.actions.bulk import act_on_several
from collections_app.desk.models import BulkRun
from collections_app.desk.queries.bulk import preview
from core.errors import RuleViolation
from core.utility import moment
from notices.models import Letter
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PREVIEW, DO = "/worklist/marked/", "/worklist/marked/do/"


@pytest.fixture(autouse=True)
def an_office_on_letters(settings):
    settings.OFFICE_ADDRESS = ["1 Harbor Street", "Demo City MN 55802"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "8 to 4:30"


@pytest.fixture
def samuel(office):
    return factories.person("specialist", full_name="Samuel Acheva")


@pytest.fixture
def two():
    found = [owing("900.00", days=60, name="Bigsten"), owing("300.00", days=60, name="Smallberg")]
    aged(*found)
    return found


def ids(accounts):
    return [account.pk for account in accounts]


def hold_letters(account):
    return open_hold(
        kind="dispute", scope="account", account=account, from_on=TODAY, until_on=date(2026, 10, 20),
        source="Letter of Oct 1", note="thinks the meter leaks", actor=None, today=TODAY,
    )  # fmt: skip


def close_to(person, account):
    LockedAccount.objects.create(
        account=account, person=person, why="relative", from_on=TODAY, entered_by=person, entered_at=moment(TODAY)
    )


# ---- what a preview says ----


def test_a_preview_counts_who_is_done_with_the_money_and_the_postage(specialist, two):
    shown = preview("letter", ids(two), {}, actor=specialist, today=TODAY)

    assert [marked.name for marked in shown.allowed] == ["Harriet Bigsten", "Harriet Smallberg"]
    assert shown.total == Decimal("1200.00") and shown.postage == Decimal("1.56")


def test_a_preview_groups_the_refused_by_reason_with_their_names(specialist, two):
    business = owing("500.00", days=60, name="Shopson", account_class="commercial")
    aged(business)

    shown = preview("letter", ids([*two, business]), {}, actor=specialist, today=TODAY)

    assert [(group.reason, group.count) for group in shown.refused] == [("Business account.", 1)]
    assert "Harriet Shopson" in shown.refused[0].names[0]


def test_a_preview_names_nobody_whose_account_is_closed_to_me(client, specialist, two):
    close_to(specialist, two[0])

    says = text_of(client.post(PREVIEW, {"act": "assign", "account": ids(two)}))

    assert "Closed to you. A colleague must work it. 1" in says
    assert "Bigsten" not in says and "Will be done for 1" in says


def test_marked_accounts_go_to_oneself_unless_another_is_chosen(client, specialist, two):
    page = client.post(PREVIEW, {"act": "assign", "account": ids(two)})

    assert page.context["form"]["person"].value() == specialist.pk


def test_a_preview_changes_nothing(client, specialist, two):
    for act in ("assign", "step", "visit", "letter"):
        assert client.post(PREVIEW, {"act": act, "account": ids(two)}).status_code == 200

    assert not Letter.objects.exists() and not Task.objects.exists() and not Assignment.objects.exists()


def test_where_none_allows_it_the_button_is_grey_and_the_reasons_stand_there(client, specialist, two, settings):
    settings.OFFICE_ADDRESS = []
    factories.utility(balances_on=date(2026, 9, 20))

    page = client.post(PREVIEW, {"act": "letter", "account": ids(two)})

    assert "None of the 2 marked accounts allows this." in text_of(page)
    assert "Balances are 15 days old" in text_of(page)
    assert 'name="confirm"' in page.content.decode() and "disabled" in page.content.decode()


def test_all_marks_every_account_of_the_page(client, specialist, two):
    page = client.post(PREVIEW, {"act": "assign", "all": "1", "shown": ",".join(map(str, ids(two)))})

    assert "2 accounts marked" in text_of(page)


def test_nothing_marked_says_how_to_mark(client, specialist, two):
    says = text_of(client.post(f"{PREVIEW}?past_due=50", {"act": "assign"}, follow=True))

    assert "Mark accounts first: x marks the row you are on." in says


# ---- what confirming does ----


def test_assigns_the_marked_accounts(client, specialist, samuel, two):
    done = client.post(
        f"{DO}?past_due=50",
        {"act": "assign", "account": ids(two), "person": samuel.pk, "request_id": uuid4()},
        follow=True,
    )

    assert "2 accounts assigned." in text_of(done)
    assert "past_due=50" in done.request["QUERY_STRING"]
    assert set(Assignment.objects.values_list("account", "person")) == {(pk, samuel.pk) for pk in ids(two)}


def test_mine_shows_what_is_assigned_to_me_and_nobody_what_is_nobodys(client, specialist, samuel, two):
    assign([two[0].pk], specialist, actor=samuel, today=TODAY)

    assert "Bigsten" in text_of(client.get("/worklist/?view=mine"))
    assert "Smallberg" not in text_of(client.get("/worklist/?view=mine"))
    assert "Bigsten" not in text_of(client.get("/worklist/?whose=nobody"))
    assert "Bigsten" in text_of(client.get("/worklist/?view=past_due&whose=me"))
    says = text_of(client.get("/worklist/", {"view": "mine", "why_not": two[1].number}))
    assert "it is nobody’s yet" in says


def test_adds_a_next_step_to_each(specialist, samuel, two):
    said = {"what": "Ask for the lease", "due_on": TODAY, "due_at": None, "owner": samuel}

    came = act_on_several("step", ids(two), said, actor=specialist, today=TODAY, request_id=uuid4())

    assert came.done == ids(two)
    assert {task.owner for task in Task.objects.all()} == {samuel}


def test_a_next_step_that_cannot_be_is_refused_and_what_was_typed_stays(client, specialist, two):
    typed = {"act": "step", "account": ids(two), "what": "4111 1111 1111 1111", "due_on": "2026-10-05",
             "owner": specialist.pk, "request_id": uuid4()}  # fmt: skip
    private = client.post(DO, typed)
    over = client.post(DO, {**typed, "what": "Ring again", "due_on": "2026-10-01"})

    assert "looks like a card number" in text_of(private)
    assert "Oct 1 is over" in text_of(over) and 'value="Ring again"' in over.content.decode()
    assert not Task.objects.exists() and not BulkRun.objects.exists()


def test_plans_visits_to_those_that_allow_one(client, specialist, two):
    terms = {"act": "visit", "account": ids(two), "purpose": "warn", "planned_on": "2026-10-06",
             "visitor": specialist.pk, "request_id": uuid4()}  # fmt: skip

    says = text_of(client.post(DO, terms, follow=True))

    assert "2 visits planned." in says
    assert Visit.objects.count() == 2


def test_issues_reminders_to_those_that_may_get_one(specialist, two):
    hold_letters(two[1])

    came = act_on_several("letter", ids(two), {}, actor=specialist, today=TODAY, request_id=uuid4())

    assert came.done == [two[0].pk]
    assert came.refused == {two[1].pk: "A hold stops letters."}
    assert Letter.objects.get().account == two[0]


def test_what_changed_since_the_preview_is_refused_when_confirmed(client, specialist, two):
    page = client.post(PREVIEW, {"act": "letter", "account": ids(two)})
    assert "Issue 2 letters" in text_of(page)
    hold_letters(two[0])

    says = text_of(client.post(DO, {"act": "letter", "account": ids(two), "request_id": uuid4()}, follow=True))

    assert "1 letter issued. Not done for 1: A hold stops letters." in says


def test_the_same_request_twice_does_it_once(client, specialist, samuel, two):
    once = {"act": "letter", "account": ids(two), "request_id": uuid4()}

    client.post(DO, once)
    again = text_of(client.post(DO, once))

    assert "Nothing was done twice." in again
    assert Letter.objects.count() == 2 and BulkRun.objects.count() == 1


def test_refuses_more_than_the_rulebook_allows_at_once(specialist, two):
    with pytest.raises(RuleViolation, match="At most 500 accounts at once"):
        act_on_several(
            "assign", range(1, 502), {"person": specialist}, actor=specialist, today=TODAY, request_id=uuid4()
        )


def test_leaves_out_what_is_closed_to_me_also_when_it_is_posted(specialist, two):
    close_to(specialist, two[0])

    came = act_on_several("assign", ids(two), {"person": None}, actor=specialist, today=TODAY, request_id=uuid4())
    letters = act_on_several("letter", ids(two), {}, actor=specialist, today=TODAY, request_id=uuid4())

    assert came.refused[two[0].pk] == "Closed to you."
    assert letters.done == [two[1].pk]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_write_each_account_one_letter(office):
    found = [owing(f"{900 - n}.00", days=60) for n in range(6)]
    aged(*found)
    people = [factories.person("specialist") for _n in range(2)]

    def write(person):
        try:
            order = ids(found) if person is people[0] else ids(found)[::-1]
            return act_on_several("letter", order, {}, actor=person, today=TODAY, request_id=uuid4())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        first, second = both.map(write, people)

    assert len(first.done) + len(second.done) == 6 and not set(first.done) & set(second.done)
    assert Letter.objects.count() == 6


@pytest.mark.parametrize("role", ["trainee", "auditor", "director", "cashier"])
def test_whom_the_table_does_not_name_cannot_act_on_several(client, office, two, role):
    client.force_login(factories.person(role))

    for url in (PREVIEW, DO):
        answer = client.post(url, {"act": "letter", "account": ids(two), "request_id": uuid4()})
        assert answer.status_code == 403
    assert not Letter.objects.exists()


def test_a_preview_asks_the_database_as_often_for_forty_as_for_one(client, specialist, django_assert_max_num_queries):
    found = [owing(f"{900 - n}.00", days=60) for n in range(40)]
    aged(*found)
    for act in ("assign", "step", "letter"):
        client.post(PREVIEW, {"act": act, "account": ids(found)})
        with django_assert_max_num_queries(22):
            client.post(PREVIEW, {"act": act, "account": ids(found)})
