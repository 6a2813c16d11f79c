"""A text is begun, written, sent, read by a second reader and approved by somebody who wrote none of it."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import waiting_for
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.staff.away import name_stand_in
from core.utility import moment
from notices import actions, kinds
from notices.actions.versions import ChangedMeanwhile
from notices.models import TemplateVersion
from notices.queries.versions import shape, shipped_text, versions_in_force
from tests import factories
from tests.notices.conftest import KIND, TODAY

LATER = TODAY + timedelta(days=10)


@pytest.fixture
def supervisor(db):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def reader(db):
    return factories.person("specialist", full_name="Rosa Delgado")


def begin(by, language="en", kind=KIND):
    return actions.begin_version(kind, language, actor=by, today=TODAY)


def save(version, by, text=None, note="Says it shorter.", began_from=None):
    text = version.body.replace("please call us", "call us today") if text is None else text
    began_from = shape(version.body, version.note) if began_from is None else began_from
    return actions.save_version(version.pk, body=text, note=note, began_from=began_from, actor=by, today=TODAY)


def send(version, by, **also):
    return actions.send_version(version.pk, actor=by, today=TODAY, **also)


def approve(asked, by):
    return approving.approve(asked.pk, actor=by, today=TODAY)


def again(version):
    return TemplateVersion.objects.get(pk=version.pk)


# ---- writing ----


def test_a_draft_begins_with_the_words_in_force_and_the_next_number(kind, specialist):
    draft = begin(specialist)

    assert (draft.number, draft.written_by, draft.approved_at) == (2, specialist, None)
    assert draft.body == versions_in_force(KIND, today=TODAY)["en"].body
    assert HistoryLine.objects.get(action="template.begun").facts["number"] == 2


def test_a_translation_without_a_shipped_text_begins_with_the_english(kind, specialist):
    draft = begin(specialist, "so")

    assert (draft.number, draft.language) == (1, "so")
    assert draft.body == versions_in_force(KIND, today=TODAY)["en"].body


def test_a_kind_without_any_text_begins_with_the_parts_it_must_have(kind, specialist):
    kinds.register(kinds.LetterKind("no_text_yet", "No text yet", (), lambda ids, today: {}, (kinds.HOW_TO_DISPUTE,)))

    draft = begin(specialist, kind="no_text_yet")

    assert draft.body.startswith("# No text yet")
    assert "{#how_to_dispute}" in draft.body


def test_refuses_a_second_draft_and_names_who_began_the_first(kind, specialist, supervisor):
    begin(specialist)

    with pytest.raises(RuleViolation, match="in work already, begun by Marit Oyelaran"):
        begin(supervisor)
    assert begin(supervisor, "es").language == "es"


def test_refuses_a_language_that_the_office_does_not_write(kind, specialist):
    with pytest.raises(RuleViolation, match="English, Spanish, Hmong and Somali"):
        begin(specialist, "tlh")


def test_keeps_what_was_written_with_unix_line_ends(kind, specialist):
    draft = begin(specialist)

    save(draft, specialist, text="# Pay\r\n\r\nNow.", note="  shorter ")

    assert (again(draft).body, again(draft).note) == ("# Pay\n\nNow.", "shorter")
    assert HistoryLine.objects.filter(action="template.saved", actor=specialist).count() == 1


def test_saved_twice_unchanged_it_is_saved_once(kind, specialist):
    draft = begin(specialist)
    before = shape(draft.body, draft.note)
    save(draft, specialist)

    save(draft, specialist, began_from=before)

    assert HistoryLine.objects.filter(action="template.saved").count() == 1


def test_the_second_of_two_writers_writes_over_nothing_and_is_told_who_saved(kind, specialist, supervisor):
    draft = begin(specialist)
    opened = shape(draft.body, draft.note)
    save(draft, specialist, text="# First", began_from=opened)

    with pytest.raises(ChangedMeanwhile, match="Marit Oyelaran saved this draft at") as told:
        save(draft, supervisor, text="# Second", began_from=opened)

    assert told.value.version.body == "# First" == again(draft).body
    save(draft, supervisor, text="# Both", began_from=shape("# First", "Says it shorter."))
    assert again(draft).body == "# Both"


def both_at_once(first, second):
    """What two people get who act in the same moment: what their action answers, or its refusal."""
    results, ready = [], threading.Barrier(2)

    def work(act):
        ready.wait(timeout=20)
        try:
            results.append(act())
        except RuleViolation as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[act]) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_get_one_draft(kind, specialist):
    results = both_at_once(lambda: begin(specialist), lambda: begin(specialist))

    [draft] = TemplateVersion.objects.drafts()
    assert [result for result in results if isinstance(result, TemplateVersion)] == [draft]
    assert any("in work already" in str(result) for result in results)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told_and_nothing_is_written_over(kind, specialist, supervisor):
    draft = begin(specialist)

    results = both_at_once(
        lambda: save(draft, specialist, text="# Mine"), lambda: save(draft, supervisor, text="# Yours")
    )

    [told] = [result for result in results if isinstance(result, ChangedMeanwhile)]
    assert told.version.body == again(draft).body
    assert HistoryLine.objects.filter(action="template.saved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_a_colleague_sends_is_sent_or_refused(kind, specialist, supervisor):
    draft = save(begin(specialist), specialist)
    longer = draft.body + "\nP.S.\n"

    results = both_at_once(lambda: send(draft, specialist), lambda: save(draft, supervisor, text=longer))

    refused = [result for result in results if isinstance(result, RuleViolation)]
    asked = Approval.objects.get()
    assert (again(draft).body == longer) == (not refused)
    assert (supervisor.pk in asked.facts["writers"]) == (not refused)


def test_a_draft_begins_with_what_begins_later_and_not_with_what_it_replaces(kind, specialist, supervisor):
    coming = save(begin(specialist), specialist)
    approve(send(coming, specialist, in_force_from=LATER), supervisor)

    assert begin(specialist).body == coming.body


def test_a_draft_can_be_thrown_away_by_its_writer_or_a_supervisor(kind, specialist, supervisor, reader):
    draft = begin(specialist)
    with pytest.raises(RuleViolation, match="Only Marit Oyelaran or a supervisor"):
        actions.discard_version(draft.pk, actor=reader, today=TODAY)

    actions.discard_version(draft.pk, actor=supervisor, today=TODAY)

    assert not TemplateVersion.objects.drafts().exists()
    with pytest.raises(RuleViolation, match="thrown away meanwhile"):
        save(draft, specialist)


# ---- sent and approved ----


def test_approved_by_another_it_holds_from_its_day(kind, specialist, supervisor):
    draft = save(begin(specialist), specialist)
    asked = send(draft, specialist, in_force_from=LATER)

    assert list(waiting_for(supervisor, today=TODAY)) == [asked]
    approve(asked, supervisor)

    assert again(draft).approved_by == supervisor
    assert versions_in_force(KIND, today=LATER - timedelta(days=1))["en"].number == 1
    assert versions_in_force(KIND, today=LATER)["en"].number == 2


def test_without_a_day_it_holds_from_the_day_of_the_yes(kind, specialist, supervisor):
    draft = save(begin(specialist), specialist)
    approve(send(draft, specialist), supervisor)

    assert again(draft).in_force_from == TODAY
    assert versions_in_force(KIND, today=TODAY - timedelta(days=1))["en"].number == 1


def test_a_text_that_waited_past_its_day_holds_from_the_yes_and_not_before(kind, specialist, supervisor):
    asked = send(save(begin(specialist), specialist), specialist, in_force_from=TODAY + timedelta(days=1))

    approving.approve(asked.pk, actor=supervisor, today=LATER)

    assert TemplateVersion.objects.get(number=2).in_force_from == LATER


def test_of_two_versions_the_one_that_began_last_holds(kind, specialist, supervisor):
    approve(send(save(begin(specialist), specialist), specialist, in_force_from=LATER), supervisor)
    third = save(begin(specialist), specialist, text=shipped_text("past_due_reminder", "en") + "\nP.S.")
    approve(send(third, specialist, in_force_from=TODAY), supervisor)

    assert versions_in_force(KIND, today=TODAY)["en"].number == 3
    assert versions_in_force(KIND, today=LATER)["en"].number == 2


def test_refuses_a_day_in_the_past(kind, specialist):
    with pytest.raises(RuleViolation, match="cannot begin in the past"):
        send(begin(specialist), specialist, in_force_from=TODAY - timedelta(days=1))


def test_nobody_approves_their_own_whether_or_not_they_sent_it(kind, supervisor):
    """Who asked is refused by the inbox; a writer whose draft a colleague sent is refused here."""
    colleague = factories.person("specialist")
    draft = save(begin(supervisor), supervisor)
    asked = send(draft, colleague)

    with pytest.raises(RuleViolation, match="You wrote this version"):
        approve(asked, supervisor)
    assert again(draft).approved_at is None
    assert Approval.objects.get(pk=asked.pk).state == "waiting"


def test_whoever_saved_a_colleague_s_draft_wrote_it_too(kind, specialist, supervisor):
    draft = save(begin(specialist), supervisor)
    asked = send(draft, specialist)

    with pytest.raises(RuleViolation, match="You wrote this version"):
        approve(asked, supervisor)
    approve(asked, factories.person("supervisor"))
    assert again(draft).approved_at


def test_a_text_without_a_required_part_is_not_sent_and_says_which_and_why(kind, specialist):
    draft = begin(specialist)
    draft = save(draft, specialist, text=draft.body.replace(" {#how_to_dispute}", ""))

    with pytest.raises(RuleViolation, match=r"lacks “How to dispute” \(Memphis Light v. Craft"):
        send(draft, specialist)


def test_a_part_that_is_required_since_keeps_a_sent_text_from_being_approved(kind, specialist, supervisor):
    asked = send(save(begin(specialist), specialist), specialist)
    appeal = kinds.RequiredPart("appeal", "How to appeal", "Minn. R. 7820.2700")
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), kind.facts, (*kind.required, appeal)))

    with pytest.raises(RuleViolation, match="lacks “How to appeal”"):
        approve(asked, supervisor)
    assert versions_in_force(KIND, today=TODAY)["en"].number == 1


def test_a_sent_text_does_not_change_until_it_is_taken_back(kind, specialist):
    draft = save(begin(specialist), specialist)
    asked = send(draft, specialist)

    with pytest.raises(RuleViolation, match="Take it back first"):
        save(again(draft), specialist, text="# Other")
    with pytest.raises(RuleViolation, match="waits for approval"):
        actions.discard_version(draft.pk, actor=specialist, today=TODAY)
    with pytest.raises(RuleViolation, match="waits for approval"):
        send(draft, specialist)
    approving.withdraw(asked.pk, reason="One more thought.", actor=specialist, today=TODAY)
    save(again(draft), specialist, text="# Other")

    assert again(draft).body == "# Other"


def test_returned_with_a_reason_it_is_a_draft_again(kind, specialist, supervisor):
    draft = save(begin(specialist), specialist)
    asked = send(draft, specialist)

    approving.return_(asked.pk, reason="Too long.", actor=supervisor, today=TODAY)

    assert again(draft).sent_at is None
    assert HistoryLine.objects.get(action="template.given_back").facts["reason"] == "Too long."
    assert send(draft, specialist).state == "waiting"


# ---- translations ----


@pytest.fixture
def spanish(kind, specialist):
    draft = begin(specialist, "es")
    return save(draft, specialist, text=draft.body.replace("Thank you,", "Gracias,"))


def test_a_translation_needs_a_named_second_reader(spanish, specialist, supervisor, reader):
    with pytest.raises(RuleViolation, match="Name a colleague who reads Spanish"):
        send(spanish, specialist)
    with pytest.raises(RuleViolation, match="Marit Oyelaran wrote some of this text"):
        send(spanish, specialist, second_reader=specialist)
    with pytest.raises(RuleViolation, match="may not read texts for approval"):
        send(spanish, specialist, second_reader=factories.person("auditor"))


def test_a_translation_is_read_first_and_then_approved(spanish, specialist, supervisor, reader):
    asked = send(spanish, specialist, second_reader=reader)
    assert (asked.kind, asked.for_person) == ("template_reading", reader)

    approve(asked, reader)
    second = Approval.objects.get(kind="template_version")
    assert (second.state, second.asked_by, again(spanish).approved_at) == ("waiting", specialist, None)

    approve(second, supervisor)
    assert versions_in_force(KIND, today=TODAY)["es"] == spanish
    assert (again(spanish).second_reader, again(spanish).read_at is not None) == (reader, True)


def test_nobody_else_says_that_it_reads_right(spanish, specialist, supervisor, reader):
    asked = send(spanish, specialist, second_reader=reader)

    with pytest.raises(RuleViolation, match="Only Rosa Delgado, named as second reader"):
        approve(asked, factories.person("specialist"))
    with pytest.raises(RuleViolation, match="Only Rosa Delgado, named as second reader"):
        approve(asked, supervisor)
    assert again(spanish).read_at is None


def test_a_supervisor_gives_a_translation_back_whose_reader_is_away(spanish, specialist, supervisor, reader):
    asked = send(spanish, specialist, second_reader=reader)

    approving.return_(asked.pk, reason="Rosa is away; ask Luis.", actor=supervisor, today=TODAY)

    assert again(spanish).sent_at is None


def test_the_second_reader_does_not_approve_too(spanish, specialist):
    both = factories.person("specialist", "supervisor", full_name="Luis Ortega")
    approve(send(spanish, specialist, second_reader=both), both)

    with pytest.raises(RuleViolation, match="as its second reader"):
        approve(Approval.objects.get(kind="template_version"), both)


def test_nobody_approves_in_the_place_of_a_writer(kind, specialist, supervisor):
    deputy = factories.person("specialist")
    name_stand_in(deputy.pk, from_on=TODAY, until_on=LATER, actor=supervisor, today=TODAY)
    asked = send(save(begin(specialist), supervisor), specialist)

    with pytest.raises(RuleViolation, match="Ingrid Halvorsen, for whom you stand in"):
        approve(asked, deputy)


def test_a_stand_in_approves_in_the_place_of_one_who_wrote_none_of_it(kind, specialist, supervisor):
    deputy = factories.person("specialist")
    name_stand_in(deputy.pk, from_on=TODAY, until_on=LATER, actor=supervisor, today=TODAY)
    draft = save(begin(specialist), specialist)

    approve(send(draft, specialist), deputy)

    assert again(draft).approved_by == deputy


# ---- what the database holds, whoever writes to it ----


def refuses(law):
    return pytest.raises((IntegrityError, DatabaseError), match=law)


def stamp(version, **fields):
    with transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).update(**fields)


def test_the_database_refuses_to_change_what_was_sent(kind, specialist):
    draft = save(begin(specialist), specialist)
    send(draft, specialist)

    with refuses("changed while it waited"):
        stamp(draft, body="# Other")


def test_the_database_refuses_an_approval_by_one_of_the_writers_or_of_what_was_never_sent(kind, specialist, supervisor):
    yes = {"approved_at": moment(TODAY), "approved_by": supervisor}
    draft = save(begin(specialist), supervisor)
    with refuses("never sent"):
        stamp(draft, **yes)
    send(draft, specialist)
    with refuses("one of its writers"):
        stamp(draft, **yes)


def test_the_database_refuses_a_translation_that_nobody_read(spanish, specialist, supervisor, reader):
    send(spanish, specialist, second_reader=reader)

    with refuses("an_approved_translation_was_read_by_a_second_reader"):
        stamp(spanish, approved_at=moment(TODAY), approved_by=supervisor)


def test_the_database_refuses_to_change_an_approved_text(kind):
    with refuses("append-only"):
        stamp(TemplateVersion.objects.get(number=1), body="# Other")
