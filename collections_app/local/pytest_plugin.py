"""Tests run against the real PostgreSQL and Redis, which start with the first of them and stop with the last."""

import sys
from contextlib import ExitStack

import pytest

from collections_app.local import use, where
from collections_app.local.folders import CannotStart, prepare_data_folder
from collections_app.local.locks import TEST_RUN, Lock


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Every process of the run is a user of the engines; only the first of them starts them."""
    if session.config.option.collectonly:
        return
    leave = ExitStack()
    session.config.add_cleanup(leave.close)
    try:
        prepare_data_folder()
        if not hasattr(session.config, "workerinput"):
            leave.callback(_wait_for_other_runs().release)
        leave.enter_context(use.engines())
    except CannotStart as refusal:
        pytest.exit(str(refusal), returncode=pytest.ExitCode.INTERNAL_ERROR)


def _wait_for_other_runs() -> Lock:
    """Two runs over one folder would empty each other's test database."""
    lock = Lock(TEST_RUN)
    if not lock.try_exclusive():
        print(f"Another test run uses {where.data_folder()}; waiting for it to end.", file=sys.stderr)
        lock.exclusive()
    return lock
