"""How do a figure and its change read?"""

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import in_words
from core.rulebook import BOOK, rules, understood
from core.rulebook.models import RuleChange
from core.templatetags.money import bare_day, harmless


def said(value: Any) -> str:
    """A figure's value as a page writes it: money with two places, yes and no, nothing as "not set"."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return in_words(value) if value == value.quantize(Decimal("0.01")) else f"{value.normalize():f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, date):
        return f"{bare_day(value)}, {value.year}"
    return harmless(str(value)) if str(value) else _("not set")


def means(rules_name: str, field: str) -> tuple[str, str]:
    """What a figure means and what it is counted in; its name when the product no longer knows it."""
    for figure in dataclasses.fields(BOOK[rules_name]) if rules_name in BOOK else ():
        if figure.name == field:
            return figure.metadata["means"], figure.metadata["unit"]
    return field.replace("_", " "), ""


def says_change(change: RuleChange, today: date) -> str:
    """ "Least past due that is reminded of: 25.00 becomes 50.00 (dollars) from Oct 12." """
    what, unit = means(change.rules, change.field)
    before = getattr(rules(BOOK[change.rules], on=max(today, change.in_force_from)), change.field)
    return _("%(what)s: %(before)s becomes %(after)s (%(unit)s) from %(day)s.") % {
        "what": f"{what[:1].upper()}{what[1:]}",
        "before": said(before),
        "after": said(understood(BOOK[change.rules], change.field, change.value)),
        "unit": unit,
        "day": bare_day(change.in_force_from),
    }
