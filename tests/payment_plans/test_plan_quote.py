"""`manage.py plan_quote`: JSON alone on standard output, and what is refused."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.rulebook.actions import approve_change, propose_change
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

ASKED = {"arrears": "428.40", "down": "0", "count": "9", "start": "2026-10-31"}


def told(capsys, **said):
    words = [f"--{name.replace('_', '-')}={value}" for name, value in {**ASKED, **said}.items()]
    call_command("plan_quote", *words)
    written = capsys.readouterr()
    assert written.err == ""
    return json.loads(written.out)


def test_an_empty_database_answers_with_verdict_reasons_and_the_whole_schedule(capsys):
    answer = told(capsys, count="4")

    assert answer == {
        "verdict": "ALLOWED",
        "reasons": [
            {
                "code": "WITHIN_LIMITS",
                "text": "Four months is within your limit of six.",
                "citation": "local policy; Minn. Stat. 216B.098 s.3 asks that means are considered",
            }
        ],
        # A last day of a month stays on last days; Oct 31 and Jan 31 lie in a weekend.
        "installments": [
            {"due_on": "2026-11-02", "amount": "107.10"},
            {"due_on": "2026-11-30", "amount": "107.10"},
            {"due_on": "2026-12-31", "amount": "107.10"},
            {"due_on": "2027-02-01", "amount": "107.10"},
        ],
    }


def test_beyond_a_limit_the_schedule_is_told_all_the_same(capsys):
    answer = told(capsys)

    assert answer["verdict"] == "NEEDS_APPROVAL"
    assert answer["reasons"][0]["text"] == (
        "Nine months is beyond your limit of six. Ask a supervisor, or offer six months at 71.40."
    )
    assert [due["amount"] for due in answer["installments"]] == ["47.60"] * 9


@pytest.mark.parametrize(
    ("said", "verdict", "codes"),
    [
        ({"role": "supervisor"}, "ALLOWED", ["WITHIN_LIMITS"]),
        ({"role": "director", "count": "25"}, "NEEDS_APPROVAL", ["BEYOND_MONTHS"]),
        ({"count": "26", "every": "week"}, "ALLOWED", ["WITHIN_LIMITS"]),
        ({"count": "14", "every": "2weeks"}, "NEEDS_APPROVAL", ["BEYOND_MONTHS"]),
        ({"broken_before": "2"}, "NEEDS_APPROVAL", ["BEYOND_MONTHS", "BROKEN_BEFORE"]),
        ({"count": "6", "income": "700", "household": "5"}, "ALLOWED", ["WITHIN_LIMITS", "ABOVE_MEANS"]),
        ({"arrears": "0.07", "count": "5"}, "REFUSED", ["INSTALLMENT_TOO_SMALL"]),
        ({"down": "428.40"}, "REFUSED", ["DOWN_TOO_LARGE"]),
        ({"arrears": "0"}, "REFUSED", ["NOTHING_OWED"]),
        ({"arrears": "-3.50"}, "REFUSED", ["NEGATIVE"]),
        ({"count": "-1"}, "REFUSED", ["COUNT"]),
        ({"start": "2001-01-01", "count": "6"}, "ALLOWED", ["WITHIN_LIMITS"]),
    ],
    ids=str,
)
def test_what_is_asked_is_answered(capsys, said, verdict, codes):
    answer = told(capsys, **said)

    assert (answer["verdict"], [reason["code"] for reason in answer["reasons"]]) == (verdict, codes)
    assert (answer["installments"] == []) == (verdict == "REFUSED")


def test_the_first_payment_is_not_among_the_installments(capsys):
    due = [due["amount"] for due in told(capsys, arrears="100", down="0.01", count="3")["installments"]]

    assert due == ["33.33", "33.33", "33.33"]


def test_the_rulebook_of_the_business_date_answers(capsys):
    factories.utility()
    director = factories.person("director")
    for rules, figure, value in [
        ("PlanRules", "specialist_months", 9),
        ("CalendarRules", "also_closed", "2026-11-02"),
        ("SeasonRules", "begins", "10-15"),
    ]:
        change = propose_change(
            rules, figure, value, in_force_from=date(2026, 10, 6), citation="council, Oct 5",
            actor=factories.person("supervisor"), today=TODAY,
        )  # fmt: skip
        approve_change(change.pk, actor=director, today=TODAY)

    before = told(capsys, broken_before=2)
    factories.utility(business_date=date(2026, 10, 6))
    after = told(capsys, broken_before=2)

    assert [reason["code"] for reason in before["reasons"]] == ["BEYOND_MONTHS", "BROKEN_BEFORE"]
    assert [reason["code"] for reason in after["reasons"]] == ["BROKEN_BEFORE"]
    assert before["reasons"][1]["text"].endswith("and in season a plan must be offered.")
    assert after["reasons"][0]["text"].endswith("a supervisor can.")
    assert [answer["installments"][0]["due_on"] for answer in (before, after)] == ["2026-11-02", "2026-11-03"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"arrears": "much"}, "--arrears is an amount in dollars like 1846.20, not much."),
        ({"arrears": "1,846.20"}, "--arrears is an amount"),
        ({"arrears": "NaN"}, "--arrears is an amount"),
        ({"arrears": "1e3"}, "--arrears is an amount"),
        ({"arrears": "99999999999"}, "--arrears is an amount"),
        ({"down": "0.005"}, "--down is an amount in dollars like 1846.20, not 0.005."),
        ({"income": ""}, "--income is an amount"),
        ({"count": "6.5"}, "--count is a whole number, not 6.5."),
        ({"count": "six"}, "--count is a whole number"),
        ({"start": "2027-02-29"}, "--start is a day like 2026-11-02, not 2027-02-29."),
        ({"every": "year"}, "--every is month or 2weeks or week, not year."),
        ({"role": "cashier"}, "A cashier agrees on no plans: ask a specialist, a supervisor or a director."),
        ({"household": "0"}, "--household counts the people who live there: 1 or more."),
        ({"broken_before": "-1"}, "--broken-before is a whole number of 0 or more, not -1."),
    ],
    ids=str,
)
def test_bad_arguments_are_refused_in_a_sentence(capsys, said, sentence):
    with pytest.raises(CommandError) as refused:
        told(capsys, **said)

    assert str(refused.value).startswith(sentence)
    assert refused.value.returncode == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("missing", ASKED)
def test_nothing_that_must_be_said_is_guessed(missing):
    with pytest.raises((CommandError, SystemExit)):
        call_command("plan_quote", *[f"--{name}={value}" for name, value in ASKED.items() if name != missing])
