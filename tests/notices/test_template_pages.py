"""The letters that the office writes: the list, the versions of one, and the editor with the real page beside it."""

import base64
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.people.models import LockedAccount
from core.approvals.models import Approval
from core.history.models import AccessLine
from core.utility import moment
from notices import actions, kinds
from notices.models import TemplateVersion
from notices.queries.versions import shape, versions_in_force
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of


@pytest.fixture
def account(kind):
    return factories.account(
        number="90041187", customer=factories.customer(first_name="Harriet", last_name="Lindqvist")
    )


@pytest.fixture
def supervisor(db):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def draft(kind, specialist):
    return actions.begin_version(KIND, "en", actor=specialist, today=TODAY)


def at(name, *args):
    return reverse(f"notices:{name}", args=args)


def typed(version, **changed):
    stands = {"body": version.body, "note": "Shorter.", "began_from": shape(version.body, version.note)}
    return {**stands, **changed}


def row_of(page, title):
    return next(row for row in page.split("<tr>") if title in row)


# ---- the list and the versions of one letter ----


def test_the_list_says_what_is_in_force_missing_in_work_and_used(client, specialist, account, draft):
    actions.issue_letters(KIND, [account.pk], cause="test", actor=None, today=TODAY)
    client.force_login(specialist)

    row = row_of(client.get(at("templates")).content.decode(), f"/{KIND}/en/")

    assert "version 1" in row
    assert "came with the product" in row
    assert [name for name in ("Spanish", "Hmong", "Somali") if name in row] == ["Spanish", "Hmong", "Somali"]
    assert "English version 2" in row
    assert "Marit Oyelaran" in row
    assert row.rstrip().split('data-label="Last 30 days">')[1].startswith("1<")


def test_a_translation_whose_english_was_written_anew_says_so(client, specialist, account):
    english = versions_in_force(KIND, today=TODAY)["en"]
    translated = TemplateVersion.objects.create(
        kind=KIND, language="es", number=1, body=english.body, is_shipped=True, second_reader=factories.person(),
        read_at=moment(TODAY), approved_at=moment(TODAY),
    )  # fmt: skip
    client.force_login(specialist)
    pages = [at("templates"), at("template", KIND, "es")]
    assert not [page for page in pages if "older than the English" in client.get(page).content.decode()]

    anew = moment(TODAY) + timedelta(minutes=1)
    TemplateVersion.objects.create(
        kind=KIND, language="en", number=2, body=english.body, approved_at=anew, approved_by=factories.person()
    )
    assert [page for page in pages if "older than the English" in client.get(page).content.decode()] == pages

    again = {"is_shipped": True, "approved_at": anew + timedelta(minutes=1)}
    TemplateVersion.objects.create(
        kind=KIND,
        language="es",
        number=2,
        body=translated.body,
        second_reader=factories.person(),
        read_at=anew,
        **again,
    )
    assert not [page for page in pages if "older than the English" in client.get(page).content.decode()]


def test_the_list_asks_few_questions_whatever_the_number_of_kinds(
    client, specialist, kind, django_assert_max_num_queries
):
    client.force_login(specialist)
    for number in range(30):
        kinds.register(kinds.LetterKind(f"more_{number}", f"More {number}", (), facts_of))
        TemplateVersion.objects.create(
            kind=f"more_{number}", number=1, body="# More", approved_at=moment(TODAY), is_shipped=True
        )

    with django_assert_max_num_queries(9):
        page = client.get(at("templates"))
    assert page.content.decode().count("<tr>") > 30


def test_somebody_who_may_only_read_is_told_who_writes(client, kind):
    client.force_login(factories.person("auditor"))

    page = client.get(at("templates")).content.decode()

    assert "Only a specialist or supervisor may write the texts of letters." in page
    assert client.post(at("begin_version"), {"kind": KIND, "language": "en"}).status_code == 403


def test_a_draft_is_begun_from_the_list_and_opened(client, specialist, kind):
    client.force_login(specialist)

    answer = client.post(at("begin_version"), {"kind": KIND, "language": "hmn"})

    begun = TemplateVersion.objects.get(language="hmn")
    assert answer["Location"] == at("version", begun.pk)


def test_a_second_draft_is_refused_with_the_name_of_who_writes(client, supervisor, draft):
    client.force_login(supervisor)

    page = client.post(at("begin_version"), {"kind": KIND, "language": "en"}, follow=True).content.decode()

    assert "begun by Marit Oyelaran" in page
    assert "Open the draft" in page


def test_the_versions_of_a_letter_say_which_one_holds(client, specialist, supervisor, account):
    approved = {"kind": KIND, "approved_at": moment(TODAY), "written_by": specialist, "approved_by": supervisor}
    TemplateVersion.objects.create(number=2, body="# Two", in_force_from=TODAY, **approved)
    TemplateVersion.objects.create(number=3, body="# Three", in_force_from=TODAY + timedelta(days=9), **approved)
    client.force_login(specialist)

    page = client.get(at("template", KIND, "en")).content.decode()

    said = dict(re.findall(r"Version (\d)</a>.*?</svg> ([a-z ]+)</span>", page, re.DOTALL))
    assert said == {"3": "begins later", "2": "in force"}
    assert "replaced" in page.split("Version 1</a>")[1]


@pytest.mark.parametrize("where", [("no_such_kind", "en"), (KIND, "tlh")])
def test_a_letter_or_language_that_is_not_there_is_not_found(client, specialist, kind, where):
    client.force_login(specialist)

    assert client.get(at("template", *where)).status_code == 404


# ---- the editor ----


def pages_in(html):
    return [base64.b64decode(found) for found in re.findall(r'src="data:image/png;base64,([^"]+)"', html)]


def test_the_editor_shows_the_real_page_and_todays_values(client, specialist, account, draft):
    client.force_login(specialist)

    page = client.get(at("version", draft.pk)).content.decode()

    [picture] = pages_in(page)
    assert picture.startswith(b"\x89PNG")
    assert "1 page" in page
    assert "as Harriet Lindqvist would get it today" in page
    assert re.search(r"<code>amount</code>.*?1,846\.20", page, re.DOTALL)
    assert "{{ amount | dollars }}</option>" not in page
    assert '<option value="{{ amount | dollars }}">' in page


def test_the_preview_follows_what_is_typed_and_keeps_nothing(client, specialist, account, draft):
    client.force_login(specialist)
    before = pages_in(client.get(at("version", draft.pk)).content.decode())

    long = draft.body + "\n\nAnother paragraph that is said again and again.\n" * 60
    answer = client.post(at("version_preview", draft.pk), typed(draft, body=long)).content.decode()

    assert len(pages_in(answer)) > len(before) == 1
    assert "2 pages" in answer or "3 pages" in answer
    assert TemplateVersion.objects.get(pk=draft.pk).body == draft.body


def test_what_is_missing_or_unknown_is_red_and_said(client, specialist, account, draft):
    own = (kinds.Field("amount", "Amount", "Standing"), kinds.Field("nothing_yet", "Nothing", "Nowhere"))
    said = {account.pk: {"amount": Decimal("5.00"), "nothing_yet": ""}}
    kinds.register(kinds.LetterKind(KIND, "Reminder", own, lambda ids, today: said, (kinds.HOW_TO_DISPUTE,)))
    client.force_login(specialist)

    answer = client.post(
        at("version_preview", draft.pk), typed(draft, body="# Hi\n\n{{ nothing_yet }} and {{ never_heard }} pay.")
    ).content.decode()

    assert "This letter has no field “never_heard”." in answer
    assert re.search(r'class="is-red"><th scope="row"><code>nothing_yet</code>.*?missing', answer, re.DOTALL)
    missing = r"How to dispute.*?Memphis Light.*?<strong>missing</strong>: end its paragraph with {#how_to_dispute}"
    assert re.search(missing, answer, re.DOTALL)


def test_a_text_that_cannot_be_read_makes_no_page_and_says_why(client, specialist, account, draft):
    client.force_login(specialist)

    answer = client.post(at("version_preview", draft.pk), typed(draft, body="{% include 'secret' %}")).content.decode()

    assert not pages_in(answer)
    assert "No page can be made until this is mended." in answer
    assert 'class="banner blocked"' in answer


def test_another_account_is_shown_and_looking_at_it_is_logged_once(client, specialist, account, draft):
    other = factories.account(number="90052288", customer=factories.customer(first_name="Otto", last_name="Berg"))
    client.force_login(specialist)
    client.get(at("version", draft.pk))

    for _keystroke in range(3):
        answer = client.post(at("version_preview", draft.pk), typed(draft, account="9005 2288")).content.decode()

    assert "as Otto Berg would get it today" in answer
    lines = AccessLine.objects.filter(person=specialist, account_number=other.number)
    assert [line.what for line in lines] == ["text of a letter"]


def test_an_account_that_is_closed_or_not_there_is_not_shown(client, specialist, account, draft):
    own = factories.account(number="90063399", customer=factories.customer(first_name="Marit", last_name="Oyelaran"))
    LockedAccount.objects.create(account=own, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY))
    client.force_login(specialist)

    closed = client.post(at("version_preview", draft.pk), typed(draft, account="90063399")).content.decode()
    missing = client.post(at("version_preview", draft.pk), typed(draft, account="123")).content.decode()

    assert "This is your own account." in closed
    assert "There is no account 123." in missing
    assert "Harriet Lindqvist" in closed and "Harriet Lindqvist" in missing
    assert client.get(at("version_pdf", draft.pk) + f"?account={own.pk}").status_code == 403
    assert client.get(at("compare_pages", draft.pk) + f"?account={own.pk}").status_code == 403
    assert "Oyelaran</a> <span" not in client.get(at("compare", draft.pk)).content.decode()


def test_saved_it_is_kept_and_says_so(client, specialist, account, draft):
    client.force_login(specialist)

    page = client.post(
        at("save_version", draft.pk), typed(draft, body="# New\r\n\r\nWords"), follow=True
    ).content.decode()

    assert TemplateVersion.objects.get(pk=draft.pk).body == "# New\n\nWords"
    assert "Saved as a draft." in page


def test_the_line_ends_of_a_browser_do_not_count_against_the_length(client, specialist, account, draft):
    client.force_login(specialist)
    lines = "\r\n".join(["x" * 18] * 1052)  # 19,987 signs, 1,051 more with the browser's line ends

    assert client.post(at("save_version", draft.pk), typed(draft, body=lines)).status_code == 302
    too_long = client.post(at("save_version", draft.pk), typed(draft, body=lines + "y" * 20))

    assert too_long.status_code == 422
    assert "yyyyyyyyyyyyyyyyyyyy</textarea>" in too_long.content.decode()


def test_two_people_editing_lose_nothing(client, specialist, supervisor, account, draft):
    """The second gets a sentence, both texts, and may save again on top of the other's."""
    client.force_login(specialist)
    client.post(at("save_version", draft.pk), typed(draft, body="# Mine\n\nPlease call us."))
    client.force_login(supervisor)

    answer = client.post(at("save_version", draft.pk), typed(draft, body="# Yours\n\nPlease call us."))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Marit Oyelaran saved this draft at" in page
    assert "# Yours" in re.search(r'id="id_body".*?</textarea>', page, re.DOTALL).group()
    assert "# Mine" in re.search(r'id="theirs".*?</textarea>', page, re.DOTALL).group()
    assert "data-refused" in page
    assert TemplateVersion.objects.get(pk=draft.pk).body.startswith("# Mine")

    again = re.search(r'name="began_from" value="(\w+)"', page).group(1)
    client.post(at("save_version", draft.pk), typed(draft, body="# Both", began_from=again))
    assert TemplateVersion.objects.get(pk=draft.pk).body == "# Both"


def test_a_draft_that_somebody_threw_away_is_not_saved_any_more(client, specialist, draft):
    client.force_login(specialist)
    actions.discard_version(draft.pk, actor=specialist, today=TODAY)

    for name in ("save_version", "send_version"):
        answer = client.post(at(name, draft.pk), typed(draft, body="# Mine & yours"))
        page = answer.content.decode()

        assert answer.status_code == 409
        assert "Marit Oyelaran threw this draft away." in page and "Nothing was saved." in page
        assert "# Mine &amp; yours</textarea>" in page and "Shorter." in page
    assert client.post(at("save_version", draft.pk + 1), typed(draft)).status_code == 404


def test_sending_saves_first_and_asks_a_supervisor(client, specialist, supervisor, account, draft):
    client.force_login(specialist)

    body = draft.body.replace("please call us", "call us today")
    page = client.post(at("send_version", draft.pk), typed(draft, body=body), follow=True).content.decode()

    asked = Approval.objects.get(kind="template_version")
    assert "Sent. A supervisor decides about it." in page
    assert "Shorter." in asked.sentence
    assert "call us today" in TemplateVersion.objects.get(pk=draft.pk).body


def test_a_refused_sending_keeps_what_was_typed(client, specialist, account, draft):
    client.force_login(specialist)

    answer = client.post(at("send_version", draft.pk), typed(draft, body="# No parts"))

    assert answer.status_code == 422
    assert "This letter lacks “How to dispute”" in answer.content.decode()
    assert "# No parts" in answer.content.decode()
    assert TemplateVersion.objects.get(pk=draft.pk).sent_at is None


def test_a_translation_offers_only_readers_who_wrote_none_of_it(client, specialist, supervisor, account):
    reader = factories.person("specialist", full_name="Rosa Delgado")
    factories.person("auditor", full_name="Not A Reader")
    spanish = actions.begin_version(KIND, "es", actor=specialist, today=TODAY)
    client.force_login(specialist)

    page = client.get(at("version", spanish.pk)).content.decode()
    choice = re.search(r'<select name="second_reader".*?</select>', page, re.DOTALL).group()
    assert "Rosa Delgado" in choice and "Ingrid Halvorsen" in choice
    assert "Marit Oyelaran" not in choice and "Not A Reader" not in choice

    refused = client.post(at("send_version", spanish.pk), typed(spanish))
    page = refused.content.decode()
    assert refused.status_code == 422 and not Approval.objects.exists()
    assert page.count("Name a colleague who reads Spanish: a translation is read by a second person") == 2
    field = page[page.index('id="div_id_second_reader"') :]
    assert "is-invalid" in field[: field.index("Name a colleague")]

    client.post(at("send_version", spanish.pk), typed(spanish, second_reader=reader.pk))
    assert Approval.objects.get(kind="template_reading").for_person == reader


def test_whoever_may_not_write_reads_the_draft(client, draft, account):
    client.force_login(factories.person("trainee"))

    answer = client.get(at("version", draft.pk))

    assert answer["Location"] == at("compare", draft.pk)
    for name in ("save_version", "send_version", "discard_version", "version_preview"):
        assert client.post(at(name, draft.pk), typed(draft)).status_code == 403


def test_the_pdf_is_the_saved_text(client, specialist, account, draft):
    client.force_login(specialist)

    answer = client.get(at("version_pdf", draft.pk) + f"?account={account.pk}")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_draft_is_thrown_away_and_what_holds_stays(client, specialist, draft):
    client.force_login(specialist)

    client.post(at("discard_version", draft.pk))

    assert not TemplateVersion.objects.filter(pk=draft.pk).exists()
    assert versions_in_force(KIND, today=TODAY)["en"].number == 1


def test_the_reading_grade_stands_beside_the_text_and_is_red_above_eight(client, specialist, account, draft):
    hard = (
        "Notwithstanding considerable administrative difficulties, discontinuation of residential utility service "
        "remains a conceivable eventuality. "
    )
    client.force_login(specialist)

    easy = client.get(at("version", draft.pk)).content.decode()
    answer = client.post(at("version_preview", draft.pk), typed(draft, body=hard * 5)).content.decode()

    assert re.search(r"<span>reading grade [3-8]\.\d</span>", easy)
    assert re.search(r'<span class="late">reading grade \d\d\.\d, aim at 8</span>', answer)


def test_a_translation_has_no_grade_and_says_that_the_english_goes_along(client, specialist, account, kind):
    legal = kinds.LetterKind(KIND, "Reminder", kind.fields, kind.facts, kind.required, has_legal_effect=True)
    kinds.register(legal)
    hmong = actions.begin_version(KIND, "hmn", actor=specialist, today=TODAY)
    client.force_login(specialist)

    page = client.get(at("version", hmong.pk)).content.decode()

    assert "1 page, the English behind it" in page
    assert "reading grade" not in page.split('id="look"')[1]


def test_an_enclosure_is_shown_without_any_account(client, specialist, account, kind):
    leaf = kinds.register(
        kinds.LetterKind("test_leaf", "Leaf", (), lambda ids, today: {}, (kinds.WHERE_TO_GET_HELP,), is_leaf=True)
    )
    draft = actions.begin_version(leaf.code, "en", actor=specialist, today=TODAY)
    client.force_login(specialist)

    answer = client.post(
        at("version_preview", draft.pk), typed(draft, body="# Help\n\nCall {{ office_phone }}. {#where_to_get_help}")
    ).content.decode()

    assert len(pages_in(answer)) == 1
    assert "would get it today" not in answer and "made-up figures" not in answer
    assert "Lindqvist" not in answer


def test_what_was_typed_into_a_text_that_was_sent_meanwhile_is_not_lost(client, specialist, supervisor, account, draft):
    actions.send_version(draft.pk, actor=specialist, today=TODAY)
    client.force_login(supervisor)

    answer = client.post(at("save_version", draft.pk), typed(draft, body="# Typed in vain?"))

    assert answer.status_code == 422
    assert "# Typed in vain?" in answer.content.decode()
    assert "data-refused" in answer.content.decode()
    assert "Take it back first" in answer.content.decode()
