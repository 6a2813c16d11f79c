"""Work this list: is nobody served what somebody else works, and does skipping ask why?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from collections_app.desk.actions.serving import leave, serve, skip
from collections_app.desk.models import Serving, Skip
from collections_app.desk.queries.worklist import PERSON
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import at_hour, moment
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
WORK = "/worklist/work/"


@pytest.fixture
def samuel(office):
    return factories.person("specialist", full_name="Samuel Acheva")


@pytest.fixture
def three():
    found = [owing(f"{amount}.00", name=name) for amount, name in ((900, "First"), (800, "Second"), (700, "Third"))]
    aged(*found)
    return found


def next_for(person, after=""):
    found = serve(PERSON, {}, "view=person", after=after, actor=person, today=TODAY)
    return found and (found.account_id, found.at)


def test_serves_the_list_in_its_order(specialist, three):
    first, at = next_for(specialist)
    second, after = next_for(specialist, at)
    third, last = next_for(specialist, after)

    assert [first, second, third] == [account.pk for account in three]
    assert next_for(specialist, last) is None
    assert not Serving.objects.exists()


def test_passes_over_what_a_colleague_works(specialist, samuel, three):
    assert next_for(specialist)[0] == three[0].pk
    assert next_for(samuel)[0] == three[1].pk
    assert next_for(specialist, next_for(specialist)[1])[0] == three[2].pk


def test_going_on_lets_the_one_before_go(specialist, samuel, three):
    _first, at = next_for(specialist)
    next_for(specialist, at)

    assert next_for(samuel)[0] == three[0].pk


def test_asked_twice_for_the_same_place_serves_the_same_account(specialist, three):
    _first, at = next_for(specialist)

    assert next_for(specialist, at) == next_for(specialist, at)


def test_a_serving_lapses_when_no_page_is_opened(specialist, samuel, three):
    with at_hour(time(9, 0)):
        next_for(specialist)
    with at_hour(time(9, 19)):
        assert next_for(samuel)[0] == three[1].pk
    with at_hour(time(9, 20)):
        assert next_for(samuel)[0] == three[0].pk
    assert Serving.objects.get().person == samuel


def test_leaving_gives_the_account_back(specialist, samuel, three):
    next_for(specialist)
    leave(actor=specialist)

    assert next_for(samuel)[0] == three[0].pk


def test_the_database_serves_an_account_to_one_person_only(specialist, samuel, three):
    next_for(specialist)

    with pytest.raises(IntegrityError, match="an_account_is_served_to_one_person"):
        Serving.objects.create(account=three[0], person=samuel, since=moment(TODAY), at=moment(TODAY))


@pytest.mark.django_db(transaction=True)
def test_eight_people_working_one_list_at_once_are_never_served_the_same_account(office):
    accounts = [owing(f"{900 - n}.00", name=f"Person{n:02}") for n in range(16)]
    aged(*accounts)
    people = [factories.person("specialist") for _n in range(8)]

    def work(person):
        try:
            at, held = "", []
            for _turn in range(2):
                found, at = next_for(person, at)
                held.append(found)
            return held
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as office_full:
        served = list(office_full.map(work, people))

    now = [held[-1] for held in served]
    assert len(set(now)) == 8
    assert set(Serving.objects.values_list("account", flat=True)) == set(now)


def test_skipping_is_written_down_and_the_account_not_served_again_today(specialist, samuel, three):
    next_for(specialist)
    skip(three[0].pk, why="later", query="view=person", actor=specialist, today=TODAY)

    assert next_for(specialist)[0] == three[1].pk
    assert next_for(samuel)[0] == three[0].pk
    assert HistoryLine.objects.get(action="account.skipped").facts["why"] == "A better hour to call is later"


def test_tomorrow_what_was_skipped_comes_back(specialist, three):
    skip(three[0].pk, why="later", actor=specialist, today=TODAY - timedelta(days=1))

    assert next_for(specialist)[0] == three[0].pk


@pytest.mark.parametrize(
    ("why", "words", "sentence"),
    [
        ("", "", "Say why you skip it"),
        ("other", " ", "Say the reason in a few words"),
        ("other", "card 4111 1111 1111 1111", "looks like a card number"),
    ],
)
def test_a_skip_without_a_reason_is_refused(specialist, three, why, words, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        skip(three[0].pk, why=why, words=words, actor=specialist, today=TODAY)
    assert not Skip.objects.exists()


# ---- pages ----


def test_work_this_list_serves_and_n_goes_on(client, specialist, three):
    worklist = client.get("/worklist/?status=active")
    first = client.get(worklist.context["work_url"], follow=True)
    second = client.get(first.context["beside"].next, follow=True)

    assert first.context["account"] == three[0] and second.context["account"] == three[1]
    assert "Nobody else is served this account" in text_of(second)
    back = client.get(second.context["beside"].previous)
    assert back.context["account"] == three[0] and "went back to its list" in text_of(back)
    again = client.get(back.context["beside"].next, follow=True)
    assert again.context["account"] == three[1] and "Nobody else is served this account" in text_of(again)


def test_the_end_of_the_list_says_so(client, specialist, three):
    skip(three[0].pk, why="later", actor=specialist, today=TODAY)

    page = client.get(f"{WORK}?past_due=850", follow=True)

    assert "That is the end of this list" in text_of(page)
    assert page.request["PATH_INFO"] == "/worklist/" and "past_due=850" in page.request["QUERY_STRING"]


def test_a_colleague_who_opens_it_reads_who_works_it(client, specialist, samuel, three):
    with at_hour(time(9, 12)):
        next_for(samuel)
        page = text_of(client.get(f"/accounts/{three[0].pk}/"))

    assert "Samuel Acheva works this account since 9:12. Ask before you call." in page


def test_stopping_gives_the_account_back(client, specialist, three):
    page = client.get(WORK, follow=True)

    client.post(page.context["work"]["stop_url"])

    assert not Serving.objects.exists()


def test_logging_out_gives_the_account_back(client, specialist, three):
    client.get(WORK)
    assert Serving.objects.get().person == specialist

    client.post(reverse("staff:log_out"))

    assert not Serving.objects.exists()


def test_each_page_keeps_what_one_works(client, specialist, samuel, three):
    with at_hour(time(9, 0)):
        client.get(WORK)
    with at_hour(time(9, 15)):
        client.get(f"/accounts/{three[0].pk}/ledger/")
    with at_hour(time(9, 30)):
        assert next_for(samuel)[0] == three[1].pk


def test_skip_asks_why_and_goes_on(client, specialist, three):
    page = client.get(WORK, follow=True)
    skip_url = page.context["work"]["skip_url"]

    asked = client.get(skip_url)
    refused = client.post(skip_url, {"words": "rings later"})
    done = client.post(skip_url, {"why": "ask", "words": "which lease is right"}, follow=True)

    assert "Why do you skip it?" in text_of(asked)
    assert refused.status_code == 200 and 'value="rings later"' in refused.content.decode()
    assert done.context["account"] == three[1]
    assert Skip.objects.get().words == "which lease is right"


def test_a_supervisor_reads_the_skips(client, office, specialist, three):
    skip(three[0].pk, why="other", words="the dog again", actor=specialist, today=TODAY)
    supervisor = Client()
    supervisor.force_login(factories.person("supervisor"))

    says = text_of(supervisor.get("/worklist/skips/"))

    assert "Harriet First" in says and "the dog again" in says and "Marit Oyelaran" in says
    assert client.get("/worklist/skips/").status_code == 403


def test_an_auditor_may_look_but_not_work(client, office, three):
    client.force_login(factories.person("auditor"))

    assert client.get(WORK).status_code == 403
    page = client.get("/worklist/")
    assert page.context["work_url"] == "" and "may assign accounts, work lists" in text_of(page)
