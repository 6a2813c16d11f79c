"""Letters that print a date hold up to a last mailing day: mailed later, exactly those are taken out and made anew."""

import dataclasses
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import EarlierHolder
from accounts.people.models import Party
from core.errors import RuleViolation
from core.utility import moment
from core.verdicts import Reason, Word, verdict
from notices import kinds, queries
from notices.actions import confirm_mailed, issue_letter, issue_letters, pull_letter
from notices.actions.anew import renew_waiting
from notices.actions.mailing import take_out_overtaken
from notices.models import Letter, Mailing, Pull, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of
from tests.notices.mailed import printed

LATER = TODAY + timedelta(days=2)
# How many days after today each account's letter may still be mailed; made anew, it holds for as many days again.
HOLDS_FOR: dict[int, int | None] = {}


@pytest.fixture(autouse=True)
def dated(kind):
    """The kind with a last mailing day for the accounts that have one."""
    HOLDS_FOR.clear()
    factories.utility(balances_on=LATER)

    def facts(account_ids, *, today):
        found = facts_of(account_ids, today=today)
        for pk in found:
            if (days := HOLDS_FOR.get(pk)) is not None:
                found[pk] = {**found[pk], "mail_by": today + timedelta(days=days)}
        return found

    return kinds.register(dataclasses.replace(kind, facts=facts))


def account(holds_for=None):
    made = factories.account()
    HOLDS_FOR[made.pk] = holds_for
    return made


def batch_of(*accounts, cause=None):
    issued = issue_letters(KIND, [a.pk for a in accounts], cause=cause or "run 1", actor=None, today=TODAY)
    return printed(*Letter.objects.filter(pk__in=issued.letters.values()).order_by("pk"))


def confirm(batch, *, count, mailed_on=LATER, by=None):
    by = by or factories.person("supervisor")
    return confirm_mailed(batch.pk, mailed_on=mailed_on, mail_class="first_class", count=count, actor=by, today=LATER)


def test_the_last_mailing_day_is_frozen_with_the_letter():
    batch = batch_of(account(3), account())

    assert sorted(batch.lines.values_list("letter__mail_by", flat=True), key=str) == [TODAY + timedelta(days=3), None]


def test_a_letter_that_could_no_longer_be_mailed_is_not_issued():
    late = account(-1)

    assert issue_letters(KIND, [late.pk], cause="run 1", actor=None, today=TODAY).skipped == {"too_late": [late.pk]}


def test_two_days_late_what_no_longer_holds_is_taken_out_and_made_anew():
    late, holds, undated = account(1), account(2), account()
    batch = batch_of(late, holds, undated)
    assert [letter.account for letter in queries.overtaken(batch, LATER)] == [late]

    mailing = confirm(batch, count=2)

    old, new = late.letters.order_by("pk")
    assert (mailing.expected, mailing.renewed.letters, mailing.renewed.not_made) == (2, {old.pk: new.pk}, {})
    assert Pull.objects.get().letter == old
    assert old.pull.reason == "It had to be mailed by Oct 6, 2026; its batch left on Oct 7, 2026."
    assert (new.issued_on, new.mail_by) == (LATER, LATER + timedelta(days=1))
    assert Waiting.objects.get().letter == new


class TestACopyInAnotherBatch:
    @pytest.fixture
    def two(self, kind):
        """A letter and its copy for a third party, printed apart: their batches."""
        kinds.register(dataclasses.replace(kinds.kind_of(KIND), copies_to=("third_party",)))
        late = account(1)
        Party.objects.create(
            account=late, role="third_party", name="Nora Quist", holder=late.customer, may_be_told="everything",
            source="form", from_on=TODAY, entered_at=moment(TODAY), mailing_line1="12 Lake Avenue",
            mailing_city="Demo City", mailing_state="MN", mailing_zip="55802",
        )  # fmt: skip
        issue_letters(KIND, [late.pk], cause="run 1", actor=None, today=TODAY)
        return [printed(one) for one in late.letters.order_by("pk")]

    def test_is_too_late_by_itself_and_not_made_anew_where_its_letter_left_in_time(self, two):
        here, there = two
        confirm(here, count=1, mailed_on=TODAY)

        renewed = take_out_overtaken(there.pk, mailed_on=LATER, actor=factories.person("supervisor"), today=LATER)

        copy = Letter.objects.get(copy_of__isnull=False)
        assert Pull.objects.get().letter == copy
        assert renewed.not_made == {copy.pk: "it is a copy, and its letter is not in this batch"}
        assert not Waiting.objects.exists()

    def test_goes_with_its_letter_and_is_made_anew_with_it(self, two):
        here, there = two

        take_out_overtaken(here.pk, mailed_on=LATER, actor=factories.person("supervisor"), today=LATER)

        assert Pull.objects.count() == 2 and not queries.overtaken(there, LATER).exists()
        assert [one.letter.copy_to for one in Waiting.objects.order_by("letter_id")] == ["", "third_party"]


def test_on_the_last_mailing_day_it_still_holds():
    batch = batch_of(account(2))

    assert confirm(batch, count=1).renewed.count == 0


def test_mailed_in_time_and_confirmed_later_nothing_is_taken_out():
    batch = batch_of(account(1))

    confirm(batch, count=1, mailed_on=TODAY)

    assert not Pull.objects.exists()


def test_the_count_leaves_out_what_the_day_has_overtaken():
    batch = batch_of(account(1), account())

    with pytest.raises(RuleViolation, match="What had to be mailed earlier is not counted: 1"):
        confirm(batch, count=2)
    assert not Pull.objects.exists() and Letter.objects.count() == 2


def test_where_nothing_holds_any_more_all_of_it_is_made_anew_and_nothing_mailed(specialist):
    batch = batch_of(account(1), account(0))

    with pytest.raises(RuleViolation, match="Every letter of this batch had to be mailed before Oct 7, 2026"):
        confirm(batch, count=0)
    renewed = take_out_overtaken(batch.pk, mailed_on=LATER, actor=specialist, today=LATER)

    assert renewed.count == 2 and Pull.objects.count() == 2 and not Mailing.objects.exists()
    with pytest.raises(RuleViolation, match="is still to come"):
        take_out_overtaken(batch.pk, mailed_on=LATER + timedelta(days=1), actor=specialist, today=LATER)
    with pytest.raises(RuleViolation, match="can still be mailed"):
        take_out_overtaken(batch.pk, mailed_on=LATER, actor=specialist, today=LATER)


def test_who_may_no_longer_get_it_gets_none(dated):
    late = account(1)
    batch = batch_of(late, account())
    paid = verdict([Reason("paid", "Nothing is past due.", Word.BLOCKED)], otherwise="")
    kinds.register(dataclasses.replace(dated, judge=lambda account_id, today: paid))

    mailing = confirm(batch, count=1)

    assert mailing.renewed.not_made == {late.letters.get().pk: "Nothing is past due."}
    assert Pull.objects.count() == 1 and not Waiting.objects.exists()


def test_on_stale_balances_the_batch_is_still_confirmed_and_says_what_was_not_made():
    late = account(1)
    batch = batch_of(late, account())
    factories.utility(balances_on=TODAY - timedelta(days=5))

    mailing = confirm(batch, count=1)

    [why] = mailing.renewed.not_made.values()
    assert why.startswith("Balances are 7 days old") and Mailing.objects.exists()


def test_whoever_confirmed_is_reminded_where_no_letter_could_be_made_that_day(specialist):
    late = account(1)
    batch = batch_of(late, account())
    factories.utility(balances_on=TODAY - timedelta(days=5))

    confirm(batch, count=1, by=specialist)

    task = late.tasks.get()
    assert (task.owner, task.due_on) == (specialist, LATER)
    assert task.what.startswith(f"Write letter {late.letters.get().pk} anew (Past-due reminder)")


class TestWhileItWaits:
    def test_what_waited_over_its_last_mailing_day_is_made_anew_and_not_printed(self):
        late, holds = account(1), account(2)
        issue_letters(KIND, [late.pk, holds.pk], cause="run 1", actor=None, today=TODAY)

        renewed = renew_waiting(actor=None, today=LATER)

        old, new = late.letters.order_by("pk")
        assert renewed.letters == {old.pk: new.pk} and new.mail_by == LATER + timedelta(days=1)
        assert old.pull.reason == "Its last mailing day passed while it waited."
        assert holds.letters.count() == 1

    def test_where_no_letter_can_be_made_today_it_waits_on(self):
        late = account(1)
        issue_letters(KIND, [late.pk], cause="run 1", actor=None, today=TODAY)
        factories.utility(balances_on=TODAY - timedelta(days=5))

        assert renew_waiting(actor=None, today=LATER).count == 0
        assert Waiting.objects.count() == 1

    def test_where_its_text_lacks_a_part_by_now_it_waits_on_too(self, dated):
        issue_letters(KIND, [account(1).pk], cause="run 1", actor=None, today=TODAY)
        part = kinds.RequiredPart("since_then", "What the law asks since", "test")
        kinds.register(dataclasses.replace(dated, required=(*dated.required, part)))

        assert renew_waiting(actor=None, today=LATER).count == 0
        assert Waiting.objects.count() == 1 and not Pull.objects.exists()

    def test_what_is_held_back_waits_for_its_answer(self, dated):
        kinds.register(dataclasses.replace(dated, asks_release=True))
        issue_letters(KIND, [account(1).pk], cause="run 1", actor=None, today=TODAY)

        assert renew_waiting(actor=None, today=LATER).count == 0
        assert Waiting.objects.get().held


def test_a_text_changed_by_hand_is_kept_when_its_letter_is_made_anew(specialist):
    own = "Dear {{ holder_name }}, as we said. {#how_to_dispute}\n\nHelp. {#where_to_get_help}"
    late = account(1)
    by_hand = issue_letter(KIND, late.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4(), own_text=own)
    batch = printed(by_hand, *Letter.objects.filter(batch_line=None).exclude(pk=by_hand.pk))
    plain = batch_of(account())

    take_out_overtaken(batch.pk, mailed_on=LATER, actor=specialist, today=LATER)

    assert list(late.letters.values_list("own_text", flat=True)) == [own, own]
    assert plain.lines.count() == 1


def test_what_was_written_to_an_earlier_holder_is_made_anew_for_nobody(specialist):
    own = "Dear {{ holder_name }}, about your son. {#how_to_dispute}\n\nHelp. {#where_to_get_help}"
    sold, stays = account(1), account(1)
    by_hand = issue_letter(KIND, sold.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4(), own_text=own)
    batch = batch_of(stays, account())
    other = printed(by_hand)
    for late in (sold, stays):
        EarlierHolder.objects.create(account=late, customer=late.customer, premise=late.premise, until_on=LATER)
        type(late).objects.filter(pk=late.pk).update(customer=factories.customer())

    renewed = [confirm(batch, count=1).renewed, take_out_overtaken(other.pk, mailed_on=LATER, actor=None, today=LATER)]

    assert [one.letters for one in renewed] == [{}, {}] and sold.letters.count() == stays.letters.count() == 1
    assert {why for one in renewed for why in one.not_made.values()} == {
        "It was written to an earlier holder of the account."
    }


def test_a_kind_that_asks_for_release_asks_again(dated, specialist):
    kinds.register(dataclasses.replace(dated, asks_release=True))
    batch = batch_of(account(1), account())

    confirm(batch, count=1)

    assert Waiting.objects.get().held


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    holds=st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=8),
    pulled=st.sets(st.integers(0, 7), max_size=3),
    late_by=st.integers(0, 2),
    run=st.uuids(),
)
def test_exactly_what_was_printed_for_an_earlier_day_is_taken_out_and_made_anew_once(holds, pulled, late_by, run):
    accounts = [account(days) for days in holds]
    batch = batch_of(*accounts, cause=f"run {run}")
    mailed_on = TODAY + timedelta(days=late_by)
    by, letters = factories.person("supervisor"), {a.pk: a.letters.get() for a in accounts}
    out = {accounts[n].pk for n in pulled if n < len(accounts)}
    for pk in out:
        pull_letter(letters[pk].pk, reason="paid", actor=by, today=TODAY)
    late = {a.pk for a in accounts if HOLDS_FOR[a.pk] is not None and HOLDS_FOR[a.pk] < late_by} - out
    stay = {a.pk for a in accounts} - out - late

    if stay:
        confirm(batch, count=len(stay), mailed_on=mailed_on, by=by)
    elif late:
        take_out_overtaken(batch.pk, mailed_on=mailed_on, actor=by, today=LATER)

    mine = Letter.objects.filter(account__in=letters)
    assert set(mine.filter(pull__isnull=False).values_list("account", flat=True)) == out | late
    assert sorted(mine.exclude(batch_line__batch=batch).values_list("account", flat=True)) == sorted(late)
    assert set(mine.filter(batch_line__batch=batch, pull=None).values_list("account", flat=True)) == stay
    assert Mailing.objects.filter(batch=batch).count() == bool(stay)
    assert not mine.filter(waiting__isnull=False, mail_by__lt=mailed_on).exists()


@pytest.mark.django_db(transaction=True)
def test_confirmed_late_while_one_is_taken_out_each_letter_is_out_once(specialist):
    late, other = account(1), account()
    batch, letter = batch_of(late, other), late.letters.get()

    def work(act):
        try:
            act()
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "done"

    acts = [
        lambda: confirm(batch, count=1, by=specialist),
        lambda: pull_letter(letter.pk, reason="paid", actor=specialist, today=LATER),
    ]
    with ThreadPoolExecutor(max_workers=2) as people:
        done = list(people.map(work, acts))

    assert done[0] == "done" and Mailing.objects.get().expected == 1
    assert Pull.objects.get().letter == letter
    # Taken out by hand first, it was no longer there to be made anew.
    assert Waiting.objects.count() == (done[1] == "refused")
