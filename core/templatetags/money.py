"""How do an amount, a date, a count or a name read on a page?"""

import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.money import in_words

register = template.Library()

# Marks that turn or hide text: direction, zero width, language tags. Unseen, so leaving them out hides nothing.
TURNS_TEXT = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
# Controls other than tab and line feed; a carriage return goes with its line feed.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@register.simple_tag
def money(amount: Decimal | None, url: str = "", css: str = "") -> SafeString:
    """An amount with two places, a link to what makes it when `url` is given; a credit says so in a word."""
    if amount is None or amount == "":  # a template says "not there" with an empty string
        return mark_safe("")
    digits, _space, word = in_words(amount).partition(" ")
    said = (
        format_html('{}<span class="credit">&nbsp;{}</span>', digits, _("credit"))
        if word
        else conditional_escape(digits)
    )
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', f"amount {css}".strip(), url, said)
    return format_html('<span class="{}">{}</span>', f"amount {css}".strip(), said)


@register.filter
def amount(value: Decimal | None) -> str:
    """The same amount as words inside a sentence: `1,846.20`, `12.40 credit`."""
    if value is None:
        return ""
    digits, _space, word = in_words(value).partition(" ")
    return f"{digits} {_('credit')}" if word else digits


def local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | None) -> str:
    """`Mon Oct 5, 2026`."""
    return date_format(local(value), "D M j, Y") if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """`Thu Oct 8`, where the year is plain from the page."""
    return date_format(local(value), "D M j") if value else ""


@register.filter
def long_day(value: date | None) -> str:
    """`Wednesday, Oct 14`, for verdicts and next steps."""
    return date_format(local(value), "l, M j") if value else ""


@register.filter
def bare_day(value: date | None) -> str:
    """`Oct 4`, inside a sentence."""
    return date_format(local(value), "M j") if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """`8:20`, `15:05`: the office's local time."""
    return date_format(local(value), "G:i") if value else ""


@register.filter
def when(value: date | datetime | None, today: date | None = None) -> str:
    """How a list says a moment: `Today 8:20`, `Tue Sep 29` in the year of `today`, `Sep 29, 2024` in another."""
    if not value:
        return ""
    moment = local(value)
    on = moment.date() if isinstance(moment, datetime) else moment
    if today and on == today:
        return f"{_('Today')} {clock(moment)}" if isinstance(moment, datetime) else _("Today")
    return short_day(on) if today is None or on.year == today.year else date_format(on, "M j, Y")


@register.filter
def when_said(value: date | datetime | None, today: date | None = None) -> str:
    """As `when`, within a sentence: `saved today 8:20`."""
    said, capital = when(value, today), _("Today")
    return capital.lower() + said.removeprefix(capital) if said.startswith(capital) else said


@register.filter
def account_number(value: str | None) -> str:
    """Digits in fours as a caller reads them out, `9004 1187`; anything else as billing wrote it."""
    text = harmless(str(value or ""))
    if not text.isascii() or not text.isdigit() or len(text) < 6:
        return text
    first = len(text) % 4
    groups = ([text[:first]] if first else []) + [text[i : i + 4] for i in range(first, len(text), 4)]
    return " ".join(groups)


@register.filter
def thousands(count: int | None) -> str:
    """A count as one reads it: `251,729`."""
    return "" if count is None else f"{count:,}"


@register.filter
def about(count: int | None) -> str:
    """`214` under a thousand, `about 2,400` above: long lists are never counted exactly."""
    if count is None:
        return ""
    if count < 1000:
        return str(count)
    step = 10 ** (len(str(count)) - 2)
    return _("about %(count)s") % {"count": f"{round(count / step) * step:,}"}


@register.filter
def harmless(value: str | None) -> str:
    """Text from outside without marks that turn or hide what stands beside it; controls show as `�`.

    Markup is not touched here: Django escapes it.
    """
    if value is None:
        return ""
    return CONTROLS.sub("\ufffd", TURNS_TEXT.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")))
