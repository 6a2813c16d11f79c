from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from accounts.holds.models import Hold
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened


def test_keeps_who_when_and_the_source_in_law(account, specialist):
    hold = opened(account, actor=specialist, facts={"about": "the June water bill"})

    assert hold.opened_by == specialist
    assert hold.recorded_at.date() == TODAY
    assert "Owatonna" in hold.citation
    assert hold.facts == {"about": "the June water bill"}


def test_writes_one_history_line_on_the_account(account, specialist):
    hold = opened(account, actor=specialist)

    line = HistoryLine.objects.get()
    assert (line.action, line.account_number, line.subject_key) == ("hold.opened", account.number, str(hold.pk))
    assert line.actor == specialist
    assert line.facts["until_on"] == "2026-10-13"


def test_a_customer_hold_is_told_on_every_account_of_the_customer(account):
    other = factories.account(customer=account.customer)

    opened(account, scope="customer", kind="bankruptcy", facts={"chapter": 7, "filed_on": date(2026, 9, 29)})

    told = HistoryLine.objects.values_list("account_number", flat=True)
    assert sorted(told) == sorted([account.number, other.number])


def test_the_same_request_opens_one_hold(account):
    request_id = uuid4()

    first, second = (opened(account, request_id=request_id) for _ in range(2))

    assert first == second
    assert Hold.objects.count() == HistoryLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment_opens_one_hold(account):
    request_id = uuid4()

    def click(_n):
        try:
            return opened(account, request_id=request_id).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as clicks:
        assert len(set(clicks.map(click, range(2)))) == 1
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "terms", "says"),
    [
        ("unknown kind", {"kind": "holiday"}, "no hold of the kind"),
        ("no service", {"scope": "service"}, "which service"),
        ("no charges", {"scope": "charges", "amount": Decimal("118.20")}, "Name the charges"),
        ("no amount", {"scope": "charges", "charges": ["B1"]}, "how much"),
        ("amount of zero", {"scope": "charges", "charges": ["B1"], "amount": Decimal(0)}, "how much"),
        ("no source", {"source": "  "}, "rests on"),
        ("no end and no review", {"until_on": None}, "day to look at it again"),
        ("ends before it begins", {"until_on": date(2026, 9, 21)}, "before the first"),
        ("review is over", {"until_on": None, "review_on": date(2026, 10, 4)}, "is over"),
        ("a card number", {"note": "paid with 4111 1111 1111 1111"}, "card number"),
        ("a card number as a fact", {"facts": {"about": "4111 1111 1111 1111"}}, "card number"),
        ("a missing fact", {"kind": "bankruptcy"}, "needs one more fact: day the petition"),
        ("a fact of another kind", {"facts": {"chapter": 7}}, "no fact named chapter"),
        ("a fact of the wrong type", {"facts": {"received_on": "soon"}}, "does not fit"),
        (
            "a chapter that does not exist",
            {"kind": "bankruptcy", "facts": {"chapter": 8, "filed_on": TODAY}},
            "Chapter 8",
        ),
        ("a pledge of nothing", {"kind": "pledge", "facts": {"agency": "AEOA", "amount": "0"}}, "above zero"),
    ],
)
def test_refuses(account, case, terms, says):
    with pytest.raises(RuleViolation, match=says):
        opened(account, **terms)

    assert not Hold.objects.exists(), case


def test_refuses_a_customer_and_an_account_at_once(account):
    with pytest.raises(RuleViolation, match="either one customer or one account"):
        opened(account, customer=account.customer)


def test_facts_are_kept_as_text_that_json_can_hold(account):
    hold = opened(account, kind="pledge", facts={"agency": "AEOA", "amount": Decimal("500")})
    assert hold.facts == {"agency": "AEOA", "amount": "500.00"}
