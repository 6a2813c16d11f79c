"""What whoever mailed a batch swears to."""

import uuid

import pytest
from django.urls import reverse
from pdfua import validate

from core.errors import RuleViolation
from notices import papers_of_mailing, queries
from notices.actions import confirm_mailed, issue_letters, print_waiting, pull_letter
from notices.models import Letter
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.reading import text_of


@pytest.fixture
def batch(kind):
    accounts = [
        factories.account(
            number=f"9004{n:04}",
            customer=factories.customer(first_name=name, last_name="Lind", mailing_line1=f"{n} Oak St"),
        ).pk
        for n, name in enumerate(("Anna", "Bertha", "Łucja"), start=1)
    ]
    issue_letters(KIND, accounts, cause=str(uuid.uuid4()), actor=None, today=TODAY)
    [number] = print_waiting(actor=None, today=TODAY).batches
    return queries.batches().get(pk=number)


def mailed(batch, actor, count):
    confirm_mailed(batch.pk, mailed_on=TODAY, mail_class="first_class", count=count, actor=actor, today=TODAY)
    return queries.batches().get(pk=batch.pk)


def test_lists_every_piece_that_left_and_none_that_was_taken_out(batch, specialist):
    bertha = Letter.objects.get(facts__holder_name="Bertha Lind")
    pull_letter(bertha.pk, reason="paid", actor=specialist, today=TODAY)

    said = text_of(papers_of_mailing.affidavit(mailed(batch, specialist, 2)).content)

    for letter in Letter.objects.exclude(pk=bertha.pk):
        assert str(letter.pk) in said and ", ".join(letter.address[1:]) in said
    assert "Anna Lind" in said and "Ł ucja Lind" in said  # the Ł is of another font file
    assert "Bertha" not in said and "9004 0002" not in said
    assert "2 pieces" in said and "Monday, October 5, 2026" in said and "first class" in said
    assert "Marit Oyelaran" in said and "penalty of perjury" in said
    assert batch.document.sha256 in said.replace(" ", "")


def test_the_same_mailing_is_the_same_bytes(batch, specialist):
    found = mailed(batch, specialist, 3)

    assert papers_of_mailing.affidavit(found).content == papers_of_mailing.affidavit(found).content


def test_nothing_is_sworn_to_before_the_mailing_is_confirmed(client, batch, specialist):
    client.force_login(specialist)

    with pytest.raises(RuleViolation, match="nothing to swear to yet"):
        papers_of_mailing.affidavit(batch)
    page = client.get(reverse("notices:affidavit", args=[batch.pk]), follow=True).content.decode()
    assert "nothing to swear to yet" in page


def test_opens_from_the_batch_once_it_is_mailed(client, batch, specialist):
    client.force_login(specialist)
    url, where = reverse("notices:affidavit", args=[batch.pk]), reverse("notices:batch", args=[batch.pk])

    before = client.get(where).content.decode()
    mailed(batch, specialist, 3)

    assert url not in before and url in client.get(where).content.decode()
    assert client.get(url).content.startswith(b"%PDF")


def test_is_a_paper_that_a_reader_can_follow(batch, specialist, tmp_path):
    file = tmp_path / "affidavit.pdf"
    file.write_bytes(papers_of_mailing.affidavit(mailed(batch, specialist, 3)).content)

    assert [finding for finding in validate(str(file)).findings if finding.severity.name == "ERROR"] == []
