"""How is a part of the page drawn that needs more than a template can work out?"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.verdicts import Word

register = template.Library()

WIDTH = 1000
GAP = 3
STATES = {Word.ALLOWED: "allowed", Word.BLOCKED: "blocked", Word.NEEDS_A_PERSON: "person"}
SHAPES = {"allowed": "allowed", "blocked": "blocked", "person": "person", "protect": "shield", "private": "lock"}


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str, css: str = "") -> SafeString:
    """One picture of the sprite, hidden from readers: it always stands beside its word."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', f"icon {css}".strip(), name
    )


@register.filter
def state_of(word: str) -> str:
    """The state class of a verdict's word; a state's own name stays itself."""
    return STATES.get(word, word)  # type: ignore[call-overload]


@register.filter
def shape_of(state: str) -> str:
    """The picture that goes with a state: circle, octagon, diamond, shield, lock."""
    return SHAPES.get(state, "next")


@register.filter
def said(word: str) -> str:
    """A verdict's word in the reader's language."""
    return {Word.ALLOWED: _("Allowed"), Word.BLOCKED: _("Blocked"), Word.NEEDS_A_PERSON: _("Needs a person")}.get(
        word, word
    )


@register.filter
def may(person: Any, permission: str) -> bool:
    """Whether somebody may do something, so that no tab leads where they are turned away; without anybody, no."""
    return bool(person) and person.may(permission)


@register.filter
def caps(keys: str) -> list[str]:
    """`"Ctrl Enter"` as the caps to draw: `["Ctrl", "Enter"]`."""
    return keys.split()


def widths(amounts: list[Decimal]) -> list[tuple[int, int]]:
    """Where each amount's bar begins and how wide it is, of 1,000 in all, with 3 between two bars.

    Only amounts above zero are drawn, each at least 2 wide so that a small one is still seen.
    """
    drawn = [max(amount, Decimal(0)) for amount in amounts]
    total = sum(drawn)
    if not total:
        return [(0, 0) for _amount in amounts]
    room = WIDTH - GAP * (sum(1 for amount in drawn if amount) - 1)
    wide = [max(2, round(room * amount / total)) if amount else 0 for amount in drawn]
    wide[wide.index(max(wide))] += room - sum(wide)
    bars, x = [], 0
    for width in wide:
        bars.append((x, width))
        x += width + GAP if width else 0
    return bars


@register.inclusion_tag("components/aging_bar.html")
def aging_bar(
    rows: Iterable[Any],
    total: Decimal,
    *,
    services: Iterable[str] = (),
    totals: Iterable[Decimal] = (),
    total_url: str = "",
    caption: str = "",
) -> dict[str, Any]:
    """Age of the past due as a picture and its table; parameters as components/aging_bar.html says."""
    rows = list(rows)
    bars = [
        {"age": row["age"] if isinstance(row, dict) else row.age, "x": x, "width": width}
        for row, (x, width) in zip(rows, widths([_amount(row) for row in rows]), strict=True)
        if width
    ]
    oldest = _amount(rows[-1]) if rows else Decimal(0)
    share = round(100 * oldest / total) if total > 0 else 0
    return {
        "rows": rows,
        "bars": bars,
        "share": share,
        "services": list(services),
        "totals": list(totals),
        "total": total,
        "total_url": total_url,
        "caption": caption or _("Days past due"),
    }


def _amount(row: Any) -> Decimal:
    return row["amount"] if isinstance(row, dict) else row.amount
