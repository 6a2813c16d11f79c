import io
import stat

from django.core.management import call_command

from core.staff.actions import change_own_password
from core.staff.cast import CAST, make_logins
from core.staff.models import Person
from core.staff.roles import Role
from tests.factories import TODAY


def test_there_is_one_login_per_role_and_it_works(client, tmp_path):
    made = make_logins(tmp_path / "logins")

    assert [part.role for part, _password in made] == list(Role)
    for part, password in made:
        assert Person.objects.get(username=part.username).check_password(password)


def test_a_second_start_prints_the_same_and_leaves_people_alone(tmp_path):
    first = make_logins(tmp_path / "logins")

    assert make_logins(tmp_path / "logins") == first
    assert Person.objects.filter(is_active=True).count() == len(Role)


def test_a_password_changed_in_the_product_stays_and_is_not_printed(tmp_path):
    first = dict(make_logins(tmp_path / "logins"))
    samuel = Person.objects.get(username="specialist")
    mine = next(password for part, password in first.items() if part.username == "specialist")
    change_own_password(samuel, old=mine, new="a-password-of-my-own", today=TODAY)

    again = {part.username: password for part, password in make_logins(tmp_path / "logins")}

    assert again["specialist"] == "" and all(again[name] for name in again if name != "specialist")
    samuel.refresh_from_db()
    assert samuel.check_password("a-password-of-my-own")


def test_where_the_file_is_lost_no_password_is_made_up(tmp_path):
    make_logins(tmp_path / "logins")
    (tmp_path / "logins").unlink()

    assert {password for _part, password in make_logins(tmp_path / "logins")} == {""}


def test_only_the_owner_reads_the_passwords(tmp_path):
    make_logins(tmp_path / "logins")

    assert stat.S_IMODE((tmp_path / "logins").stat().st_mode) == 0o600


def test_the_demo_has_the_whole_cast(tmp_path):
    make_logins(tmp_path / "logins")
    make_logins(tmp_path / "logins", demo=True)

    assert Person.objects.filter(is_active=True).count() == len(CAST)
    assert Person.objects.filter(roles=["specialist"]).count() == 3


def test_the_command_prints_role_user_and_password(settings, tmp_path):
    settings.DATA = tmp_path
    out = io.StringIO()

    call_command("make_logins", stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == len(Role)
    assert lines[0].split()[:2] == ["specialist", "specialist"]
    assert "field crew" in out.getvalue()


def test_the_trainee_has_a_mentor(tmp_path):
    make_logins(tmp_path / "logins")

    assert Person.objects.get(username="trainee").mentor.username == "specialist"
