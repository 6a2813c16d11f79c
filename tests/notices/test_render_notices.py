import io
import re

import pytest
from django.core.management import CommandError, call_command

from notices.actions import issue_letters
from notices.models import Batch, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    call_command("render_notices", *words, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue()


@pytest.fixture
def two_wait(kind):
    accounts = [factories.account().pk for _ in range(2)]
    issue_letters(KIND, accounts, cause="run 1", actor=None, today=TODAY)


def test_prints_what_waits_and_says_how_fast(two_wait):
    lines, _err = run("--pending")

    assert lines[0] == f"batch {Batch.objects.get().pk}"
    assert re.fullmatch(r"letters=2 seconds=\d+\.\d\d per_second=\d+\.\d", lines[-1])


def test_nothing_that_waits_is_no_trouble(kind):
    assert run("--pending")[0][-1].startswith("letters=0 ")


def test_makes_only_pages_beside_another_printer(two_wait):
    run("--pending", "--only-pages")

    assert not Batch.objects.exists()
    assert set(Waiting.objects.values_list("is_ready", flat=True)) == {True}


def test_exits_1_when_a_letter_stands_aside(two_wait):
    Waiting.objects.filter(pk=Waiting.objects.first().pk).update(trouble="no font")

    with pytest.raises(SystemExit) as end:
        run("--pending")

    assert end.value.code == 1 and Batch.objects.get().letter_count == 1


@pytest.mark.parametrize("words", [(), ("--pending", "--processes", "0")])
def test_refuses_what_it_does_not_understand(words):
    with pytest.raises(CommandError) as refusal:
        run(*words)

    assert refusal.value.returncode == 2
