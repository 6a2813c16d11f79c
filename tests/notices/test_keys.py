"""Does every key in the key line of a page about letters press something, whoever looks and however things stand?"""

import dataclasses

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from core.staff.roles import Role
from core.verdicts import Reason, Word, verdict
from notices import actions, kinds
from notices.actions import record_returned
from notices.models import HeldRun
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import issued, mailed, printed

ROWS = "//table[@data-rows]/tbody/tr"
SENDS = ".//button[not(@type='button') and not(@disabled)]"
# What a key presses (static/js/keys.js, fields.js); every other one has its data-key.
PRESSES = {
    "j": ROWS,
    "k": ROWS,
    "Enter": f"{ROWS}//a[@data-open] | {ROWS}/th//a | //form[{SENDS}//kbd='Enter']",
    "Ctrl Enter": f"//form[@data-primary][{SENDS}] | //button[@form=//form[@data-primary]/@id and not(@disabled)]",
    "{{": "//button[@data-opens-fields]",
    "1 – 9": "//*[@data-digits]//input",
}


def letter_to(account, **changed):
    kinds.register(dataclasses.replace(kinds.kind_of(KIND), **changed))
    return issued(account)[0].pk


def bare(_account, _by):
    """Nothing has happened yet."""
    return [()]


def waiting(account, by):
    letter = actions.issue_letter(KIND, account.pk, actor=by, today=TODAY, request_id=None)
    return [(letter.pk,)]


def in_a_batch(account, _by):
    return [(printed(*issued(account)).pk,)]


def mailed_batch(account, _by):
    [letter] = mailed(account)
    return [(letter.batch_line.batch_id,)]


def mailed_letter(account, _by):
    return [(mailed(account)[0].pk,)]


def came_back(account, by):
    [letter] = mailed(account)
    record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=by, today=TODAY)
    return [(letter.pk,)]


def to_issue(account, _by):
    return [(account.pk, KIND)]


def blocked(account, _by):
    no = verdict([Reason("hold", "A dispute stops letters.", Word.BLOCKED, "local policy")], otherwise="")
    kinds.register(dataclasses.replace(kinds.kind_of(KIND), judge=lambda account_id, today: no))
    return [(account.pk, KIND)]


def nothing_to_say(account, _by):
    kinds.register(dataclasses.replace(kinds.kind_of(KIND), facts=lambda ids, today: {}))
    return [(account.pk, KIND)]


def held(account, _by):
    letter_to(account, asks_release=True)
    return [(HeldRun.objects.get().pk,)]


def let_go(account, by):
    [run] = held(account, by)
    actions.let_go(*run, actor=factories.person("supervisor"), today=TODAY)
    return [run]


def drafts(_account, by):
    return [(actions.begin_version(KIND, "en", actor=by, today=TODAY).pk,)]


def sent(account, by):
    [draft] = drafts(account, by)
    actions.send_version(*draft, actor=by, today=TODAY)
    return [draft]


CASES = [
    *[(name, case) for name in ("mail_room", "returned") for case in (bare,)],
    *[("mail_room", case) for case in (waiting, in_a_batch, mailed_batch)],
    *[("households", bare), ("office", bare), ("forms_shelf", bare), ("templates", bare), ("returned", came_back)],
    *[("batch", case) for case in (in_a_batch, mailed_batch)],
    *[("letter", case) for case in (waiting, mailed_letter)],
    *[("preview", case) for case in (to_issue, blocked, nothing_to_say)],
    *[("held_run", case) for case in (held, let_go)],
    *[("record_returned", case) for case in (mailed_letter, came_back)],
    *[("good_again", came_back), ("record_bounce", mailed_letter)],
    *[(name, case) for name in ("version", "compare") for case in (drafts, sent)],
]
HAVE_NO_NUMBER = {"mail_room", "returned", "households", "office", "forms_shelf", "templates"}


@pytest.fixture
def account(kind):
    return factories.account(customer=factories.customer(first_name="Harriet", last_name="Lindqvist"))


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case.__name__}" for name, case in CASES])
def test_every_key_of_the_key_line_presses_something_for_every_role(account, specialist, name, case):
    [row] = case(account, specialist)
    address = reverse(f"notices:{name}", args=[] if name in HAVE_NO_NUMBER else row)
    opened = 0

    for person in [specialist, *[factories.person(role.value) for role in Role]]:
        client = Client()
        client.force_login(person)
        answer = client.get(address, follow=True)
        if answer.status_code == 403:
            continue
        page, opened = html.fromstring(answer.content.decode()), opened + 1
        keys = list(keys_of(page))
        assert keys or name in HAVE_NO_NUMBER, f"{name} for {person.roles}: no key at all"
        dead = [key for key in keys if not page.xpath(presses(key))]
        assert not dead, f"{name} for {person.roles}: {dead}"

    assert opened > 1


def keys_of(page):
    """The keys of this page, without those of every page; what is written with several caps may be one key or two."""
    for point in page.xpath("//footer[@class='keys']//li")[:-2]:
        caps = " ".join(cap.text_content() for cap in point.xpath("./kbd"))
        yield from ([caps] if caps in PRESSES else caps.split())


def presses(key):
    return PRESSES.get(key) or f"//*[@data-key='{'Escape' if key == 'Esc' else key}' and not(@disabled)]"


def test_a_trainee_is_not_offered_the_keys_of_others(account, client):
    printed(*issued(account))
    issued(account)
    client.force_login(factories.person("trainee"))

    def offered(name, *args):
        return set(keys_of(html.fromstring(client.get(reverse(f"notices:{name}", args=args)).content.decode())))

    assert not {"m", "r"} & offered("mail_room")
    assert "e" not in offered("preview", account.pk, KIND)
