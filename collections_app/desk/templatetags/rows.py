"""How is a row of the worklist drawn? A list has hundreds, and a template takes several times as long for them."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from collections_app.desk.queries.rows import Cell, Row
from core.templatetags.look import icon
from core.templatetags.money import account_number, money

register = template.Library()


@register.simple_tag
def worklist_row(row: Row, url: str, *, opens: str, marks: str = "") -> SafeString:
    """Who and why, the cells that were chosen, and on a phone the way in; a box first where rows may be marked."""
    name, to = escape(row.name), escape(url)
    box = f"""<td class="c-mark"><input class="form-check-input" type="checkbox" name="account" form="several"\
 value="{row.account_id}" aria-label="{escape(marks)} {name}"></td>"""
    return mark_safe(
        f"""<tr>{box if marks else ""}<th scope="row" class="c-who"><a href="{to}" data-open>{name}</a>\
<small>{escape(row.address)} · <span class="nums text-nowrap">{escape(account_number(row.number))}</span></small></th>\
<td class="c-why why">{escape(row.why)}</td>{"".join(map(_drawn, row.cells))}\
<td class="c-open only-phone"><a class="btn btn-line" href="{to}" aria-label="{escape(opens)} {name}">\
{escape(opens)}</a></td></tr>"""
    )


def _drawn(cell: Cell) -> str:
    """Words with a second line, an amount, or what one must see first."""
    return f'<td class="{cell.css}">{_first_line(cell)}<small>{escape(cell.small)}</small></td>'


def _first_line(cell: Cell) -> str:
    if cell.says:
        return f'<span class="state person">{icon("person")} {escape(cell.says)}</span>'
    if cell.amount is not None:
        return money(cell.amount, url=cell.url)
    text = escape(cell.text)
    return f'<a href="{escape(cell.url)}">{text}</a>' if cell.url else text
