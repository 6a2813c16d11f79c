"""Walks every address of the product and looks for a place that is protected: on pages, in files, on paper."""

from uuid import uuid4

import pytest

from notices.actions import issue_letter, print_waiting
from notices.models import Letter, Waiting
from tests import factories
from tests.factories import TODAY
from tests.privacy.conftest import at_a_protected_place, logged_in, protect
from tests.privacy.reading import text_of
from tests.privacy.test_every_door import EVERY_ROLE
from tests.privacy.world import address_of
from tests.test_house import PAGES

pytestmark = pytest.mark.django_db
TELLS = ("Sandalwood", "SANDALWOOD", "Hermantown", "HERMANTOWN", "55811", "ROUTE-77", "Gudrun Moe")
TYPED = {"q": "kowal", "why_not": "", "view": "past_due", "as": "csv"}
# What a named person opens there is logged: the address itself, and papers made before it was protected.
OPENED_BY_NAME = {
    "privacy:show_address", "notices:letter_pdf", "notices:batch_pdf", "desk:statement_pdf", "payment_plans:agreement",
}  # fmt: skip
# Parcel and owner are shown to those who are named, on the account's page of people and place.
SHOWS_THE_OWNER_BY_NAME = {"desk:people", "places:add_owner", "places:end_owner"}


def said_of(client, things):
    """By page, what it says to somebody: asked for, and asked for with something typed or as a file."""
    for page, _view, needs in PAGES:
        if page in ("health", "favicon"):
            continue
        url = address_of(page, needs, things)
        yield page, "\n".join(text_of(client.get(url, typed)) for typed in ({}, TYPED))


def test_nobody_who_is_not_named_reads_it_anywhere(things):
    client = logged_in(factories.person(*EVERY_ROLE))

    told = {page: [word for word in TELLS if word in said] for page, said in said_of(client, things)}

    assert not {page: words for page, words in told.items() if words}


def test_whoever_is_named_reads_it_only_where_it_is_opened(things):
    colleague = things["colleague"]
    colleague.roles = EVERY_ROLE
    colleague.save()

    told = {
        page: [word for word in TELLS if word in said]
        for page, said in said_of(logged_in(colleague), things)
        if page not in OPENED_BY_NAME | SHOWS_THE_OWNER_BY_NAME
    }

    assert not {page: words for page, words in told.items() if words}


def time_to_undo_is_over():
    """What a person issues waits some minutes before it may be printed."""
    Waiting.objects.update(not_before=None)


def test_a_letter_of_before_stays_in_the_house(things):
    time_to_undo_is_over()
    print_waiting(actor=None, today=TODAY)

    waiting = Waiting.objects.get(letter=things["letter"])
    assert "protected after this letter was issued" in waiting.trouble


def test_a_letter_of_after_leaves_for_the_designated_address(things):
    letter = Letter.objects.get(pk=things["letter"].pk)
    assert "Sandalwood" in str(letter.facts)

    page = logged_in(things["colleague"]).get(f"/letters/preview/{things['account'].pk}/past_due_reminder/letter.pdf")
    said = text_of(page)

    assert "PO BOX 17370" in said.upper()
    assert not [word for word in TELLS if word in said]


def test_a_batch_with_a_letter_of_before_opens_to_named_people_only(office, anna, samuel):
    account = at_a_protected_place()
    factories.bill(account, "311.07", billed_on=TODAY.replace(month=6), due_on=TODAY.replace(month=7))
    issue_letter("past_due_reminder", account.pk, actor=samuel, today=TODAY, request_id=uuid4())
    time_to_undo_is_over()
    [batch] = print_waiting(actor=samuel, today=TODAY).batches
    assert logged_in(samuel).get(f"/letters/batches/{batch}/batch.pdf").status_code == 200

    protect(account, anna)

    assert logged_in(samuel).get(f"/letters/batches/{batch}/batch.pdf").status_code == 403
    assert logged_in(anna).get(f"/letters/batches/{batch}/batch.pdf").status_code == 200
