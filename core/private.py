"""Does a text hold what may never be saved, a card number or a Social Security number?"""

import re
import unicodedata

from django.utils.translation import gettext as _

from core.errors import RuleViolation

CARD = "a card number"
SSN = "a Social Security number"

# Telephone numbers and dates stand beside each other in notes and would otherwise read as one long number.
PHONE = re.compile(r"(?<!\d)\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)")
DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
SSN_SHAPE = re.compile(r"(?<!\d)\d{3}[ .-]\d{2}[ .-]\d{4}(?!\d)")
SSN_NAMED = re.compile(r"(?i)\b(?:ssn|social(?: security)?)\b\D{0,20}\d{9}(?!\d)")
# Groups of digits with one blank, dash or dot between them; a dot before cents does not join two amounts.
NUMBER = re.compile(r"\d+(?:(?:[ -]|\.(?=\d{3}))\d+)*")
GROUP = re.compile(r"\d+")


def looks_private(text: str) -> str:
    """`CARD` or `SSN` when the text seems to hold one, else an empty string."""
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text or ""))
    if SSN_SHAPE.search(plain) or SSN_NAMED.search(plain):
        return SSN
    plain = DATE.sub("/", PHONE.sub("/", plain))
    return CARD if any(_holds_a_card(GROUP.findall(found)) for found in NUMBER.findall(plain)) else ""


def refuse_private(*texts: str) -> None:
    """Refuse what looks private in a sentence, before anything is saved."""
    seen = {looks_private(text) for text in texts}
    if CARD in seen:
        raise RuleViolation(
            _("This looks like a card number, so the note is not saved yet. Leave only the last four digits.")
        )
    if SSN in seen:
        raise RuleViolation(
            _(
                "This looks like a Social Security number, so the note is not saved yet. "
                "Leave only the last four digits."
            )
        )


def _holds_a_card(groups: list[str]) -> bool:
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if 13 <= len(digits) <= 19 and digits[0] in "23456" and _passes_luhn(digits):
                return True
    return False


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
