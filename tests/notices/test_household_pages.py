"""Letters to one household, side by side on a page before they leave."""

import dataclasses

import pytest
from django.urls import reverse

from notices import kinds
from notices.models import Letter, TemplateVersion
from tests import factories
from tests.notices.conftest import KIND
from tests.notices.mailed import issued, printed
from tests.privacy.conftest import own

OTHER = "test_notice"


@pytest.fixture
def other(kind):
    """A second kind of letter."""
    text = TemplateVersion.objects.get(kind=KIND)
    TemplateVersion.objects.create(kind=OTHER, number=1, body=text.body, is_shipped=True, approved_at=text.approved_at)
    return kinds.register(kinds.LetterKind(OTHER, "Plan reminder", kind.fields, kind.facts, kind.required))


def at(street, name="Harriet"):
    return factories.account(
        customer=factories.customer(first_name=name, last_name="Lind", mailing_line1=street, mailing_zip="55805")
    )


def test_the_page_leads_to_each_letter_and_hides_a_closed_account(client, kind, other, specialist):
    mine, visible = at("1 Oak St"), at("2 Oak St", "Bo")
    issued(mine, visible)
    issued(mine, visible, kind=OTHER)
    own(mine, specialist)
    client.force_login(specialist)

    page = " ".join(client.get(reverse("notices:households")).content.decode().split())
    room = " ".join(client.get(reverse("notices:mail_room")).content.decode().split())

    assert "2 Oak St, " in page and "1 Oak St" not in page
    assert "Past-due reminder" in page and "Plan reminder" in page
    letter = Letter.objects.filter(account=visible).first()
    assert reverse("notices:pull", args=[letter.pk]) in page
    assert "1 household gets more than one letter" in room


def test_says_so_when_nobody_gets_two(client, kind):
    client.force_login(factories.person("auditor"))

    page = client.get(reverse("notices:households"), {"batch": "x"}).content.decode()

    assert "No household gets more than one letter." in page


def test_a_letter_that_is_needless_beside_another_is_marked(client, kind, other):
    account = at("1 Oak St")
    printed(*issued(account))
    kinds.register(dataclasses.replace(other, replaces=frozenset({KIND})))
    issued(account, kind=OTHER)
    client.force_login(factories.person("specialist"))

    page = " ".join(client.get(reverse("notices:households")).content.decode().split())

    assert page.count("needless beside: Plan reminder") == 1


def test_a_batch_leads_to_its_own_households(client, kind, other, specialist):
    here, there = at("1 Oak St"), at("2 Oak St")
    batch = printed(*issued(here))
    issued(there)
    issued(here, there, kind=OTHER)
    client.force_login(specialist)

    of_batch = client.get(reverse("notices:batch", args=[batch.pk])).content.decode()
    page = client.get(reverse("notices:households"), {"batch": batch.pk}).content.decode()

    assert "1 household of this batch gets more than one letter" in " ".join(of_batch.split())
    assert "1 Oak St" in page and "2 Oak St" not in page
