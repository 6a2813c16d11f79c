"""What changed since a person left, and what do they owe today?"""

from datetime import time, timedelta

import pytest

from accounts.people.models import LockedAccount
from accounts.tasks.actions import add_task
from accounts.tasks.assigning import assign
from collections_app.treatments.models import NextStep
from core.utility import moment
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
MY_DAY = "/my-day/"


def block(client, key):
    return next(block for block in client.get(MY_DAY).context["blocks"] if block.key == key)


def test_is_the_first_page_after_log_in(client, specialist):
    assert client.get("/")["Location"] == MY_DAY


def test_says_that_nothing_is_due_and_how_long_the_worklist_is(client, specialist):
    aged(owing("900.00"), owing("800.00"))

    says = text_of(client.get(MY_DAY))

    assert "Nothing is due from you today. The worklist has 2 accounts that need a person." in says
    assert "No night has run yet." in says


def test_shows_my_follow_ups_with_their_times_and_what_is_overdue(client, specialist):
    account = owing("900.00", name="Bigsten")
    late = owing("700.00", name="Latesen")
    add_task(account.pk, "Call back", due_on=TODAY, due_at=time(15, 0), actor=specialist, today=TODAY)
    add_task(
        late.pk, "Read the lease", due_on=TODAY - timedelta(days=3), actor=specialist, today=TODAY - timedelta(days=9)
    )
    add_task(late.pk, "Later", due_on=TODAY + timedelta(days=1), actor=specialist, today=TODAY)
    add_task(late.pk, "Theirs", due_on=TODAY, owner=factories.person("specialist"), actor=specialist, today=TODAY)

    due = block(client, "2")

    assert [(line.what, line.when, line.state) for line in due.lines] == [
        ("Read the lease", "since Oct 2", "person"),
        ("Call back", "15:00", ""),
    ]
    assert "Harriet Bigsten" in due.lines[1].small
    assert "Nothing is due from you today" not in text_of(client.get(MY_DAY))


def test_shows_what_broke_in_my_accounts_and_not_in_others(client, specialist):
    mine, silent, theirs = owing("900.00", name="Minesen"), owing("800.00"), owing("700.00", name="Theirsen")
    aged(mine, silent, theirs)
    for account in (mine, theirs):
        NextStep.objects.filter(account=account).update(rank=2)
    assign([mine.pk, silent.pk], specialist, actor=specialist, today=TODAY)

    broke = block(client, "3")

    assert broke.count == 1 and "Harriet Minesen" in broke.lines[0].small


def test_one_block_alone_has_all_its_lines(client, specialist):
    account = owing("900.00")
    for hour in range(8):
        add_task(account.pk, f"Call {hour}", due_on=TODAY, due_at=time(9 + hour), actor=specialist, today=TODAY)

    assert block(client, "2").more == 3 and "and 3 more" in text_of(client.get(MY_DAY))
    assert "Call 7" in text_of(client.get(f"{MY_DAY}?block=2"))


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5"])
def test_an_empty_block_says_why(client, specialist, key):
    assert client.get(f"{MY_DAY}?block={key}").context["shown"].says


def test_what_is_closed_to_me_is_not_on_my_day(client, specialist):
    account = owing("900.00", name="Ownsen")
    add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)
    LockedAccount.objects.create(
        account=account, person=specialist, why="own", entered_by=specialist, entered_at=moment(TODAY), from_on=TODAY
    )  # fmt: skip

    assert "Ownsen" not in text_of(client.get(MY_DAY))


def test_keeps_its_query_budget_however_much_is_due(client, specialist, django_assert_max_num_queries):
    accounts = [owing(f"{900 - n}.00") for n in range(12)]
    aged(*accounts)
    NextStep.objects.update(rank=2)
    assign([account.pk for account in accounts], specialist, actor=specialist, today=TODAY)
    for account in accounts:
        add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)

    client.get(MY_DAY)
    with django_assert_max_num_queries(22):
        client.get(MY_DAY)


def test_a_role_without_accounts_begins_elsewhere(client, office):
    client.force_login(factories.person("administrator"))

    assert client.get(MY_DAY).status_code == 403
    assert client.get("/")["Location"] != MY_DAY
