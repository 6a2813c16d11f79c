"""Can readers use every page about letters, at a desk and in a hand, with names that are long and strange? Their whole
way from the first word to the returned envelope is walked in tests/browser/test_letters_written_here.py."""

import dataclasses

import pytest

from notices import actions, kinds
from notices.actions import print_waiting
from notices.models import HeldRun
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import issued, mailed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account(kind):
    return factories.account(customer=factories.customer(last_name="Ñandú" * 3))


def test_every_page_about_texts(desk, account, specialist):
    draft = actions.begin_version(KIND, "en", actor=specialist, today=TODAY)
    desk.log_in(specialist)
    for where in (("templates",), ("template", KIND, "en"), ("version", draft.pk), ("compare", draft.pk)):
        desk.at(*where)
        desk.fits(where[0])


def test_every_page_about_mail(desk, kind, account, specialist):
    long_name = factories.account(customer=factories.customer(last_name="W" * 40))
    [back] = mailed(account)
    letter, _other = issued(account, long_name)
    [number] = print_waiting(actor=None, today=TODAY).batches
    issued(account)
    kinds.register(dataclasses.replace(kind, asks_release=True))
    issued(long_name)
    desk.log_in(factories.person("supervisor"))
    for where in (
        ("mail_room",),
        ("households",),
        ("batch", number),
        ("letter", letter.pk),
        ("preview", account.pk, KIND),
        ("held_run", HeldRun.objects.get().pk),
        ("returned",),
        ("record_returned", back.pk),
        ("record_bounce", back.pk),
    ):
        desk.at(*where)
        desk.fits(where[0])
