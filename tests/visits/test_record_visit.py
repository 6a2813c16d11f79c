"""Is what happened at a door kept once, in the visit and in the log, with its photo?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.contacts.actions import correct_contact
from accounts.contacts.models import Contact
from accounts.contacts.papers import Upload
from accounts.documents.models import Document
from accounts.tasks.models import Task
from accounts.visits.actions import record_visit
from accounts.visits.models import Visit, VisitResult
from accounts.visits.queries import overdue, route
from core import history
from core.errors import RuleViolation
from tests import factories
from tests.factories import TODAY
from tests.visits.cast import PHOTO, TOMORROW, at, planned


def recorded(visit, actor, **said):
    given = {"outcome": "not_home", "actor": actor, "today": TODAY, "request_id": uuid4()}
    return record_visit(visit.pk, **{**given, **said})


def test_a_result_closes_the_visit_and_stands_in_the_log(maria):
    visit = planned(at("1 Alder Street"), maria)

    result = recorded(visit, maria, note="Card in the door.")

    visit.refresh_from_db()
    contact = Contact.objects.get()
    assert visit.state == "done"
    assert (contact.channel, contact.outcome, contact.note, contact.on) == (
        "visit", "not_home", "Card in the door.", TODAY,
    )  # fmt: skip
    assert result.contact == contact and result.photo is None


def test_a_photo_is_kept_as_a_paper_of_the_line(maria):
    visit = planned(at("1 Alder Street"), maria)

    result = recorded(visit, maria, photo=Upload(PHOTO, "door.jpg"))

    assert result.photo.media_type == "image/jpeg"
    assert result.contact.papers.get().document == result.photo


def test_refuses_what_is_no_photo_and_keeps_nothing(maria):
    visit = planned(at("1 Alder Street"), maria)

    with pytest.raises(RuleViolation, match="no photo"):
        recorded(visit, maria, photo=Upload(b"%PDF-1.7", "door.jpg"))

    assert not Document.objects.exists() and not Contact.objects.exists()


def test_a_promise_at_the_door_becomes_a_next_step(maria):
    visit = planned(at("1 Alder Street"), maria)

    recorded(
        visit, maria, outcome="promised", spoken_to="Harriet", next_step="See whether 40.00 came", next_on=TOMORROW
    )

    assert Task.objects.get().due_on == TOMORROW


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"outcome": "promised"}, "Say who was spoken to"),
        ({"outcome": "voicemail"}, "Say how it ended"),
        ({"outcome": "other"}, "needs a note"),
        ({"note": "Card 4111 1111 1111 1111"}, "card number"),
        ({"on": date(2026, 10, 2)}, "nobody went before"),
        ({"on": TOMORROW}, "still to come"),
        ({"next_step": "Call"}, "Say by when"),
    ],
)
def test_refuses_what_cannot_be_so_and_leaves_the_visit_planned(maria, said, says):
    visit = planned(at("1 Alder Street"), maria)

    with pytest.raises(RuleViolation, match=says):
        recorded(visit, maria, **said)

    visit.refresh_from_db()
    assert visit.state == "planned" and not VisitResult.objects.exists()


def test_the_same_request_again_answers_the_same_result(maria):
    visit, asked = planned(at("1 Alder Street"), maria), uuid4()

    assert recorded(visit, maria, request_id=asked) == recorded(visit, maria, request_id=asked)
    assert Contact.objects.count() == 1


def test_refuses_a_second_result(maria):
    visit = planned(at("1 Alder Street"), maria)
    recorded(visit, maria)

    with pytest.raises(RuleViolation, match="has its result: nobody home, on Oct 5"):
        recorded(visit, maria, outcome="left_card")


def test_a_result_typed_in_by_somebody_else_says_who_went(maria, samuel):
    visit = planned(at("1 Alder Street"), maria)

    recorded(visit, samuel, note="From the sheet.")

    assert Contact.objects.get().note == "Visited by Maria Olson. From the sheet."


def test_a_sheet_is_typed_in_the_day_after(maria):
    visit = planned(at("1 Alder Street"), maria)
    assert list(overdue(TOMORROW)) == [visit]

    result = recorded(visit, maria, on=TODAY, today=TOMORROW)

    assert result.on == TODAY
    assert not overdue(TOMORROW).exists()


def test_a_corrected_line_corrects_how_the_visit_reads(maria):
    visit = planned(at("1 Alder Street"), maria)
    result = recorded(visit, maria)

    correct_contact(
        result.contact.pk, outcome="left_card", note="It was a card.", actor=maria, today=TODAY, request_id=uuid4()
    )

    [stop] = route(TODAY, maria)
    assert stop.result.outcome == "left_card"


def test_a_withdrawn_line_is_shown_no_more(maria):
    visit = planned(at("1 Alder Street"), maria)
    result = recorded(visit, maria)

    history.withdraw(result.contact, "Other house.", actor=maria, today=TODAY, account=visit.account.number)

    [stop] = route(TODAY, maria)
    assert stop.result is None and stop.is_done


def test_results_are_never_changed(maria):
    result = recorded(planned(at("1 Alder Street"), maria), maria)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        VisitResult.objects.filter(pk=result.pk).update(outcome="spoke")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_record_one_result():
    factories.utility()
    people = [factories.person("specialist") for _n in range(2)]
    visit = planned(at("1 Alder Street"), people[0])

    def record(person):
        try:
            recorded(visit, person)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(record, people)) == ["kept", "refused"]
    assert Contact.objects.count() == 1 and Visit.objects.get().state == "done"
