"""How do the lines of a plan read in the letter of a customer, in the language of that letter?

What stands on paper is in the letter's language and not in that of the page it is issued from: no gettext here.
"""

from datetime import date
from decimal import Decimal

from notices.paper.languages import Said, month_said

INSTALLMENT = {
    "en": "Installment {number} of {count}, {amount}, due {day}",
    "es": "Pago {number} de {count}, {amount}, con fecha límite del {day}",
    "hmn": "Zaum them {number} ntawm {count}, {amount}, txog hnub them {day}",
    "so": "Bixinta {number} ee {count}, {amount}, waqtigeedu waa {day}",
}
BILL = {
    "en": "The bill of {amount}, due {day}",
    "es": "La factura de {amount}, con fecha límite del {day}",
    "hmn": "Daim nqi {amount}, txog hnub them {day}",
    "so": "Biilka oo ah {amount}, waqtigiisu waa {day}",
}
BILL_OF_MONTH = {
    "en": "The {month} bill of {amount}, due {day}",
    "es": "La factura de {month} de {amount}, con fecha límite del {day}",
    "hmn": "Daim nqi {month} {amount}, txog hnub them {day}",
    "so": "Biilka {month} oo ah {amount}, waqtigiisu waa {day}",
}
STILL_TO_COME = {
    "en": "{line} ({rest} of it is still to come)",
    "es": "{line} (todavía faltan {rest})",
    "hmn": "{line} (tseem tshuav {rest})",
    "so": "{line} (weli waxaa ka dhiman {rest})",
}
NUMBER_OF = {
    "en": "Installment {number} of {count}",
    "es": "Pago {number} de {count}",
    "hmn": "Zaum them {number} ntawm {count}",
    "so": "Bixinta {number} ee {count}",
}
AS_MISSED = Said({"en": "Missed", "es": "Pago no recibido", "hmn": "Tsis tau them", "so": "Bixin la seegay"})


def said_installment(number: int, count: int, amount: Decimal, due_on: date) -> Said:
    """`Installment 3 of 6, $87.50, due September 28, 2026`"""
    return Said(INSTALLMENT, number=number, count=count, amount=amount, day=due_on)


def said_bill(billed_on: date | None, amount: Decimal, due_on: date) -> Said:
    """`The September bill of $64.12, due October 2, 2026`; without its month where the ledger no longer has it."""
    if billed_on is None:
        return Said(BILL, amount=amount, day=due_on)
    return Said(BILL_OF_MONTH, month=month_said(billed_on), amount=amount, day=due_on)


def still_to_come(line: Said, rest: Decimal) -> Said:
    """A line of which some came already."""
    return Said(STILL_TO_COME, line=line, rest=rest)


def number_of(number: int, count: int) -> Said:
    """`Installment 3 of 6`, as the stub calls the amount."""
    return Said(NUMBER_OF, number=number, count=count)
