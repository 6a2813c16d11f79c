"""How does a paper write an amount, a date and an account number? As letters do (`notices.paper.words`)."""

from django import template

from notices.paper import words

register = template.Library()
register.filter("dollars", words.dollars)
register.filter("paper_day", words.day_in_words)
register.filter("spoken", words.spoken_number)


@register.filter
def figure(value: object) -> str:
    """`1,846.20` without the sign of the dollar, for columns; a credit says so in a word; nothing where there is
    none."""
    return words.dollars(value).replace("$", "") if value not in (None, "") else ""


@register.filter
def paper_short_day(value: object) -> str:
    """`Sep 2, 2026`, for columns."""
    month, _blank, rest = words.day_in_words(value).partition(" ")
    return f"{month[:3]} {rest}" if rest else month
