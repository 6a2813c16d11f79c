"""Is every kind of letter that exists whole: known fields, parts with citations, a text that fills?"""

from pathlib import Path

import pytest

from notices import kinds
from notices.paper import body
from notices.paper.grade import grade_of
from notices.paper.words import plain_facts
from notices.queries.versions import shipped_text
from tests.factories import TODAY

FRAME = {
    "account_number": "90041187",
    "holder_name": "Ruth Halvorsen",
    "mailing_lines": ["Ruth Halvorsen", "514 Park Place", "Demo City, MN 55802"],
    "service_address": "514 Park Place",
    "utility_name": "Demo City Utilities",
    "office_lines": ["411 Harbor Street", "Demo City, MN 55800"],
    "office_phone": "218-555-0100",
    "office_hours": "weekdays 8:00 to 4:30",
    "help_line": "Dial 211, free and at any hour, and ask about energy assistance.",
    "issued_on": TODAY,
}
EVERY_KIND = sorted(kinds.all_kinds(), key=lambda kind: kind.code)
SHOWN = [kind for kind in EVERY_KIND if kind.sample or not kind.fields]


def code_of(kind):
    return kind.code


def text_of(kind):
    return shipped_text(kind.code, "en")


@pytest.mark.parametrize("kind", EVERY_KIND, ids=code_of)
def test_comes_with_an_english_text_that_could_be_approved(kind):
    assert [trouble.says for trouble in body.check(text_of(kind), kind)] == []


@pytest.mark.parametrize("kind", EVERY_KIND, ids=code_of)
def test_says_what_each_field_means_and_where_it_comes_from(kind):
    assert all(str(field.meaning) and str(field.source) for field in kind.fields)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=code_of)
def test_a_required_part_cites_what_it_rests_on(kind):
    assert all(part.words and part.citation for part in kind.required)


@pytest.mark.parametrize("kind", SHOWN, ids=code_of)
def test_fills_with_its_sample_facts(kind):
    filled = body.fill(text_of(kind), plain_facts({**FRAME, **kind.sample}))

    assert "{" not in filled


@pytest.mark.parametrize("kind", EVERY_KIND, ids=code_of)
def test_what_stands_behind_it_is_a_leaf_and_what_it_replaces_exists(kind):
    assert all(kinds.kind_of(code).is_leaf for code in kind.leaves)
    assert kind.replaces <= {other.code for other in EVERY_KIND} - {kind.code}


@pytest.mark.parametrize("kind", EVERY_KIND, ids=code_of)
def test_is_read_without_a_long_schooling(kind):
    filled = body.fill(text_of(kind), plain_facts({**FRAME, **kind.sample}))

    assert grade_of(filled, "en") <= 8


@pytest.mark.parametrize("kind", EVERY_KIND, ids=code_of)
def test_has_a_picture_of_its_page_beside_the_docs(kind):
    assert (Path(__file__).parents[2] / "docs" / "letters" / f"{kind.code}.png").exists()
