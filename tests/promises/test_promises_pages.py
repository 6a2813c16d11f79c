"""What does a person see and do on the pages about promises?"""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.contacts.actions import log_call
from accounts.holds.actions import open_hold
from accounts.people.models import LockedAccount, ProtectedAddress
from core.history.models import AccessLine
from core.utility import moment
from payment_plans.promises.models import Promise
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.promises.cast import FRIDAY, became, night, owing, pays, promised

LIST = reverse("promises:list")
TOMORROW = date(2026, 10, 6)
SUNDAY = date(2026, 10, 11)


@pytest.fixture
def as_maria(client, maria):
    client.force_login(maria)
    return client


def named(first, last="Lindqvist", amount="500.00"):
    return owing(amount, customer=factories.customer(first_name=first, last_name=last))


def form_of(account):
    return reverse("promises:record", args=[account.pk])


def typed(**terms):
    given = {"amount": "150.00", "due_on": "2026-10-09", "method": "mail", "said_by": "Harriet Lindqvist"}
    return {**given, "request_id": str(uuid4()), **terms}


# ---- the list ----


def test_the_list_says_who_promised_what_by_when_what_came_and_what_follows(as_maria, maria):
    account = named("Harriet")
    promised(account, "150.00", FRIDAY, actor=maria, said_by="Her son Nils")
    pays(account, "60.00")

    page = text_of(as_maria.get(LIST))

    assert "Fri Oct 9 in 4 days Harriet Lindqvist" in page
    assert "Her son Nils check by mail · noted by Maria Olson, Oct 5" in page
    assert "150.00 by Fri Oct 9 60.00" in page
    assert "Left alone through Sat Oct 10. Unless 75.00 more comes by then, it goes to the worklist." in page


def test_the_first_tab_ends_with_the_week(as_maria):
    promised(named("Today"), due_on=TODAY)
    promised(named("Sunday"), due_on=SUNDAY)
    promised(named("Monday"), due_on=SUNDAY + timedelta(days=1))

    week, all_open = (text_of(as_maria.get(LIST, {"tab": tab})) for tab in ("", "open"))

    assert "Today Lindqvist" in week and "Sunday Lindqvist" in week and "Monday Lindqvist" not in week
    assert week.index("Today Lindqvist") < week.index("Sunday Lindqvist")
    assert "Monday Lindqvist" in all_open


def test_what_was_kept_and_what_was_not_have_their_tabs_with_the_record_of_the_person(as_maria):
    harriet = factories.customer(first_name="Harriet", last_name="Lindqvist")
    one, other = owing(customer=harriet), owing(customer=harriet)
    promised(one, "150.00"), promised(other, "80.00")
    pays(one, "150.00"), pays(other, "60.00")
    night(TOMORROW)
    night(SUNDAY)

    kept, broken = (text_of(as_maria.get(LIST, {"tab": tab})) for tab in ("kept", "broken"))

    assert "1 of 2 kept" in kept and "Kept on Oct 6." in kept
    assert "1 of 2 kept" in broken and "Not kept on Oct 11" in broken
    assert "80.00 by Fri Oct 9 60.00" in broken and "150.00" not in broken


@pytest.mark.parametrize(
    ("tab", "sentence"),
    [
        ("week", "No promise falls due today. One is recorded on an account, by the key y."),
        ("broken", "No promise was broken."),
        ("kept", "No promise was kept yet; the night decides."),
        ("open", "No promise is open. One is recorded on an account, by the key y."),
        ("nonsense", "No promise falls due today."),
    ],
)
def test_an_empty_tab_says_why(as_maria, tab, sentence):
    assert sentence in text_of(as_maria.get(LIST, {"tab": tab}))


def test_an_empty_week_names_the_next_day(as_maria):
    promised(named("Harriet"), due_on=date(2026, 10, 14))

    assert "No promise falls due today. The next falls due on Wed Oct 14." in text_of(as_maria.get(LIST))


def test_the_list_asks_as_much_for_twenty_promises_as_for_two(as_maria):
    def queries_of_the_list():
        with CaptureQueriesContext(connection) as asked:
            as_maria.get(LIST)
        return len(asked)

    for _n in range(2):
        pays(owing_with_promise(), "10.00")
    for_two = queries_of_the_list()
    for _n in range(18):
        pays(owing_with_promise(), "10.00")

    assert queries_of_the_list() <= for_two
    assert for_two <= 16


def owing_with_promise():
    account = owing()
    promised(account)
    return account


def test_the_list_pages_by_key(as_maria):
    for n in range(30):
        promised(owing(), due_on=TODAY + timedelta(days=n % 5))

    first = as_maria.get(LIST)
    second = as_maria.get(LIST + first.context["page"].next)

    seen = [row["promise"].pk for response in (first, second) for row in response.context["rows"]]
    assert len(seen) == len(set(seen)) == 30


def test_a_closed_account_is_on_no_list_and_in_no_file(as_maria, maria):
    mine = named("Maria", "Olson")
    promise = promised(mine)
    promised(named("Harriet"))
    LockedAccount.objects.create(
        account=mine, person=maria, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )

    assert [row["promise"].account.customer.first_name for row in as_maria.get(LIST).context["rows"]] == ["Harriet"]
    assert mine.number not in as_maria.get(LIST, {"as": "csv"}).getvalue().decode()
    assert as_maria.get(form_of(mine)).status_code == 403
    assert as_maria.get(reverse("promises:withdraw", args=[promise.pk])).status_code == 403


def test_a_protected_address_stays_closed_on_every_page(as_maria):
    account = named("Harriet")
    promise = promised(account)
    ProtectedAddress.objects.create(
        customer=account.customer, designated_line1="PO Box 17370", designated_city="Saint Paul",
        designated_state="MN", designated_zip="55117", source="Card", from_on=TODAY, entered_by=None,
        entered_at=moment(TODAY),
    )  # fmt: skip

    for url in (LIST, form_of(account), reverse("promises:withdraw", args=[promise.pk])):
        page = text_of(as_maria.get(url))
        assert "Protected address" in page and account.premise.line1 not in page


def test_files_hold_the_whole_tab_and_no_notes(as_maria):
    for n in range(27):
        promised(owing(), due_on=TODAY + timedelta(days=n % 5), note="after payday")
    account = named("=HYPERLINK(1)")
    promised(account, "12.50", FRIDAY, said_by="@SUM(1)")

    lines = as_maria.get(LIST, {"as": "csv"}).getvalue().decode().splitlines()
    book = load_workbook(BytesIO(as_maria.get(LIST, {"as": "xlsx"}).content)).active

    assert len(lines) == 29 and book.max_row == 29
    [line] = [line for line in lines if account.number in line]
    assert "'=HYPERLINK(1)" in line and "'@SUM(1)" in line and ",12.50,2026-10-09,check by mail," in line
    assert "payday" not in "".join(lines)
    assert book.cell(29, 4).value == Decimal("12.5")


# ---- recording ----


def test_a_promise_is_recorded_on_its_form(as_maria, maria):
    account = named("Harriet")

    page = text_of(as_maria.post(form_of(account), typed(amount="$150"), follow=True))

    promise = Promise.objects.get()
    assert (promise.amount, promise.due_on, promise.made_by) == (Decimal("150.00"), FRIDAY, maria)
    assert "Promise kept on file: 150.00 by Fri Oct 9. The account is left alone through Sat Oct 10." in page


def test_the_form_proposes_the_holder_and_a_day_and_says_what_is_owed_and_what_a_promise_does(as_maria):
    account = named("Harriet")
    promised(account, "60.00", note="after payday")

    page = as_maria.get(form_of(account))
    text = text_of(page)

    assert page.context["form"].initial == {"due_on": date(2026, 10, 12), "said_by": "Harriet Lindqvist"}
    assert "Owed 500.00" in text and "Promised and not yet paid 60.00" in text
    assert "90 percent of the amount, received by then, keeps the promise." in text
    assert "The last day one may promise today is Nov 4." in text
    assert "60.00 by Oct 9 open Withdraw" in text and "after payday" in text
    assert AccessLine.objects.filter(account_number=account.number, what="record a promise").exists()


def test_what_was_typed_stays_when_it_is_refused(as_maria):
    account = named("Harriet", amount="100.00")

    page = as_maria.post(form_of(account), typed(note="after payday"))

    assert "Only 100.00 is owed; nobody promises more than that." in text_of(page)
    assert "after payday" in page.content.decode()
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"amount": ""}, "Enter the amount that was promised."),
        ({"amount": "lots"}, "Enter dollars and cents, like 150.00."),
        ({"amount": "NaN"}, "Enter dollars and cents, like 150.00."),
        ({"due_on": ""}, "Give the day."),
        ({"method": ""}, "Say how it will be paid."),
        ({"said_by": " "}, "Say who promised it."),
    ],
)
def test_the_form_says_what_is_missing(as_maria, terms, says):
    assert says in text_of(as_maria.post(form_of(named("Harriet")), typed(**terms)))


def test_the_form_says_beforehand_what_stops_a_promise_and_what_stops_calls(as_maria):
    account = named("Harriet")
    hold = {"scope": "account", "account": account, "from_on": TODAY, "until_on": date(2026, 10, 13), "source": "Note"}
    open_hold(kind="do_not_contact", **hold, actor=None, today=TODAY)
    calls = text_of(as_maria.get(form_of(account)))
    open_hold(kind="office", **hold, actor=None, today=TODAY)
    both = as_maria.get(form_of(account))

    assert "A hold stops calls through Oct 13: asked not to be contacted." in calls and "No promise now." not in calls
    assert "No promise now. A hold stops plans and promises through Oct 13: held by the office." in text_of(both)
    assert "disabled" in both.content.decode().partition("Record the promise")[0].rpartition("<button")[2]


def test_a_promise_may_hang_on_the_conversation_that_the_address_names(as_maria, maria):
    account, other = named("Harriet"), named("Other")
    line = log_call(
        account.pk, direction="in", outcome="promised", number="218-555-0142", spoken_to="Harriet", note="",
        next_step="Look", next_on=FRIDAY, actor=maria, today=TODAY, request_id=uuid4(),
    )  # fmt: skip

    as_maria.post(f"{form_of(account)}?contact={line.pk}", typed())
    as_maria.post(f"{form_of(other)}?contact={line.pk}", typed())

    assert list(Promise.objects.order_by("pk").values_list("contact", flat=True)) == [line.pk, None]


# ---- withdrawing ----


def test_a_promise_is_withdrawn_with_a_reason(as_maria, maria):
    promise = promised(named("Harriet"))
    url = reverse("promises:withdraw", args=[promise.pk])

    assert "Say why it is withdrawn." in text_of(as_maria.post(url, {"why": ""}))
    page = text_of(as_maria.post(url, {"why": "Made a plan"}, follow=True))

    assert "Withdrawn. The account is no longer left alone because of it." in page
    assert became(promise) == ("withdrawn", "0.00") and promise.decided_by == maria
    again = text_of(as_maria.get(url))
    assert "It is decided, so it can no longer be withdrawn." in again and "Made a plan" in again


def test_a_trainee_notes_promises_and_withdraws_none(client):
    account = named("Harriet")
    promise = promised(account)
    client.force_login(factories.person("trainee"))

    assert client.post(form_of(account), typed(due_on="2026-10-16", amount="20.00")).status_code == 302
    assert client.post(reverse("promises:withdraw", args=[promise.pk]), {"why": "x"}).status_code == 403
    assert "Only a specialist, supervisor or director may agree on plans" in text_of(client.get(form_of(account)))
    assert reverse("promises:withdraw", args=[promise.pk]) not in client.get(LIST).content.decode()


def test_who_reads_only_sees_the_list_and_records_nothing(client):
    account = named("Harriet")
    promised(account)
    client.force_login(factories.person("auditor"))

    assert "Harriet Lindqvist" in text_of(client.get(LIST))
    assert client.get(form_of(account)).status_code == 403
