"""Which system packages does the set-up install or name?"""

import os
import subprocess

import pytest

from collections_app.local import libraries, where


def test_a_machine_with_everything_lacks_nothing():
    assert libraries.missing_packages() == []


def test_each_missing_library_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(libraries, "can_load", lambda library: "harfbuzz" not in library)
    monkeypatch.setattr(libraries.shutil, "which", lambda program: None)

    assert {"libharfbuzz-subset0", "chromium-headless-shell"} <= set(libraries.missing_packages())
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


def program(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


def test_who_may_not_install_is_told_the_command_and_can_work_on(tmp_path):
    """A checkout whose packages are there already, on a machine that lacks two libraries."""
    setup = tmp_path / "collections_app" / "local" / "setup.sh"
    program(tmp_path / ".venv" / "bin" / "python", "echo libpango-1.0-0 chromium")
    program(tmp_path / "programs" / "id", "echo 1000")
    setup.parent.mkdir(parents=True)
    setup.write_bytes((where.CHECKOUT / "collections_app" / "local" / "setup.sh").read_bytes())
    for copy in (
        *("requirements.lock", ".venv/requirements.lock"),
        *("package-lock.json", "collections_app/local/vendor.py", "node_modules/.installed"),
        "static/vendor/htmx.min.js",
    ):
        (tmp_path / copy).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / copy).touch()

    done = subprocess.run(
        ["sh", setup],
        env={**os.environ, "PATH": f"{tmp_path / 'programs'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"Please install what is missing:  sudo apt-get install -y --no-install-recommends {package}"
        for package in ("libpango-1.0-0", "chromium")
    ]
    assert not (tmp_path / ".venv" / "system-libraries-found").exists(), "it says so again the next time"
