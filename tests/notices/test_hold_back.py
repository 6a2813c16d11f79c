"""Letters that do not leave by themselves: a kind that asks for it, and a night's that are more than usual."""

import dataclasses
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.people.models import LockedAccount
from core.approvals.actions import withdraw
from core.approvals.models import Approval
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook.models import RuleChange
from core.utility import moment
from notices import kinds
from notices.actions import (
    issue_letter,
    issue_letters,
    judge_night,
    let_go,
    night_of,
    print_despite_hold,
    pull_letter,
    stop_held,
    undo_letter,
)
from notices.models import HeldRun, Letter, Pull, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def legal(kind):
    """The kind, as one that asks for release."""
    return kinds.register(dataclasses.replace(kind, asks_release=True))


@pytest.fixture
def supervisor(db):
    return factories.person("supervisor", full_name="Dana Whitcomb")


def by_night(count, *, cause="missed", today=TODAY):
    factories.utility(balances_on=today - timedelta(days=1))
    accounts = [factories.account().pk for _ in range(count)]
    issue_letters(KIND, accounts, cause=cause, actor=None, today=today, night=night_of(today))
    return judge_night(KIND, today=today)


def one_by_hand(specialist):
    return issue_letter(KIND, factories.account().pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())


def figure(field, value):
    RuleChange.objects.create(
        rules="FuseRules", field=field, value=value, in_force_from=TODAY, citation="test", proposed_at=moment(TODAY),
        proposed_by=factories.person(), approved_by=factories.person(), approved_at=moment(TODAY),
    )  # fmt: skip


class TestAKindThatAsks:
    def test_its_letters_wait_for_a_supervisor(self, legal, specialist):
        letter = one_by_hand(specialist)

        run = HeldRun.objects.get()
        assert letter.waiting.held == run and run.letter_count == 1
        asked = Approval.objects.get(kind="held_letters")
        assert asked.asked_by == specialist and asked.account_number == letter.account.number
        assert asked.sentence == (
            "Let 1 letter go: Past-due reminder. Letters of this kind leave only when a supervisor lets them go."
        )

    def test_let_go_they_wait_for_the_printer(self, legal, specialist, supervisor):
        letter = one_by_hand(specialist)

        run = let_go(HeldRun.objects.get().pk, actor=supervisor, today=TODAY)

        assert run.let_go_at and run.decided_by == supervisor
        assert Waiting.objects.get(letter=letter).held is None
        assert HistoryLine.objects.get(action="letters.let_go").facts["letters"] == 1

    def test_stopped_they_are_taken_out_with_the_reason(self, legal, specialist, supervisor):
        letter = one_by_hand(specialist)

        run = stop_held(HeldRun.objects.get().pk, why="Wrong season.", actor=supervisor, today=TODAY)

        assert run.stopped_at and not Waiting.objects.exists()
        assert Pull.objects.get(letter=letter).reason == "Wrong season."

    def test_nobody_lets_their_own_letter_go(self, legal):
        both = factories.person("supervisor")
        one_by_hand(both)

        with pytest.raises(RuleViolation, match="You asked for this one"):
            let_go(HeldRun.objects.get().pk, actor=both, today=TODAY)
        assert Waiting.objects.get().held

    def test_a_specialist_does_not_let_go(self, legal, specialist):
        one_by_hand(specialist)

        with pytest.raises(RuleViolation):
            let_go(HeldRun.objects.get().pk, actor=factories.person("specialist"), today=TODAY)
        assert Waiting.objects.get().held

    def test_who_asked_and_takes_it_back_takes_the_letters_out(self, legal, specialist):
        letter = one_by_hand(specialist)

        withdraw(Approval.objects.get().pk, reason="Wrong account.", actor=specialist, today=TODAY)

        assert Pull.objects.get(letter=letter).reason == "Wrong account."
        assert HeldRun.objects.get().stopped_at and not Waiting.objects.exists()

    def test_no_hold_is_a_way_around_the_supervisor(self, legal, specialist):
        letter = one_by_hand(specialist)
        Waiting.objects.update(is_ready=False, trouble="A hold began.")

        with pytest.raises(RuleViolation, match="held back until a supervisor lets it go"):
            print_despite_hold(letter.pk, actor=specialist, today=TODAY)

    @pytest.mark.parametrize("act", ["undo", "pull"])
    def test_nobody_is_asked_any_more_about_a_letter_that_is_taken_out(self, legal, specialist, supervisor, act):
        letter = one_by_hand(specialist)

        if act == "undo":
            undo_letter(letter.pk, actor=specialist, today=TODAY)
        else:
            pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)

        assert Approval.objects.get().state == "withdrawn" and HeldRun.objects.get().stopped_at
        with pytest.raises(RuleViolation, match="no longer held back"):
            let_go(HeldRun.objects.get().pk, actor=supervisor, today=TODAY)

    def test_the_inbox_names_the_last_day_on_which_an_answer_helps(self, legal):
        late, other = factories.account(), factories.account()

        def dated(ids, *, today):
            days = {late.pk: TODAY, other.pk: TOMORROW}
            return {pk: {**said, "mail_by": days[pk]} for pk, said in facts_of(ids, today=today).items()}

        kinds.register(dataclasses.replace(legal, facts=dated))
        issue_letters(KIND, [late.pk, other.pk], cause="run 1", actor=None, today=TODAY)

        assert Approval.objects.get().deadline_on == TODAY

    def test_a_cause_that_goes_on_after_the_answer_is_asked_about_again(self, legal, supervisor):
        issue_letters(KIND, [factories.account().pk], cause="run 1", actor=None, today=TODAY)
        let_go(HeldRun.objects.get().pk, actor=supervisor, today=TODAY)

        issue_letters(KIND, [factories.account().pk], cause="run 1", actor=None, today=TODAY)

        assert Waiting.objects.filter(held__isnull=False).count() == 1
        assert Approval.objects.filter(state="waiting").count() == 1


class TestTheNight:
    def test_a_usual_night_leaves_by_itself(self, kind):
        assert by_night(3) == 0

        assert Waiting.objects.filter(held=None).count() == 3 and not HeldRun.objects.exists()

    def test_its_letters_stay_until_all_of_them_are_there(self, kind):
        issue_letters(KIND, [factories.account().pk], cause="a", actor=None, today=TODAY, night=night_of(TODAY))

        assert Waiting.objects.get().held == HeldRun.objects.get()

    def test_more_than_the_rulebook_allows_wait_for_a_supervisor(self, kind, supervisor):
        figure("few_letters", 1)
        figure("most_letters", 2)

        assert by_night(3) == 3

        asked = Approval.objects.get()
        assert asked.asked_by is None and asked.account_number is None
        assert asked.sentence.endswith("3 letters are more than the 2 the rulebook allows.")
        let_go(HeldRun.objects.get().pk, actor=supervisor, today=TODAY)
        assert Waiting.objects.filter(held=None).count() == 3

    def test_more_than_twice_the_usual_wait_and_a_few_never_do(self, kind):
        by_night(1, today=TODAY - timedelta(days=2))
        by_night(1, today=TODAY - timedelta(days=1))

        assert by_night(3) == 0

        figure("few_letters", 2)
        assert by_night(3, today=TOMORROW) == 3
        assert "3 letters are more than 2 times the usual 1." in HeldRun.objects.get().why

    def test_several_lots_and_causes_are_one_run(self, kind):
        figure("few_letters", 1)
        figure("most_letters", 1)
        for cause in ("a", "b"):
            issue_letters(KIND, [factories.account().pk], cause=cause, actor=None, today=TODAY, night=night_of(TODAY))

        assert judge_night(KIND, today=TODAY) == 2
        assert HeldRun.objects.get().letter_count == 2

    def test_judged_again_nobody_is_asked_twice(self, kind):
        figure("few_letters", 1)
        figure("most_letters", 2)
        by_night(3)

        assert judge_night(KIND, today=TODAY) == 0
        assert Approval.objects.count() == 1

    def test_what_a_killed_night_left_unjudged_goes_with_the_next(self, kind):
        issue_letters(KIND, [factories.account().pk], cause="a", actor=None, today=TODAY, night=night_of(TODAY))

        by_night(1, cause="b", today=TOMORROW)

        assert Waiting.objects.filter(held=None).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["stop", "pull", "let go"])
def test_let_go_beside_another_answer_leaves_each_letter_in_one_state(legal, specialist, supervisor, other):
    letter = one_by_hand(specialist)
    run, second = HeldRun.objects.get(), factories.person("supervisor")
    acts = {
        "stop": lambda: stop_held(run.pk, why="Wrong.", actor=second, today=TODAY),
        "pull": lambda: pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY),
        "let go": lambda: let_go(run.pk, actor=second, today=TODAY),
    }

    def work(act):
        try:
            act()
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=2) as people:
        done = list(people.map(work, [lambda: let_go(run.pk, actor=supervisor, today=TODAY), acts[other]]))

    run.refresh_from_db()
    assert "done" in done and (other == "pull" or "refused" in done)
    assert bool(run.let_go_at) != bool(run.stopped_at)
    assert Waiting.objects.filter(held=None).count() + Pull.objects.count() == 1 == Letter.objects.count()


class TestThePage:
    def test_says_why_and_lets_go(self, legal, specialist, supervisor, client):
        one_by_hand(specialist)
        client.force_login(supervisor)
        address = reverse("notices:held_run", args=[HeldRun.objects.get().pk])

        page = client.get(address).content.decode()
        assert "Let 1 letter go" in page and "leave only when a supervisor lets them go" in page
        assert "It waits for the printer then." in page and "Take this letter out" in page
        assert "hese letters" not in page and 'data-key="a">Let it go' in page
        after = client.post(reverse("notices:let_go", args=[HeldRun.objects.get().pk]), follow=True).content.decode()

        assert "this letter waits for the printer" in after and "Dana Whitcomb" in after

    def test_stopping_asks_why(self, legal, specialist, supervisor, client):
        one_by_hand(specialist)
        client.force_login(supervisor)
        address = reverse("notices:stop_held", args=[HeldRun.objects.get().pk])

        assert client.post(address, {"why": ""}).status_code == 422 and Waiting.objects.exists()
        client.post(address, {"why": "Wrong season."})

        assert Pull.objects.get().reason == "Wrong season."

    def test_a_specialist_reads_it_and_cannot_decide(self, legal, specialist, client):
        one_by_hand(specialist)
        client.force_login(specialist)
        run = HeldRun.objects.get()

        page = client.get(reverse("notices:held_run", args=[run.pk])).content.decode()
        answer = client.post(reverse("notices:let_go", args=[run.pk]))

        assert "disabled" in page and answer.status_code == 403 and Waiting.objects.get().held == run

    def test_shows_nothing_of_an_account_that_is_closed_to_the_reader(self, legal, specialist, supervisor, client):
        letter = one_by_hand(specialist)
        LockedAccount.objects.create(
            account=letter.account, person=supervisor, why="own", from_on=TODAY, entered_at=moment(TODAY)
        )
        client.force_login(supervisor)
        run = HeldRun.objects.get()

        page = client.get(reverse("notices:held_run", args=[run.pk])).content.decode()
        client.post(reverse("notices:let_go", args=[run.pk]))

        assert letter.account.customer.name not in page
        assert Waiting.objects.get().held == run
