"""Texts and facts that mean harm: each is refused in a sentence or makes a harmless letter, and the printer goes on."""

import html
import random
import re
import signal
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from uuid import uuid4

import pytest

from accounts.documents import files
from core.errors import RuleViolation
from core.utility import moment
from notices import kinds
from notices.actions import begin_version, issue_letter, issue_letters, print_waiting, save_version, send_version
from notices.models import Batch, BatchLine, Letter, TemplateVersion, Waiting
from notices.paper import body, grammar, press, words
from notices.paper.page import Writing
from notices.queries.versions import shape
from tests import factories
from tests.notices.conftest import TODAY
from tests.notices.reading import runs, text_of

PATIENCE = 60  # seconds; a text that takes longer hangs a worker, however slow this machine is
LONG = grammar.LENGTH - 1
NO_PART = kinds.LetterKind(
    "test_hostile",
    "Hostile",
    tuple(kinds.Field(name, name, "Test") for name in ("amount", "pay_by", "a", "b", "c", "lines")),
    kinds.nothing_yet,
)
FACTS = {
    "amount": "1846.20",
    "pay_by": "2026-10-20",
    "holder_name": "Marit Oyelaran",
    "a": "one",
    "b": True,
    "c": 3,
    "lines": ["first", "second"],
    "account_number": "90041187",
    "mailing_lines": ["Marit Oyelaran", "1 A Street", "Demo City, MN 55805"],
    "service_address": "1 A Street",
    "utility_name": "Demo City Utilities",
    "office_lines": ["411 Harbor Street"],
    "office_phone": "218-555-0100",
    "office_hours": "weekdays",
    "help_line": "Call 211.",
    "issued_on": "2026-10-05",
}


@pytest.fixture(autouse=True)
def impatient():
    """Whoever hangs is woken: a catastrophic expression would otherwise hold the test and not fail it."""

    def wake(*_):
        raise AssertionError("this text hangs the worker")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    body._understood.cache_clear()


# What a text tries, and why it is not let through.
REFUSED = {
    "walks to the class of a fact": ("{{ holder_name.__class__ }}", "no_way_in"),
    "walks to the globals of a function": ("{{ a.__init__.__globals__ }}", "no_way_in"),
    "walks by brackets": ("{{ a['__class__'] }}", "unreadable"),
    "takes a sign of a fact by its place": ("{{ holder_name[0] }}", "unreadable"),
    "reads all facts": ("{{ facts }}", "unknown_field"),
    "reads the settings": ("{{ settings.SECRET_KEY }}", "no_way_in"),
    "reads the request": ("{{ request.user }}", "no_way_in"),
    "reads a variable of the machine": ("{{ environ }}", "unknown_field"),
    "reads the clock": ("{{ now }}", "unknown_field"),
    "reads today by Liquid's own name": ("{{ today | day }}", "unknown_field"),
    "names a field that begins with two lines": ("{{ __builtins__ }}", "unknown_field"),
    "includes another template": ("{% include 'letters/past_due' %}", "unknown_tag"),
    "includes a file of the machine": ("{% include '/etc/passwd' %}", "unknown_tag"),
    "renders another template": ("{% render 'letter' %}", "unknown_tag"),
    "extends another template": ("{% extends 'base.html' %}", "unknown_tag"),
    "sets a word": ("{% assign x = 1 %}{{ x }}", "unknown_tag"),
    "catches output to double it": ("{% capture x %}{{ x }}{{ x }}{% endcapture %}", "unknown_tag"),
    "counts": ("{% increment x %}", "unknown_tag"),
    "turns": ("{% cycle 'a', 'b' %}", "unknown_tag"),
    "hides text in a comment": ("{% comment %} {#how_to_dispute} {% endcomment %}", "unknown_tag"),
    "hides Liquid as raw": ("{% raw %}{{ a }}{% endraw %}", "unknown_tag"),
    "writes many tags in one": ("{% liquid\nassign x = 1\necho x %}", "unknown_tag"),
    "echoes": ("{% echo a %}", "unknown_tag"),
    "makes a table of rows": ("{% tablerow x in lines %}{{ x }}{% endtablerow %}", "unknown_tag"),
    "loads Django's tags": ("{% load static %}", "unknown_tag"),
    "prints by Django's debug": ("{% debug %}", "unknown_tag"),
    "has a tag without a name": ("{% %}", "unreadable"),
    "lets markup through": ("{{ holder_name | safe }}", "unknown_filter"),
    "uses a filter that does not exist": ("{{ amount | nonsense }}", "unknown_filter"),
    "blows a word up": ("{{ a | append: a | append: a }}", "unknown_filter"),
    "replaces by an expression": ("{{ a | replace: 'o', '<script>' }}", "unknown_filter"),
    "splits and joins": ("{{ a | split: '' | join: a }}", "unknown_filter"),
    "gives an argument to a filter": ("{{ pay_by | day: 'en' }}", "unreadable"),
    "goes through a range": ("{% for i in (1..1000000000) %}x{% endfor %}", "unreadable"),
    "goes through a range of a fact": ("{% for i in (1..c) %}x{% endfor %}", "unreadable"),
    "goes on in a list": ("{% for i in lines offset:continue %}x{% endfor %}", "unreadable"),
    "leaves a list": ("{% for i in lines %}{% break %}{% endfor %}", "unknown_tag"),
    "never closes a condition": ("{% if b %} never closed", "not_closed"),
    "never closes a list": ("{% for i in lines %}{{ i }}", "not_closed"),
    "closes what is not open": ("text {% endif %}", "misplaced"),
    "closes crosswise": ("{% if b %}{% for i in lines %}{% endif %}{% endfor %}", "misplaced"),
    "has an else outside": ("{% else %}", "misplaced"),
    "has two elses": ("{% if b %}x{% else %}y{% else %}z{% endif %}", "misplaced"),
    "never closes an expression": ("Dear {{ holder_name", "stray"),
    "never closes a tag": ("Dear {% if b", "stray"),
    "closes an expression twice": ("Dear {{ holder_name }}}}", "stray"),
    "opens with three braces": ("{{{ holder_name }}}", "unreadable"),
    "nests an expression in another": ("{{ {{ a }} }}", "unreadable"),
    "says nothing in an expression": ("{{ }}", "unreadable"),
    "says a text of its own": ("{{ '<script>alert(1)</script>' }}", "unreadable"),
    "calls a function": ("{{ a() }}", "unreadable"),
    "writes Python": ("{{ ''.__class__.__mro__ }}", "unreadable"),
    "joins by and and or": ("{% if a and b or c %}x{% endif %}", "unreadable"),
    "nests brackets without end": ("{{ " + "(" * 150 + "a" + ")" * 150 + " }}", "too_long"),
    "has an expression of many thousand signs": ("{{ a" + " | day" * 3000 + " }}", "too_long"),
    "stands blocks in blocks a hundred deep": ("{% if b %}" * 100 + "{% endif %}" * 100, "too_deep"),
    "stands bold in bold a thousand deep": ("*a " * 1000 + "a*" * 1000, "too_deep"),
    "has a thousand expressions": ("{{ a }} " * 1100, "too_many"),
    "is a hundred thousand signs long": ("word " * 20_000, "too_long"),
    "is one sign a million times": ("*" * 1_000_000, "too_long"),
    "tears a point open": ("- {% if b %}one\n- two\n\nthree{% endif %}", "torn"),
    "begins in a heading and ends in a point": ("# {% if b %}head\n\n- point {% endif %}", "torn"),
    "marks a part without words": ("{#how_to_dispute}", "empty_part"),
    "marks a part after a field alone": ("{{ a }} {#how_to_dispute}", "empty_part"),
    "writes in signs that the font lacks": ("Dear 你好", "not_printable"),
    "smiles": ("Thank you 😀", "not_printable"),
    "writes the signs that we set expressions aside by": ("\ue0000\ue001 {{ a }}", "not_printable"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_text_is_refused_that(what):
    source, code = REFUSED[what]

    troubles = body.check(source, NO_PART)

    assert code in {trouble.code for trouble in troubles}
    for trouble in troubles:
        assert trouble.says.endswith((".", "}.")) and len(trouble.says) < 400 and "Traceback" not in trouble.says
    if code not in ("unknown_field", "not_printable"):  # the first is refused when it is filled, the second simplified
        with pytest.raises(body.CannotBeFilled, match="cannot be read"):
            body.fill(source, FACTS)


@pytest.mark.parametrize("name", ["now", "today", "facts", "environ", "__builtins__", "self", "context", "template"])
def test_nothing_is_known_to_a_text_but_its_own_facts(name):
    with pytest.raises(body.CannotBeFilled, match=f"'{name}' is undefined"):
        body.fill(f"{{{{ {name} }}}}", FACTS)


# What a text tries, and what stands in the letter all the same.
HARMLESS = {
    "writes markup": (
        "<script>alert(1)</script> <img src=x onerror=y>",
        "<script>alert(1)</script> <img src=x onerror=y>",
    ),
    "writes a link": ("[pay here](https://example.net)", "[pay here](https://example.net)"),
    "writes a link that runs": ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    "writes a bare address": ("<https://example.net>", "<https://example.net>"),
    "fetches a picture": ("![x](file:///etc/passwd)", "![x](file:///etc/passwd)"),
    "defines a reference": ("[x]: file:///etc/passwd\n\n[x]", "[x]: file:///etc/passwd [x]"),
    "writes code": ("`rm -rf` and ```sh```", "`rm -rf` and ```sh```"),
    "writes an entity for a turning mark": ("a &#x202e; b &lt;b&gt;", "a &#x202e; b &lt;b&gt;"),
    "writes turning and hidden marks": ("a\u202eb\u200bc\u2066d\ufeff", "abcd"),
    "writes controls": ("a\x00b\x07c\x1bd", "abcd"),
    "writes tabs and old line ends": ("a\tb\r\nc\rd", "a b c d"),
    "writes an accent as its own sign": ("cafe\u0301", "café"),
    "writes braces": ("{ a } and } {", "{ a } and } {"),
    "writes a Django expression of one brace": (
        "{ % if x % } {# comment #}".replace("{#", "{ #"),
        "{ % if x % } { # comment #}",
    ),
    "quotes twenty deep": (">" * 20 + " a", ">" * 20 + " a"),
    "is empty": ("", ""),
    "is nothing but blanks": (" " * LONG, ""),
    "is nothing but line ends": ("\n" * LONG, ""),
    "asks for a name twice": ("{{ holder_name }}{{ holder_name }}", "Marit OyelaranMarit Oyelaran"),
    "trims around an expression": ("a {{- a -}} b", "a one b"),
    "compares what cannot be equal": ("{% if a == 5 %}x{% else %}y{% endif %}", "y"),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_a_letter_stays_harmless_whose_text(what):
    source, said = HARMLESS[what]

    filled = body.fill(source, FACTS)

    assert set(re.findall(r"<(\w+)", filled)) <= {"p", "br"}
    assert " ".join(html.unescape(re.sub(r"<[^>]*>", "", filled)).split()) == said


# Runs of signs at which careless expressions and careless readers of Markdown take forever.
LENGTHENED = {
    "stars": "*", "lines": "_", "stars and lines": "*_", "opening brackets": "[", "pictures": "![", "quotes": "> ",
    "backquotes": "`", "tildes": "~", "slashes": "\\", "heads": "#", "points": "- ", "numbers": "1. ", "dashes": "-",
    "braces": "{", "closing braces": "}", "open expressions": "{{", "open tags": "{% if a ", "open parts": "{#a",
    "parts": "{#a}", "entities": "&amp;", "angles": "<", "bold words": "**a ", "crossed words": "*a **b ",
    "blanks before a brace": " " * 500 + "{", "line ends": "\n ", "deep points": "\n" + " " * 60 + "- a",
    "empty expressions": "{{}}", "empty tags": "{%%}", "blanks": " ", "half expressions": "{{ a | ",
    "accents": "e\u0301", "heaped accents": "\u0301",
}  # fmt: skip


@pytest.mark.parametrize("what", LENGTHENED)
def test_a_text_hangs_nobody_that_is_full_of(what):
    source = (LENGTHENED[what] * LONG)[:LONG]

    text = body.understand(source)

    assert len(text.html) < 30 * LONG
    try:
        assert len(body.fill(source, FACTS)) <= body.OUTPUT
    except body.CannotBeFilled as refusal:
        assert len(str(refusal)) < 400


SCRAPS = [
    "{{", "}}", "{%", "%}", "{#", "}", "{", "-", " if ", " endif ", " else ", " for ", " endfor ", " in ", "a",
    "b", "c", "lines", " and ", " or ", "==", ">", "|", "dollars", ".size", ".", "forloop", "true", "nil", "\n",
    "\n\n", "- ", "# ", "**", "*", "_", "1. ", "  ", "\\", "</p>", "&lt;", "é", "你", "\ue000", "\ue001", "0",
    "'x'", '"', "word ", "(", "[", "\t", "\r", "\u202e", "{{ a }}", "{{ lines }}", "{% if b %}", "{% endif %}",
    "{% for x in lines %}", "{{ x }}", "{% endfor %}", "{% else %}", " {#part}", "\n\n- {{ x }}\n\n",
]  # fmt: skip


class Balanced(HTMLParser):
    """Fails on an element that letters do not have, or that is not closed where it was opened."""

    def __init__(self):
        super().__init__()
        self.inside = []

    def handle_starttag(self, tag, attrs):
        assert tag in {"p", "br", "ul", "ol", "li", "em", "strong", "h1", "h2", "h3", "h4", "h5", "h6"} and not attrs
        if tag != "br":
            self.inside.append(tag)

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag


@pytest.mark.parametrize("seed", range(4))
def test_any_heap_of_scraps_is_refused_when_checked_or_makes_a_whole_letter(seed):
    scraps, made = random.Random(seed), 0
    for _ in range(1_000):
        source = "".join(scraps.choices(SCRAPS, k=scraps.randint(1, 30)))
        found = {trouble.code for trouble in body.check(source, NO_PART)} - {"unknown_field", "not_printable"}
        try:
            filled = body.fill(source, FACTS)
        except body.CannotBeFilled as refusal:
            # What reads well may still not fit its facts; what does not read is found before.
            assert found or "cannot be read" not in str(refusal), source
            continue
        assert not found, source
        whole, made = Balanced(), made + 1
        whole.feed(filled)
        whole.close()
        assert not whole.inside and "\ue000" not in filled, source
    assert made > 50


class TestOutputThatGrows:
    @pytest.mark.parametrize(
        ("source", "lines"),
        [
            ("{% for x in lines %}{{ x }}{% endfor %}", 5_000),
            ("{% for x in lines %}{% for y in lines %}{{ y }}{% endfor %}{% endfor %}", 50),
            ("{% for x in lines %}{% for y in lines %}{% for z in lines %}{% for w in lines %}{{ w }}"
             "{% endfor %}{% endfor %}{% endfor %}{% endfor %}", 10),
            ("{% for x in lines %}{{ x }}{% endfor %}" * 160, 390),
            ("{% for x in lines %}\n\n- {{ x }}\n\n{% endfor %}\n\n" * 5, 390),
            ("{% for x in lines %}" + "\n\na\n\n" * 50 + "{% endfor %}", 50),
        ],
        ids=["long list", "list in a list", "four deep", "a list 160 times", "too many points", "too many paragraphs"],
    )  # fmt: skip
    def test_is_refused(self, source, lines):
        with pytest.raises(body.CannotBeFilled, match="far too long"):
            body.fill(source, FACTS | {"lines": ["a line of a letter"] * lines})

    def test_of_one_fact_is_refused(self):
        with pytest.raises(body.CannotBeFilled, match="far too long"):
            body.fill("{{ a }}", {"a": "x" * (body.OUTPUT + 1)})

    def test_of_a_name_of_ten_thousand_signs_of_markup_is_a_letter(self):
        name = "<&'\">" * 2_000

        assert html.unescape(body.fill("Dear {{ holder_name }},", {"holder_name": name})) == f"<p>Dear {name},</p>\n"


# Facts as billing or a clerk may have them, and what stands in the letter.
NAMES = {
    "markup": ("<b>Eve</b><script>1</script>", "<b>Eve</b><script>1</script>"),
    "Markdown": ("**Roe** # _x_ [a](b) `c`", "**Roe** # _x_ [a](b) `c`"),
    "Liquid": ("{{ amount }} {% include 'x' %}", "{{ amount }} {% include 'x' %}"),
    "our marks": ("{#how_to_dispute} \ue0001\ue001", "{#how_to_dispute} ?1?"),
    "an entity": ("&lt;b&gt; &#x202e;", "&lt;b&gt; &#x202e;"),
    "a closing tag": ("</p></body></html>", "</p></body></html>"),
    "turning marks": ("a\u202eb\u2067c", "abc"),
    "hidden marks": ("a\u200bb\u200dc\ufeffd", "abcd"),
    "controls": ("a\x00b\x08c\x1b[31md", "abc[31md"),
    "line ends": ("a\nb\r\n\r\nc\u2028d", "a b c d"),
    "a smile": ("Ann 😀 Lee", "Ann ? Lee"),
    "signs that the font lacks": ("李 Ng", "? Ng"),
    "accents that the font lacks": ("Nguyễn", "Nguyen"),
    "Arabic": ("محمد Ali", "???? Ali"),
    "ligatures and wide signs": ("ﬁ ＡＢ", "fi AB"),
    "nothing but marks": ("\u202e\u200b\x00", ""),
    "Django's expressions": ("{% debug %} {{ settings }}", "{% debug %} {{ settings }}"),
    "a style": ("<style>@import url(file:///etc/passwd)</style>", "<style>@import url(file:///etc/passwd)</style>"),
    "quotes": ("\"'` O’Brien", "\"'` O’Brien"),
}


def printed(name, **more):
    facts = FACTS | {"holder_name": name, "mailing_lines": [name, "1 A Street", "Demo City, MN 55805"]} | more
    return press.print_letter(Writing("A letter", "en", "Dear {{ holder_name }}: end.", facts, number=7))


@pytest.mark.parametrize("what", NAMES)
def test_a_letter_prints_as_text_a_name_of(what):
    name, said = NAMES[what]

    letter = text_of(printed(name).content)

    assert f"Dear {said}: end." in " ".join(letter.split())


@pytest.mark.parametrize("name", ["Q" * 10_000, "Anna " * 2_000, "漢" * 10_000, "<b>" * 3_333])
def test_a_letter_stays_on_its_sheets_with_a_name_of_ten_thousand_signs(name):
    letter = printed(name)

    assert letter.pages <= 6
    assert all(run.right < 8.5 for page in runs(letter.content) for run in page)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ amount | dollars }}", "NaN"),
        ("{{ amount | dollars }}", "Infinity"),
        ("{{ amount | dollars }}", "1e999999999"),
        ("{{ amount | dollars }}", "ten"),
        ("{{ amount | dollars }}", ["1.00"]),
        ("{{ amount | dollars }}", None),
        ("{{ amount | day }}", "2026-02-30"),
        ("{{ amount | full_day }}", "99999-01-01"),
        ("{{ amount | day }}", {"a": 1}),
        ("{% if amount > 5 %}x{% endif %}", "1846.20"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused_in_a_sentence(source, value):
    with pytest.raises(body.CannotBeFilled, match="cannot be filled") as refusal:
        body.fill(source, {"amount": value})

    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 400


# ---- the printer ----

FIELDS = tuple(
    kinds.Field(name, name, "Test") for name in ("amount", "pay_by", "lines", "bills_past_due", "oldest_due_on")
)
GOOD = {
    "amount": Decimal("1846.20"),
    "pay_by": date(2026, 10, 20),
    "oldest_due_on": date(2026, 5, 26),
    "bills_past_due": 5,
    "lines": ["first"],
}
FIELDS = tuple(kinds.Field(name, name, "Test") for name in GOOD)


@pytest.fixture
def hostile_facts(kind, monkeypatch):
    """The kind with facts of our choosing by account."""
    said = {}

    def facts(account_ids, *, today):
        return {account_id: GOOD | said.get(account_id, {}) for account_id in account_ids}

    kinds.register(kinds.LetterKind(kind.code, kind.title, FIELDS, facts, kind.required))
    return said


def test_a_hostile_letter_steps_aside_and_the_others_go_on(kind, hostile_facts):
    accounts = [factories.account() for _ in range(6)]
    hostile_facts[accounts[1].pk] = {"pay_by": "soon"}
    hostile_facts[accounts[3].pk] = {"oldest_due_on": "{{ now }}"}
    issued = issue_letters(kind.code, [account.pk for account in accounts], cause="t", actor=None, today=TODAY)
    text_of_old = TemplateVersion.objects.create(
        kind="older", number=1, body="{% include 'x' %}", is_shipped=True, approved_at=moment(TODAY)
    )
    older = Letter.objects.get(pk=issued.letters[accounts[0].pk])
    older.pk, older.kind, older.version = None, text_of_old.kind, text_of_old
    older.save(force_insert=True)
    Waiting.objects.create(letter=older)

    first = print_waiting(actor=None, today=TODAY)

    assert (first.letters, first.aside) == (4, 3)
    troubles = dict(Waiting.objects.exclude(trouble="").values_list("letter", "trouble"))
    assert set(troubles) == {issued.letters[accounts[1].pk], issued.letters[accounts[3].pk], older.pk}
    assert "There is no tag “include”" in troubles[older.pk]
    assert "cannot be filled" in troubles[issued.letters[accounts[1].pk]]

    more = issue_letters(kind.code, [accounts[1].pk], cause="u", actor=None, today=TODAY)
    hostile_facts.clear()
    again = issue_letters(kind.code, [accounts[3].pk], cause="u", actor=None, today=TODAY)
    second = print_waiting(actor=None, today=TODAY)

    assert (second.letters, second.aside) == (1, 4)
    assert BatchLine.objects.filter(letter__in=again.letters.values()).count() == 1
    assert not BatchLine.objects.filter(letter__in=[*more.letters.values(), older.pk]).exists()


# Names that speak to what lays many letters out at once, which marks their own pieces by comments in the HTML.
TO_THE_GALLEY = [
    "<!--/--><!--text--><p>Mine</p>",
    "--><script>1</script><!--",
    "<!--cell-->$0.00<!--/-->",
    "</p></div></body></html>",
    "<span class='unseen'>0</span>",
    "{{ holder_name }} {% for %}",
    "Q" * 300,
    "\u202eevil\u200b 😀 Nguyễn",
]


def test_hostile_names_lie_in_one_pile_and_each_stays_a_name(kind):
    accounts = [
        factories.account(customer=factories.customer(first_name="", last_name=f"Start{n} {name} End{n}"))
        for n, name in enumerate(TO_THE_GALLEY)
    ]
    before = [factories.account(), factories.account()]
    issue_letters(kind.code, [one.pk for one in (*accounts, *before)], cause="t", actor=None, today=TODAY)

    done = print_waiting(actor=None, today=TODAY)

    assert (done.letters, done.aside) == (len(accounts) + 2, 0)
    pages = runs(files.read(Batch.objects.get().document.sha256))
    said = "".join("".join(run.text for run in page) for page in pages).replace(" ", "")
    for n, name in enumerate(TO_THE_GALLEY):
        shown = f"Dear Start{n} {words.plain(name)} End{n},".replace(" ", "")
        assert said.count(shown) == 1, name
    assert said.count("$1,846.20byTuesday") == len(accounts) + 2
    assert not any("Mine" in run.text and "<p>" not in run.text for page in pages for run in page)


def test_a_hostile_text_issues_nothing(kind):
    TemplateVersion.objects.create(
        kind=kind.code,
        number=2,
        body="{{ holder_name.__class__ }} a text. {#how_to_dispute} {#where_to_get_help}",
        is_shipped=True,
        approved_at=moment(TODAY),
    )

    with pytest.raises(RuleViolation, match="Version 2 of this letter cannot be read: Line 1: Nothing lies in a field"):
        issue_letters(kind.code, [factories.account().pk], cause="t", actor=None, today=TODAY)

    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "harm", ["{% include '/etc/passwd' %}", "{{ a.__class__ }}", "{{ pay_by | safe }}", "{{ now }}"]
)
def test_a_crafted_change_of_one_letter_issues_nothing(kind, specialist, harm):
    own_text = f"{harm}\n\nTell us why. {{#how_to_dispute}}\n\nAsk for help. {{#where_to_get_help}}"

    with pytest.raises(RuleViolation):
        issue_letter(
            kind.code, factories.account().pk, actor=specialist, today=TODAY, request_id=uuid4(), own_text=own_text
        )

    assert not Letter.objects.exists()


def test_a_hostile_draft_is_not_even_sent(kind, specialist):
    draft = begin_version(kind.code, "en", actor=specialist, today=TODAY)
    harm = "{% render 'x' %}\n\nTell us why. {#how_to_dispute}\n\nAsk for help. {#where_to_get_help}"
    began_from = shape(draft.body, draft.note)
    save_version(draft.pk, body=harm, note="a note", began_from=began_from, actor=specialist, today=TODAY)

    with pytest.raises(RuleViolation, match="There is no tag “render”"):
        send_version(draft.pk, actor=specialist, today=TODAY)


def test_frozen_facts_hold_no_sign_that_turns_or_hides():
    facts = words.plain_facts({"a": "x\u202e", "lines": ["y\u200b", ["z\x00"]], "amount": Decimal("1"), "on": TODAY})

    assert words.plain("a" + "\u0301" * 100) == "á\u0301"
    assert facts == {"a": "x", "lines": ["y", ["z"]], "amount": "1.00", "on": TODAY.isoformat()}
