"""What a text may be, what is found wrong with it, and how hard it reads."""

from dataclasses import replace

import pytest

from notices import kinds
from notices.kinds import Field, LetterKind, RequiredPart
from notices.paper import body, words
from notices.paper.grade import grade_of, syllables
from notices.queries.versions import shipped_text

RIGHTS = RequiredPart("rights", "Your rights", "Minn. Stat. 216B.097")
KIND = LetterKind(
    "test_body",
    "A letter",
    (Field("amount", "Amount", "Ledger"), Field("missed", "Missed", "Plan"), Field("is_last", "Last", "Plan")),
    kinds.nothing_yet,
    (RIGHTS,),
    sample={"missed": ["a", "b"], "is_last": True},
)
PART = "You may ask us to look again. {#rights}"


def codes(source, kind=KIND):
    return [trouble.code for trouble in body.check(source, kind)]


class TestCheck:
    def test_finds_nothing_in_a_whole_text(self):
        assert body.check(f"# {{{{ amount | dollars }}}}\n\nDear {{{{ holder_name }}}},\n\n{PART}", KIND) == []

    def test_names_the_missing_part_with_its_citation(self):
        [trouble] = body.check("Dear {{ holder_name }}", KIND)

        assert (trouble.code, trouble.citation) == ("missing_part", "Minn. Stat. 216B.097")
        assert trouble.sentence == (
            "This letter lacks “Your rights” (Minn. Stat. 216B.097): end that paragraph with {#rights}."
        )

    def test_says_in_which_line_each_thing_is(self):
        source = f"Dear you\n\n{{{{ nonsense }}}}\n\n{{% tune %}}\n\n{PART}\n\n{{{{ amount | euros }}}}"

        assert [trouble.sentence for trouble in body.check(source, KIND)] == [
            "Line 3: This letter has no field “nonsense”.",
            "Line 5: There is no tag “tune”. Letters know: if, elsif, else, endif, unless, endunless, for, endfor.",
            "Line 9: There is no filter “euros”. Letters know: day, dollars, full_day, spoken.",
        ]

    def test_the_lines_of_a_list_are_no_fields(self):
        assert codes(f"{{% for what in missed %}}{{{{ what }}}} {{{{ forloop.index }}}}{{% endfor %}}\n\n{PART}") == []
        assert codes(f"{{% for what in missed %}}{{% endfor %}}{{{{ what }}}}\n\n{PART}") == ["unknown_field"]

    @pytest.mark.parametrize(
        "source", ["{{ holder_name | day }}", "{% if help_line > 5 %}x{% endif %}", "{{ missed | dollars }}"]
    )
    def test_finds_what_reads_well_and_fits_no_letter(self, source):
        [trouble] = body.check(f"{source}\n\n{PART}", KIND)

        assert trouble.code == "does_not_fit" and trouble.says.startswith("Tried on an example: The letter cannot be")

    def test_a_leaf_knows_nobody_s_account(self):
        leaf = replace(KIND, is_leaf=True)

        assert codes(f"Call {{{{ office_phone }}}}. Name: {{{{ holder_name }}}}\n\n{PART}", leaf) == []
        assert codes(f"You live at {{{{ mailing_lines }}}}\n\n{PART}", leaf) == ["unknown_field"]

    @pytest.mark.parametrize(
        ("source", "is_sure"),
        [
            (PART, True),
            (f"{{% if is_last %}}\n\n{PART}\n\n{{% endif %}}", False),
            (f"{{% unless is_last %}}\n\n{PART}\n\n{{% endunless %}}", False),
            (f"{{% for x in missed %}}\n\n{PART}\n\n{{% endfor %}}", False),
            (f"{{% if is_last %}}\n\nA. {PART}\n\n{{% else %}}\n\nB. {PART}\n\n{{% endif %}}", True),
            (f"{{% if is_last %}}\n\nA. {PART}\n\n{{% elsif amount %}}\n\nB. {PART}\n\n{{% endif %}}", False),
            (f"{{% if is_last %}}\n\nA. {PART}\n\n{{% else %}}\n\nB. No rights.\n\n{{% endif %}}", False),
            (f"{{% if is_last %}}{{% if amount %}}\n\nA. {PART}\n\n{{% endif %}}{{% else %}}\n\nB. {PART}"
             "\n\n{% endif %}", False),
        ],
    )  # fmt: skip
    def test_a_part_counts_only_where_every_letter_has_it(self, source, is_sure):
        assert ("missing_part" not in codes(source)) == is_sure

    def test_a_paragraph_may_be_two_parts(self):
        assert body.understand("Ask us to look again. {#rights} {#help}").parts == {"rights", "help"}

    def test_every_shipped_text_is_whole(self):
        for kind in kinds.all_kinds():
            for language in ("en", "es", "hmn", "so"):
                if (text := shipped_text(kind.code, language)) is not None:
                    assert body.check(text, kind) == [], (kind.code, language)


class TestBlankForm:
    def test_has_a_line_to_write_on_for_every_fact_of_an_account(self):
        facts = body.blank(KIND) | {"utility_name": "Demo City Utilities"}

        filled = body.fill(
            "{{ holder_name }}, {{ account_number | spoken }}: {{ amount | dollars }}, {{ issued_on | full_day }}",
            facts,
        )

        assert filled == f"<p>{words.LINE}, {words.LINE}: {words.LINE}, {words.LINE}</p>\n"

    def test_has_as_many_lines_in_a_list_as_the_example(self):
        facts = body.blank(KIND)

        assert facts["missed"] == [words.LINE, words.LINE] and facts["is_last"] is True

    def test_says_nothing_of_the_office(self):
        assert not {"utility_name", "office_phone", "help_line"} & set(body.blank(KIND))


class TestMarks:
    def test_stand_at_the_values_and_name_the_list_of_a_line(self):
        source = "{% for what in missed %}{{ what }}{% endfor %} {{ amount | dollars }}"

        filled = body.fill_with_marks(source, {"missed": ["x"], "amount": "5"}, {"missed": 2, "amount": 1})

        assert filled == "<p><mark>x</mark><sup>2</sup> <mark>$5.00</mark><sup>1</sup></p>\n"


class TestBlocks:
    def test_two_lists_in_one_text_stay_two(self):
        source = "\n\n".join(f"{{% for x in missed %}}\n\n- {{{{ x }}}}\n\n{{% endfor %}}\n\nThen {n}." for n in "ab")

        filled = body.fill(source, {"missed": ["one", "two"]})

        assert "".join(filled.split()) == (
            "<ul><li>one</li><li>two</li></ul><p>Thena.</p><ul><li>one</li><li>two</li></ul><p>Thenb.</p>"
        )

    def test_what_is_left_out_leaves_no_empty_paragraph(self):
        source = "Hello.\n\n{% if late %}{{ late }}{% endif %}\n\n- {{ late }}\n\n# {{ late }}"

        assert body.fill(source, {"late": ""}).split() == ["<p>Hello.</p>"]

    def test_an_address_keeps_its_lines(self):
        assert body.fill("Write to\\\nthe court", {}) == "<p>Write to<br>\nthe court</p>\n"


class TestGrade:
    @pytest.mark.parametrize(
        ("word", "count"),
        [("pay", 1), ("please", 1), ("office", 2), ("payment", 2), ("utility", 4), ("missed", 1), ("ended", 2),
         ("table", 2), ("bills", 1), ("notices", 2), ("$1,846.20", 1), ("customer’s", 3)],
    )  # fmt: skip
    def test_hears_syllables(self, word, count):
        assert syllables(word) == count

    def test_of_short_words_is_low_and_of_long_ones_high(self):
        low = grade_of("<p>Please pay by May 5. If you cannot, call us.</p>", "en")
        high = grade_of(
            "Notwithstanding any arrangement previously negotiated, disconnection of residential utility service may"
            " be implemented following expiration of the statutory notification period.",
            "en",
        )

        assert low is not None and low < 3
        assert high is not None and high > 18

    def test_is_the_formula(self):
        # Two sentences, nine words, ten syllables.
        assert grade_of("We can help you. Please call the office.", "en") == round(
            0.39 * 8 / 2 + 11.8 * 9 / 8 - 15.59, 1
        )

    def test_takes_a_draft_with_fields_as_it_takes_the_letter(self):
        assert grade_of("Pay {{ amount | dollars }} by {{ pay_by | day }}. {#part}", "en") == grade_of(
            "Pay it by it.", "en"
        )

    @pytest.mark.parametrize(
        ("text", "language"), [("Hola, pague.", "es"), ("Nyob zoo.", "hmn"), ("", "en"), ("<p>1</p>", "so")]
    )
    def test_is_none_where_nothing_can_be_said(self, text, language):
        assert grade_of(text, language) is None

    def test_every_english_letter_that_ships_reads_at_grade_eight_or_lower(self):
        for kind in kinds.all_kinds():
            if text := shipped_text(kind.code, "en"):
                assert (grade_of(text, "en") or 0) <= 8, kind.code
