"""What does `make run` put into the database before the first person logs in?"""

import pytest

from collections_app.local import postgres, scene, where
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch):
    """The commands that were called, in order; none of them does anything."""
    names = []
    monkeypatch.setattr(scene, "call_command", lambda name, **options: names.append(name))
    monkeypatch.setattr(scene.django, "setup", lambda: None)
    return names


@pytest.fixture(autouse=True)
def locks(tmp_path, monkeypatch):
    monkeypatch.setattr(where, "lock_folder", lambda: tmp_path)


@pytest.mark.parametrize(("demo", "loads"), [("", True), ("yes", True), ("no", False), ("NO", False)])
def test_an_empty_database_gets_the_demo_unless_it_is_not_wanted(called, monkeypatch, demo, loads):
    monkeypatch.setenv("DEMO", demo)

    scene.main()

    assert called == ["migrate", "make_logins", *(["load_demo"] if loads else [])]


def test_a_database_with_accounts_gets_no_demo(called):
    factories.account()

    scene.main()

    assert called == ["migrate", "make_logins"]


def test_a_demo_that_was_stopped_half_way_is_forgotten_and_loaded_anew(called, monkeypatch):
    forgotten = []
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "forget_database", lambda: forgotten.append(True))
    scene.mark_of_half_a_demo().touch()

    scene.main()

    assert forgotten and "load_demo" in called
    assert not scene.mark_of_half_a_demo().exists()


def test_a_demo_that_was_stopped_in_a_database_of_your_own_is_yours_to_forget(called, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://you@db.example/yours")
    scene.mark_of_half_a_demo().touch()

    with pytest.raises(SystemExit, match="Empty the database"):
        scene.main()

    assert called == []
