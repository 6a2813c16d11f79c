"""How do the rows of a page leave as a file that no spreadsheet will run?"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.templatetags.money import CONTROLS, TURNS_TEXT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for a formula, also behind blanks and in the full-width forms of East Asian keyboards.
BEGINS_A_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠|%]")
NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """Text from outside as a cell may hold it: no control or turning marks, and nothing that starts a formula.

    A formula is left readable behind an apostrophe. Numbers are never text, so no amount is touched.
    """
    text = TURNS_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = NO_XML.sub("�", CONTROLS.sub("�", text))
    return f"'{text}" if BEGINS_A_FORMULA.match(text) else text


class csv_writer:
    """Rows as RFC 4180 (commas, CRLF, quotes where needed), text made harmless, amounts and dates as plain text."""

    def __init__(self, file):
        self._writer = csv.writer(file, lineterminator="\r\n")

    def writerow(self, row: Iterable[Any]) -> Any:
        return self._writer.writerow([_plain(cell) for cell in row])

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        for row in rows:
            self.writerow(row)


def csv_response(name: str, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """The rows as `<name>.csv`, written while they are read. `name` carries ids and dates, never names."""
    writer = csv_writer(_Echo())

    def lines():
        yield writer.writerow(header)
        for row in rows:
            yield writer.writerow(row)

    return _named(StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """The rows as `<name>.xlsx`: amounts as numbers, dates as dates, text as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, title, bold=True) for title in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return _named(HttpResponse(file.getvalue(), content_type=XLSX), f"{name}.xlsx")


def _named(response, filename: str):
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | Decimal):
        return str(cell)
    return harmless(str(cell))


def _cell(sheet, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    is_text = value is not None and not isinstance(value, int | Decimal | date)
    cell = WriteOnlyCell(sheet, value=harmless(str(value)) if is_text else value)
    if is_text:
        cell.data_type = "s"  # openpyxl would make a formula of what begins with "="
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


class _Echo:
    """A file that hands back what is written, so that a response can stream it."""

    def write(self, line: str) -> str:
        return line


# What `?as=` of a list may ask for.
RESPONSES = {"csv": csv_response, "xlsx": xlsx_response}
