"""Tests run against the real PostgreSQL and Redis, which start with the first of them and stop with the last."""

import sys

import pytest

from collections_app.local import use, where
from collections_app.local.folders import CannotStart, prepare_data_folder
from collections_app.local.locks import TEST_RUN, Lock


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Every process of the run is a user of the engines; only the first of them starts them."""
    if session.config.option.collectonly:
        return
    try:
        prepare_data_folder()
        if not hasattr(session.config, "workerinput"):
            _wait_for_other_runs(session.config)
        engines = use.engines()
        engines.__enter__()
    except CannotStart as refusal:
        pytest.exit(str(refusal), returncode=pytest.ExitCode.INTERNAL_ERROR)
    session.config.add_cleanup(lambda: engines.__exit__(None, None, None))


def _wait_for_other_runs(config: pytest.Config) -> None:
    """Two runs over one folder would empty each other's test database."""
    lock = Lock(TEST_RUN)
    if not lock.try_exclusive():
        print(f"Another test run uses {where.data_folder()}; waiting for it to end.", file=sys.stderr)
        lock.exclusive()
    config.add_cleanup(lock.release)
