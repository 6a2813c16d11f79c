"""How do a count and its place read in a sentence about a plan?"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payment_plans.policy.schedule import MONTH, WEEK

# Beyond twelve, and in every other language, digits read better.
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()
PLACES = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


def number(count: int) -> str:
    """ "six", and "24" beyond twelve."""
    return _(NUMBERS[count]) if 0 <= count < len(NUMBERS) else str(count)


def place(count: int) -> str:
    """ "third"; "next" beyond the twelfth."""
    return _(PLACES[count]) if 0 <= count < len(PLACES) else _("next")


def months(count: int) -> str:
    """ "six months"."""
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": number(count)}


def length(count: int, every: str) -> str:
    """How long a plan is, as one says it: "six months", "26 weekly installments"."""
    if every == MONTH:
        return months(count)
    if every == WEEK:
        return ngettext("%(n)s weekly installment", "%(n)s weekly installments", count) % {"n": number(count)}
    said = ngettext("%(n)s installment every two weeks", "%(n)s installments every two weeks", count)
    return said % {"n": number(count)}


def asks(count: int, every: str) -> str:
    """How a sentence about a plan of this length begins: "Nine months is", "27 weekly installments are"."""
    # Months are one span of time, installments are many things.
    verb = _("is") if every == MONTH or count == 1 else _("are")
    return f"{capital(length(count, every))} {verb}"


def capital(sentence: str) -> str:
    """A sentence that begins with a count."""
    return f"{sentence[:1].upper()}{sentence[1:]}"
