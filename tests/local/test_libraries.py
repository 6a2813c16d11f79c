"""Which system packages does the set-up install or name?"""

import subprocess

import pytest

from collections_app.local import libraries, where


def test_a_machine_with_everything_lacks_nothing():
    assert libraries.missing_packages() == []


def test_each_missing_library_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(libraries, "can_load", lambda library: "harfbuzz" not in library)
    monkeypatch.setattr(libraries.shutil, "which", lambda program: None)

    assert {"libharfbuzz-subset0", "chromium"} <= set(libraries.missing_packages())
    assert "libpango-1.0-0" not in libraries.missing_packages()


def test_a_library_that_is_not_there_cannot_be_loaded():
    assert not libraries.can_load("libnobody-has-this.so.0")


def test_a_second_setup_does_nothing_and_says_nothing():
    done = subprocess.run(
        ["sh", where.CHECKOUT / "collections_app" / "local" / "setup.sh"], capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["setup", "run", "test", "check", "bench", "prove", "reset"])
def test_make_knows_the_commands_that_everybody_counts_on(name):
    done = subprocess.run(["make", "-n", name], cwd=where.CHECKOUT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
