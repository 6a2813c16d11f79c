"""How are the cells of a row drawn? A list has hundreds, and a template takes twice as long for them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from collections_app.desk.queries.rows import Cell, Row
from core.templatetags.look import icon
from core.templatetags.money import money

register = template.Library()


@register.simple_tag
def cells(row: Row) -> SafeString:
    """What stands beside who and why: words with a second line, an amount, or what one must see first."""
    return mark_safe("".join(_drawn(cell) for cell in row.cells))


def _drawn(cell: Cell) -> SafeString:
    return format_html('<td class="{}">{}<small>{}</small></td>', cell.css, _first_line(cell), cell.small)


def _first_line(cell: Cell) -> str:
    if cell.says:
        return format_html('<span class="state person">{} {}</span>', icon("person"), cell.says)
    if cell.amount is not None:
        return money(cell.amount, url=cell.url)
    return format_html('<a href="{}">{}</a>', cell.url, cell.text) if cell.url else cell.text
