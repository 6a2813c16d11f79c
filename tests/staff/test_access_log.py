from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core import history
from core.history.models import AccessLine
from tests import factories

LOG = reverse("staff:access_log")


@pytest.fixture
def as_auditor(client, office):
    client.force_login(factories.person("auditor"))
    return client


def looked(person, account, day=date(2026, 9, 28)):
    at = timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=9)))
    return AccessLine.objects.create(at=at, person=person, account_number=account, what="account file")


def says(response):
    return " ".join(response.content.decode().split())


def test_a_look_is_a_line_with_who_what_and_when(as_auditor, samuel):
    history.looked("90041187", by=samuel, what="account file")

    page = says(as_auditor.get(LOG))

    assert "Samuel Acheva" in page and "9004 1187" in page and "account file" in page and "Mon Oct 5, 2026" in page


def test_is_narrowed_to_an_account_a_person_and_a_day(as_auditor, samuel):
    maria = factories.person("specialist", full_name="Maria Olson")
    looked(samuel, "90041187")
    looked(maria, "90049999")
    looked(maria, "90041187", date(2026, 10, 1))

    def accounts(**asked):
        return [line.account_number for line in as_auditor.get(LOG, asked).context["page"].rows]

    assert accounts(account="9004 1187") == ["90041187", "90041187"]
    assert accounts(person=maria.pk) == ["90041187", "90049999"]
    assert accounts(person=maria.pk, since="2026-09-30") == ["90041187"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Nobody has looked at any account yet."),
        ({"account": "90049999"}, "Nobody has looked at this account yet."),
        ({"account": "90041187", "since": "2026-10-01"}, "Nobody has looked at this account since Sep 28."),
        ({"account": "90049999", "since": "2026-10-01"}, "Nobody has looked at this account since Oct 1."),
    ],
)
def test_an_empty_log_says_since_when(as_auditor, samuel, asked, sentence):
    if asked:
        looked(samuel, "90041187")

    assert sentence in says(as_auditor.get(LOG, asked))


def test_pages_by_key_in_a_constant_number_of_queries(as_auditor, samuel, django_assert_max_num_queries):
    for n in range(30):
        looked(samuel, f"9004{n:04}")

    with django_assert_max_num_queries(9):
        first = as_auditor.get(LOG)
    second = as_auditor.get(LOG + first.context["page"].next)

    assert [len(response.context["page"].rows) for response in (first, second)] == [25, 5]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_on_the_screen_leaves_as_a_file(as_auditor, samuel, kind):
    looked(samuel, "90041187")

    response = as_auditor.get(LOG, {"as": kind})

    assert response["Content-Disposition"] == f'attachment; filename="who-looked.{kind}"'
    if kind == "csv":
        assert "2026-09-28 09:00,Samuel Acheva,samuel,90041187,account file" in response.getvalue().decode()


def test_a_filter_that_nobody_understands_says_so(as_auditor):
    assert "Enter a valid date." in says(as_auditor.get(LOG, {"since": "someday"}))
