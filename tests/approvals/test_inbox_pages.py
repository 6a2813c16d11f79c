"""One page for everything that waits: what a person sees, their answer, and what a crafted form cannot do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.people.models import LockedAccount
from core.approvals.actions import approve
from core.approvals.models import Approval
from core.history.models import AccessLine
from core.staff.models import StandIn
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY

INBOX = reverse("desk:inbox")


def page_of(name, approval):
    return reverse(f"desk:{name}", args=[approval.pk])


@pytest.fixture
def as_(client):
    def log_in(person):
        client.force_login(person)
        return client

    return log_in


def test_shows_what_is_asked_by_whom_since_when_what_follows_and_until_when(as_, ingrid, asked):
    asked(deadline_on=TODAY + timedelta(days=4), account="90041187")

    says = text_of(as_(ingrid).get(INBOX))

    for part in (
        "Plan beyond the limits", "9004 1187", "Ten months for 612.40.", "If yes: The plan starts when 61.24 arrives.",
        "Maria Olson", "Today", "Oct 9",
    ):  # fmt: skip
        assert part in says


def test_says_how_long_something_waits_and_that_its_day_is_over(as_, ingrid, asked):
    asked(deadline_on=TODAY)
    factories.utility(business_date=TODAY + timedelta(days=3))

    says = text_of(as_(ingrid).get(INBOX))

    assert "waits 3 days" in says
    assert "Oct 5, over" in says


def test_the_header_counts_what_waits_for_me(as_, ingrid, maria, asked):
    asked()
    asked(actor=ingrid)

    assert "waiting for you: 1" in text_of(as_(ingrid).get(INBOX))
    assert "waiting for you:" not in text_of(as_(maria).get(INBOX))


def test_approving_from_the_list_goes_on_with_the_next_row(as_, ingrid, asked):
    first = asked()
    asked()

    answer = as_(ingrid).post(page_of("approve", first), {"here": "0"}, follow=True)

    first.refresh_from_db()
    assert first.state == "approved"
    assert "Approved: Ten months for 612.40." in text_of(answer)
    assert '<tr class="here" aria-current="true">' in answer.content.decode()


def test_returning_without_a_reason_keeps_the_page_and_says_why(as_, ingrid, asked):
    approval = asked()

    refused = as_(ingrid).post(page_of("return_approval", approval), {"reason": " "})

    assert refused.status_code == 422
    assert "Say why; the other reads it." in refused.content.decode()


def test_a_refused_reason_stays_typed(as_, ingrid, asked):
    approval = asked()

    refused = as_(ingrid).post(page_of("return_approval", approval), {"reason": "Card 4111 1111 1111 1111 & so on"})

    assert refused.status_code == 422
    assert "looks like a card number" in refused.content.decode()
    assert "4111 1111 1111 1111 &amp; so on</textarea>" in refused.content.decode()


def test_the_asker_reads_the_reason(as_, ingrid, maria, asked):
    approval = asked()
    as_(ingrid).post(page_of("return_approval", approval), {"reason": "Six months are enough."})

    says = text_of(as_(maria).get(INBOX, {"tab": "asked"}))

    assert "Returned by Ingrid Halvorsen: Six months are enough." in says


def test_ones_own_is_refused_also_by_crafted_post(as_, ingrid, asked):
    approval = asked(actor=ingrid)
    client = as_(ingrid)

    assert "Ten months" not in text_of(client.get(INBOX))
    for name in ("approve", "return_approval"):
        answer = client.post(page_of(name, approval), {"reason": "Because."}, follow=True)
        assert "You asked for this one. Someone else with approval rights must decide." in answer.content.decode()
    approval.refresh_from_db()
    assert approval.state == "waiting"


@pytest.mark.parametrize("role", ["specialist", "trainee", "auditor"])
def test_a_crafted_post_of_somebody_without_the_right_changes_nothing(as_, asked, role):
    approval = asked()

    answer = as_(factories.person(role)).post(page_of("approve", approval), follow=True)

    assert "Only a supervisor may release letter runs." in text_of(answer)
    approval.refresh_from_db()
    assert approval.state == "waiting"


def test_what_was_decided_meanwhile_says_by_whom(as_, ingrid, abdi, asked):
    approval = asked()
    approve(approval.pk, actor=abdi, today=TODAY)

    answer = as_(ingrid).post(page_of("approve", approval), follow=True)

    assert "This was already approved by Abdi Warsame." in text_of(answer)
    assert "Approved by Abdi Warsame." in text_of(answer)


def test_the_asker_takes_it_back_with_a_reason(as_, maria, asked):
    approval = asked()

    answer = as_(maria).post(page_of("withdraw_approval", approval), {"reason": "They paid."}, follow=True)

    assert "Taken back: Ten months" in text_of(answer)
    approval.refresh_from_db()
    assert (approval.state, approval.reason) == ("withdrawn", "They paid.")


def test_an_empty_inbox_says_who_has_to_decide_what_waits(as_, eleanor, asked):
    asked()
    asked()

    says = text_of(as_(eleanor).get(INBOX))

    assert "Nothing waits for you. 2 items wait for a supervisor. See what waits for others" in says


def test_an_empty_inbox_of_an_empty_office_leads_to_work(as_, eleanor):
    assert "Nothing waits for you. Go to the worklist" in text_of(as_(eleanor).get(INBOX))


def test_what_others_decide_says_who_may(as_, maria, abdi, asked):
    asked(actor=abdi)

    says = text_of(as_(maria).get(INBOX, {"tab": "others"}))

    assert "Only a supervisor may release letter runs." in says
    assert "Approve" not in says


def test_what_a_colleague_is_asked_first_is_with_others_and_can_be_decided_there(as_, ingrid, abdi, asked):
    approval = asked(for_person=abdi)
    client = as_(ingrid)

    assert "1 item waits for a colleague by name." in text_of(client.get(INBOX))
    says = text_of(client.get(INBOX, {"tab": "others"}))
    assert "Abdi Warsame is asked first" in says
    client.post(page_of("approve", approval))
    approval.refresh_from_db()
    assert approval.state == "approved"


def test_a_stand_in_sees_and_decides_and_the_card_says_in_whose_place(as_, ingrid, abdi, maria, asked):
    approval = asked(actor=abdi)
    StandIn.objects.create(
        person=ingrid, stand_in=maria, from_on=TODAY, until_on=TODAY, named_by=ingrid, named_at=timezone.now()
    )
    client = as_(maria)

    assert "waiting for you: 1" in text_of(client.get(INBOX))
    client.post(page_of("approve", approval))
    says = text_of(client.get(page_of("approval", approval)))
    assert "Approved by Maria Olson, in place of Ingrid Halvorsen." in says


def test_what_names_ones_own_account_is_left_out_and_closed(as_, ingrid, maria, asked):
    account = factories.account()
    LockedAccount.objects.create(
        account=account, person=ingrid, why="own", from_on=TODAY, entered_by=maria, entered_at=timezone.now()
    )
    approval = asked(account=account.number)
    client = as_(ingrid)

    assert "Ten months" not in text_of(client.get(INBOX))
    assert "waiting for you:" not in text_of(client.get(INBOX))
    assert "Ten months" not in text_of(client.get("/my-day/"))
    for answer in (
        client.get(page_of("approval", approval)),
        client.post(page_of("approve", approval)),
        client.post(page_of("return_approval", approval), {"reason": "No."}),
    ):
        assert answer.status_code == 403
    approval.refresh_from_db()
    assert approval.state == "waiting"


def test_reading_a_card_is_looking_at_its_account(as_, ingrid, asked):
    account = factories.account()
    approval = asked(account=account.number)

    as_(ingrid).get(page_of("approval", approval))

    assert AccessLine.objects.filter(account_number=account.number, person=ingrid, what="approval").exists()


def test_a_role_without_the_inbox_is_told_who_reads_it(as_):
    answer = as_(factories.person("cashier")).get(INBOX)

    assert answer.status_code == 403


def test_asks_the_database_as_often_for_twenty_as_for_one(as_, ingrid, asked, django_assert_max_num_queries):
    client = as_(ingrid)
    for _n in range(20):
        asked()

    with django_assert_max_num_queries(14):
        client.get(INBOX)
    with django_assert_max_num_queries(14):
        client.get(INBOX, {"tab": "others"})


def test_the_frame_counts_in_the_question_that_reads_the_utility(as_, ingrid, asked, django_assert_max_num_queries):
    asked()
    client = as_(ingrid)

    with django_assert_max_num_queries(8) as asked_for:
        client.get(reverse("staff:me"))
    about = [query["sql"] for query in asked_for.captured_queries if "approvals_approval" in query["sql"]]
    assert len(about) == 1
    assert "core_utility" in about[0]


def test_pages_by_key(as_, ingrid, asked):
    for n in range(26):
        asked(sentence=f"Question {n:02}.")
    client = as_(ingrid)

    first = client.get(INBOX)
    assert "Question 24." in text_of(first)
    assert "Question 25." not in text_of(first)
    assert "Question 25." in text_of(client.get(INBOX + first.context["shown"].next))


def test_kinds_nobody_knows_any_more_wait_for_nobody(as_, ingrid, asked):
    Approval.objects.create(
        kind="gone", subject_kind="x.y", subject_key="1", sentence="Old.", follows="Nothing.",
        asked_at=timezone.now(), asked_on=TODAY,
    )  # fmt: skip

    assert "Old." not in text_of(as_(ingrid).get(INBOX))
    assert as_(ingrid).get(INBOX, {"tab": "others"}).status_code == 200
