from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.staff import lockout
from core.staff.models import FailedLogIn

RIGHT = "a-long-pass-phrase"
LOG_IN = reverse("staff:log_in")


def tries(client, username="samuel", password="wrong", **extra):
    return client.post(LOG_IN, {"username": username, "password": password}, **extra)


def says(response):
    return " ".join(response.content.decode().split())


def test_the_page_says_whose_it_is_and_that_looking_is_written_down(client, office):
    office.is_demo = True
    office.save()

    page = says(client.get(LOG_IN))

    assert "Test Utilities" in page and ">demo<" in page
    assert "private" in page and "written down" in page


def test_lets_in_with_the_right_password(client, samuel):
    response = tries(client, password=RIGHT)

    assert response.status_code == 302 and response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(samuel.pk)


def test_goes_on_to_the_page_one_came_for_but_never_to_a_strange_place(client, samuel):
    wanted = client.get(reverse("staff:me"))["Location"]
    assert (
        client.post(wanted, {"username": "samuel", "password": RIGHT, "next": "/people/me/"})["Location"]
        == "/people/me/"
    )

    for strange in ("https://example.org/", "//example.org/", reverse("staff:log_out"), "me", "staff:nowhere", "\0"):
        response = Client().post(LOG_IN, {"username": "samuel", "password": RIGHT, "next": strange})
        assert response["Location"] == "/", strange


def test_an_unknown_name_and_a_wrong_password_read_the_same(client, samuel):
    known, unknown = says(tries(client)), says(tries(client, username="nobody"))

    sentence = "User and password do not belong together."
    assert sentence in known and sentence in unknown


def test_somebody_who_left_reads_the_same(client, samuel):
    samuel.is_active = False
    samuel.save()

    assert "do not belong together" in says(tries(client, password=RIGHT))


def test_after_five_tries_even_the_right_password_waits(client, samuel):
    for _ in range(5):
        tries(client)

    page = says(tries(client, password=RIGHT))

    until = timezone.localtime(lockout.closed_until("samuel", ""))
    assert "Too many attempts. Try again at" in page and "or ask an administrator." in page
    assert f"{(until + timedelta(minutes=1)).minute:02}" in page
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_is_locked_alike(client, samuel):
    for _ in range(5):
        tries(client, username="nobody")

    assert "Too many attempts" in says(tries(client, username="nobody"))


def test_the_wait_ends_by_itself(client, samuel):
    for _ in range(5):
        tries(client)
    FailedLogIn.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))

    assert tries(client, password=RIGHT).status_code == 302


def test_waiting_does_not_make_the_wait_longer(client, samuel):
    for _ in range(9):
        tries(client)

    assert FailedLogIn.objects.count() == 5


def test_capital_letters_and_blanks_do_not_give_new_tries(client, samuel):
    for name in ("samuel", "Samuel", "SAMUEL", " samuel", "samuel "):
        tries(client, username=name)

    assert "Too many attempts" in says(tries(client, password=RIGHT))


def test_a_right_password_forgets_the_wrong_ones(client, samuel):
    for _ in range(4):
        tries(client)
    tries(client, password=RIGHT)

    assert not FailedLogIn.objects.exists()


def test_one_address_may_not_try_many_names(client, samuel):
    for n in range(50):
        lockout.note_failure(f"name-{n}", "192.0.2.7")

    assert "Too many attempts" in says(tries(client, password=RIGHT, REMOTE_ADDR="192.0.2.7"))
    assert tries(Client(), password=RIGHT, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_behind_a_proxy_the_address_is_what_the_proxy_wrote(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.7"}, REMOTE_ADDR="127.0.0.1")

    assert lockout.address_of(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert lockout.address_of(request) == "192.0.2.7"


def test_what_was_typed_is_not_kept(client, samuel):
    tries(client, username="my-secret-password", password="samuel")

    kept = FailedLogIn.objects.get()
    assert "secret" not in kept.name and "127.0.0.1" not in kept.address


def test_logging_out_takes_a_post(client, samuel):
    client.force_login(samuel)
    assert client.get(reverse("staff:log_out")).status_code == 405
    assert "_auth_user_id" in client.session

    client.post(reverse("staff:log_out"))

    assert "_auth_user_id" not in client.session


def test_a_first_password_leads_to_choosing_ones_own(client, samuel):
    samuel.must_change_password = True
    samuel.save()
    tries(client, password=RIGHT)

    assert client.get(reverse("holds:list"))["Location"] == reverse("staff:password")

    chosen = {"old": RIGHT, "new": "harbor-lantern-birch", "again": "harbor-lantern-birch"}
    assert client.post(reverse("staff:password"), chosen)["Location"] == "/"
    assert client.get(reverse("holds:list")).status_code == 200


@pytest.mark.parametrize(
    ("case", "typed", "says_why"),
    [
        ("wrong present one", {"old": "wrong"}, "The present password is not right."),
        ("too short", {"new": "short-1", "again": "short-1"}, "at least 10 characters"),
        ("too common", {"new": "password123", "again": "password123"}, "too common"),
        ("two that differ", {"again": "harbor-lantern-fern"}, "The two new passwords differ."),
        ("the same again", {"new": RIGHT, "again": RIGHT}, "is the present one"),
    ],
)
def test_a_password_is_refused_in_a_sentence(client, samuel, case, typed, says_why):
    client.force_login(samuel)
    chosen = {"old": RIGHT, "new": "harbor-lantern-birch", "again": "harbor-lantern-birch", **typed}

    assert says_why in says(client.post(reverse("staff:password"), chosen)), case
    samuel.refresh_from_db()
    assert samuel.check_password(RIGHT)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client, samuel):
    other = Client()
    client.force_login(samuel)
    other.force_login(samuel)

    chosen = {"old": RIGHT, "new": "harbor-lantern-birch", "again": "harbor-lantern-birch"}
    client.post(reverse("staff:password"), chosen)

    assert client.get(reverse("staff:me")).status_code == 200
    assert other.get(reverse("staff:me")).status_code == 302


def test_single_keys_are_turned_off_for_oneself(client, samuel):
    client.force_login(samuel)

    page = client.post(reverse("staff:me"), {"keys_off": "on"}, follow=True)

    assert "Single keys are off." in says(page) and 'data-keys="off"' in says(page)


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_not_more_than_many_in_a_row(samuel):
    def guess(n):
        try:
            return "Too many attempts" in says(tries(Client(), password=f"guess-{n}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as burglars:
        told_to_wait = list(burglars.map(guess, range(8)))

    assert told_to_wait.count(False) == FailedLogIn.objects.count() == 5
