"""What does a person see and do on the pages about visits?"""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.contacts.models import Contact
from accounts.holds.actions import open_hold
from accounts.people.models import LockedAccount, ProtectedAddress
from accounts.places.actions import open_caution
from accounts.visits.actions import cancel_visit, record_visit
from accounts.visits.models import Visit
from core.history.models import AccessLine
from core.utility import moment
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.visits.cast import PHOTO, TOMORROW, at, planned

LIST = reverse("visits:list")


@pytest.fixture
def as_maria(client, maria):
    client.force_login(maria)
    return client


def page_of(name, visit):
    return reverse(f"visits:{name}", args=[visit.pk])


def sheet(day, person):
    return reverse("visits:print_route", args=[day.isoformat(), person.pk])


def dog_at(account, **terms):
    given = {"kind": "dog", "source": "Crew", "review_on": date(2026, 12, 1), "actor": None, "today": TODAY}
    return open_caution(account.premise_id, **{**given, **terms})


def said(**typed):
    return {"outcome": "not_home", "request_id": str(uuid4()), **typed}


def test_the_list_is_my_way_in_its_order_with_cautions_and_what_may_be_offered(as_maria, maria, samuel):
    planned(at("20 Harbor Street"), maria, may_offer=["plan", "more_time"])
    first = at("3 Harbor Street")
    planned(first, maria)
    dog_at(first)
    planned(at("9 Elsewhere Road"), samuel)

    page = text_of(as_maria.get(LIST))

    assert page.index("3 Harbor Street") < page.index("20 Harbor Street")
    assert "Monday, Oct 5: 2 stops" in page
    assert "Dog" in page and "may offer a payment plan or a few more days" in page
    assert "9 Elsewhere Road" not in page and "Samuel Acheva 0/1" in page
    assert "9 Elsewhere Road" in text_of(as_maria.get(LIST, {"who": samuel.pk}))


def test_an_empty_day_says_where_visits_come_from_and_when_the_next_are(as_maria, maria):
    assert "Mark accounts on the worklist and choose Visit." in text_of(as_maria.get(LIST))

    planned(at("3 Harbor Street"), maria, planned_on=TOMORROW)
    assert "The next are on Tuesday, Oct 6." in text_of(as_maria.get(LIST))


def test_visits_of_earlier_days_without_a_result_are_named(as_maria, maria, office):
    planned(at("3 Harbor Street"), maria)
    office.business_date = TOMORROW
    office.save()

    assert "1 visit without a result. Planned for Mon Oct 5" in text_of(as_maria.get(LIST))


def test_the_list_asks_as_much_for_twelve_doors_as_for_two(as_maria, maria):
    def queries_of_the_list():
        with CaptureQueriesContext(connection) as asked:
            as_maria.get(LIST)
        return len(asked)

    for n in range(2):
        planned(at(f"{n} Harbor Street"), maria)
    for_two = queries_of_the_list()
    for n in range(2, 12):
        planned(at(f"{n} Harbor Street"), maria)

    assert queries_of_the_list() <= for_two
    assert for_two <= 28


def test_a_day_nobody_can_understand_is_today(as_maria):
    assert "Monday, Oct 5" in text_of(as_maria.get(LIST, {"day": "soon", "who": "x" * 20}))


def test_a_visit_is_planned_on_its_form_and_stands_on_the_account(as_maria, maria):
    account = at("3 Harbor Street")
    form = reverse("visits:plan", args=[account.pk])
    typed = {
        "purpose": "collect", "planned_on": "2026-10-06", "visitor": maria.pk, "may_offer": ["plan"],
        "request_id": str(uuid4()),
    }  # fmt: skip

    page = text_of(as_maria.post(form, typed, follow=True))

    assert Visit.objects.get().planned_on == TOMORROW
    assert "Visit planned for Tue Oct 6, 2026." in page
    assert "Visit planned Oct 6 by Maria Olson: ask for payment." in page


def test_the_form_keeps_what_was_typed_and_says_why_not(as_maria, maria):
    account = at("3 Harbor Street")
    typed = {"purpose": "collect", "planned_on": "2026-10-10", "visitor": maria.pk, "note": "Side door"}

    page = as_maria.post(reverse("visits:plan", args=[account.pk]), {**typed, "request_id": str(uuid4())})

    assert "Oct 10 is a Saturday. Visits are made from Monday to Friday." in text_of(page)
    assert "Side door" in page.content.decode()


def test_the_form_says_beforehand_what_stops_every_visit(as_maria):
    account = at("3 Harbor Street")
    open_hold(
        kind="dispute", scope="account", account=account, from_on=TODAY, until_on=date(2026, 10, 13), source="Letter",
        actor=None, today=TODAY,
    )  # fmt: skip

    page = text_of(as_maria.get(reverse("visits:plan", args=[account.pk])))

    assert "No visit now. A hold stops visits through Oct 13: dispute." in page


def test_saving_a_result_opens_the_next_stop_and_the_last_one_ends_the_way(as_maria, maria):
    first, second = planned(at("3 Harbor Street"), maria), planned(at("9 Harbor Street"), maria)

    answer = as_maria.post(page_of("record", first), said())
    assert answer["Location"] == page_of("stop", second)

    page = text_of(as_maria.post(page_of("record", second), said(outcome="left_card"), follow=True))
    assert "That was the last stop of this way." in page
    assert "2 stops, 2 done" in page and "Left a card" in page


def test_a_photo_comes_with_the_result(as_maria, maria):
    visit = planned(at("3 Harbor Street"), maria)

    as_maria.post(page_of("record", visit), said(photo=SimpleUploadedFile("door.jpg", PHOTO)))

    assert Contact.objects.get().papers.get().document.name == "door.jpg"


def test_a_refused_result_keeps_what_was_typed(as_maria, maria):
    visit = planned(at("3 Harbor Street"), maria)

    page = as_maria.post(page_of("record", visit), said(outcome="promised", note="Friday, 40.00"))

    assert "Say who was spoken to." in text_of(page)
    assert "Friday, 40.00" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_stop_says_do_not_go_where_a_hold_came_since(as_maria, maria):
    visit = planned(at("3 Harbor Street"), maria)
    open_hold(
        kind="bankruptcy", scope="account", account=visit.account, from_on=TODAY, review_on=date(2026, 10, 19),
        source="Petition", facts={"chapter": 7, "filed_on": "2026-10-02"}, actor=None, today=TODAY,
    )  # fmt: skip

    assert "Do not go. A hold stops visits" in text_of(as_maria.get(page_of("stop", visit)))
    assert "Do not go" in text_of(as_maria.get(LIST))


def test_a_stop_says_do_not_go_where_everything_was_paid(as_maria, maria):
    from ledger import standings

    account = at("3 Harbor Street")
    factories.bill(account, "80.00", billed_on=date(2026, 8, 1), due_on=date(2026, 8, 22))
    standings.renew([account.pk], as_of=TODAY)
    visit = planned(account, maria)
    page = text_of(as_maria.get(page_of("stop", visit)))
    assert "80.00" in page and "44 days" in page and "Do not go" not in page

    factories.payment(account, "80.00", received_on=TODAY)
    standings.renew([account.pk], as_of=TODAY)

    assert "Nothing is past due any more." in text_of(as_maria.get(page_of("stop", visit)))


def test_a_visit_is_moved_and_cancelled_from_its_stop(as_maria, maria, samuel):
    visit = planned(at("3 Harbor Street"), maria)
    typed = {"planned_on": "2026-10-06", "visitor": samuel.pk, "request_id": str(uuid4())}

    assert "Moved to Tue Oct 6, 2026." in text_of(as_maria.post(page_of("move", visit), typed, follow=True))
    moved = Visit.objects.get(state="planned")
    as_maria.post(page_of("cancel", moved), {"why": "It snows."})

    moved.refresh_from_db()
    assert (moved.visitor, moved.cancelled_why) == (samuel, "It snows.")
    assert "It snows." in text_of(as_maria.get(page_of("stop", moved)))


def test_what_is_left_of_a_way_moves_at_once_and_says_what_stays(as_maria, maria, samuel):
    first, second = planned(at("3 Harbor Street"), maria), planned(at("9 Harbor Street"), maria, companion=samuel)
    third = planned(at("20 Harbor Street"), maria)
    record_visit(third.pk, outcome="left_card", actor=maria, today=TODAY, request_id=uuid4())
    open_hold(
        kind="dispute", scope="account", account=first.account, from_on=TODAY, until_on=date(2026, 10, 13),
        source="Letter", actor=None, today=TODAY,
    )  # fmt: skip
    form = reverse("visits:move_route", args=[TODAY.isoformat(), maria.pk])
    typed = {"planned_on": "2026-10-06", "visitor": maria.pk, "request_id": str(uuid4())}

    assert "2 visits without a result" in text_of(as_maria.get(form))
    page = text_of(as_maria.post(form, typed, follow=True))

    assert "1 visit moved." in page
    assert "3 Harbor Street stays where it was: A hold stops visits through Oct 13: dispute." in page
    moved = Visit.objects.get(state="planned", planned_on=TOMORROW)
    assert (moved.account, moved.companion) == (second.account, samuel)
    first.refresh_from_db()
    assert first.state == "planned"


def test_a_way_that_cannot_move_at_all_keeps_its_form(as_maria, maria):
    planned(at("3 Harbor Street"), maria)
    form = reverse("visits:move_route", args=[TODAY.isoformat(), maria.pk])

    page = text_of(as_maria.post(form, {"planned_on": "2026-10-10", "visitor": maria.pk, "request_id": str(uuid4())}))

    assert "stays where it was: Oct 10 is a Saturday." in page and "Move them" in page


def test_an_auditor_reads_the_way_and_records_nothing(client, maria):
    visit = planned(at("3 Harbor Street"), maria)
    client.force_login(factories.person("auditor"))

    assert "Only a specialist or supervisor may plan visits and record them." in text_of(client.get(LIST))
    assert "disabled" in client.get(page_of("stop", visit)).content.decode()
    assert client.post(page_of("record", visit), said()).status_code == 403
    assert client.get(sheet(TODAY, maria)).status_code == 403


def test_nobody_sees_or_records_a_visit_to_their_own_account(as_maria, maria, samuel):
    visit = planned(at("3 Harbor Street"), samuel)
    LockedAccount.objects.create(
        account=visit.account, person=maria, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )

    for name in ("stop", "move", "cancel"):
        assert as_maria.get(page_of(name, visit)).status_code == 403
        assert as_maria.post(page_of(name, visit), {"why": "x"}).status_code in (403, 405)
    assert as_maria.post(page_of("record", visit), said()).status_code == 403
    assert as_maria.get(reverse("visits:plan", args=[visit.account_id])).status_code == 403
    assert "3 Harbor Street" not in text_of(as_maria.get(LIST, {"who": samuel.pk}))
    assert as_maria.get(sheet(TODAY, samuel)).status_code == 404
    move_all = reverse("visits:move_route", args=[TODAY.isoformat(), samuel.pk])
    assert as_maria.get(move_all).status_code == as_maria.post(move_all, {"visitor": maria.pk}).status_code == 404


def protect(customer, *named):
    made = ProtectedAddress.objects.create(
        customer=customer, designated_line1="PO Box 17370", designated_city="Saint Paul", designated_state="MN",
        designated_zip="55117", source="Card", from_on=TODAY, entered_by=None, entered_at=moment(TODAY),
    )  # fmt: skip
    made.named.set(named)


def test_a_protected_address_stands_on_no_list_no_stop_and_no_sheet(as_maria, maria):
    from accounts.visits.paper import sheet as sheet_of
    from accounts.visits.queries import route

    account = at("77 Hidden Lane", route="R77")
    protect(account.customer, maria)
    visit = planned(account, maria)

    for page in (LIST, page_of("stop", visit), page_of("move", visit), page_of("cancel", visit)):
        shown = as_maria.get(page).content.decode()
        assert "Protected address" in shown and "77 Hidden Lane" not in shown
    printed = sheet_of(route(TODAY, maria), TODAY, today=TODAY)
    assert "Protected address" in printed and "Hidden Lane" not in printed and "R77" not in printed


def test_the_sheet_is_a_pdf_whose_printing_is_logged(as_maria, maria):
    visit = planned(at("3 Harbor Street"), maria, note="Side door")
    dog_at(visit.account, words="Ring at the front.")

    answer = as_maria.get(sheet(TODAY, maria))

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert AccessLine.objects.filter(what="route sheet", account_number=visit.account.number).exists()


def test_the_practice_site_marks_its_sheets(maria, settings):
    from accounts.visits.paper import sheet as sheet_of
    from accounts.visits.queries import route

    planned(at("3 Harbor Street"), maria)
    assert "PRACTICE" not in sheet_of(route(TODAY, maria), TODAY, today=TODAY)

    settings.PRACTICE = True
    assert "PRACTICE" in sheet_of(route(TODAY, maria), TODAY, today=TODAY)


def test_the_sheet_says_what_a_visitor_must_know_and_nothing_private(maria, samuel):
    from accounts.visits.paper import sheet as sheet_of
    from accounts.visits.queries import route

    visit = planned(at("3 Harbor Street"), maria, may_offer=["plan"], note="Side door", companion=samuel)
    dog_at(visit.account, words="Ring at the front.")
    open_hold(
        kind="medical", scope="account", account=visit.account, from_on=TODAY, until_on=date(2026, 10, 30),
        source="Certificate", facts={"certified_by": "Dr. Amara Nwosu"}, actor=None, today=TODAY,
    )  # fmt: skip
    gone = planned(at("5 Harbor Street"), maria)
    cancel_visit(gone.pk, why="It snows.", actor=maria, today=TODAY)
    done = planned(at("7 Harbor Street"), maria)
    record_visit(done.pk, outcome="left_card", actor=maria, today=TODAY, request_id=uuid4())

    printed = sheet_of(route(TODAY, maria), TODAY, today=TODAY)

    for there in ("3 Harbor Street", "Ring at the front.", "May offer a payment plan.", "Side door", "Samuel Acheva",
                  "Nobody home", "Done: Left a card"):  # fmt: skip
        assert there in printed, there
    for absent in ("5 Harbor Street", "medical", "Medical", "Nwosu", "218-555-0142"):
        assert absent not in printed, absent
