"""What does a person see of the people around an account, and how do they keep them?"""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.contacts.actions import log_letter_in
from accounts.contacts.models import Paper
from accounts.documents.actions import keep_document
from accounts.notes.actions import write_note
from accounts.people.actions import judge_number, record_place_relation, tried
from accounts.people.models import ContactPoint, LockedAccount, Party, PlaceRelation
from accounts.people.queries import numbers_of, parties_of
from core.history.models import AccessLine
from core.utility import moment
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.people.cast import around, number


@pytest.fixture
def signed_in(client, specialist):
    client.force_login(specialist)
    return client


def page_of(account):
    return reverse("desk:people", args=[account.pk])


def as_role(client, role):
    client.force_login(factories.person(role))
    return client


def typed(**more):
    return {
        "role": "authorised",
        "name": "Ole Berg",
        "may_be_told": "balance",
        "source": "Letter of Oct 1",
        "from_on": "2026-10-05",
        "request_id": str(uuid4()),
        **more,
    }


def test_the_page_says_who_is_there_and_that_billing_names_nobody_else(signed_in, account):
    says = text_of(signed_in.get(page_of(account)))

    assert "Harriet Lindqvist" in says and "218-555-0142" in says and "not tried" in says
    assert "The billing system names nobody but the account holder. Add the owner if you know." in says


def test_the_page_shows_everybody_their_numbers_and_the_notes(signed_in, account):
    party = around(account, from_on=TODAY)
    number(account, "218-555-0188", party=party)
    around(account, role="landlord", name="Harbor Homes LLC", mailing_line1="1 Quay", mailing_city="Demo City",
           mailing_state="MN", mailing_zip="55802")  # fmt: skip
    tried(account.pk, "218-555-0142", False, actor=None, today=TODAY)
    write_note(account_id=account.pk, text="Rings twice", is_sticky=True, actor=None, today=TODAY)

    says = text_of(signed_in.get(page_of(account)))

    assert "Ole Berg" in says and "Authorised to talk" in says and "The balance only" in says
    assert "Harbor Homes LLC" in says and "1 Quay, Demo City, MN, 55802" in says
    assert "218-555-0188" in says and "bad last tried Oct 5" in says
    assert "Rings twice" in says and "sticky" in says


def test_the_page_keeps_its_query_budget(signed_in, account, django_assert_max_num_queries):
    for n in range(5):
        party = around(account, name=f"Person {n}")
        number(account, f"218-555-018{n}", party=party)
        write_note(account_id=account.pk, text=f"Note {n}", actor=None, today=TODAY)
        factories.account(customer=account.customer)
        factories.account(premise=account.premise)

    with django_assert_max_num_queries(32):
        signed_in.get(page_of(account))


def test_the_overview_names_who_may_be_spoken_to_and_a_phone_that_works(signed_in, account):
    around(account)
    around(account, role="landlord", name="Harbor Homes LLC")
    number(account, "218-555-0177")
    tried(account.pk, "218-555-0142", False, actor=None, today=TODAY)
    write_note(account_id=account.pk, text="Speak slowly", is_sticky=True, actor=None, today=TODAY)
    record_place_relation(account.pk, "landlord", source="lease", actor=None, today=TODAY)

    page = signed_in.get(reverse("desk:account", args=[account.pk]))

    says = text_of(page)
    assert "Ole Berg, authorised to talk: the balance only" in says
    assert "Harbor Homes LLC, landlord" not in says.split("Balance")[0]
    assert 'href="tel:218-555-0177"' in page.content.decode()
    assert "Note. Speak slowly" in says
    assert "Landlord" in says and "Owner or tenant" not in says


def test_more_than_three_banners_fold_behind_a_count(signed_in, account):
    for n in range(5):
        write_note(account_id=account.pk, text=f"Note {n}", is_sticky=True, actor=None, today=TODAY)

    assert "2 more" in text_of(signed_in.get(reverse("desk:account", args=[account.pk])))


def test_every_phone_bad_is_said_as_such(signed_in, account):
    tried(account.pk, "218-555-0142", False, actor=None, today=TODAY)

    assert "none that works" in text_of(signed_in.get(reverse("desk:account", args=[account.pk])))


def test_a_person_is_entered_with_a_phone(signed_in, account, specialist):
    paper = keep_document(
        b"%PDF", name="signed form", kind="attachment", media_type="application/pdf", account=account, actor=None,
        today=TODAY,
    )  # fmt: skip
    url = reverse("people:add_party", args=[account.pk])
    assert "Add a person" in text_of(signed_in.get(url))

    answer = signed_in.post(url, typed(phone="218-555-0188", paper=paper.pk), follow=True)

    assert "Entered: Ole Berg." in text_of(answer)
    party = Party.objects.get()
    assert (party.entered_by, party.paper) == (specialist, paper)
    assert [found.whose for found in numbers_of(account, TODAY)] == ["Harriet Lindqvist", "Ole Berg"]


def test_a_refused_person_keeps_what_was_typed_and_leaves_nothing(signed_in, account):
    url = reverse("people:add_party", args=[account.pk])

    answer = signed_in.post(url, typed(phone="555", name="Ole Bergström"))

    assert "A phone has seven digits at least" in text_of(answer)
    assert 'value="Ole Bergström"' in answer.content.decode()
    assert not Party.objects.exists() and not ContactPoint.objects.exists()


def test_a_card_number_is_refused_beside_its_field(signed_in, account):
    answer = signed_in.post(reverse("people:add_party", args=[account.pk]), typed(source="card 4111 1111 1111 1111"))

    assert "looks like a card number" in text_of(answer)
    assert not Party.objects.exists()


def test_a_person_is_ended(signed_in, account):
    party = around(account)
    url = reverse("people:end_party", args=[party.pk])

    assert "may no longer be spoken to" in text_of(signed_in.get(url))
    answer = signed_in.post(url, {"why": "revoked by letter", "ended_on": "2026-10-05"}, follow=True)

    says = text_of(answer)
    assert "Ended: Ole Berg." in says and "1 earlier person" in says and "revoked by letter" in says
    assert not parties_of(account.pk, TODAY).exists()
    assert "already ended" in text_of(signed_in.post(url, {"why": "again", "ended_on": "2026-10-05"}))


def test_a_private_person_is_closed_until_opened_and_the_opening_is_logged(signed_in, account, specialist):
    party = around(account, role="caseworker", name="Joan Ekholm", source="Release of Sep 30")

    says = text_of(signed_in.get(page_of(account)))
    assert "Joan Ekholm" not in says and "aseworker" not in says and "private · show" in says

    url = reverse("people:show_private", args=[party.pk])
    assert signed_in.get(url).status_code == 405
    opened = signed_in.post(url, headers={"HX-Request": "true"})
    assert "Joan Ekholm · caseworker" in text_of(opened) and "Release of Sep 30" in text_of(opened)
    assert "Joan Ekholm" in text_of(signed_in.post(url))
    assert AccessLine.objects.filter(person=specialist, what="private person").count() == 2


def test_a_trainee_may_not_open_what_is_private_nor_keep_people(client, account):
    party = around(account, role="caseworker", name="Joan Ekholm")
    trainee = as_role(client, "trainee")

    page = trainee.get(page_of(account))

    says = text_of(page)
    assert "show who this is" not in says and "Joan Ekholm" not in says
    assert not {"a", "u", "w"} & {key for key, _words in page.context["help"].keys}
    assert "only a specialist or supervisor may keep people" in says.lower()
    assert trainee.post(reverse("people:show_private", args=[party.pk])).status_code == 403
    assert trainee.post(reverse("people:add_party", args=[account.pk]), typed()).status_code == 403


def test_a_number_is_added_to_the_holder_or_to_somebody_around(signed_in, account):
    party = around(account)
    url = reverse("people:add_number", args=[account.pk])
    assert "Ole Berg" in text_of(signed_in.get(url))

    given = {"kind": "phone", "value": "218-555-0177", "source": "call of Oct 5"}
    signed_in.post(url, {**given, "whose": ""})
    signed_in.post(url, {**given, "whose": str(party.pk), "kind": "email", "value": "ole@example.org"})

    assert [(found.value, found.whose) for found in numbers_of(account, TODAY)][1:] == [
        ("218-555-0177", "Harriet Lindqvist"), ("ole@example.org", "Ole Berg"),
    ]  # fmt: skip
    assert "on file already" in text_of(signed_in.post(url, {**given, "whose": ""}))


def test_billings_number_is_judged_without_being_changed(signed_in, account):
    url = reverse("people:judge_billing_number", args=[account.pk, "phone"])
    page = text_of(signed_in.get(url))
    assert "218-555-0142" in page and "nobody else on file" in page

    refused = signed_in.post(url, {"state": "works", "do_not_use": "on", "why_not": ""})
    assert "who asked for that" in text_of(refused)
    signed_in.post(url, {"state": "works", "do_not_use": "on", "why_not": "asked on Oct 5 to be written to"})

    found = numbers_of(account, TODAY)[0]
    assert (found.do_not_use, found.source) == (True, "billing")
    account.customer.refresh_from_db()
    assert account.customer.phone == "218-555-0142"
    assert "do not use" in text_of(signed_in.get(page_of(account)))


def test_our_number_is_judged_and_taken_off(signed_in, account):
    point = number(account, "218-555-0177")
    url = reverse("people:judge_number", args=[account.pk, point.pk])
    assert "Take it off" in text_of(signed_in.get(url))

    signed_in.post(url, {"state": "bad"})
    point.refresh_from_db()
    assert point.state == "bad"

    drop = reverse("people:drop_number", args=[account.pk, point.pk])
    assert "stay in the log" in text_of(signed_in.get(drop))
    signed_in.post(drop, {"why": "typed wrong"})
    assert len(numbers_of(account, TODAY)) == 1
    assert signed_in.get(url).status_code == 404


def test_a_number_of_another_account_is_not_found(signed_in, account):
    point = number(factories.account(), "218-555-0177")

    assert signed_in.get(reverse("people:judge_number", args=[account.pk, point.pk])).status_code == 404


def test_the_holder_to_the_place_is_recorded(signed_in, account):
    url = reverse("people:record_place_relation", args=[account.pk])
    assert "Nobody recorded it yet" in text_of(signed_in.get(url))

    refused = signed_in.post(url, {"relation": "tenant", "from_on": "2026-10-06", "source": "lease"})
    assert "still to come" in text_of(refused)
    answer = signed_in.post(url, {"relation": "tenant", "from_on": "2026-03-01", "source": "her lease"}, follow=True)

    assert PlaceRelation.objects.get().relation == "tenant"
    assert "since Sun Mar 1, 2026: her lease" in text_of(answer)
    assert "On file: Tenant. her lease" in text_of(signed_in.get(url))


def test_the_timeline_tells_it_in_words(signed_in, account):
    around(account)
    around(account, role="caseworker", name="Joan Ekholm")
    judge_number(account.pk, numbers_of(account, TODAY)[0], state="bad", do_not_use=False, actor=None, today=TODAY)
    record_place_relation(account.pk, "tenant", source="lease", actor=None, today=TODAY)
    write_note(account_id=account.pk, text="Rings twice", actor=None, today=TODAY)

    says = text_of(signed_in.get(reverse("desk:timeline", args=[account.pk])))

    assert "Entered: Ole Berg, authorised to talk." in says
    assert "Somebody private by law entered." in says and "Joan Ekholm" not in says
    assert "Phone 218-555-0142: bad." in says
    assert "The holder to the place: tenant." in says
    assert "Note: Rings twice." in says


@pytest.mark.parametrize("page", ["people:add_party", "people:add_number", "people:record_place_relation"])
def test_ones_own_account_is_closed_also_to_a_crafted_post(signed_in, account, specialist, page):
    LockedAccount.objects.create(account=account, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY))
    url = reverse(page, args=[account.pk])

    assert signed_in.get(url).status_code == 403
    answer = signed_in.post(url, typed(kind="phone", value="218-555-0177", relation="owner"))
    assert answer.status_code == 403
    assert "A colleague must work it." in answer.content.decode()
    assert not Party.objects.exists() and not ContactPoint.objects.exists()


def test_a_person_who_is_a_customer_is_linked_to_their_own_page(signed_in, account):
    landlord = factories.account(customer=factories.customer(first_name="Nils", last_name="Holm"))
    url = reverse("people:add_party", args=[account.pk])

    assert "No account has this number." in text_of(signed_in.post(url, typed(their_account="1234")))
    page = signed_in.post(url, typed(role="landlord", name="Nils Holm", their_account=landlord.number), follow=True)

    assert Party.objects.get().customer == landlord.customer
    assert reverse("desk:customer", args=[landlord.customer_id]) in page.content.decode()


def test_the_signed_paper_is_a_link_where_it_hangs_in_the_log(signed_in, account, specialist):
    line = log_letter_in(account.pk, outcome="other", spoken_to="Harriet", note="third party form", actor=specialist,
                         today=TODAY, request_id=None)  # fmt: skip
    paper = keep_document(
        b"%PDF", name="signed form", kind="attachment", media_type="application/pdf", account=account, actor=None,
        today=TODAY,
    )  # fmt: skip
    hung = Paper.objects.create(document=paper, contact=line)
    around(account, role="third_party", name="Senior Services", paper=paper)

    assert reverse("desk:paper", args=[hung.pk]) in signed_in.get(page_of(account)).content.decode()


def test_a_note_on_the_wrong_account_can_be_withdrawn_from_here(signed_in, account):
    note = write_note(account_id=account.pk, text="Rings twice", is_sticky=True, actor=None, today=TODAY)
    url = reverse("desk:withdraw_line", kwargs={"kind": "note", "pk": note.pk})
    assert url in signed_in.get(page_of(account)).content.decode()

    signed_in.post(url, {"why": "about the neighbour"})

    for page in ("people", "account", "timeline"):
        assert "Rings twice" not in text_of(signed_in.get(reverse(f"desk:{page}", args=[account.pk])))
