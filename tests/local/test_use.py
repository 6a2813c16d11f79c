"""PostgreSQL and Redis run as long as somebody uses them, and no longer."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from collections_app.local import passage, where
from collections_app.local.folders import CannotStart, runner_for


def test_two_data_folders_live_side_by_side_and_one_has_a_space_in_its_name(elsewhere, at_rest):
    mine, yours = elsewhere("mine"), elsewhere("your own folder")

    with mine.user():
        with yours.user():
            mine.ask("CREATE TABLE of_mine ()")
            assert yours.ask("SELECT to_regclass('of_mine')") is None
        assert at_rest(yours)
        assert mine.ask("SELECT to_regclass('of_mine')") == "of_mine"
    assert at_rest(mine)


def test_the_first_to_leave_does_not_take_the_engines_from_the_second(elsewhere, at_rest):
    folder = elsewhere()

    with folder.user():
        with folder.user():
            pass
        assert folder.ask("SELECT 1") == 1
    assert at_rest(folder)


def test_who_leaves_last_has_waited_for_the_engines_to_end(elsewhere):
    folder = elsewhere()

    with folder.user():
        keeper = folder.keeper()

    assert not keeper.is_running()


def test_a_killed_user_leaves_nothing_running(elsewhere, at_rest):
    folder = elsewhere()

    with folder.user() as user:
        user.kill()
        user.wait()

        assert at_rest(folder)


def test_after_a_killed_keeper_the_next_user_finds_the_data_again(elsewhere, at_rest):
    folder = elsewhere()

    with folder.user():
        folder.ask("CREATE TABLE kept ()")
        folder.keeper().kill()
        with folder.user():
            assert folder.ask("SELECT to_regclass('kept')") == "kept"
    assert at_rest(folder)


def test_a_killed_postgres_ends_the_keeper_and_the_next_user_finds_the_data_again(elsewhere, at_rest):
    folder = elsewhere()

    with folder.user():
        folder.ask("CREATE TABLE kept ()")
        [postgres] = [child for child in folder.keeper().children() if child.name() == "postgres"]
        postgres.kill()
        assert at_rest(folder)
        with folder.user():
            assert folder.ask("SELECT to_regclass('kept')") == "kept"


def test_a_number_left_by_a_killed_postgres_may_belong_to_somebody_else(elsewhere, at_rest):
    folder = elsewhere()
    with folder.user():
        pass
    (folder.data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    with folder.user():
        assert folder.ask("SELECT 1") == 1


def test_an_initdb_that_was_killed_half_way_does_not_count(elsewhere):
    folder = elsewhere()
    folder.data.mkdir()
    (folder.data / "postgres.new").mkdir()
    (folder.data / "postgres.new" / "PG_VERSION").write_text("18\n")

    with folder.user():
        assert folder.ask("SELECT 1") == 1


def test_a_command_gets_tables_keeps_its_exit_status_and_leaves_nothing_running(elsewhere, at_rest):
    folder = elsewhere()
    count = "from core.staff.models import Person; print(Person.objects.count()); raise SystemExit(7)"

    done = folder.manage("shell", "-c", count)

    assert (done.returncode, done.stdout.splitlines()[-1]) == (7, "0"), done.stderr
    assert at_rest(folder)


@pytest.mark.parametrize(
    "words", [["help"], ["check"], ["migrate", "--help"], ["makemigrations", "--check", "--dry-run"]]
)
def test_what_needs_no_database_starts_none(elsewhere, words):
    folder = elsewhere()

    done = folder.manage(*words)

    assert (done.returncode, done.stderr.strip()) == (0, ""), done.stdout
    assert not folder.data.exists()


def test_nothing_starts_where_the_environment_names_both_servers(elsewhere):
    folder = elsewhere()
    named = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}

    done = subprocess.run(
        folder.command("showmigrations"),
        env={**folder.environment, **named, "SECRET_KEY": "only-of-this-test"},
        capture_output=True,
        text=True,
    )

    assert "127.0.0.1" in done.stderr and done.returncode == 1
    assert not (folder.data / "postgres").exists()


def test_the_modes_of_folders_above_data_stay_as_they_are(elsewhere):
    folder = elsewhere("deep/down/data")
    above = folder.data.parent
    above.mkdir(parents=True)
    above.chmod(0o711)

    with folder.user():
        assert folder.ask("SELECT 1") == 1

    assert stat.S_IMODE(above.stat().st_mode) == 0o711


def rights_of(process):
    [line] = [
        line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("CapPrm")
    ]
    return int(line.split()[1], 16)


def test_works_under_a_home_that_is_closed_to_others(elsewhere, at_rest):
    folder = elsewhere("home/data")
    home = folder.data.parent
    home.mkdir(mode=0o700)

    with folder.user():
        assert folder.ask("SELECT 1") == 1
        if os.geteuid() == 0:
            for engine in folder.keeper().children(recursive=True):
                assert rights_of(engine) == 1 << passage.right_to_pass(), engine.name()
    assert at_rest(folder)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_killed_keeper_takes_its_engines_along_under_a_closed_home_too(elsewhere, at_rest):
    folder = elsewhere("home/data")
    folder.data.parent.mkdir(mode=0o700)

    with folder.user():
        folder.keeper().kill()
        assert at_rest(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_a_closed_folder_that_nobody_may_pass_is_named_with_the_cure(tmp_path, monkeypatch):
    monkeypatch.setattr(passage, "right_to_pass", lambda: None)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    tmp_path.chmod(0o755)

    with pytest.raises(CannotStart, match=r"runs as the user nobody, who may not pass through .*chmod o\+x"):
        runner_for(closed / "postgres")


def test_the_folder_of_the_sockets_is_closed_to_others(elsewhere):
    folder = elsewhere()

    with folder.user():
        assert stat.S_IMODE((folder.data / "sock").stat().st_mode) == 0o700


def test_ctrl_c_at_a_command_ends_it_and_the_engines(elsewhere, at_rest):
    folder = elsewhere()

    with folder.user() as user:
        user.send_signal(signal.SIGINT)
        user.wait(60)

        assert at_rest(folder)


def reset(folder):
    return subprocess.run(
        [sys.executable, "-m", "collections_app.local.reset"],
        cwd=where.CHECKOUT,
        env=folder.environment,
        capture_output=True,
        text=True,
    )


def test_a_reset_throws_away_what_is_ours_and_nothing_beside_it(elsewhere):
    folder = elsewhere()
    with folder.user():
        folder.ask("CREATE TABLE gone ()")
    (folder.data / "extracts" / "waiting.tar.gz").touch()
    (folder.data / "letter-of-a-friend.txt").touch()

    done = reset(folder)

    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.data.iterdir()} == {"locks", "letter-of-a-friend.txt"}
    with folder.user():
        assert folder.ask("SELECT to_regclass('gone')") is None


def test_a_reset_is_refused_while_somebody_uses_the_data(elsewhere):
    folder = elsewhere()

    with folder.user():
        done = reset(folder)

        assert (done.returncode, "is in use" in done.stderr) == (1, True)
        assert folder.ask("SELECT 1") == 1
