"""Which open charges may a hold name? The books' answer to the form of `accounts.holds`."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.holds.charges import Charge
from collections_app.desk.words import charge_says, dated, service_says
from core.money import in_words
from core.templatetags.money import harmless
from ledger.queries import open_charges


def charges_to_hold(account_id: int, on: date) -> list[Charge]:
    """`Bill, water, due Sep 25: 58.20 open (B0004711)`, newest due date first."""
    return [
        Charge(
            charge.charge_id,
            _("%(charge)s, %(service)s, due %(day)s: %(amount)s open (%(id)s)") % {
                "charge": charge_says(charge.kind), "service": service_says(charge.service).lower(),
                "day": dated(charge.due_on, on), "amount": in_words(charge.open), "id": harmless(charge.charge_id),
            },
            charge.service,
            charge.open,
        )
        for charge in reversed(open_charges(account_id, on))
    ]  # fmt: skip
