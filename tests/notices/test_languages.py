"""The four languages of our letters: dates, amounts, the words of the sheet, and sentences made of facts."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from accounts.documents import files
from core.utility import moment
from notices import kinds
from notices.actions import issue_letters, print_waiting
from notices.models import Batch, Letter, TemplateVersion
from notices.paper import body, languages, press, words
from notices.paper.languages import Said
from notices.paper.page import Writing
from notices.papers import is_paper
from notices.queries.versions import shipped_text, versions_in_force
from payment_plans.budgets import said as said_of_budgets
from payment_plans.letters import said as said_of_plans
from tests import factories
from tests.notices.conftest import TODAY
from tests.notices.reading import runs, text_of
from tests.notices.test_hostile import FACTS

ON = date(2026, 10, 20)
TOLD = {
    "en": "Installment 2 of 6, $87.50, due October 20, 2026",
    "es": "Pago 2 de 6, $87.50, con fecha límite del 20 de octubre de 2026",
    "hmn": "Zaum them 2 ntawm 6, $87.50, txog hnub them lub Kaum Hli tim 20, 2026",
    "so": "Bixinta 2 ee 6, $87.50, waqtigeedu waa Oktoobar 20, 2026",
}


@pytest.mark.parametrize(
    ("language", "day", "full_day"),
    [
        ("en", "October 20, 2026", "Tuesday, October 20, 2026"),
        ("es", "20 de octubre de 2026", "martes, 20 de octubre de 2026"),
        ("hmn", "lub Kaum Hli tim 20, 2026", "hnub Tuesday, lub Kaum Hli tim 20, 2026"),
        ("so", "Oktoobar 20, 2026", "Talaado, Oktoobar 20, 2026"),
        ("fr", "October 20, 2026", "Tuesday, October 20, 2026"),
    ],
)
def test_a_day_is_said_in_each_language_and_in_english_where_we_have_none(language, day, full_day):
    assert words.day_in_words(ON, language) == day
    assert body.fill("{{ x | full_day }}", {"x": "2026-10-20"}, language) == f"<p>{full_day}</p>\n"


@pytest.mark.parametrize("language", languages.NAMES)
def test_every_month_and_day_of_the_week_has_a_name_of_its_own(language):
    assert len({words.day_in_words(date(2026, month, 1), language) for month in range(1, 13)}) == 12
    assert len({words.full_day_in_words(date(2026, 6, day), language).split(",")[0] for day in range(1, 8)}) == 7


@pytest.mark.parametrize("language", languages.NAMES)
def test_an_amount_is_written_as_in_this_country_and_a_credit_says_so(language):
    assert words.dollars("1846.2", language) == "$1,846.20"
    credit = words.dollars("-12.4", language)
    assert credit.startswith("$12.40 ") and "-" not in credit


@pytest.mark.parametrize("language", languages.NAMES)
def test_the_sheet_has_all_its_words_in_each_language(language):
    said = languages.sheet_words(language, utility="Demo City Utilities", account="9004 1187", amount="$5.00")

    assert said.keys() == languages.SHEET["en"].keys() and all(said.values())
    assert "Demo City Utilities" in said["checks"] and "9004 1187" in said["checks"]
    assert "9004 1187" in said["bar_code"] and "$5.00" in said["bar_code"]
    if language != "en":
        assert not {name for name, text in said.items() if text == languages.sheet_words("en")[name]}


@pytest.mark.parametrize("module", [said_of_plans, said_of_budgets], ids=["plans", "budgets"])
def test_every_sentence_made_of_facts_is_said_in_all_languages_of_the_same_facts(module):
    tables = {name: table for name, table in vars(module).items() if isinstance(table, dict) and "en" in table}

    assert len(tables) >= 5
    for name, table in tables.items():
        assert table.keys() == languages.NAMES.keys(), name
        fields = {
            language: {field for _a, field, _b, _c in Formatter().parse(text) if field}
            for language, text in table.items()
        }
        if name != "CREDIT":  # of which the English repeats what the settlement wrote
            assert all(named == fields["en"] for named in fields.values()), name


@pytest.mark.parametrize("language", languages.NAMES)
def test_every_sign_of_every_language_is_in_the_font(language):
    texts = [*languages.MONTHS[language], *languages.WEEKDAYS[language], *languages.SHEET[language].values()]
    for module in (said_of_plans, said_of_budgets):
        texts += [table[language] for table in vars(module).values() if isinstance(table, dict) and "en" in table]

    assert {words.unprintable(text) for text in texts} == {""}


class TestASentenceMadeOfFacts:
    line = said_of_plans.said_installment(2, 6, Decimal("87.50"), ON)

    def test_is_its_english_where_nobody_asks_for_a_language(self):
        assert self.line == TOLD["en"] and json.loads(json.dumps([self.line])) == [TOLD["en"]]

    @pytest.mark.parametrize("language", languages.NAMES)
    def test_is_frozen_in_the_language_of_the_letter(self, language):
        assert words.plain_facts({"missed": [self.line]}, language)["missed"] == [TOLD[language]]

    def test_takes_other_sentences_into_it(self):
        rest = said_of_plans.still_to_come(said_of_plans.said_bill(date(2026, 9, 14), Decimal("64.12"), ON), Decimal(4))

        assert rest == "The September bill of $64.12, due October 20, 2026 ($4.00 of it is still to come)"
        assert rest.in_language("es") == (
            "La factura de septiembre de $64.12, con fecha límite del 20 de octubre de 2026 (todavía faltan $4.00)"
        )

    def test_is_kept_in_english_beside_a_translation_for_the_english_pages(self):
        frozen = words.plain_facts({"missed": [self.line], "amount": Decimal("5"), "holder_name": "Ana"}, "es")

        assert frozen["in_english"] == {"missed": [TOLD["en"]]}
        assert words.plain_facts(frozen, "es") == frozen
        assert words.in_english(frozen) == {"missed": [TOLD["en"]], "amount": "5.00", "holder_name": "Ana"}
        assert "in_english" not in words.plain_facts({"missed": [self.line]}, "en")

    def test_of_a_braced_value_stays_a_value(self):
        assert Said({"en": "{who} owes"}, who="{amount} {0}") == "{amount} {0} owes"


def test_a_letter_in_two_languages_says_each_in_its_own():
    facts = words.plain_facts(
        FACTS | {"lines": [TestASentenceMadeOfFacts.line], "asked_as": said_of_plans.AS_MISSED}, "es"
    )
    points = "\n\n{% for x in lines %}\n\n- {{ x }}\n\n{% endfor %}"
    text = "Estimada {{ holder_name }}, pague antes del {{ pay_by | day }}:" + points
    english = "Dear {{ holder_name }}, pay by {{ pay_by | day }}:" + points

    said = " ".join(text_of(press.print_letter(Writing("Aviso", "es", text, facts, 7, english)).content).split())

    for own in ("Cuenta", "Desprenda", "Pago no recibido", "Carta 7", "20 de octubre de 2026", TOLD["es"]):
        assert own in said, own
    for english_one in ("Please tear off", "Missed", "pay by October 20, 2026", TOLD["en"]):
        assert english_one in said, english_one


def test_a_letter_is_frozen_in_the_language_of_its_reader(kind):
    line = TestASentenceMadeOfFacts.line
    fields = (*kind.fields, kinds.Field("missed", "Missed", "Plan"), kinds.Field("oldest_due_on", "Oldest", "Ledger"))
    facts = kind.facts
    kinds.register(
        replace(
            kind,
            fields=fields,
            facts=lambda ids, *, today: {pk: own | {"missed": [line]} for pk, own in facts(ids, today=today).items()},
        )
    )
    TemplateVersion.objects.create(
        kind=kind.code,
        language="es",
        number=1,
        body=shipped_text("past_due_reminder", "es"),
        is_shipped=True,
        second_reader=factories.person(),
        read_at=moment(TODAY),
        approved_at=moment(TODAY),
    )
    spanish = factories.account(customer=factories.customer(language="es"))
    somali = factories.account(customer=factories.customer(language="so"))

    issued = issue_letters(kind.code, [spanish.pk, somali.pk], cause="t", actor=None, today=TODAY)
    print_waiting(actor=None, today=TODAY)

    own, other = (Letter.objects.get(pk=issued.letters[one.pk]) for one in (spanish, somali))
    assert own.facts["missed"] == [TOLD["es"]] and own.facts["in_english"] == {"missed": [TOLD["en"]]}
    assert other.language == "en" and other.facts["missed"] == [TOLD["en"]] and "in_english" not in other.facts
    said = "".join(
        run.text for one in Batch.objects.all() for page in runs(files.read(one.document.sha256)) for run in page
    )
    assert "Desprenda esta parte" in said and "Please tear off this part" in said
    assert "martes, 20 de octubre de 2026" in said and "Tuesday, October 20, 2026" in said


LOGIC = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")
TRANSLATED = [
    (kind, language)
    for kind in kinds.all_kinds()
    for language in ("es", "hmn", "so")
    if shipped_text(kind.code, language) is not None
]


class TestTheTranslationsThatShip:
    def test_are_there_for_every_text_but_those_of_papers(self):
        there = {(kind.code, language) for kind, language in TRANSLATED}
        wanted = {kind.code for kind in kinds.all_kinds() if shipped_text(kind.code, "en") and not is_paper(kind.code)}

        assert len(wanted) >= 19
        assert there == {(code, language) for code in wanted for language in ("es", "hmn", "so")}

    @pytest.mark.parametrize(("kind", "language"), TRANSLATED, ids=lambda one: getattr(one, "code", one))
    def test_name_the_same_facts_and_parts_as_the_english_and_decide_alike(self, kind, language):
        own, english = shipped_text(kind.code, language), shipped_text(kind.code, "en")

        assert body.check(own, kind) == []
        assert body.understand(own).parts == body.understand(english).parts
        assert Counter(LOGIC.findall(own)) - Counter(LOGIC.findall(english)) == Counter()
        assert set(LOGIC.findall(english)) == set(LOGIC.findall(own))

    @pytest.mark.parametrize(("kind", "language"), TRANSLATED, ids=lambda one: getattr(one, "code", one))
    def test_leave_no_english_sentence_in(self, kind, language):
        words_of = set(
            re.findall(r"[a-z]+", body.PART.sub("", LOGIC.sub("", shipped_text(kind.code, language))).lower())
        )

        assert not words_of & {"please", "you", "your", "and", "the", "we", "pay", "bill", "call"}

    @pytest.mark.parametrize(("kind", "language"), TRANSLATED, ids=lambda one: getattr(one, "code", one))
    def test_are_filled_with_an_example(self, kind, language):
        facts = words.plain_facts(FACTS | dict(kind.sample), language)

        assert len(body.fill(shipped_text(kind.code, language), facts, language)) > 100

    def test_are_not_in_force_until_somebody_approves_them(self, db):
        kind, _language = TRANSLATED[0]

        assert set(versions_in_force(kind.code, today=ON)) == {"en"}
