"""Does a night do its steps once, in order, whatever stops it?"""

from datetime import date, timedelta

import pytest

from collections_app.night import actions, queries, steps
from collections_app.night.actions import run_night, take_up_letters
from collections_app.night.models import Night, NightStep
from collections_app.schedule import NIGHT
from collections_app.treatments.actions import decline_run, release_run
from collections_app.treatments.models import LetterRun, NextStep
from collections_app.treatments.policy import FuseRules
from core.errors import RuleViolation
from core.rulebook.models import RuleChange
from core.utility import business_date, current, moment, move_business_date
from notices.models import Batch, Letter
from tests import factories
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def went_live(office):
    """A first run that a supervisor released, so that later ones go out by themselves."""
    return LetterRun.objects.create(
        kind="past_due_reminder",
        night_on=date(2026, 9, 1),
        judged_on=date(2026, 9, 1),
        state="issued",
        letters=100,
        issued=100,
        proposed_at=moment(date(2026, 9, 1)),
    )


def states(night):
    return {row.name: row.state for row in night.steps.all()}


def figure(field, value):
    RuleChange.objects.create(
        rules=FuseRules.__name__,
        field=field,
        value=value,
        in_force_from=date(2026, 1, 1),
        citation="a test",
        proposed_by=factories.person("director"),
        proposed_at=moment(TODAY),
        approved_by=factories.person("supervisor"),
        approved_at=moment(TODAY),
    )


def newer_extract(on):
    office = current()
    office.balances_on = on
    office.save()


def test_writes_to_whom_it_may_prints_and_says_so(went_live):
    reminded = owing("96.30", days=34)
    owing("12.00", days=34)
    owing("96.30", days=34, account_class="commercial")

    night = run_night(actor=None)

    run = LetterRun.objects.get(night_on=TODAY)
    assert (run.considered, run.issued, run.counts) == (3, 1, {"issue": 1, "small": 1, "business": 1})
    assert [step.name for step in NIGHT] == list(states(night))
    assert set(states(night).values()) == {"done"}
    assert Letter.objects.get().account == reminded
    assert Batch.objects.get().letter_count == 1
    assert NextStep.objects.get(pk=reminded.pk).reason == "first_time"
    assert "3 accounts considered, 1 reminder issued, 2 skipped." in night.sentence
    assert night.sentence.endswith("The books are right.")


def test_a_night_that_has_finished_stays_as_it_is(went_live):
    owing("96.30", days=34)
    first = run_night(TODAY, actor=None)
    owing("96.30", days=34)

    again = run_night(TODAY, actor=None)

    assert (again.finished_at, again.resumed) == (first.finished_at, 0)
    assert Letter.objects.count() == 1


def test_the_next_night_is_the_next_calendar_day(went_live):
    run_night(actor=None)
    run_night(actor=None)

    assert list(Night.objects.values_list("date", flat=True)) == [TOMORROW, TODAY]
    assert business_date() == TOMORROW


def test_who_was_reminded_last_night_is_not_reminded_again(went_live):
    owing("96.30", days=34)
    run_night(actor=None)
    newer_extract(TODAY)

    run_night(actor=None)

    assert Letter.objects.count() == 1
    assert LetterRun.objects.get(night_on=TOMORROW).counts == {"waiting": 1}


def test_refuses_a_day_that_is_past(went_live):
    with pytest.raises(RuleViolation, match=r"A night cannot run for Oct 4, which is past\."):
        run_night(date(2026, 10, 4), actor=None)

    assert not Night.objects.exists()


def test_a_first_run_waits_for_a_supervisor(office):
    owing("96.30", days=34)

    night = run_night(actor=None)

    run = LetterRun.objects.get()
    assert night.finished_at and states(night)["letters"] == "waits"
    assert [reason["code"] for reason in run.waits_because] == ["full_load"]
    assert not Letter.objects.exists()


def test_a_run_above_the_fuse_waits_and_is_judged_again_when_released(went_live):
    figure("most_letters", 1)
    stays, pays = owing("96.30", days=34), owing("60.00", days=34)
    run_night(actor=None)
    assert not Letter.objects.exists()
    factories.payment(pays, "60.00", received_on=TODAY)
    steps.standings.renew([pays.pk], as_of=TODAY)
    supervisor = factories.person("supervisor")

    run = release_run(LetterRun.objects.get(night_on=TODAY).pk, actor=supervisor, today=TODAY)

    assert (run.state, run.issued, run.decided_by) == ("issued", 1, supervisor)
    assert Letter.objects.get().account == stays
    with pytest.raises(RuleViolation, match="no longer waits: it is issued"):
        release_run(run.pk, actor=supervisor, today=TODAY)


def test_a_run_released_after_the_date_has_moved_on_goes_by_the_balances_of_that_day(office):
    owing("96.30", days=34)
    young = owing("60.00", days=9)
    run_night(actor=None)
    newer_extract(TODAY)
    move_business_date(TOMORROW)

    run = release_run(LetterRun.objects.get().pk, actor=factories.person("supervisor"), today=TOMORROW)

    assert run.counts == {"issue": 2}
    assert Letter.objects.get(account=young).facts["days_past_due"] == 10


def test_more_than_twice_the_usual_waits(went_live):
    LetterRun.objects.update(issued=1, letters=1)
    for _account in range(3):
        owing("96.30", days=34)

    run_night(actor=None)

    run = LetterRun.objects.get(night_on=TODAY)
    assert (run.state, run.usual) == ("waiting", 1)
    assert run.waits_because[0]["text"] == "3 letters are more than 2 times the usual 1."


def test_a_waiting_run_holds_up_no_later_night_and_is_overtaken_by_it(office):
    owing("96.30", days=34)
    run_night(actor=None)
    newer_extract(TODAY)

    run_night(actor=None)

    old, new = LetterRun.objects.order_by("night_on")
    assert (old.state, new.state) == ("overtaken", "waiting")
    with pytest.raises(RuleViolation, match="overtaken by a later night"):
        release_run(old.pk, actor=factories.person("supervisor"), today=TOMORROW)


def test_a_declined_run_writes_to_nobody_and_says_why(office):
    owing("96.30", days=34)
    run_night(actor=None)
    run = LetterRun.objects.get()

    with pytest.raises(RuleViolation, match="Say why"):
        decline_run(run.pk, why=" ", actor=factories.person("supervisor"), today=TODAY)
    decline_run(run.pk, why="The rates were wrong.", actor=factories.person("supervisor"), today=TODAY)

    assert LetterRun.objects.get().state == "declined"
    assert not Letter.objects.exists()


def test_without_its_extract_prints_nothing_says_why_and_prints_once_when_it_comes(went_live):
    owing("96.30", days=34)
    newer_extract(date(2026, 10, 1))

    night = run_night(actor=None)

    assert night.finished_at and states(night)["letters"] == "waits"
    assert "The newest extract is of Thu Oct 1, 2026, which is too old." in night.sentence
    assert take_up_letters(actor=None).sentence == night.sentence
    assert not Letter.objects.exists()

    newer_extract(date(2026, 10, 4))
    for _time in range(2):
        take_up_letters(actor=None)

    assert Letter.objects.count() == 1
    assert Batch.objects.get().letter_count == 1
    assert set(states(Night.objects.get()).values()) == {"done"}


def test_resuming_by_hand_takes_up_letters_too(went_live):
    owing("96.30", days=34)
    newer_extract(date(2026, 10, 1))
    run_night(actor=None)
    newer_extract(date(2026, 10, 4))

    run_night(TODAY, actor=None)
    assert not Letter.objects.exists()

    run_night(TODAY, resume=True, actor=None)
    assert Letter.objects.count() == 1


def test_letters_that_the_next_night_issues_are_not_taken_up_by_the_old_one(went_live):
    owing("96.30", days=34)
    newer_extract(date(2026, 10, 1))
    run_night(actor=None)
    newer_extract(TODAY)

    run_night(actor=None)
    run_night(TODAY, resume=True, actor=None)

    assert [(run.night_on, run.state) for run in LetterRun.objects.all()[:2]] == [
        (TOMORROW, "issued"),
        (TODAY, "overtaken"),
    ]
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("name", [step.name for step in NIGHT])
def test_a_step_that_fails_stops_the_night_which_is_resumed_to_the_same_end(went_live, monkeypatch, name):
    owing("96.30", days=34)
    whole = actions.NIGHT
    monkeypatch.setattr(actions, "NIGHT", tuple(_failing(step) if step.name == name else step for step in whole))

    night = run_night(actor=None)

    assert night.finished_at is None
    assert night.steps.get(name=name).error == "ValueError: no paper"
    with pytest.raises(RuleViolation, match=r"The night of Oct 5 has not finished\. Resume it first\."):
        run_night(actor=None)
    with pytest.raises(RuleViolation, match="has not finished"):
        run_night(TOMORROW, actor=None)

    monkeypatch.setattr(actions, "NIGHT", whole)
    night = run_night(resume=True, actor=None)

    assert (night.date, night.resumed) == (TODAY, 1)
    assert set(states(night).values()) == {"done"}
    assert Letter.objects.count() == 1
    assert Batch.objects.get().letter_count == 1


def _failing(step):
    def fail(tonight):
        step.run(tonight)
        raise ValueError("no paper\nFailing row contains (Harriet Lindqvist)")

    return type(step)(step.name, step.words, fail, step.is_whole)


def test_a_later_night_asked_for_with_resume_ends_the_stopped_one_first(went_live):
    Night.objects.create(date=TODAY, started_at=moment(TODAY))

    run_night(TOMORROW, resume=True, actor=None)

    assert not queries.unfinished()
    assert list(Night.objects.values_list("date", flat=True)) == [TOMORROW, TODAY]


def test_broken_books_are_said_and_looked_at(went_live, monkeypatch):
    monkeypatch.setattr(steps.checks, "verify", lambda: [steps.checks.Finding("Every transaction balances", ())])

    night = run_night(actor=None)

    assert night.sentence.endswith("The books are not right: Every transaction balances.")
    assert night.needs_a_look


def test_an_empty_office_has_an_empty_night(db):
    night = run_night(actor=None)

    assert night.sentence.startswith("No extract")
    assert NightStep.objects.filter(night=night, state="waits").get().name == "letters"
