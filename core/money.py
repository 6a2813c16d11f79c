"""How is money rounded? The only place that does."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
RATE = Decimal("0.000001")


def cents(amount: Decimal) -> Decimal:
    """Round to the cent, half up, unless a rule says otherwise (docs/house.md, "money")."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def cents_up(amount: Decimal) -> Decimal:
    """Round up to the cent: what each of several equal payments must be, so that they make the whole."""
    return amount.quantize(CENT, rounding=ROUND_CEILING)


def dollars_up(amount: Decimal) -> Decimal:
    """Round up to whole dollars, written with two places."""
    return amount.quantize(Decimal(1), rounding=ROUND_CEILING).quantize(CENT)


def rate(amount: Decimal) -> Decimal:
    """A price of one unit, six places, half up."""
    return amount.quantize(RATE, rounding=ROUND_HALF_UP)


def in_words(amount: Decimal) -> str:
    """Two places and a thousands comma, as sentences and pages write it: `1,846.20`; a credit says so."""
    text = f"{cents(abs(amount)):,}"
    return f"{text} credit" if amount < 0 else text
