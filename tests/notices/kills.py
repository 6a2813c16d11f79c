"""A printing in a process of its own that kills itself, SIGKILL, before its n-th statement; what lies in the piles."""

import os
import re
import sys
import traceback
from collections import Counter

import pypdfium2
from django.db import connection

from accounts.documents import files
from core.rulebook.models import RuleChange
from core.utility import moment
from notices.actions import print_waiting
from notices.models import Batch, Letter
from tests import factories
from tests.night.kills import KILLED, _connected, _counting
from tests.notices.conftest import TODAY

__all__ = ["KILLED", "TODAY", "in_piles", "letters_a_batch", "print_here", "print_in_a_child", "spoken"]

ACCOUNT = re.compile(r"\b9\d{3} \d{4}\b")


def letters_a_batch(count: int) -> None:
    """Small batches, so that a printing has many points at which it may die."""
    RuleChange.objects.create(
        rules="PrintRules", field="letters_in_a_batch", value=count, in_force_from=TODAY, citation="test",
        proposed_at=moment(TODAY), proposed_by=factories.person(), approved_by=factories.person(),
        approved_at=moment(TODAY),
    )  # fmt: skip


def print_here() -> int:
    """Print what waits, whole, and count the statements; fonts are read on the way, so that no child has to."""
    with _counting() as seen:
        print_waiting(actor=None, today=TODAY)
    return seen[0]


def print_in_a_child(*, kill_before: int | None = None) -> int:
    """Print in a forked process that kills itself before its n-th statement; answers its exit status."""
    # A connection belongs to one process: the child must not find ours.
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            _connected()
            with _counting(kill_before):
                print_waiting(actor=None, today=TODAY)
            os._exit(0)
        except BaseException:
            traceback.print_exc(file=sys.stderr)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_piles(batches=None) -> Counter[str]:
    """How often each account's letter of one page lies in the printed files, read from the pages themselves."""
    found: Counter[str] = Counter()
    for batch in batches if batches is not None else Batch.objects.select_related("document"):
        paper = pypdfium2.PdfDocument(files.read(batch.document.sha256))
        for page in paper:
            text = page.get_textpage()
            found.update(set(ACCOUNT.findall(text.get_text_range())))
            text.close()
            page.close()
        paper.close()
    return found


def spoken(letter: Letter) -> str:
    """An account's number as a letter says it."""
    number = letter.facts["account_number"]
    return f"{number[:4]} {number[4:]}"
