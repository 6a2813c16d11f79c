"""An address that is protected: who may see it, who may find it, and what is printed instead."""

import pytest

from accounts.people import doors
from accounts.people.models import ProtectedAddress
from accounts.people.privacy.actions import Designated, change_protection, end_protection
from accounts.search.seen import find_for
from core.errors import RuleViolation
from core.history.models import AccessLine, HistoryLine
from ledger import standings
from notices.frame import ON_FILE, frames
from tests import factories
from tests.factories import TODAY
from tests.privacy.conftest import BOX, STREET, at_a_protected_place, logged_in, own, protect

pytestmark = pytest.mark.django_db


def test_keeps_who_is_named_and_where_mail_goes_and_says_neither_in_the_history(anna, samuel):
    account = at_a_protected_place()

    made = protect(account, anna, samuel)

    assert set(made.named.all()) == {anna, samuel}
    line = HistoryLine.objects.get(action="address.protected")
    assert line.account_number == account.number
    assert "Box" not in str(line.facts) and STREET not in str(line.facts)


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (Designated("", "", "Saint Paul", "MN", "55117"), "Say where mail goes"),
        (Designated("77 SANDALWOOD COURT.", "", "Hermantown", "MN", "55811"), "the address to be protected"),
    ],
)
def test_refuses_mail_to_nowhere_and_mail_to_the_place_itself(anna, where, says):
    with pytest.raises(RuleViolation, match=says):
        protect(at_a_protected_place(), anna, where=where)


def test_refuses_to_protect_an_address_that_nobody_may_see(anna):
    with pytest.raises(RuleViolation, match="at least one person"):
        protect(at_a_protected_place(), actor=anna)


def test_refuses_a_second_protection(hidden, anna):
    with pytest.raises(RuleViolation, match="protected already"):
        protect(hidden, anna)


def test_refuses_somebody_to_whom_the_account_is_closed(anna):
    account = at_a_protected_place()
    own(account, anna)

    with pytest.raises(RuleViolation, match="your own account"):
        protect(account, anna)


def test_a_change_leaves_no_moment_without_protection_and_keeps_who_was_named_before(hidden, anna, samuel):
    old = ProtectedAddress.objects.get()

    new = change_protection(old.pk, BOX, named=[samuel], source="Asked on Oct 5", actor=anna, today=TODAY)

    assert list(ProtectedAddress.objects.in_force()) == [new]
    assert list(old.named.all()) == [anna] and list(new.named.all()) == [samuel]


def test_an_end_shows_the_address_again_and_needs_a_reason(hidden, anna):
    protection = ProtectedAddress.objects.get()
    with pytest.raises(RuleViolation, match="Say why"):
        end_protection(protection.pk, why=" ", actor=anna, today=TODAY)

    end_protection(protection.pk, why="Left the programme", actor=anna, today=TODAY)

    assert frames([hidden.pk], today=TODAY)[hidden.pk].facts["service_address"] == f"{STREET}, Unit 4"


def test_a_letter_goes_to_the_designated_address_and_names_no_place(hidden):
    frame = frames([hidden.pk], today=TODAY)[hidden.pk]

    assert frame.facts["mailing_lines"] == ["Vesna Kowal", "PO Box 17370", "Saint Paul, MN 55117"]
    assert frame.facts["service_address"] == ON_FILE


@pytest.mark.parametrize("typed", ["sandalwood", "77 sandalwood", "kowal sandalwood", "77 Sandalwood Court Unit 4"])
def test_is_not_found_by_the_address(hidden, samuel, typed):
    assert find_for(samuel, typed, 20).hits == []


@pytest.mark.parametrize("typed", ["kowal", "vesna", "218-555-0142"])
def test_is_found_by_name_and_phone_without_the_address(hidden, samuel, typed):
    [hit] = find_for(samuel, typed, 20).hits

    assert hit.address == [("Protected address", False)]


def test_whoever_is_named_finds_it_by_the_address_and_still_sees_it_closed(hidden, anna):
    [hit] = find_for(anna, "sandalwood", 20).hits

    assert hit.address == [("Protected address", False)]


def test_an_earlier_tenant_there_does_not_lead_to_who_lives_there_now(hidden, samuel):
    from accounts.models import EarlierHolder
    from accounts.search import renew

    earlier = factories.customer(first_name="Olaf", last_name="Berntsen", phone="218-555-0190")
    EarlierHolder.objects.create(account=hidden, customer=earlier, premise=hidden.premise, until_on=TODAY)
    renew([hidden.pk])

    assert find_for(samuel, "sandalwood", 20).hits == []
    [hit] = find_for(samuel, "berntsen", 20).hits
    assert hit.address == [("Protected address", False)]


def test_the_account_comes_through_the_door_with_its_address_closed(hidden, rf, anna):
    request = rf.get("/")
    request.user = anna

    account = doors.open_account(request, hidden.pk, "test", today=TODAY)

    assert account.premise.address == "Protected address"
    assert account.premise.city == account.premise.route == ""
    assert account.customer.mailing_line1 == "PO Box 17370"


# ---- pages ----


def test_somebody_named_opens_it_on_the_account_and_that_is_logged(hidden, anna):
    client = logged_in(anna)
    page = client.get(f"/accounts/{hidden.pk}/").content.decode()
    assert STREET not in page and f"/privacy/accounts/{hidden.pk}/address/" in page

    opened = client.post(f"/privacy/accounts/{hidden.pk}/address/", headers={"HX-Request": "true"}).content.decode()

    assert f"{STREET}, Unit 4" in opened
    assert AccessLine.objects.filter(person=anna, what="protected address", account_number=hidden.number).exists()


def test_it_opens_without_htmx_too(hidden, anna):
    page = logged_in(anna).post(f"/privacy/accounts/{hidden.pk}/address/").content.decode()

    assert f"{STREET}, Unit 4" in page


def test_nobody_else_is_offered_it_nor_gets_it_by_a_crafted_post(hidden, samuel):
    client = logged_in(samuel)
    assert "/address/" not in client.get(f"/accounts/{hidden.pk}/").content.decode()

    answer = client.post(f"/privacy/accounts/{hidden.pk}/address/")

    assert answer.status_code == 403
    assert STREET not in answer.content.decode()
    assert not AccessLine.objects.filter(what="protected address").exists()


def test_a_supervisor_protects_changes_and_ends_on_pages(anna, samuel):
    account, client = at_a_protected_place(), logged_in(anna)
    typed = {
        "line1": "PO Box 17370", "city": "Saint Paul", "state": "MN", "zip": "55117", "named": [samuel.pk],
        "source": "Safe at Home card of Sep 3",
    }  # fmt: skip
    refused = client.post(f"/privacy/accounts/{account.pk}/protect/", {**typed, "named": []})
    assert refused.status_code == 422 and 'value="PO Box 17370"' in refused.content.decode()

    client.post(f"/privacy/accounts/{account.pk}/protect/", typed)
    kept = ProtectedAddress.objects.in_force().get()
    listed = client.get("/privacy/").content.decode()
    assert "Vesna Kowal" in listed and "Samuel Acheva" in listed and STREET not in listed

    client.post(f"/privacy/protected/{kept.pk}/change/", {**typed, "named": [samuel.pk, anna.pk]})
    changed = ProtectedAddress.objects.in_force().get()
    assert set(changed.named.all()) == {anna, samuel}

    client.post(f"/privacy/protected/{changed.pk}/end/", {"why": "Left the programme"})
    assert not ProtectedAddress.objects.in_force().exists()


def test_the_page_says_why_it_is_empty(anna):
    assert "No address is protected." in logged_in(anna).get("/privacy/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(anna, django_assert_max_num_queries):
    for _ in range(5):
        protect(at_a_protected_place(), anna)

    client = logged_in(anna)
    with django_assert_max_num_queries(16):
        client.get("/privacy/")


def test_the_designated_address_is_enough_for_a_reminder(anna):
    from collections_app.treatments.queries import judged

    account = at_a_protected_place()
    factories.bill(account, "311.07", billed_on=TODAY.replace(month=6), due_on=TODAY.replace(month=7))
    account.customer.mailing_line1 = ""
    account.customer.save()
    standings.renew([account.pk], as_of=TODAY)
    assert judged([account.pk], TODAY)[account.pk]["reason"] == "address"

    protect(account, anna)

    assert judged([account.pk], TODAY)[account.pk]["reason"] == "issue"


def test_a_list_by_route_does_not_tell_the_place(hidden, samuel):
    asked = {"route": "ROUTE-77", "view": "past_due", "why_not": hidden.number}
    factories.bill(hidden, "311.07", billed_on=TODAY.replace(month=6), due_on=TODAY.replace(month=7))
    standings.renew([hidden.pk], as_of=TODAY)

    page = logged_in(samuel).get("/worklist/", asked).content.decode()

    assert "data-open>Vesna" not in page
    assert "Not on this list: its route is not known." in page
