"""Letters that left the house, without printing them: what comes afterwards does not ask what their pages look like."""

import uuid

from accounts.documents.actions import keep_document
from core.utility import moment
from notices.actions import confirm_mailed, issue_letters
from notices.models import Batch, BatchLine, Letter, Waiting
from tests import factories
from tests.notices.conftest import KIND

TODAY = factories.TODAY


def issued(*accounts, kind=KIND, today=TODAY):
    """A letter to each account, newly issued."""
    said = issue_letters(kind, [account.pk for account in accounts], cause=str(uuid.uuid4()), actor=None, today=today)
    return [Letter.objects.get(pk=said.letters[account.pk]) for account in accounts]


def printed(*letters, today=TODAY):
    """One batch of these letters, as the printer leaves it."""
    document = keep_document(
        uuid.uuid4().bytes, name="batch.pdf", kind="batch", media_type="application/pdf", actor=None, today=today
    )
    batch = Batch.objects.create(
        kind=letters[0].kind,
        printed_on=today,
        document=document,
        letter_count=len(letters),
        sheet_count=len(letters),
        recorded_at=moment(today),
    )
    Waiting.objects.filter(letter__in=letters).delete()
    BatchLine.objects.bulk_create(
        [BatchLine(batch=batch, letter=letter, place=place) for place, letter in enumerate(letters, 1)]
    )
    return batch


def mailed(*accounts, today=TODAY, kind=KIND):
    """A letter to each account, mailed on the day."""
    letters = issued(*accounts, today=today, kind=kind)
    batch = printed(*letters, today=today)
    confirm_mailed(batch.pk, mailed_on=today, mail_class="first_class", count=len(letters), actor=None, today=today)
    return letters
