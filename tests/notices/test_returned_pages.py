"""Can a person go through a tray of returned mail, and does everybody see what came of it?"""

from datetime import timedelta

import pytest
from django.urls import reverse, reverse_lazy

from accounts.people.actions import judge_number
from accounts.people.models import LockedAccount, ProtectedAddress
from accounts.people.queries import numbers_of
from core.history.models import AccessLine
from core.utility import moment
from notices.actions import good_again, record_returned
from notices.models import Returned
from tests import factories
from tests.notices.mailed import issued, mailed, printed

TODAY = factories.TODAY
YESTERDAY = TODAY - timedelta(days=1)
LIST = reverse_lazy("notices:returned")


@pytest.fixture
def account(kind):
    holder = factories.customer(first_name="Harriet", last_name="Lindqvist", mailing_line1="12 Alder Street")
    return factories.account(number="90041187", customer=holder)


@pytest.fixture
def clerk(client, specialist):
    client.force_login(specialist)
    return client


def find(client, code):
    return client.post(reverse("notices:find_returned"), {"code": code})


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("typed", ["L{}", "l{}", "{}", "  L{} ", "L{}+1850"])
def test_a_scan_or_a_typed_number_leads_to_the_letter(clerk, account, typed):
    [letter] = mailed(account)

    found = find(clerk, typed.format(letter.pk))

    assert found.status_code == 302 and found["Location"] == reverse("notices:record_returned", args=[letter.pk])
    page = text(clerk.get(found["Location"]))
    assert "Harriet Lindqvist" in page and "9004 1187" in page and "12 Alder Street" in page
    assert "Mon Oct 5, 2026, first class" in page
    assert "Nothing more is mailed to this address" in page
    assert AccessLine.objects.filter(account_number="90041187", what=f"letter {letter.pk}, returned").exists()


def test_the_letters_own_page_leads_there_once_it_is_mailed(clerk, account, specialist):
    [letter] = issued(account)
    page, record = reverse("notices:letter", args=[letter.pk]), reverse("notices:record_returned", args=[letter.pk])
    assert record not in text(clerk.get(page))

    [letter] = mailed(account)
    page, record = reverse("notices:letter", args=[letter.pk]), reverse("notices:record_returned", args=[letter.pk])
    assert record in text(clerk.get(page))

    record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)
    assert record not in text(clerk.get(page))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Scan the code at the top of the letter, or type"),
        ("L999999", "There is no letter 999999. Look at the number again."),
        ("90041187+184620", "This is the code of the payment stub."),
        ("who knows", "A letter has a number such as L118."),
        ("L12345678901234567890", "A letter has a number such as L118."),
    ],
)
def test_what_names_no_letter_says_so_beside_the_field(clerk, account, typed, sentence):
    answer = find(clerk, typed)

    assert answer.status_code == 422 and sentence in text(answer)


def test_recording_is_ready_for_the_next_one(clerk, account, specialist):
    [letter] = mailed(account)

    done = clerk.post(
        reverse("notices:record_returned", args=[letter.pk]),
        {"reason": "forwarding", "note": "40 Birch Road, Duluth", "returned_on": "2026-10-05"},
        follow=True,
    )

    assert done.redirect_chain == [(str(LIST), 302)]
    said = text(done)
    assert f"Letter {letter.pk} came back: moved, new address on the label. The address is bad now." in said
    assert "autofocus" in said and "40 Birch Road, Duluth" in said and "address is bad" in said
    assert Returned.objects.get().actor == specialist


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Say why it came back, as the post office marked it."),
        ({"reason": "other", "note": ""}, "Say in the note what the post office wrote on it."),
        ({"returned_on": "2026-10-06"}, "Oct 6, 2026 is still to come."),
        ({"returned_on": ""}, "Say on which day it came back."),
    ],
)
def test_what_cannot_be_recorded_says_why_and_keeps_what_was_typed(clerk, account, typed, sentence):
    [letter] = mailed(account)

    terms = {"reason": "vacant", "note": "yellow label", "returned_on": "2026-10-05"} | typed
    answer = clerk.post(reverse("notices:record_returned", args=[letter.pk]), terms)

    assert answer.status_code == 422 and sentence in text(answer)
    assert not typed.get("note", True) or "yellow label" in text(answer)
    assert not Returned.objects.exists()


def test_a_letter_on_file_or_never_mailed_shows_no_form(clerk, account, specialist):
    [letter] = issued(account)
    url = reverse("notices:record_returned", args=[letter.pk])
    assert "was not printed yet" in text(clerk.get(url)) and 'name="reason"' not in text(clerk.get(url))
    printed(letter)
    assert "is not confirmed as mailed" in text(clerk.get(url))

    [other] = mailed(account)
    record_returned(other.pk, reason="vacant", returned_on=TODAY, actor=specialist, today=TODAY)

    page = text(clerk.get(reverse("notices:record_returned", args=[other.pk])))
    assert "on file already, since Oct 5, 2026: vacant" in page and "Good again" in page
    assert 'name="reason"' not in page


def test_says_which_letters_to_the_address_are_still_to_leave_and_whether_a_phone_works(clerk, account, specialist):
    [letter] = mailed(account)
    [waits], [prints] = issued(account), issued(account)
    printed(prints)
    issued(factories.account())
    url = reverse("notices:record_returned", args=[letter.pk])

    page = text(clerk.get(url))
    assert "2 more letters to it are not mailed yet: take them out." in page
    assert reverse("notices:letter", args=[waits.pk]) in page and reverse("notices:letter", args=[prints.pk]) in page
    assert "A phone is on file: call" in page

    [phone] = [number for number in numbers_of(account, TODAY) if number.kind == "phone"]
    judge_number(account.pk, phone, state="bad", do_not_use=False, actor=specialist, today=TODAY)

    assert "No phone works: the worklist shows the account under Tidying." in text(clerk.get(url))


def test_good_again_asks_how_one_knows(clerk, account, specialist):
    [letter] = mailed(account)
    record_returned(letter.pk, reason="not_known", returned_on=TODAY, actor=specialist, today=TODAY)
    url = reverse("notices:good_again", args=[letter.pk])
    assert "Good again" in text(clerk.get(LIST))

    assert "Say how you know that mail arrives there again." in text(clerk.post(url, {"why": ""}))
    done = clerk.post(url, {"why": "She called: the name is on the box now"}, follow=True)

    assert "good again: She called: the name is on the box now" in text(done)
    assert reverse("notices:good_again", args=[letter.pk]) not in text(clerk.get(LIST))


def test_the_list_says_what_became_of_each_address(clerk, account, specialist):
    second = factories.account(customer=factories.customer(first_name="Moved", last_name="Away"))
    third = factories.account(customer=factories.customer(first_name="Not", last_name="Fetched"))
    letters = mailed(account, second, third)
    for letter, reason in zip(letters, ("moved", "moved", "unclaimed"), strict=True):
        record_returned(letter.pk, reason=reason, returned_on=TODAY, actor=specialist, today=TODAY)
    second.customer.mailing_line1 = "77 New Street"
    second.customer.save()

    page = text(clerk.get(LIST))

    assert (
        page.index("address stays good") < page.index("another address is on file now") < page.index("address is bad")
    )


def test_a_page_of_the_list_asks_few_questions(clerk, kind, specialist, django_assert_max_num_queries):
    for letter in mailed(*(factories.account() for _ in range(12))):
        record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)

    with django_assert_max_num_queries(12):
        assert text(clerk.get(LIST)).count("address is bad</span>") == 12


def test_an_empty_list_says_what_to_do(clerk):
    assert "Nothing came back lately. Scan the code at the top of the letter." in text(clerk.get(LIST))


class TestDoors:
    def test_a_closed_account_stays_closed(self, clerk, account, specialist):
        [letter] = mailed(account)
        record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=None, today=TODAY)
        LockedAccount.objects.create(
            account=account, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY)
        )

        refused = find(clerk, f"L{letter.pk}")

        assert refused.status_code == 422 and "This is your own account. A colleague must work it." in text(refused)
        assert "Lindqvist" not in text(refused) and "Lindqvist" not in text(clerk.get(LIST))
        for page in ("record_returned", "good_again"):
            assert clerk.get(reverse(f"notices:{page}", args=[letter.pk])).status_code == 403

    def test_an_address_that_was_protected_since_is_not_shown(self, clerk, account):
        [letter] = mailed(account)
        ProtectedAddress.objects.create(
            customer=account.customer, designated_line1="PO Box 17370", designated_city="St. Paul",
            designated_state="MN", designated_zip="55117", source="Card", from_on=TODAY, entered_at=moment(TODAY),
        )  # fmt: skip

        page = text(clerk.get(reverse("notices:record_returned", args=[letter.pk])))

        assert "12 Alder Street" not in page and "Protected address" in page

    def test_who_may_not_record_reads_the_list_and_who_may(self, client, account):
        record_returned(mailed(account)[0].pk, reason="moved", returned_on=TODAY, actor=None, today=TODAY)
        client.force_login(factories.person("auditor"))

        page = text(client.get(LIST))

        assert "Lindqvist" in page and "Only a specialist or supervisor may record mail that came back." in page
        assert 'name="code"' not in page and "Good again</a>" not in page


def test_good_again_on_one_letter_is_good_for_its_twin(clerk, account, specialist):
    first, second = mailed(account) + mailed(account)
    for letter in (first, second):
        record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)

    good_again(second.pk, why="called", actor=specialist, today=TODAY)

    assert text(clerk.get(LIST)).count("good again: called") == 2
