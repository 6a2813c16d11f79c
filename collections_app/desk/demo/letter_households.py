"""Who lives in the situations of letters: three households of other languages, and one that mail does not reach?

What was written to them, and when, is played in `letter_days.py`: whoever changes a date here changes it there.
"""

from datetime import date

from collections_app.desk.demo.bills import Billing
from collections_app.desk.demo.plan_households import home, months, pay_bills
from collections_app.desk.demo.situations import Situation
from collections_app.desk.demo.town import Household, Town

# language: where they live, first and last name, phone, and what their unpaid bills come to
SPEAK = {
    "es": ("1127 Willow Bend", "Dolores", "Hernandez-Lind", "218-555-0151", "91.40 84.15 78.90"),
    "hmn": ("336 East 7th Street", "Pang", "Xiongpao", "218-555-0152", "102.30 96.75 88.10"),
    "so": ("2048 West 3rd Street", "Yasmin", "Maxamed", "218-555-0153", "86.20 79.60 74.35"),
}
INTERPRETER = "hmn"


def on_letters(town: Town, billing: Billing) -> list[Situation]:
    """Write the households of situations 16 and 17; 56 is a text."""
    speaking = {language: speaks(town, billing, language) for language in SPEAK}
    title = "Three households with Spanish, Hmong and Somali letters beside the English, one with an interpreter note"
    return [
        Situation(16, title, speaking[INTERPRETER].number),
        Situation(17, "Two letters came back, and no phone works", unreached(town, billing).number),
        Situation(56, "A draft of the reminder waits for approval", page="desk:inbox"),
    ]


def others_of(number: int) -> list[str]:
    """Where the households of a situation live that are more than one; nothing where one account shows it all."""
    return [line1 for line1, *_about in SPEAK.values()] if number == 16 else []


def speaks(town: Town, billing: Billing, language: str) -> Household:
    """Three bills since July are not paid."""
    line1, first, last, phone, owed = SPEAK[language]
    household, bills = home(town, billing, first, last, line1, 6, months(6, 7, owed), phone=phone, language=language)
    pay_bills(billing, household, bills, until=date(2026, 7, 1))
    return household


def unreached(town: Town, billing: Billing) -> Household:
    """A lot with a garage: stormwater alone, 8.95 a month, not paid since May. The owner moved and told nobody."""
    household, bills = home(
        town, billing, "Lars", "Quistorf", "71 Superior Row", 6, {}, phone="", services=["stormwater"],
        primary_heat="unknown",
    )  # fmt: skip
    household.customer["alternate_phone"] = ""
    pay_bills(billing, household, bills, until=date(2026, 5, 1))
    return household
