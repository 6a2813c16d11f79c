"""Which days lie in the season of the cold weather rule, and what stands in the header on them?"""

from datetime import date

import pytest

from core.errors import RuleViolation
from core.rulebook.actions import approve_change, propose_change
from core.season import SeasonRules, season_line, season_on
from tests import factories
from tests.factories import TODAY

RULES = SeasonRules()
WINTER = (date(2026, 10, 1), date(2027, 4, 30))


@pytest.mark.parametrize(
    ("case", "on", "expected"),
    [
        ("the day before", date(2026, 9, 30), None),
        ("the first day", date(2026, 10, 1), WINTER),
        ("New Year's Eve", date(2026, 12, 31), WINTER),
        ("New Year's Day", date(2027, 1, 1), WINTER),
        ("a leap day", date(2028, 2, 29), (date(2027, 10, 1), date(2028, 4, 30))),
        ("the last day", date(2027, 4, 30), WINTER),
        ("the day after", date(2027, 5, 1), None),
    ],
)
def test_the_season_runs_from_october_to_april(case, on, expected):
    assert season_on(on, RULES) == expected, case


def test_the_line_names_both_days_and_is_empty_outside():
    assert season_line(TODAY, RULES) == "Cold weather rule, Oct 1 – Apr 30"
    assert season_line(date(2026, 7, 4), RULES) == ""


@pytest.mark.parametrize("begins", ["13-01", "2-30", "October", "04-15"])
def test_refuses_what_is_no_season(begins):
    with pytest.raises(RuleViolation):
        SeasonRules(begins=begins)


@pytest.fixture
def reader(client, db):
    factories.utility()
    client.force_login(factories.person("specialist"))
    return client


def test_every_page_says_the_season(reader):
    assert "Cold weather rule, Oct 1 – Apr 30" in reader.get("/worklist/").content.decode()


def test_the_header_goes_by_the_row_in_force_on_its_date(reader):
    change = propose_change(
        "SeasonRules", "begins", "10-15", in_force_from=TODAY, citation="made up for this test",
        actor=factories.person("supervisor"), today=TODAY,
    )  # fmt: skip
    approve_change(change.pk, actor=factories.person("director"), today=TODAY)

    assert "Cold weather rule" not in reader.get("/worklist/").content.decode()
    factories.utility(business_date=date(2026, 10, 15))
    assert "Cold weather rule, Oct 15 – Apr 30" in reader.get("/worklist/").content.decode()
