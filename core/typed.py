"""Which number or day does an address or a form say, whatever somebody typed there?"""

from datetime import date

MOST_DIGITS = 18  # more than any id or count has, and what a bigint holds


def whole(text: str) -> int | None:
    """A whole number of plain digits, or None: no sign, no other script's digits, none too long to be one of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def day(text: str) -> date | None:
    """A day as addresses name it, `2026-10-05`, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
