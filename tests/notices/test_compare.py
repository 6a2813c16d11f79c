"""What changes for the reader: the text difference, the pages of real accounts, and who may say yes."""

import base64
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.people.models import LockedAccount
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.utility import moment
from notices import actions, kinds
from notices.models import TemplateVersion
from notices.page.compare import difference
from notices.page.samples import real_accounts
from notices.queries.versions import shape, versions_in_force
from tests import factories
from tests.notices.conftest import KIND, TODAY

# ---- the text difference ----


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Same.", "Same.", [[("", "Same.")]]),
        ("Pay now.", "Pay today.", [[("", "Pay "), ("del", "now."), ("ins", "today.")]]),
        ("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.", [[("", "One.")], [("ins", "New.")], [("", "Two.")]]),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", [[("", "One.")], [("del", "Two.")], [("", "Three.")]]),
        ("", "All new.", [[("ins", "All new.")]]),
        ("A b.\r\n\r\nC.", "A b.\n\nC.", [[("", "A b.")], [("", "C.")]]),
    ],
)
def test_the_difference_shows_words_and_whole_paragraphs(before, after, shown):
    assert [paragraph.stretches for paragraph in difference(before, after)] == shown


@pytest.mark.parametrize("seed", range(20))
def test_what_is_kept_and_added_is_the_new_text_and_what_is_kept_and_taken_out_the_old(seed):
    from random import Random

    chance = Random(seed)
    words = ["pay", "call", "us", "**now**", "{{ amount | dollars }}", "<b>", "\n\n"]
    before, after = (" ".join(chance.choices(words, k=chance.randint(0, 40))) for _text in range(2))
    found = difference(before, after)

    def without(became):
        kept = ["".join(text for mark, text in one.stretches if mark != became) for one in found]
        return " ".join("\n\n".join(kept).split())

    assert without("del") == " ".join(after.split())
    assert without("ins") == " ".join(before.split())


# ---- pages ----


@pytest.fixture
def supervisor(db):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def accounts(kind):
    names = ("Harriet Lindqvist", "Otto Berg", "Rosa Vega", "Tou Yang")
    return [
        factories.account(customer=factories.customer(first_name=name.split()[0], last_name=name.split()[1]))
        for name in names
    ]


@pytest.fixture
def draft(kind, specialist):
    found = actions.begin_version(KIND, "en", actor=specialist, today=TODAY)
    return save(found, specialist, found.body.replace("please call us", "call us today"))


def save(version, by, text):
    began = shape(version.body, version.note)
    return actions.save_version(version.pk, body=text, note="Calmer.", began_from=began, actor=by, today=TODAY)


def at(name, *args):
    return reverse(f"notices:{name}", args=args)


def page_of(client, person, version, query=""):
    client.force_login(person)
    return client.get(at("compare", version.pk) + query).content.decode()


def pages_in(html):
    return [base64.b64decode(found) for found in re.findall(r'src="data:image/png;base64,([^"]+)"', html)]


def button(page, words):
    return next(part for part in re.findall(r"<button.*?</button>", page, re.DOTALL) if words in part)


def test_the_page_shows_what_changes_three_accounts_and_who_wrote_it(client, supervisor, specialist, accounts, draft):
    asked = actions.send_version(draft.pk, actor=specialist, today=TODAY)

    page = page_of(client, supervisor, draft)

    assert re.search(r"<del>.*?please.*?</del>", page) and re.search(r"<ins>.*?today.*?</ins>", page, re.DOTALL)
    assert page.count(at("compare_pages", draft.pk)) == 3
    assert "Calmer." in page and "Marit Oyelaran" in page and "on the day it is approved" in page
    assert "Memphis Light" in page
    assert reverse("desk:approve", args=[asked.pk]) in page
    assert "disabled" not in button(page, "Approve")


def test_the_pages_of_both_stand_side_by_side_and_differ(client, supervisor, specialist, accounts, draft):
    client.force_login(supervisor)

    answer = client.get(at("compare_pages", draft.pk), {"account": accounts[0].pk}).content.decode()

    then, now = pages_in(answer)
    assert then.startswith(b"\x89PNG") and then != now
    assert "1 page before, 1 page now." in answer


def test_the_same_text_has_the_same_pages_and_says_so(client, specialist, accounts, kind):
    same = actions.begin_version(KIND, "en", actor=specialist, today=TODAY)
    client.force_login(specialist)

    assert "The pages are the same." in client.get(at("compare_pages", same.pk)).content.decode()
    assert "The text is the same, word for word." in page_of(client, specialist, same)


def test_a_first_version_has_nothing_to_compare_with(client, specialist, accounts):
    first = TemplateVersion.objects.get(kind=KIND, number=1)

    page = page_of(client, specialist, first)

    assert "First version: there is nothing to compare with." in page
    client.force_login(specialist)
    assert len(pages_in(client.get(at("compare_pages", first.pk)).content.decode())) == 1


def test_real_accounts_are_those_the_letter_has_something_to_say_to_and_read_the_language(accounts, monkeypatch):
    spanish = factories.account(customer=factories.customer(first_name="Ana", last_name="Sol", language="es"))
    silent = factories.account(customer=factories.customer(first_name="Luz", last_name="Mar", language="es"))

    def says(ids, *, today):
        return {pk: {"amount": "1.00"} for pk in ids if pk != silent.pk}

    kind = kinds.register(kinds.LetterKind(KIND, "Reminder", (), says))

    found = real_accounts(kind, "es", closed={accounts[0].pk}, today=TODAY)

    assert found[0] == spanish
    assert len(found) == 3
    assert not {silent, accounts[0]} & set(found)


def test_an_account_that_is_closed_is_none_of_the_three(client, specialist, accounts, draft):
    lock = {"person": specialist, "why": "relative", "from_on": TODAY, "entered_at": moment(TODAY)}
    for one in accounts[:2]:
        LockedAccount.objects.create(account=one, **lock)

    page = page_of(client, specialist, draft)

    assert "Lindqvist" not in page and "Berg" not in page
    assert "Vega" in page


# ---- yes and no ----


def test_the_writer_reads_why_another_must_approve_and_a_crafted_yes_is_refused(client, accounts, draft, supervisor):
    draft = save(draft, supervisor, draft.body + "\nP.S.\n")
    asked = actions.send_version(draft.pk, actor=draft.written_by, today=TODAY)

    page = page_of(client, supervisor, draft)
    assert "You wrote this version. Another supervisor must approve it." in page
    assert "disabled" in button(page, "Approve")

    answer = client.post(reverse("desk:approve", args=[asked.pk]), follow=True).content.decode()
    assert "You wrote this version. Another supervisor must approve it." in answer
    assert versions_in_force(KIND, today=TODAY)["en"].number == 1


def test_whoever_sent_it_cannot_approve_it_by_a_crafted_form(client, accounts, draft):
    both = factories.person("supervisor", full_name="Sent It")
    asked = actions.send_version(draft.pk, actor=both, today=TODAY)
    client.force_login(both)

    client.post(reverse("desk:approve", args=[asked.pk]))

    assert TemplateVersion.objects.get(pk=draft.pk).approved_at is None


def test_without_a_required_part_a_crafted_yes_is_refused_and_the_page_says_which(
    client, accounts, draft, specialist, supervisor, kind
):
    asked = actions.send_version(draft.pk, actor=specialist, today=TODAY)
    form = kinds.RequiredPart("inability_form", "Inability-to-pay form", "Minn. Stat. 216B.097")
    kinds.register(kinds.LetterKind(KIND, "Reminder", kind.fields, kind.facts, (*kind.required, form)))

    page = page_of(client, supervisor, draft)
    assert "disabled" in button(page, "Approve")
    assert "It cannot be approved." in page
    assert "This letter lacks “Inability-to-pay form”" in page and "(Minn. Stat. 216B.097)" in page

    client.post(reverse("desk:approve", args=[asked.pk]))
    assert TemplateVersion.objects.get(pk=draft.pk).approved_at is None
    assert Approval.objects.get(pk=asked.pk).state == "waiting"


def test_a_specialist_cannot_approve_by_a_crafted_form(client, accounts, draft, specialist):
    asked = actions.send_version(draft.pk, actor=specialist, today=TODAY)
    client.force_login(factories.person("specialist"))

    client.post(reverse("desk:approve", args=[asked.pk]))

    assert TemplateVersion.objects.get(pk=draft.pk).approved_at is None


def test_approved_by_another_it_says_so_and_offers_nothing_more(client, accounts, draft, specialist, supervisor):
    asked = actions.send_version(draft.pk, actor=specialist, today=TODAY)
    client.force_login(supervisor)

    client.post(reverse("desk:approve", args=[asked.pk]))

    assert versions_in_force(KIND, today=TODAY)["en"] == draft
    page = page_of(client, specialist, draft)
    assert "Ingrid Halvorsen, Oct 5" in page
    assert reverse("desk:approve", args=[asked.pk]) not in page


def test_the_inbox_leads_the_reader_to_the_translation_beside_the_english(client, accounts, specialist, supervisor):
    reader = factories.person("specialist", full_name="Rosa Delgado")
    begun = actions.begin_version(KIND, "es", actor=specialist, today=TODAY)
    spanish = save(begun, specialist, begun.body.replace("Thank you,", "Gracias,"))
    asked = actions.send_version(spanish.pk, second_reader=reader, actor=specialist, today=TODAY)

    client.force_login(reader)
    assert at("compare", spanish.pk) in client.get(reverse("desk:approval", args=[asked.pk])).content.decode()
    page = page_of(client, reader, spanish)
    assert "beside the English in force" in page
    assert "Thank you," in page and "Gracias," in page
    assert "disabled" not in button(page, "It reads right")

    others = page_of(client, supervisor, spanish)
    assert "disabled" in button(others, "It reads right") and "Only Rosa Delgado" in others
    assert "?return=1" in others
    client.force_login(supervisor)
    client.post(reverse("desk:approve", args=[asked.pk]))
    assert TemplateVersion.objects.get(pk=spanish.pk).read_at is None

    client.force_login(reader)
    client.post(reverse("desk:approve", args=[asked.pk]))
    second = Approval.objects.get(kind="template_version")
    approving.approve(second.pk, actor=supervisor, today=TODAY)
    assert versions_in_force(KIND, today=TODAY)["es"] == spanish


def test_given_back_the_writer_reads_why(client, accounts, draft, specialist, supervisor):
    asked = actions.send_version(draft.pk, actor=specialist, today=TODAY)
    approving.return_(asked.pk, reason="Too long for one page.", actor=supervisor, today=TODAY)
    client.force_login(specialist)

    page = client.get(at("version", draft.pk)).content.decode()

    assert "Ingrid Halvorsen gave it back: Too long for one page." in page


def test_the_page_says_which_version_takes_its_place_later(client, accounts, draft, specialist, supervisor):
    asked = actions.send_version(draft.pk, in_force_from=TODAY + timedelta(days=10), actor=specialist, today=TODAY)
    approving.approve(asked.pk, actor=supervisor, today=TODAY)
    sooner = actions.begin_version(KIND, "en", actor=specialist, today=TODAY)

    assert "Version 2 takes its place on Oct 15." in page_of(client, specialist, sooner)
    assert "takes its place" not in page_of(client, specialist, draft)
