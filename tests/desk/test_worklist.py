"""Who is on the worklist, in what order, why, and why not?"""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.contacts.actions import log_call
from accounts.holds.models import Hold
from collections_app.interchange.models import Extract
from collections_app.night.models import Night, NightStep
from core.utility import moment
from tests import factories
from tests.desk.cast import aged, order_of, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
WORKLIST = "/worklist/"


@pytest.fixture
def three():
    """A big old debt, a smaller one of a business, and a closed account with money owed to its holder."""
    big = owing("1846.20", days=132, name="Bigsten", premise=factories.premise(route="R07"))
    small = owing("96.30", days=70, name="Smallberg", account_class="commercial", service="water", language="es")
    credit = factories.account(
        customer=factories.customer(last_name="Creditson"), status="inactive", closed_on=date(2026, 9, 30)
    )
    factories.payment(credit, "61.00", received_on=date(2026, 9, 1))
    aged(big, small, credit)
    return big, small, credit


def test_each_row_says_who_where_why_how_much_and_what_is_next(client, specialist, three):
    says = text_of(client.get(WORKLIST))

    assert "Harriet Bigsten" in says and three[0].premise.line1 in says
    assert "1,846.20 past due, oldest 132 days, no contact on file." in says
    assert "132 days" in says and "No contact yet" in says
    assert "61.00 credit" in says


def test_money_comes_before_tidying_and_more_money_before_less(client, specialist, three):
    response = client.get(WORKLIST)

    assert order_of(response, "Bigsten", "Smallberg", "Creditson") == ["Bigsten", "Smallberg", "Creditson"]
    says = text_of(response)
    assert says.index("Money at stake · 2") < says.index("Tidying · 1")


def test_past_due_all_has_also_who_needs_nobody(client, specialist, three):
    young = owing("400.00", days=3, name="Youngdahl")
    aged(young)

    assert "Youngdahl" not in text_of(client.get(WORKLIST))
    response = client.get(f"{WORKLIST}?view=past_due")
    assert order_of(response, "Bigsten", "Youngdahl", "Smallberg") == ["Bigsten", "Youngdahl", "Smallberg"]
    assert "Creditson" not in text_of(response)


@pytest.mark.parametrize(
    ("query", "expected", "chip"),
    [
        ("past_due=500", ["Bigsten"], "Past due from 500.00"),
        ("past_due=1846.20", ["Bigsten"], "Past due from 1,846.20"),
        ("days=71", ["Bigsten"], "Days past due from 71"),
        ("account_class=business", ["Smallberg"], "Businesses and others"),
        ("account_class=residential", ["Bigsten", "Creditson"], "Households"),
        ("status=inactive", ["Creditson"], "Closed accounts"),
        ("language=es", ["Smallberg"], "Spanish"),
        ("route=R07", ["Bigsten"], "Route R07"),
        ("cycle=9", [], "Billing cycle 9"),
        ("service=gas", ["Bigsten", "Smallberg", "Creditson"], "Gas"),
        ("service=sewer", [], "Sewer"),
        ("hold=without", ["Bigsten", "Smallberg", "Creditson"], "Without a hold"),
        ("hold=with", [], "With a hold"),
        ("past_due=50&account_class=residential", ["Bigsten"], "Households"),
        ("past_due=abc&days=-4&status=nonsense", ["Bigsten", "Smallberg", "Creditson"], ""),
    ],
)
def test_filters(client, specialist, three, query, expected, chip):
    response = client.get(f"{WORKLIST}?{query}")

    assert order_of(response, "Bigsten", "Smallberg", "Creditson") == expected
    assert chip in text_of(response)


def test_a_hold_of_the_customer_counts_as_a_hold(client, specialist, three):
    Hold.objects.create(
        kind="medical", scope="customer", customer=three[0].customer, from_on=TODAY, until_on=date(2026, 11, 1),
        source="certificate", recorded_at=moment(TODAY),
    )  # fmt: skip

    assert order_of(client.get(f"{WORKLIST}?hold=with"), "Bigsten", "Smallberg") == ["Bigsten"]


def test_a_filter_that_cannot_be_read_says_so_beside_its_field(client, specialist, three):
    assert "Enter a number." in text_of(client.get(f"{WORKLIST}?past_due=abc"))


def test_an_empty_list_says_which_filters_to_remove(client, specialist, three):
    says = text_of(client.get(f"{WORKLIST}?past_due=9000&route=R99"))

    assert "No account meets this view. 2 filters are on: remove one." in says
    assert "Without Route R99" in says


def test_the_first_day_says_what_to_do(client, specialist, office):
    factories.utility(balances_on=None)

    assert "No extract has been loaded yet." in text_of(client.get(WORKLIST))


def test_an_empty_list_does_not_speak_for_a_night_that_has_not_run(client, specialist, office):
    assert "No account needs a person today." in text_of(client.get(WORKLIST))

    loaded = moment(TODAY)
    Extract.objects.create(
        state="loaded", kind="nightly", source="x", sequence=1, extract_date=date(2026, 10, 4), digest="d",
        arrived_at=loaded, loaded_at=loaded,
    )  # fmt: skip
    page = client.get(WORKLIST)
    assert "The night has not run since the extract of Oct 4; run it under The night" in text_of(page)
    assert f'href="{reverse("night:night")}">The night</a>' in page.content.decode()

    night = Night.objects.create(date=TODAY, started_at=loaded)
    NightStep.objects.create(night=night, position=5, name="next_steps", state="done", seconds=1, started_at=loaded)
    assert "No account needs a person today." in text_of(client.get(WORKLIST))


@pytest.mark.parametrize(
    ("who", "query", "sentence"),
    [
        ("Young", "", "Hidden until Nov 2: a reminder goes out Oct 12."),
        ("Paid", "", "Not on this list: nothing is past due."),
        ("Paid", "view=past_due", "Not on this list: nothing is past due."),
        ("Big", "past_due=2000", "Not on this list: past due is 1,846.20 and the list begins at 2,000.00."),
        ("Big", "days=133", "Not on this list: it is 132 days past due and the list begins at 133."),
        ("Big", "account_class=business&days=133", "Not on this list: it is 132 days past due"),
        ("Big", "route=R01", "Not on this list: its route is R07."),
        ("Big", "service=water", "Not on this list: no water is on there."),
        ("Big", "hold=with", "Not on this list: no hold is in force."),
        ("Big", "language=so", "Not on this list: its language is en."),
        ("Big", "", "It is on this list."),
        ("nobody", "", "No account has the number 77 77."),
    ],
)
def test_why_is_it_not_here(client, specialist, who, query, sentence):
    accounts = {
        "Big": owing(number="90041187", premise=factories.premise(route="R07")),
        "Young": owing("400.00", days=3, number="90041188"),
        "Paid": factories.account(number="90041189"),
    }
    aged(*accounts.values())
    number = {"Big": "9004 1187", "Young": " 90041188 ", "Paid": "90041189", "nobody": "77 77"}[who]

    says = text_of(
        client.get(WORKLIST, {**dict(pair.split("=") for pair in query.split("&") if pair), "why_not": number})
    )

    assert sentence in says


def test_last_contact_and_next_step_are_shown(client, specialist):
    account = owing("1846.20", days=132)
    colleague = factories.person("specialist", full_name="Samuel Acheva")
    log_call(
        account.pk, direction="out", outcome="voicemail", next_step="Call back", next_on=TODAY, next_owner=colleague,
        actor=colleague, today=TODAY, request_id=None,
    )  # fmt: skip
    aged(account)

    says = text_of(client.get(f"{WORKLIST}?view=past_due"))

    assert "we called Left voicemail" in says
    assert "Call back today · Samuel Acheva" in says


@pytest.mark.parametrize("query", ["", "view=past_due", "past_due=50&status=active"])
def test_files_hold_exactly_what_the_screen_shows(client, specialist, three, query):
    shown = text_of(client.get(f"{WORKLIST}?{query}"))
    rows = list(
        csv.reader(io.StringIO(client.get(f"/worklist/csv/?{query}").getvalue().decode("utf-8-sig"), newline=""))
    )
    sheet = load_workbook(io.BytesIO(client.get(f"/worklist/xlsx/?{query}").content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert rows[0] == cells[0]
    assert len(rows) == len(cells) == 1 + client.get(f"{WORKLIST}?{query}").content.decode().count("data-open")
    for row, other in zip(rows[1:], cells[1:], strict=True):
        for column in (1, 2, 4):
            assert row[column] in shown and row[column] == other[column]
        assert Decimal(row[5]) == Decimal(str(other[5])).quantize(Decimal("0.01"))


def test_files_follow_the_page_one_is_on(client, specialist):
    aged(*(owing(f"{100 + n}.00", name=f"Person{n:02}") for n in range(30)))
    second = client.get(WORKLIST).context["shown"].next

    rows = client.get(f"/worklist/csv/{second}").getvalue().decode().splitlines()

    assert len(rows) == 1 + 5
    assert "Person04" in rows[1] and "Person00" in rows[-1]


def test_pages_by_key_there_and_back(client, specialist):
    aged(*(owing(f"{100 + n}.00", name=f"Person{n:02}") for n in range(60)))
    names = [f"Person{n:02}" for n in range(60)]

    first = client.get(WORKLIST)
    second = client.get(WORKLIST + first.context["shown"].next)
    third = client.get(WORKLIST + second.context["shown"].next)
    back = client.get(WORKLIST + third.context["shown"].previous)

    assert order_of(first, *names) == names[:34:-1]
    assert order_of(second, *names) == names[34:9:-1] == order_of(back, *names)
    assert order_of(third, *names) == names[9::-1]
    assert not third.context["shown"].next


def test_asks_the_database_as_often_for_a_hundred_rows_as_for_one(client, specialist, django_assert_max_num_queries):
    aged(*(owing(f"{100 + n}.00", name=f"Person{n:03}") for n in range(40)))
    for query in ("size=100", "size=100&view=past_due"):
        with django_assert_max_num_queries(20):
            response = client.get(f"{WORKLIST}?{query}")
        assert response.content.decode().count("data-open") == 40


def test_hostile_names_do_no_harm(client, specialist):
    nasty = "<script>alert(1)</script>\u202e=cmd|' /C calc'!A0"
    aged(owing(first="=1+1", name=nasty))

    page = client.get(WORKLIST).content.decode()
    file = client.get("/worklist/csv/").getvalue().decode()

    assert "<script>alert(1)" not in page and "\u202e" not in page
    assert "'=1+1" in file and "\u202e" not in file


def test_work_this_list_opens_the_first_and_n_goes_on(client, specialist, three):
    big, small, credit = three
    page = client.get(f"{WORKLIST}?status=active")

    first = client.get(page.context["first_url"])
    second = client.get(first.context["beside"].next)

    assert first.context["account"] == big and first.context["beside"].previous == ""
    assert second.context["account"] == small and second.context["beside"].next == ""
    assert client.get(second.context["beside"].previous).context["account"] == big
    assert credit not in (first.context["account"], second.context["account"])


def test_addresses_carry_ids_and_never_an_amount(client, specialist):
    aged(*(owing(f"{100 + n}.37", name=f"Person{n:02}") for n in range(30)))

    for view in ("person", "past_due"):
        page = client.get(f"{WORKLIST}?view={view}")
        addresses = re.findall(r'(?:href|action|hx-get)="([^"]+)"', page.content.decode())
        assert page.context["shown"].next and not [address for address in addresses if ".37" in address]


def test_a_role_that_may_not_read_accounts_is_told_who_may(client, office):
    client.force_login(factories.person("dispatcher"))

    response = client.get(WORKLIST)

    assert response.status_code == 403
    assert "may read account files" in response.content.decode()


def test_an_unknown_kind_of_file_is_not_found(client, specialist):
    assert client.get(reverse("desk:export_worklist", args=["pdf"])).status_code == 404
