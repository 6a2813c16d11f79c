"""Does a log keep what people wrote to itself?"""

import logging
import sys

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Customer
from core.logs import WithoutRows
from tests.factories import customer

pytestmark = pytest.mark.django_db


def test_a_refused_row_does_not_reach_the_log():
    kept = customer(first_name="Secretive", last_name="Sorensen")
    note = " ".join(["Very", "Private", "Note"])  # spelled apart: a traceback quotes this file
    try:
        with transaction.atomic():
            Customer.objects.create(number=kept.number, kind=None, last_name=note)
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed", None, sys.exc_info())

    assert note in logging.Formatter().format(record)
    told = WithoutRows().format(record)
    assert note not in told
    assert "IntegrityError" in told and "left out" in told
