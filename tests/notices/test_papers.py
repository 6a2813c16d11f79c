"""Are the words of a receipt, a statement and an agreement a text that can be written, and does a copy keep its own?"""

import pytest

from collections_app.desk.letters import RECEIPT_WORDS, STATEMENT_WORDS
from core.utility import moment
from notices.models import TemplateVersion
from notices.page import look
from notices.papers import print_paper
from notices.queries.versions import versions_in_force
from payment_plans.papers import AGREEMENT_WORDS
from tests.notices.reading import text_of
from tests.notices.test_kinds import FRAME

pytestmark = pytest.mark.django_db

PAPERS = [RECEIPT_WORDS, STATEMENT_WORDS, AGREEMENT_WORDS]


def printed(kind, **changes):
    return " ".join(text_of(print_paper(kind.code, {**FRAME, **kind.sample, **changes}).content).split())


def approved(kind, text, number=2):
    versions_in_force(kind.code, today=FRAME["issued_on"])  # the shipped one is the first
    return TemplateVersion.objects.create(
        kind=kind.code, number=number, body=text, is_shipped=True, approved_at=moment(FRAME["issued_on"])
    )


@pytest.mark.parametrize("kind", PAPERS, ids=lambda kind: kind.code)
def test_carries_the_words_that_are_in_force(kind):
    approved(kind, "Ask for Nils at window 3.")

    assert "Ask for Nils at window 3." in printed(kind)


def test_a_receipt_carries_the_words_of_its_own_day_when_they_changed_since():
    approved(RECEIPT_WORDS, "Ask for Nils at window 3.")

    assert "Nils" not in printed(RECEIPT_WORDS, words_version=1)
    assert "Please keep this receipt." in printed(RECEIPT_WORDS, words_version=1)


def test_words_beyond_the_signatures_are_not_lost():
    approved(AGREEMENT_WORDS, "\n\n---\n\n".join(["Before.", "After.", "Signing.", "Below.", "Last of all."]))

    text = printed(AGREEMENT_WORDS)

    assert text.index("Before.") < text.index("60.00") < text.index("After.") < text.index("Signing.")
    assert text.index("Signing.") < text.index("Below.") < text.index("Last of all.")


def test_a_draft_can_be_looked_at_in_place_of_what_is_in_force():
    made = print_paper("statement", {**FRAME, **STATEMENT_WORDS.sample}, text="A draft, {{ closing | dollars }}.")

    assert "A draft, $94.60." in " ".join(text_of(made.content).split())


@pytest.mark.parametrize("kind", PAPERS, ids=lambda kind: kind.code)
def test_the_editor_shows_the_words_on_the_paper_that_they_are_for(kind):
    drawn = look.paper(kind, "Ask for Nils at window 3.", "en", {**FRAME, **kind.sample})

    said = " ".join(text_of(drawn).split())
    assert "Ask for Nils at window 3." in said and str(kind.title).lower() in said.lower()
