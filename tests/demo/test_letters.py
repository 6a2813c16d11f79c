"""Are the situations of letters what they say, each with the timeline that made it so?"""

import html
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.notes.models import Note
from accounts.people.queries import numbers_of
from collections_app.desk.demo import letter_days
from collections_app.desk.demo.extracts import NIGHTS, SUMMER
from collections_app.desk.demo.letter_households import INTERPRETER, SPEAK
from collections_app.treatments import sentences
from collections_app.treatments.queries import judged
from core.approvals.models import Approval
from core.staff.models import Person
from notices.models import Letter, TemplateVersion
from notices.queries.addresses import bad_addresses
from tests.demo.pages import situation

pytestmark = [pytest.mark.django_db]
MONDAY = date(2026, 10, 5)


def letters_at(line1):
    found = Letter.objects.filter(account__premise__line1=line1, copy_of__isnull=True).order_by("issued_on", "pk")
    return list(found.select_related("version", "english", "batch_line__batch__mailing", "account__customer"))


def page(name, *args, by="specialist"):
    client = Client()
    client.force_login(Person.objects.get(username=by))
    return html.unescape(client.get(reverse(name, args=args)).content.decode())


def test_what_people_do_is_played_on_days_that_have_an_extract():
    mornings = {day.toordinal() + 1 for day in [*SUMMER, *NIGHTS[:-1]]}

    assert {day.toordinal() for day in letter_days.DAYS} <= mornings


@pytest.mark.parametrize("language", SPEAK)
def test_16_letters_go_in_their_language_and_what_has_legal_effect_beside_the_english(demo, language):
    letters = letters_at(SPEAK[language][0])

    assert [(f"{one.issued_on:%b %-d}", one.kind, one.language) for one in letters] == [
        ("Aug 20", "past_due_reminder", language),
        ("Sep 10", "past_due", language),
        ("Sep 24", "final_demand", language),
    ]
    assert [one.english and one.english.language for one in letters] == [None, None, "en"]
    assert [one.batch_line.batch.mailing.mailed_on for one in letters] == [one.issued_on for one in letters]
    assert all(one.version.body != one.english.body for one in letters if one.english)


@pytest.mark.parametrize("language", SPEAK)
def test_16_its_texts_were_approved_after_a_named_second_reader(demo, language):
    versions = TemplateVersion.objects.filter(language=language, kind__in=letter_days.STEPS)

    assert versions.count() == 3
    for version in versions:
        named = {version.written_by, version.second_reader, version.approved_by}
        assert len(named) == 3 and None not in named and version.read_at <= version.approved_at
        assert f"{version.approved_at:%Y-%m-%d}" == "2026-08-20"


def test_16_one_of_them_has_an_interpreter_note_on_top_of_the_page(demo):
    account = situation(16)
    note = Note.objects.get(customer=account.customer)

    assert account.premise.line1 == SPEAK[INTERPRETER][0] and account.customer.language == INTERPRETER
    assert note.is_sticky and "Call with an interpreter" in note.text
    assert "Call with an interpreter" in page("desk:account", account.pk)


def test_16_all_three_are_linked_where_situations_are_listed(demo):
    listed = page("desk:demo")

    for line1, *_about in SPEAK.values():
        account = Account.objects.get(premise__line1=line1)
        assert f'href="{reverse("desk:account", args=[account.pk])}"' in listed, line1


def test_17_two_letters_came_back_and_nobody_can_be_called(demo):
    account = situation(17)

    assert bad_addresses([account.pk])[account.pk].letters == 2
    assert [number.value for number in numbers_of(account, MONDAY) if number.kind == "phone"] == []
    assert account.next_step.rank == 6
    assert sentences.why(account.next_step, MONDAY) == ("Two letters came back from this address; no phone works.")
    after_the_last = date(2026, 10, 12)  # when the letter of Sep 10 no longer keeps a reminder waiting
    assert judged([account.pk], after_the_last)[account.pk]["reason"] == "bad_address"
    assert [letter.kind for letter in letters_at(account.premise.line1)] == ["past_due_reminder", "past_due"]


def test_17_says_so_on_its_timeline_on_people_and_place_and_on_returned_mail(demo):
    account = situation(17)

    told = page("desk:account", account.pk)
    assert "Past-due reminder came back: not known at this address. The address is bad." in told
    assert "Past-due letter came back: moved, left no address. The address is bad." in told
    assert "2 letters came back, the last on Sep 24: nothing is mailed there" in page("desk:people", account.pk)
    tray = page("notices:returned")
    assert tray.count(str(account.customer)) == 2 and "no forwarding order on file" in tray


def test_56_a_draft_of_the_reminder_waits_for_a_supervisor_who_did_not_write_it(demo):
    draft = TemplateVersion.objects.get(kind="past_due_reminder", language="en", approved_at__isnull=True)
    asked = Approval.objects.waiting().get(kind="template_version")

    assert asked.subject_key == str(draft.pk) and asked.asked_by.username == "specialist-2"
    assert draft.sent_at and draft.in_force_from == date(2026, 10, 13)
    assert "Many of our customers pay in parts." in draft.body
    assert "Says that plans are common" in page("desk:inbox", by="supervisor")
