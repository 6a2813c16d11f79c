"""A letter with legal effect goes in the customer's language together with English."""

import dataclasses
import uuid

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleViolation
from notices import kinds
from notices.actions import issue_letter, issue_letters
from notices.models import Letter, TemplateVersion
from tests import factories
from tests.notices.conftest import KIND, TODAY

PARTS = "{#how_to_dispute}\n\nAyuda. {#where_to_get_help}"


@pytest.fixture(autouse=True)
def spanish(kind):
    kinds.register(dataclasses.replace(kind, has_legal_effect=True))
    shipped = TemplateVersion.objects.get()
    return TemplateVersion.objects.create(
        kind=KIND, language="es", number=1, body=f"Estimada {{{{ holder_name }}}} {PARTS}", is_shipped=True,
        second_reader=factories.person(), read_at=shipped.approved_at, approved_at=shipped.approved_at,
    )  # fmt: skip


def account(language):
    return factories.account(customer=factories.customer(language=language))


def test_the_english_text_goes_with_it(spanish):
    reader = account("es")

    issue_letters(KIND, [reader.pk], cause="run 1", actor=None, today=TODAY)

    letter = reader.letters.get()
    assert (letter.language, letter.version, letter.english.language) == ("es", spanish, "en")


def test_what_only_the_english_text_states_must_be_known_too(kind):
    """The customer reads Spanish, which leaves the amount out; the English behind it says it."""
    known = kind.facts

    def without_an_amount(account_ids, *, today):
        return {pk: {**facts, "amount": None} for pk, facts in known(account_ids, today=today).items()}

    kinds.register(dataclasses.replace(kind, has_legal_effect=True, facts=without_an_amount))
    reader = account("es")

    issued = issue_letters(KIND, [reader.pk], cause="run 1", actor=None, today=TODAY)

    assert issued.skipped == {"fact_missing": [reader.pk]}


@pytest.mark.parametrize("language", ["en", "so"])
def test_an_english_letter_needs_no_second_text(language):
    reader = account(language)

    issue_letters(KIND, [reader.pk], cause="run 1", actor=None, today=TODAY)

    assert reader.letters.get().english is None


def test_a_kind_without_legal_effect_goes_in_one_language(kind):
    kinds.register(dataclasses.replace(kind, has_legal_effect=False))
    reader = account("es")

    issue_letters(KIND, [reader.pk], cause="run 1", actor=None, today=TODAY)

    assert reader.letters.get().english is None


def test_it_is_not_changed_for_one_account_since_the_english_would_say_something_else(specialist):
    with pytest.raises(RuleViolation, match="goes together with its English text"):
        issue_letter(
            KIND, account("es").pk, actor=specialist, today=TODAY, request_id=uuid.uuid4(), own_text=f"Otra {PARTS}"
        )
    assert not Letter.objects.exists()


def test_a_changed_text_that_lacks_a_required_part_is_refused(specialist):
    with pytest.raises(RuleViolation, match="lacks a part that this letter must have: Where to get help"):
        issue_letter(
            KIND, account("en").pk, actor=specialist, today=TODAY, request_id=uuid.uuid4(),
            own_text="Dear {{ holder_name }} {#how_to_dispute}",
        )  # fmt: skip


def test_a_text_that_was_sent_back_unchanged_is_no_text_of_its_own(specialist):
    body = TemplateVersion.objects.get(language="en").body

    letter = issue_letter(
        KIND, account("en").pk, actor=specialist, today=TODAY, request_id=uuid.uuid4(), own_text=f"\n{body}\n"
    )

    assert letter.own_text == ""


def test_the_database_refuses_english_beside_an_english_letter():
    reader = account("en")
    issue_letters(KIND, [reader.pk], cause="run 1", actor=None, today=TODAY)
    letter = reader.letters.get()
    letter.pk, letter.english, letter.cause = None, letter.version, "another"

    with pytest.raises(IntegrityError, match="not approved"), transaction.atomic():
        letter.save(force_insert=True)
