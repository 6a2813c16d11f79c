"""Is an exported row what the screen shows, and can it do no harm?"""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from core.export import csv_response, csv_writer, harmless, xlsx_response

HEADER = ["Account", "Past due", "Since", "At"]
ROW = ["9004 1187", 'Núñez, "Bo"', Decimal("-1846.20"), date(2026, 10, 5), None, 132]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harriet Lindqvist", "Harriet Lindqvist"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1 218 555", "'+1 218 555"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("a\u202eb\u200bc", "abc"),
        ("a\x00b\x1bc", "a�b�c"),
        ("\u202e=1", "'=1"),
        ("two\r\nlines", "two\nlines"),
        ("O'Brien = ok", "O'Brien = ok"),
    ],
)
def test_harmless(text, expected):
    assert harmless(text) == expected


def test_csv_is_rfc_4180_with_amounts_and_dates_plain():
    file = io.StringIO()

    csv_writer(file).writerows([["Account", "Name"], ROW])

    assert file.getvalue() == 'Account,Name\r\n9004 1187,"Núñez, ""Bo""",-1846.20,2026-10-05,,132\r\n'


def test_csv_answer_reads_back_as_the_same_cells():
    answer = csv_response("worklist-2026-10-05", ["A", "B", "C", "D", "E", "F"], iter([ROW]))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert answer["Content-Disposition"] == 'attachment; filename="worklist-2026-10-05.csv"'
    assert list(csv.reader(io.StringIO(text)))[1] == ["9004 1187", 'Núñez, "Bo"', "-1846.20", "2026-10-05", "", "132"]


def test_xlsx_holds_numbers_as_numbers_and_no_formula():
    at = datetime(2026, 10, 5, 13, 20, tzinfo=UTC)
    answer = xlsx_response("worklist", HEADER, [["=1+1", Decimal("12.40"), date(2026, 9, 1), at]])

    sheet = load_workbook(io.BytesIO(answer.content)).active

    header, row = list(sheet.iter_rows())
    assert [cell.value for cell in header] == HEADER
    assert (row[0].value, row[0].data_type) == ("'=1+1", "s")
    assert row[1].value == 12.4 and row[1].number_format == "#,##0.00"
    assert row[2].value == datetime(2026, 9, 1)
    assert row[3].value == datetime(2026, 10, 5, 8, 20)
