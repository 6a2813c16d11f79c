import pytest

from core.private import CARD, SSN, looks_private


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "paid with 4111 1111 1111 1111 today",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u20111111\u20111111\u20111111",
        "\uff14\uff11\uff11\uff11 1111 1111 1111",
        "3782 822463 10005",
        "card 5555555555554444 12/27",
        "4111 1111 1111 1111 0927",
        "no. 218-555-0142, card 6011111111111117",
    ],
)
def test_a_card_number_is_seen(text):
    assert looks_private(text) == CARD


@pytest.mark.parametrize(
    "text", ["123-45-6789", "SSN 123 45 6789", "her social is 123456789", "Social Security: 123456789"]
)
def test_a_social_security_number_is_seen(text):
    assert looks_private(text) == SSN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ends in 1111",
        "4111 1111 1111 1112",  # fails the check digit
        "218-555-0142 and 218-555-0143",
        "(218) 555-0142, (218) 555-0143",
        "account 9004118712, meter G123456",
        "118.20 64.12 87.50 1846.20 2026.10",
        "2026-10-05 2026-10-12 2026-10-19",
        "Duluth, MN 55805-1234",
        "check 104411, 212.40",
    ],
)
def test_telephone_numbers_amounts_and_dates_are_not(text):
    assert looks_private(text) == ""
