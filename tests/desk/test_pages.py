"""What does a person see on the pages of an account file?"""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.contacts.actions import log_call
from accounts.holds.models import Hold
from accounts.tasks.actions import add_task
from collections_app.desk.models import DemoSituation
from core.history.models import AccessLine
from core.utility import moment
from payment_plans import standings as plan_standings
from payment_plans.budgets.actions import join_budget
from payment_plans.promises.actions import record_promise
from tests import factories
from tests.budgets.cast import home
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY
from tests.payment_plans.cast import agreed_plan

pytestmark = pytest.mark.django_db


def test_the_first_page_is_my_day(client, specialist):
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("desk:my_day")


def test_a_role_without_accounts_begins_at_its_own_first_place(client):
    client.force_login(factories.person("administrator"))

    assert client.get("/")["Location"] == reverse("staff:people")


def test_the_overview_answers_a_call(client, specialist):
    account = owing()
    factories.payment(account, "80.00", received_on=date(2026, 9, 29))
    aged(account)

    says = text_of(client.get(reverse("desk:account", args=[account.pk])))

    assert "Harriet Lindqvist" in says and "Gas heats the home" in says
    assert "1,766.20" in says
    assert "Last payment 80.00 on Sep 29." in says
    assert "oldest 132 days, due May 26" in says
    assert "Payment by check" in says


def test_every_look_at_an_account_is_written_down(client, specialist):
    account = owing()
    aged(account)

    for page in ("account", "ledger", "timeline", "correspondence", "people"):
        assert client.get(reverse(f"desk:{page}", args=[account.pk])).status_code == 200

    looks = AccessLine.objects.filter(account_number=account.number, person=specialist)
    assert sorted(looks.values_list("what", flat=True)) == [
        "account file",
        "correspondence",
        "ledger",
        "people and place",
        "timeline",
    ]


def test_holds_are_banners_and_a_colleague_s_call_of_today_too(client, specialist):
    account = owing()
    Hold.objects.create(
        kind="dispute", scope="charges", account=account, amount="118.20", service="water", from_on=date(2026, 9, 22),
        until_on=date(2026, 10, 13), source="letter", recorded_at=moment(TODAY),
    )  # fmt: skip
    log_call(
        account.pk, direction="out", outcome="voicemail", actor=factories.person(full_name="Samuel Acheva"),
        today=TODAY, request_id=None,
    )  # fmt: skip
    aged(account)

    says = text_of(client.get(reverse("desk:account", args=[account.pk])))

    assert "Hold: dispute." in says and "118.20" in says and "through Oct 13" in says
    assert "Contacted today" in says and "by Samuel Acheva: voicemail left." in says


def test_a_step_that_somebody_took_comes_before_the_reminder(client, specialist):
    account = owing("400.00", days=3)
    for what, due_on in (("Ask again", date(2026, 10, 20)), ("Look for the receipt", date(2026, 10, 11))):
        add_task(account.pk, what, due_on=due_on, actor=specialist, today=TODAY)
    aged(account)

    page = client.get(reverse("desk:account", args=[account.pk]))

    assert page.context["next_says"] == "Look for the receipt, Sunday, Oct 11, Marit Oyelaran."
    assert page.context["then_says"] == "Reminder goes out Monday, Oct 12, unless 400.00 is paid."
    assert "Marit Oyelaran takes the next step by Oct 11: Look for the receipt. Marit" not in text_of(page)


@pytest.mark.parametrize(
    ("fields", "service", "says"),
    [({}, "gas", True), ({}, "water", False), ({"account_class": "commercial"}, "gas", False)],
)
def test_gas_is_the_heat_only_of_a_household_with_gas(client, specialist, fields, service, says):
    account = factories.account(**fields)
    account.services.update(service=service)

    assert ("Gas heats the home" in text_of(client.get(reverse("desk:account", args=[account.pk])))) is says


def test_a_standing_of_yesterday_is_renewed_when_the_page_is_opened(client, specialist):
    account = owing()

    assert "1,846.20" in text_of(client.get(reverse("desk:account", args=[account.pk])))
    account.refresh_from_db()
    assert account.standing.as_of == TODAY and account.next_step.rank == 5


def test_an_account_without_any_bill(client, specialist):
    account = factories.account(opened_on=None)

    says = text_of(client.get(reverse("desk:account", args=[account.pk])))

    assert "Nothing has happened here yet." in says and "Nothing is past due." in says
    assert "No payment on file." in says


def test_people_and_place_tells_of_earlier_accounts_and_other_accounts_of_the_person(client, specialist):
    place, person = factories.premise(), factories.customer(last_name="Lindqvist")
    account = factories.account(customer=person, premise=place)
    before = factories.customer(last_name="Beforeson")
    factories.account(customer=before, premise=place, status="inactive", closed_on=date(2024, 5, 1))
    factories.account(customer=person, number="77001")

    says = text_of(client.get(reverse("desk:people", args=[account.pk])))

    assert "Harriet Beforeson" in says and "May 1, 2024" in says
    assert "77001" in says
    assert account.services.get().meter_number in says


def test_the_overview_keeps_its_query_budget(client, specialist, django_assert_max_num_queries):
    account = owing()
    for n in range(12):
        factories.bill(account, "50.00", billed_on=date(2026, n % 9 + 1, 2), due_on=date(2026, n % 9 + 1, 23))
    aged(account)
    client.get(reverse("desk:account", args=[account.pk]))

    with django_assert_max_num_queries(18):
        client.get(reverse("desk:account", args=[account.pk]))


def test_hostile_names_do_no_harm(client, specialist):
    account = owing(name="<script>alert(1)</script>\u202eevil")
    aged(account)

    for page in ("account", "ledger", "timeline", "correspondence", "people", "log_call"):
        body = client.get(reverse(f"desk:{page}", args=[account.pk])).content.decode()
        assert "<script>alert(1)" not in body and "\u202e" not in body, page


def test_greyed_buttons_say_once_who_may_and_their_keys_are_not_listed(client, specialist):
    account = owing()
    aged(account)
    path = reverse("desk:account", args=[account.pk])
    assert {"c", "o", "y", "l", "h"} <= {key for key, _what in client.get(path).context["help"].keys}
    assert "n p" not in {key for key, _what in client.get(path).context["help"].keys}

    client.force_login(factories.person("auditor"))
    page = client.get(path)

    assert page.context["refusals"] == (
        "Only a specialist, supervisor or trainee may log contacts or preview letters; "
        "only a specialist, supervisor, director or trainee may offer plans and note promises; "
        "only a specialist or supervisor may open and end holds or plan visits and record them."
    )
    assert {key for key, _what in page.context["help"].keys} == {"$", "1 … 5"}


def test_help_leads_to_the_situations_in_the_demo_only(client, specialist):
    assert "/demo/" not in client.get("/worklist/").content.decode()
    factories.utility(is_demo=True)
    assert 'href="/demo/">Demo situations' in client.get("/worklist/").content.decode()


def test_a_reminder_to_come_names_its_rule(client, specialist):
    account = owing("400.00", days=3)
    aged(account)

    assert (
        "Rule: from 25.00 past due for 10 days, once in 30 days; in force since the beginning; local policy"
        in text_of(client.get(reverse("desk:account", args=[account.pk])))
    )


def test_a_cashier_reads_the_ledger_but_neither_the_file_nor_letters(client):
    account = owing()
    aged(account)
    client.force_login(factories.person("cashier"))

    assert client.get(reverse("desk:ledger", args=[account.pk])).status_code == 200
    assert client.get(reverse("desk:account", args=[account.pk])).status_code == 403
    assert client.get(reverse("desk:correspondence", args=[account.pk])).status_code == 403


@pytest.mark.parametrize("page", ["account", "ledger", "timeline", "correspondence", "people"])
def test_an_account_that_is_not_there_is_not_found(client, specialist, page):
    assert client.get(reverse(f"desk:{page}", args=[1])).status_code == 404


def test_the_demo_s_situations_are_listed_in_the_demo_only(client, specialist):
    account = owing()
    DemoSituation.objects.create(number=3, title="Past due in four buckets", account=account)
    DemoSituation.objects.create(number=53, title="Three rejected rows", page="interchange:extracts")

    assert client.get("/demo/").status_code == 404
    factories.utility(is_demo=True)
    page = client.get("/demo/").content.decode()
    assert reverse("desk:account", args=[account.pk]) in page and reverse("interchange:extracts") in page


@pytest.mark.parametrize("path", ["/worklist/", "/search/?q=x", "/demo/"])
def test_every_page_explains_itself(client, specialist, path):
    factories.utility(is_demo=True)

    says = text_of(client.get(path))

    assert "What it is for" in says and "Keys" in says


# ---- what is agreed on an account ----


def test_an_account_on_a_plan_says_what_is_in_it_and_what_is_due_next(client, specialist):
    plan = agreed_plan(arrears="525.00", accepted_on=date(2026, 9, 1), first_due_on=date(2026, 10, 28))
    plan_standings.renew([plan.pk], as_of=TODAY)
    aged(plan.account)

    page = client.get(reverse("desk:account", args=[plan.account_id]))

    rows = {row["label"]: row for row in page.context["balance_rows"]}
    assert rows["Of it in a plan"]["amount"] == Decimal("525.00")
    assert rows["Of it in a plan"]["url"] == reverse("payment_plans:plan", args=[plan.pk])
    assert "On a plan. Installment 1 of 6 (87.50) is due" in text_of(page)
    assert "See the plan" in text_of(page)


def test_money_at_the_counter_begins_a_plan_that_waits_for_it(client):
    client.force_login(factories.person("cashier"))
    plan = agreed_plan(down="60.00", state="accepted", accepted_on=TODAY, first_due_on=date(2026, 11, 5))
    aged(plan.account)
    path = reverse("desk:post_payment", args=[plan.account_id])
    typed = {"amount": "60.00", "method": "cash", "received_on": TODAY.isoformat(), "request_id": str(uuid4())}
    seen = client.post(reverse("desk:preview_payment", args=[plan.account_id]), typed).content.decode()
    typed["seen"] = re.search(r'name="seen" value="([^"]+)"', seen)[1]

    answer = client.post(path, typed, follow=True)

    plan.refresh_from_db()
    assert (plan.state, plan.began_on) == ("active", TODAY)
    assert "The first payment is here: the plan begins." in [str(m) for m in answer.context["messages"]]


def test_a_promise_that_is_open_stands_before_whoever_speaks_to_the_person(client, specialist):
    account = owing()
    aged(account)
    record_promise(
        account.pk, Decimal("150.00"), date(2026, 10, 9), method="counter", said_by="Harriet Lindqvist",
        actor=specialist, today=TODAY, request_id=uuid4(),
    )  # fmt: skip

    assert "Promised: 150.00 by Fri Oct 9." in text_of(client.get(reverse("desk:account", args=[account.pk])))


def test_the_first_payment_of_a_plan_is_filled_in_where_it_is_taken(client):
    client.force_login(factories.person("cashier"))
    plan = agreed_plan(down="60.00", state="accepted", accepted_on=TODAY, first_due_on=date(2026, 11, 5))
    aged(plan.account)

    page = client.get(reverse("desk:take_payment", args=[plan.account_id]))

    assert "First payment of a plan. Starts when 60.00 arrives by Oct 9." in text_of(page)
    assert 'value="60.00"' in page.content.decode() and 'name="seen"' in page.content.decode()


def test_an_account_on_a_budget_says_so(client, specialist):
    account = home(owes="100.00")
    join_budget(account.pk, actor=None, today=TODAY)
    aged(account)

    page = client.get(reverse("desk:account", args=[account.pk]))

    assert "On a budget. 109.00 a month from Nov 22, 2026 on." in text_of(page)
    assert reverse("budgets:account", args=[account.pk]) in page.content.decode()
