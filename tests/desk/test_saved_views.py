"""Is a list kept under a name, with its filters and columns, and shown to whom it may?"""

import csv
import io

import pytest
from django.db import IntegrityError

from collections_app.desk.actions.saved_views import save_view
from collections_app.desk.models import SavedView, ViewUse
from core.utility import moment
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
VIEWS, SAVE = "/worklist/views/", "/worklist/views/save/"


@pytest.fixture
def samuel(office):
    return factories.person("specialist", full_name="Samuel Acheva")


@pytest.fixture
def big():
    account = owing("1846.20", name="Bigsten")
    aged(account, owing("96.30", days=70, name="Smallberg"))
    return account


def test_keeps_filters_and_columns_under_a_name_and_opens_them(client, specialist, big):
    page = client.post(f"{SAVE}?past_due=500&columns=owed&columns=language", {"name": "Big ones"}, follow=True)

    says = text_of(page)
    assert "Saved: Big ones." in says and "Bigsten" in says and "Smallberg" not in says
    assert [column.code for column in page.context["columns"]] == ["owed", "language"]
    assert SavedView.objects.get().query == "past_due=500&columns=owed%2Clanguage"
    assert "Big ones" in text_of(client.get("/worklist/"))


def test_the_same_name_again_replaces_it(client, specialist, big):
    client.post(f"{SAVE}?past_due=500", {"name": "Big ones"})
    client.post(f"{SAVE}?past_due=900", {"name": "big  ones", "is_shared": "on"})

    view = SavedView.objects.get()
    assert view.query == "past_due=900" and view.is_shared


def test_a_private_view_is_nobody_elses_and_a_shared_one_is(client, specialist, samuel, big):
    save_view("Samuels own", "past_due=1", is_shared=False, actor=samuel, today=TODAY)
    save_view("For all", "past_due=500", is_shared=True, actor=samuel, today=TODAY)

    says = text_of(client.get(VIEWS))

    assert "For all" in says and "Samuel Acheva" in says and "Samuels own" not in says


def test_says_how_many_accounts_it_has_now_and_who_else_uses_it(client, specialist, samuel, big):
    mine = save_view("Big ones", "past_due=500", is_shared=True, actor=specialist, today=TODAY)
    ViewUse.objects.create(view=mine, person=samuel, last_on=TODAY)

    kept = client.get(VIEWS).context["kept"][0]

    assert kept.count == 1 and kept.others == ["Samuel Acheva"] and kept.is_mine


def test_opening_a_shared_view_is_noted_once_a_day_and_makes_it_a_tab(client, specialist, samuel, big):
    shared = save_view("For all", "past_due=500", is_shared=True, actor=samuel, today=TODAY)
    assert "For all" not in text_of(client.get("/worklist/"))

    for _time in range(2):
        client.get(f"/worklist/?past_due=500&saved={shared.pk}")

    assert ViewUse.objects.get().person == specialist
    assert "For all" in text_of(client.get("/worklist/"))


def test_a_view_that_was_changed_says_so(client, specialist, big):
    mine = save_view("Big ones", "past_due=500", is_shared=False, actor=specialist, today=TODAY)

    assert "Big ones, changed" not in text_of(client.get(f"/worklist/?past_due=500&saved={mine.pk}"))
    assert "Big ones, changed" in text_of(client.get(f"/worklist/?past_due=600&saved={mine.pk}"))


def test_only_its_owner_removes_a_view(client, specialist, samuel, big):
    theirs = save_view("For all", "", is_shared=True, actor=samuel, today=TODAY)
    mine = save_view("Mine", "", is_shared=False, actor=specialist, today=TODAY)

    refused = text_of(client.post(f"{VIEWS}{theirs.pk}/remove/", follow=True))
    client.post(f"{VIEWS}{mine.pk}/remove/")

    assert "Only its owner removes it." in refused
    assert list(SavedView.objects.all()) == [theirs]


@pytest.mark.parametrize(("name", "sentence"), [("", "Give the view a name."), ("  ", "Give the view a name.")])
def test_a_view_without_a_name_is_refused(client, specialist, name, sentence):
    assert sentence in text_of(client.post(SAVE, {"name": name}))
    assert not SavedView.objects.exists()


def test_the_database_keeps_a_name_once_a_person(specialist):
    for name in ("Big", "BIG"):
        view = SavedView(owner=specialist, name=name, query="", made_at=moment(TODAY))
        if name == "Big":
            view.save()
    with pytest.raises(IntegrityError, match="a_person_uses_a_name_once"):
        view.save()


def test_an_empty_page_of_views_says_how_to_make_one(client, specialist):
    assert "You have no views yet. Set filters on the worklist and press v." in text_of(client.get(VIEWS))


def test_files_have_the_columns_of_the_page(client, specialist, big):
    file = client.get("/worklist/csv/?columns=whose,phone").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file, newline="")))

    assert rows[0][5:] == ["Whose", "Phone"]
    assert rows[1][5:] == ["nobody’s", "218-555-0142"]


def test_columns_nobody_knows_are_the_usual_ones(client, specialist, big):
    assert "Last contact" in text_of(client.get("/worklist/?columns=nonsense"))


def test_who_spoke_to_the_person_today_stands_on_all_their_accounts(client, specialist, samuel, big):
    from accounts.contacts.actions import log_call

    other = owing("700.00", days=90, customer=big.customer)
    log_call(big.pk, direction="out", outcome="voicemail", actor=samuel, today=TODAY, request_id=None)
    aged(big, other)

    says = text_of(client.get("/worklist/?view=past_due"))

    assert says.count("Left voicemail · Samuel Acheva") == 2
    assert f"on {big.number[:4]} {big.number[4:]}" in says
