"""Does the rulebook say what holds and why, and does a change show whom it touches before another person decides?"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from collections_app.treatments.policy import ReminderRules
from core import rulebook
from core.approvals.models import Approval
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook.actions import propose_change, sign
from core.rulebook.models import RuleChange, Signature
from core.rulebook.queries import PROTECTIONS, is_signed, waiting_changes
from ledger import standings
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
LEAST = ("ReminderRules", "least_amount")


@pytest.fixture
def town():
    """Two households past due for four weeks: one by 30.00, one by 300.00."""
    factories.utility()
    small, large = factories.account(), factories.account()
    for account, amount in ((small, "30.00"), (large, "300.00")):
        factories.bill(account, amount, billed_on=date(2026, 8, 18), due_on=date(2026, 9, 7))
    standings.renew_all(as_of=TODAY)
    return small, large


def typed(value="50.00", **more):
    return {"value": value, "in_force_from": "2026-10-12", "citation": "Council, Oct 1", **more}


def as_(client, role):
    person = factories.person(role)
    client.force_login(person)
    return person


def test_a_figure_nobody_confirmed_comes_first_and_says_so(client):
    factories.utility()
    as_(client, "specialist")

    page = client.get(reverse("rulebook:book")).content.decode()

    assert page.index("local default, to be confirmed") < page.index("11 U.S.C. 362(a)")
    assert "Least past due that is reminded of" in page and "25.00" in page


def test_the_book_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    factories.utility()
    as_(client, "specialist")

    with django_assert_max_num_queries(12):
        client.get(reverse("rulebook:book"))


def test_a_change_shows_whom_it_touches_before_it_is_proposed(client, town):
    small, large = town
    as_(client, "supervisor")

    page = client.post(reverse("rulebook:propose_change", args=LEAST), typed()).content.decode()

    assert "1 account would be judged otherwise today" in page
    assert small.customer.last_name in page and large.customer.last_name not in page
    assert not RuleChange.objects.exists()


def test_what_was_seen_is_proposed_and_waits_in_the_inbox(client, town):
    author = as_(client, "supervisor")

    client.post(reverse("rulebook:propose_change", args=LEAST), typed(seen="yes"))

    waits = Approval.objects.get()
    assert (waits.kind, waits.asked_by) == ("rule_change", author)
    assert waits.sentence == "Least past due that is reminded of: 25.00 becomes 50.00 (dollars) from Oct 12."
    assert "1 account would be judged otherwise" in waits.follows


def test_another_person_approves_and_it_holds_from_its_day_on(client, town):
    change = proposed()
    as_(client, "director")

    client.post(reverse("rulebook:approve_change", args=[change.pk]))

    assert rulebook.rules(ReminderRules, on=date(2026, 10, 11)).least_amount == Decimal("25.00")
    assert rulebook.rules(ReminderRules, on=date(2026, 10, 12)).least_amount == Decimal("50.00")
    assert Approval.objects.get().state == "approved"


def test_nobody_approves_their_own_by_a_crafted_post(client, town):
    change = proposed(by=as_(client, "supervisor"))

    page = client.post(reverse("rulebook:approve_change", args=[change.pk]), follow=True).content.decode()

    assert "Someone else with approval rights must decide." in page
    change.refresh_from_db()
    assert change.approved_at is None


def test_a_returned_change_no_longer_waits_and_never_holds(client, town):
    change = proposed()
    as_(client, "director")

    client.post(reverse("rulebook:return_change", args=[change.pk]), {"reason": "The council has not met."})
    again = client.post(reverse("rulebook:approve_change", args=[change.pk]), follow=True).content.decode()

    assert waiting_changes() == [] and "This change went back." in again
    assert "returned by" in again and "The council has not met." in again
    assert rulebook.rules(ReminderRules, on=date(2027, 1, 1)).least_amount == Decimal("25.00")


def test_a_change_goes_back_only_with_a_reason(client, town):
    change = proposed()
    as_(client, "director")

    answer = client.post(reverse("rulebook:return_change", args=[change.pk]), {"reason": " "})

    assert answer.status_code == 422 and Approval.objects.waiting().exists()


@pytest.mark.parametrize(
    ("typed_in", "sentence"),
    [
        (typed("a lot"), "counted in dollars"),
        (typed("25.00"), "It is 25.00 already on that day."),
        (typed(in_force_from="2026-10-04"), "never backwards"),
        (typed(citation=""), "Say who set it"),
        (typed(citation="card 4111 1111 1111 1111"), "looks like a card number"),
    ],
)
def test_refuses_in_a_sentence_and_keeps_what_was_typed(client, town, typed_in, sentence):
    as_(client, "supervisor")

    answer = client.post(reverse("rulebook:propose_change", args=LEAST), typed_in)

    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page
    assert f'value="{typed_in["value"]}"' in page and not RuleChange.objects.exists()


def test_a_specialist_reads_but_does_not_propose(client, town):
    as_(client, "specialist")

    assert (
        "Only a supervisor or director may change the rulebook."
        in client.get(reverse("rulebook:figure", args=LEAST)).content.decode()
    )
    assert client.post(reverse("rulebook:propose_change", args=LEAST), typed()).status_code == 403


def test_the_accounts_of_a_preview_are_for_those_who_read_accounts(client, town):
    change = proposed()
    as_(client, "paralegal")

    page = client.get(reverse("rulebook:change", args=[change.pk])).content.decode()

    assert "1 account would be judged otherwise" in page and town[0].customer.last_name not in page


def test_two_days_are_compared(client, town):
    change = proposed()
    as_(client, "director")
    client.post(reverse("rulebook:approve_change", args=[change.pk]))

    page = client.get(reverse("rulebook:difference"), {"earlier": "2026-10-05", "later": "2026-10-12"}).content.decode()

    assert "1 figure differs" in page and "Council, Oct 1" in page


def test_an_unknown_figure_is_not_found(client):
    factories.utility()
    as_(client, "supervisor")

    for name in (("ReminderRules", "nothing"), ("NoRules", "least_amount")):
        assert client.get(reverse("rulebook:figure", args=name)).status_code == 404
        assert client.post(reverse("rulebook:propose_change", args=name), typed()).status_code == 404


def test_only_a_supervisor_signs_and_once(client):
    factories.utility(signed=False)
    as_(client, "director")
    assert client.post(reverse("rulebook:sign_protections"), {"words": "Looked at all"}).status_code == 403
    as_(client, "supervisor")

    client.post(reverse("rulebook:sign_protections"), {"words": "Compared with the binder, 214 holds"})
    again = client.post(reverse("rulebook:sign_protections"), {"words": "Once more"})

    assert is_signed(PROTECTIONS) and Signature.objects.count() == 1
    assert again.status_code == 422 and "already signed" in again.content.decode()
    assert HistoryLine.objects.filter(action="protections_complete.signed").exists()


def test_a_signature_is_taken_back_with_a_reason(client):
    factories.utility(signed=False)
    supervisor = as_(client, "supervisor")
    sign(PROTECTIONS, is_given=True, words="All in", actor=supervisor, today=TODAY)

    client.post(reverse("rulebook:sign_protections"), {"words": "A box of papers was found", "take_back": "yes"})

    assert not is_signed(PROTECTIONS) and Signature.objects.count() == 2


def test_nothing_unsigned_is_taken_back():
    factories.utility(signed=False)

    with pytest.raises(RuleViolation, match="nothing to take back"):
        sign(PROTECTIONS, is_given=False, words="oops", actor=factories.person("supervisor"), today=TODAY)


def proposed(by=None):
    return propose_change(
        *LEAST,
        "50.00",
        in_force_from=date(2026, 10, 12),
        citation="Council, Oct 1",
        actor=by or factories.person("supervisor"),
        today=TODAY,
    )


@pytest.mark.parametrize(("signed", "says"), [(True, False), (False, True)])
def test_the_header_says_while_nobody_has_signed(client, signed, says):
    factories.utility(signed=signed)
    as_(client, "specialist")

    assert ("protections not signed as complete" in client.get(reverse("rulebook:book")).content.decode()) is says


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-1", "1e999999", "0.00001", "9" * 200])
def test_a_figure_nobody_can_count_by_is_refused(client, town, value):
    as_(client, "supervisor")
    url = reverse("rulebook:propose_change", args=LEAST)

    for more in ({}, {"seen": "1"}):
        assert client.post(url, typed(value, **more)).status_code == 422
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize("value", ["-1", "9" * 20, "5000000"])
def test_days_that_no_calendar_has_are_refused(client, town, value):
    as_(client, "supervisor")

    page = client.post(reverse("rulebook:propose_change", args=["WorklistRules", "quiet_days"]), typed(value, seen="1"))

    assert page.status_code == 422 and not RuleChange.objects.exists()
