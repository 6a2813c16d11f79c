"""Does the letter about a budget say what its review found?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pdfua import validate

from accounts.models import Account
from notices.kinds import FRAME
from notices.page.preview import preview
from notices.paper import body, press
from notices.queries.versions import shipped_text
from payment_plans.budgets import letters
from payment_plans.budgets.actions import join_budget, review_budget
from payment_plans.budgets.letters import BUDGET_REVIEW
from tests import factories
from tests.budgets.cast import home
from tests.notices.reading import text_of
from tests.treatments.standings import hold

TODAY = factories.TODAY

pytestmark = pytest.mark.django_db

CHANGED = {
    "amount": Decimal("112.00"), "from_on": date(2026, 11, 22), "old_amount": Decimal("98.00"), "is_changed": True,
    "is_settlement": False, "sentence": "112.00 a month would fit", "rolled_in": Decimal("40.00"),
    "actual": Decimal("502.10"), "asked": Decimal("392.00"), "deferred": Decimal("110.10"),
    "expected": Decimal("746.00"), "forecast": Decimal("112.00"), "amounts_left": 8, "decided_on": TODAY,
    "next_review_on": date(2027, 2, 22), "ends_on": date(2027, 5, 22),
}  # fmt: skip
STAYS = {**CHANGED, "amount": Decimal("98.00"), "is_changed": False, "rolled_in": Decimal("0.00")}
SETTLED = {
    **STAYS, "amount": Decimal("0.00"), "is_settlement": True, "expected": Decimal("0.00"), "amounts_left": 0,
    "is_changed": True, "next_review_on": None,
}  # fmt: skip


@pytest.fixture(autouse=True)
def office(settings):
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    return factories.utility(name="Demo City Utilities")


@pytest.fixture
def reviewed(monkeypatch):
    """An account whose review found what the test says."""
    account = factories.account()

    def finds(**found):
        monkeypatch.setattr(letters, "review_of", lambda account_ids, today: dict.fromkeys(account_ids, found))
        return press.print_letter(preview(BUDGET_REVIEW.code, account, today=TODAY).writing)

    return finds


def words(letter):
    return " ".join(text_of(letter.content).split())


def test_a_changed_amount_and_how_it_came_about(reviewed, tmp_path):
    letter = reviewed(**CHANGED)
    said = words(letter)

    assert "Your budget amount changes to $112.00 on November 22, 2026" in said
    assert "Old balance when it began: $40.00 Billed for your use since the budget began: $502.10" in said
    assert "Asked of you in that time: $392.00 Bills we expect until the year ends: $746.00" in said
    assert "we ask for $112.00 a month instead of $98.00 from November 22, 2026 on." in said
    assert "We look at it again on February 22, 2027. The year is settled on May 22, 2027." in said
    assert "tear off" not in said
    file = tmp_path / "letter.pdf"
    file.write_bytes(letter.content)
    assert letter.pages == 1
    assert [finding for finding in validate(str(file)).findings if finding.severity.name == "ERROR"] == []


@pytest.mark.parametrize(
    ("forecast", "sentence"),
    [
        ("42.10", "The amount stays. With it about $42.10 would be left to pay at the end, and is settled then."),
        ("-9.00", "The amount stays. With it you would pay about $9.00 too much, which is settled at the end."),
        ("0.00", "The amount stays: with it the year ends even."),
    ],
)
def test_an_amount_that_stays(reviewed, forecast, sentence):
    said = words(reviewed(**STAYS | {"forecast": Decimal(forecast)}))

    assert "Your budget amount stays at $98.00" in said and sentence in said
    assert "Old balance" not in said


def test_a_rolling_budget_looks_a_year_ahead(reviewed):
    said = words(reviewed(**CHANGED | {"ends_on": None}))

    assert "Bills we expect in the next 12 months: $746.00" in said and "settled on" not in said


def test_what_asks_for_money_by_a_day_may_be_mailed_until_then(monkeypatch):
    owing, even = factories.account(), factories.account()
    found = {owing.pk: SETTLED | {"amount": Decimal("42.10")}, even.pk: SETTLED}
    monkeypatch.setattr(letters, "review_of", lambda account_ids, today: found)

    facts = letters.review_facts([owing.pk, even.pk], today=TODAY)

    assert facts[owing.pk]["pay_by"] == facts[owing.pk]["mail_by"] == SETTLED["from_on"]
    assert "mail_by" not in facts[even.pk]


def test_what_a_real_review_found_is_what_the_letter_says():
    account = home()
    budget = join_budget(account.pk, actor=None, today=TODAY)
    assert BUDGET_REVIEW.judge(account.pk, today=TODAY).sentence == "This budget has not been reviewed yet."

    row = review_budget(budget.pk, actor=None, today=TODAY + timedelta(days=1))

    facts = BUDGET_REVIEW.facts([account.pk], today=TODAY + timedelta(days=1))[account.pk]
    assert (facts["new_amount"], facts["old_amount"], facts["is_changed"]) == (row.amount, budget.amount, False)
    assert BUDGET_REVIEW.judge(account.pk, today=TODAY + timedelta(days=1)).allowed


def test_a_dispute_does_not_stop_it_and_a_bankruptcy_does(reviewed):
    reviewed(**CHANGED)
    account = Account.objects.get()
    hold(account, "dispute")
    assert account.pk in BUDGET_REVIEW.facts([account.pk], today=TODAY)

    hold(account, "bankruptcy")

    assert BUDGET_REVIEW.judge(account.pk, today=TODAY).sentence == "A hold stops all letters to this account."


def test_no_amount_left_to_change(reviewed):
    assert "No monthly amount is left to change" in words(reviewed(**STAYS | {"amounts_left": 0}))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"forecast": Decimal("61.40")}, "$61.40 goes into your next budget year."),
        (
            {"forecast": Decimal("-61.40"), "sentence": "61.40 was asked too much and is sent back."},
            "The budget asked for $61.40 more than you used. 61.40 was asked too much and is sent back.",
        ),
        ({"forecast": Decimal("0.00")}, "The budget asked for just what you used: nothing is left to pay."),
    ],
)
def test_the_end_of_a_year(reviewed, found, sentence):
    said = words(reviewed(**SETTLED | found))

    assert "The end of your budget year" in said and sentence in said
    assert "look at it again" not in said and "tear off" not in said


def test_what_is_left_at_the_end_is_asked_for_once_with_a_stub(reviewed):
    said = words(reviewed(**SETTLED | {"amount": Decimal("61.40"), "forecast": Decimal("61.40")}))

    assert "$61.40 is left to pay once, by November 22, 2026." in said
    assert "Budget year $61.40 Please pay by November 22, 2026" in said


def test_names_only_fields_that_the_kind_explains_and_holds_its_parts():
    text = body.understand(shipped_text(BUDGET_REVIEW.code, "en"))

    assert text.fields <= {field.name for field in (*BUDGET_REVIEW.fields, *FRAME)}
    assert {part.code for part in BUDGET_REVIEW.required} <= text.parts


def test_an_account_without_a_budget_gets_none():
    account = factories.account()

    assert BUDGET_REVIEW.judge(account.pk, today=TODAY).sentence == "This account has no budget."
    assert BUDGET_REVIEW.facts([account.pk], today=TODAY) == {}
