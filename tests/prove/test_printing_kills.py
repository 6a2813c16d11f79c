"""SIGKILL of a printing at ten random points: no letter is lost and none is printed twice."""

import os
import random
import subprocess
import sys
import time

import pytest

from accounts.documents import files
from collections_app.local import where
from notices.actions import issue_letters
from notices.models import BatchLine, Letter, Rendering, Waiting
from tests import factories
from tests.conftest import addresses_of_this_test
from tests.notices.conftest import KIND, TODAY, kind, office  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
LETTERS, KILLS, SEED = 120, 10, 2026


@pytest.fixture
def data(settings, tmp_path):
    """The child's DATA; a process that pytest started keeps its papers in DATA/test."""
    settings.FILES_ROOT = tmp_path / "test" / "files"
    settings.FILES_ROOT.mkdir(parents=True)
    return tmp_path


def test_killed_ten_times_prints_every_letter_once(kind, data):  # noqa: F811
    accounts = [factories.account().pk for _ in range(LETTERS)]
    issue_letters(KIND, accounts, cause="run 1", actor=None, today=TODAY)
    dice = random.Random(SEED)

    for made in sorted(dice.randrange(LETTERS + 1) for _ in range(KILLS)):
        process = start_printing(data)
        try:
            # Until so many pages are made, and then for a moment nobody can foresee.
            while process.poll() is None and Rendering.objects.count() < made:
                time.sleep(0.02)
            time.sleep(dice.random())
        finally:
            process.kill()
            process.wait()
    finish = start_printing(data)

    assert finish.wait(timeout=300) == 0
    assert sorted(BatchLine.objects.values_list("letter", flat=True)) == sorted(
        Letter.objects.values_list("pk", flat=True)
    )
    assert Rendering.objects.count() == LETTERS and not Waiting.objects.exists()
    for line in BatchLine.objects.select_related("letter__rendering__document"):
        assert files.read(line.letter.rendering.document.sha256).startswith(b"%PDF")


def start_printing(data):
    """`render_notices --pending` in a process of its own, on this test's database and papers."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "render_notices", "--pending", "--processes", "1"],
        cwd=where.CHECKOUT,
        env={**os.environ, "DATA": str(data), **addresses_of_this_test()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
