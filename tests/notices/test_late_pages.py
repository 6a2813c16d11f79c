"""A batch that leaves late, as whoever confirms it sees it: what is taken out of the pile and made anew."""

import dataclasses
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from notices import kinds
from notices.actions import issue_letters
from notices.models import Letter, Mailing, Pull
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of
from tests.notices.mailed import printed
from tests.privacy.conftest import own

LATER = TODAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def dated(kind):
    """Letters that hold for one day; those of organizations hold for longer. Today is two days later."""
    factories.utility(balances_on=LATER, business_date=LATER)

    def facts(account_ids, *, today):
        durable = set(
            factories.Account.objects.filter(pk__in=account_ids, customer__kind="organization").values_list(
                "pk", flat=True
            )
        )
        return {
            pk: {**said, "mail_by": today + timedelta(days=9 if pk in durable else 1)}
            for pk, said in facts_of(account_ids, today=today).items()
        }

    return kinds.register(dataclasses.replace(kind, facts=facts))


@pytest.fixture
def clerk(client, specialist):
    client.force_login(specialist)
    return client


def batch_of(*customers):
    accounts = [factories.account(customer=customer).pk for customer in customers]
    issued = issue_letters(KIND, accounts, cause=str(uuid.uuid4()), actor=None, today=TODAY)
    return printed(*(Letter.objects.get(pk=issued.letters[pk]) for pk in accounts))


def short(name="Harriet"):
    return factories.customer(first_name=name, last_name="Lind")


def durable():
    return factories.customer(kind="organization", organization_name="Harbor Flats LLC")


def words(response):
    return " ".join(response.content.decode().split())


def confirm(client, batch, **said):
    said = {"mailed_on": LATER.isoformat(), "mail_class": "first_class", "count": 1, **said}
    return client.post(reverse("notices:confirm_mailed", args=[batch.pk]), said, follow=True)


def test_shows_what_is_too_late_today_and_what_is_then_counted(clerk):
    batch = batch_of(short(), durable())
    letter = Letter.objects.get(facts__holder_name="Harriet Lind")

    page = words(clerk.get(reverse("notices:batch", args=[batch.pk])))

    assert "On Oct 7 1 letter is too late." in page and "Then 1 letter is to be counted." in page
    assert f"Letter {letter.pk}, Harriet Lind: had to be mailed by Oct 6" in page
    assert "Harbor Flats LLC: had to be" not in page


def test_follows_the_day_that_is_typed(clerk):
    batch = batch_of(short(), durable())
    url = reverse("notices:overtaken", args=[batch.pk])

    in_time = words(clerk.get(url, {"mailed_on": (TODAY + timedelta(days=1)).isoformat()}))
    too_late = words(clerk.get(url, {"mailed_on": LATER.isoformat()}))

    assert "too late" not in in_time and "1 letter is too late" in too_late
    assert "too late" not in words(clerk.get(url, {"mailed_on": "soon"}))


def test_a_confirmed_mailing_says_what_was_made_anew(clerk):
    batch = batch_of(short(), durable())

    page = words(confirm(clerk, batch))

    assert "1 letter mailed Oct 7" in page
    assert "1 letter was too late and is taken out; 1 made anew." in page
    assert Pull.objects.get().letter.facts["holder_name"] == "Harriet Lind"
    assert Letter.objects.filter(facts__holder_name="Harriet Lind").count() == 2


def test_a_count_with_the_late_ones_in_it_is_refused_and_they_are_named(clerk):
    batch = batch_of(short(), durable())

    answer = confirm(clerk, batch, count=2)

    assert answer.status_code == 422 and "1 letter is expected, 2 counted" in words(answer)
    assert "On Oct 7 1 letter is too late." in words(answer)
    assert not Mailing.objects.exists() and not Pull.objects.exists()


def test_where_all_are_too_late_they_are_made_anew_without_a_mailing(clerk):
    batch = batch_of(short("Anna"), short("Bertha"))
    page = words(clerk.get(reverse("notices:batch", args=[batch.pk])))

    url = reverse("notices:take_out_overtaken", args=[batch.pk])
    answer = words(clerk.post(url, {"mailed_on": LATER.isoformat()}, follow=True))

    assert "Nothing is left to mail." in page and f'action="{url}"' in page
    assert "2 letters were too late and are taken out; 2 made anew." in answer
    assert not Mailing.objects.exists() and Pull.objects.count() == 2


def test_a_letter_to_a_closed_account_is_not_named(clerk, specialist):
    batch = batch_of(short())
    own(Letter.objects.get().account, specialist)

    page = words(clerk.get(reverse("notices:batch", args=[batch.pk])))

    assert "an account that is closed to you" in page and "Harriet" not in page


def test_an_auditor_sees_it_and_takes_nothing_out(client):
    batch = batch_of(short())
    client.force_login(factories.person("auditor"))

    assert client.get(reverse("notices:overtaken", args=[batch.pk])).status_code == 200
    answer = client.post(reverse("notices:take_out_overtaken", args=[batch.pk]), {"mailed_on": LATER.isoformat()})
    assert answer.status_code == 403 and not Pull.objects.exists()
