"""Does billing learn on which accounts a plan, a budget or a hold began or ended, and nothing that is private?"""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.holds.actions import change_hold, end_hold, open_hold
from collections_app.interchange.status import COLUMNS, status_of, write_status
from payment_plans.actions.begin_and_end import begin_plans, end_plans
from tests import factories
from tests.factories import TODAY
from tests.payment_plans.cast import agreed_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def utility():
    return factories.utility()


def said(day=TODAY):
    return [(line.what, line.change, line.stops) for line in status_of(day)]


def opened(account, kind="office", *, from_on=TODAY, until_on=None, **fields):
    return open_hold(
        kind=kind, scope="account", account=account, from_on=from_on, until_on=until_on,
        review_on=None if until_on else TODAY + timedelta(days=30), source="A note", actor=None, today=TODAY, **fields,
    )  # fmt: skip


def test_a_plan_is_told_once_and_its_hold_not_besides():
    plan = agreed_plan(accepted_on=TODAY, first_due_on=date(2026, 11, 5))

    (line,) = status_of(TODAY)

    assert (line.account, line.what, line.change, line.reference) == (
        plan.account.number, "plan", "began", f"P-{plan.pk}"
    )  # fmt: skip
    assert {"letters", "fees"} <= set(line.stops.split())
    assert line.until_on == plan.hold.until_on


def test_that_a_plan_begins_after_its_first_payment_is_no_news():
    plan = agreed_plan(state="accepted", accepted_on=date(2026, 10, 1), starts_by_on=TODAY, down="60.00")

    begin_plans([plan.pk], actor=None, today=TODAY)

    assert said() == []


def test_a_plan_that_ends_is_told_without_a_last_day():
    plan = agreed_plan()
    end_plans([plan.pk], "broken", "Two installments were missed.", actor=None, today=TODAY)

    (line,) = status_of(TODAY)

    assert (line.what, line.change, line.until_on) == ("plan", "ended", None)


def test_a_hold_begins_ends_and_runs_out():
    account = factories.account()
    opened(account, from_on=TODAY - timedelta(days=9), until_on=TODAY - timedelta(days=1))
    end_hold(
        opened(account, "billing_review", from_on=TODAY - timedelta(days=9)).pk,
        ended_on=TODAY, why="Looked at", actor=None, today=TODAY,
    )  # fmt: skip
    opened(account, "estate")

    assert sorted((what, change) for what, change, _stops in said()) == [
        ("billing_review", "ended"), ("estate", "began"), ("office", "ended")
    ]  # fmt: skip


def test_a_hold_that_changed_ends_and_begins():
    hold = opened(factories.account(), from_on=TODAY - timedelta(days=9))
    change_hold(hold.pk, until_on=TODAY + timedelta(days=9), review_on=None, why="Longer", actor=None, today=TODAY)

    assert [(what, change) for what, change, _stops in said()] == [("office", "ended"), ("office", "began")]


def test_what_is_private_by_law_stays_unnamed():
    opened(factories.account(), "medical", until_on=TODAY, facts={"certified_by": "Harbor Clinic"})

    assert said() == [("protection", "began", "shutoff")]
    assert b"medical" not in write_status(TODAY) and b"Clinic" not in write_status(TODAY)


def test_a_hold_on_a_person_is_told_for_each_of_their_accounts():
    mine = factories.account()
    other = factories.account(customer=mine.customer)
    open_hold(
        kind="military", scope="customer", customer=mine.customer, from_on=TODAY, review_on=TODAY + timedelta(days=90),
        source="Orders", facts={"orders_from": "2026-09-14"}, actor=None, today=TODAY,
    )  # fmt: skip

    assert [line.account for line in status_of(TODAY)] == sorted([mine.number, other.number])


def test_the_command_writes_the_file_and_says_how_many_lines(tmp_path, capsys):
    agreed_plan(accepted_on=TODAY, first_due_on=date(2026, 11, 5))
    out = tmp_path / "status.csv"

    call_command("export_status", date=TODAY, out=out)

    content = out.read_bytes()
    assert content.startswith(",".join(COLUMNS).encode() + b"\r\n")
    assert len(list(csv.reader(io.StringIO(content.decode(), newline="")))) == 2
    assert capsys.readouterr().out == "1 lines of 2026-10-05\n"


def test_a_file_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be written") as refused:
        call_command("export_status", date=TODAY, out=tmp_path)

    assert refused.value.returncode == 2


@pytest.mark.parametrize("on", ["", "2026-10-05", "yesterday", "0001-01-01"])
def test_the_page_gives_the_same_file(client, on):
    client.force_login(factories.person("supervisor"))

    answer = client.get(reverse("interchange:status"), {"on": on})

    assert answer.status_code == 200
    assert answer.content == write_status(date(1, 1, 1) if on.startswith("0001") else TODAY)
