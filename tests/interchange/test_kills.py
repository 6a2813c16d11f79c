"""A load that is killed leaves nothing of itself, and the next try loads it whole (rule 4)."""

import os
import signal
import subprocess
import sys

import pytest

from collections_app.interchange.actions import load_extract
from collections_app.local import where
from ledger.checks import verify
from tests.conftest import addresses_of_this_test
from tests.interchange.extracts import written
from tests.interchange.state import everything, wait_for_the_killed_load

# Stops at the nth sentence of its progress, says so, and waits to be killed.
CHILD = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "collections_app.settings"
import django
django.setup()
from collections_app.interchange.actions import load_extract

path, stop_at, told = sys.argv[1], int(sys.argv[2]), 0

def tell(percent, sentence):
    global told
    told += 1
    if told == stop_at:
        print(sentence, flush=True)
        sys.stdin.read()

load_extract(path, actor=None, tell=tell)
print("done", flush=True)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sentence", [2, 4, 6, 8])
def test_a_load_killed_half_way_leaves_nothing_and_loads_whole_at_the_next_try(tmp_path, sentence):
    folder, before = written(tmp_path / "one"), everything()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(sentence)],
        cwd=where.CHECKOUT,
        env={**os.environ, **addresses_of_this_test()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout.readline().strip() not in ("", "done")
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    wait_for_the_killed_load()

    assert everything() == before
    assert load_extract(folder, actor=None).is_clean
    assert not list(verify())
