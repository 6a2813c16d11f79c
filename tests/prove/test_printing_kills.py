"""SIGKILL of a printing of 2,000 letters at ten random points: no letter is lost, and none is in the piles twice."""

import os
import random
import subprocess
import sys
import time

import pytest

from accounts.documents import files
from collections_app.local import where
from notices.actions import issue_letters
from notices.models import BatchLine, HeldRun, Letter, Rendering, Waiting
from tests import factories
from tests.conftest import addresses_of_this_test
from tests.notices.conftest import KIND, TODAY, kind, office  # noqa: F401 (fixtures)
from tests.notices.kills import in_piles, spoken

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
LETTERS, HELD, KILLS, SEED = 2000, 10, 10, 2026


@pytest.fixture
def data(settings, tmp_path):
    """The child's DATA; a process that pytest started keeps its papers in DATA/test."""
    settings.FILES_ROOT = tmp_path / "test" / "files"
    settings.FILES_ROOT.mkdir(parents=True)
    return tmp_path


def test_killed_ten_times_prints_every_letter_once_and_none_that_is_held(kind, data):  # noqa: F811
    accounts = [factories.account().pk for _ in range(LETTERS)]
    issue_letters(KIND, accounts, cause="run 1", actor=None, today=TODAY)
    letters = list(Letter.objects.order_by("pk"))
    held_back()
    dice = random.Random(SEED)

    # Two of the ten at the end, where batches are bound.
    points = sorted([*(dice.randrange(LETTERS) for _ in range(KILLS - 2)), LETTERS, LETTERS])
    killed = 0
    for made in points:
        process = start_printing(data)
        try:
            # Until the pages of so many letters are made, and then for a moment nobody can foresee.
            while process.poll() is None and Rendering.objects.count() < made:
                time.sleep(0.02)
            time.sleep(dice.random())
        finally:
            process.kill()
            killed += process.wait() != 0
    finish = start_printing(data)

    assert finish.wait(timeout=1200) == 0 and killed >= KILLS - 2
    lines = BatchLine.objects.values_list("letter", flat=True)
    assert sorted(lines) == [letter.pk for letter in letters]
    assert not Waiting.objects.filter(held=None).exists() and Waiting.objects.count() == HELD
    piles = in_piles()
    assert {spoken(letter): piles[spoken(letter)] for letter in letters} == {spoken(letter): 1 for letter in letters}
    assert sum(piles.values()) == LETTERS
    for rendering in Rendering.objects.filter(letter__in=letters).select_related("document"):
        assert files.read(rendering.document.sha256).startswith(b"%PDF")


def held_back():
    """Letters that a night is still writing: no printing takes them."""
    accounts = [factories.account().pk for _ in range(HELD)]
    issue_letters(KIND, accounts, cause="run 2", actor=None, today=TODAY, night="night")
    assert HeldRun.objects.get().letter_count == HELD


def start_printing(data):
    """`render_notices --pending` in a process of its own, on this test's database and papers."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "render_notices", "--pending", "--processes", "1"],
        cwd=where.CHECKOUT,
        env={**os.environ, "DATA": str(data), **addresses_of_this_test()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
