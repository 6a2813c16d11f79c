"""How does the product start where it is not on one person's machine?"""

import json

import pytest

PRODUCTION = {
    "SECRET_KEY": "k" * 20 + "0123456789" * 4,
    "ALLOWED_HOSTS": "collections.example",
    "DATABASE_URL": "postgresql://goodstanding@db.example/goodstanding",
    "REDIS_URL": "redis://redis.example:6379/0",
}


def test_it_passes_djangos_own_check_of_a_deployment(elsewhere):
    done = elsewhere().manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("case", "changed", "sentence"),
    [
        ("no secret", {"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ("a switch that is none", {"HTTPS": "maybe"}, "HTTPS must be yes or no, not 'maybe'"),
        ("a port that is none", {"SMTP_PORT": "70000"}, "SMTP_PORT must be a number from 1 to 65535, not '70000'"),
        ("a lock that is none", {"SMTP_SECURITY": "ssl3"}, "SMTP_SECURITY must be starttls or tls or none, not 'ssl3'"),
        ("a mail server without a sender", {"SMTP_HOST": "mail.example"}, "MAIL_FROM must say from which address"),
        ("a sender that is none", {"MAIL_FROM": "Letters"}, "MAIL_FROM must be an address such as"),
        (
            "an open password",
            {"SMTP_HOST": "mail.example", "MAIL_FROM": "a@b.example", "SMTP_USER": "u", "SMTP_SECURITY": "none"},
            "SMTP_PASSWORD would travel open",
        ),
        ("another database", {"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL must look like"),
    ],
)
def test_it_refuses_what_it_cannot_use(elsewhere, case, changed, sentence):
    done = elsewhere().manage("check", **PRODUCTION | changed)

    assert done.returncode != 0, case
    assert sentence in done.stderr, case


def test_every_static_file_is_collected_under_a_name_of_its_content_and_compressed(elsewhere):
    folder = elsewhere()

    done = folder.manage("collectstatic", "--no-input", STATIC_ROOT=str(folder.data), **PRODUCTION)

    assert done.returncode == 0, done.stderr
    paths = json.loads((folder.data / "staticfiles.json").read_text())["paths"]
    for name in ("vendor/bootstrap.min.css", "vendor/htmx.min.js"):
        assert paths[name] != name
        assert (folder.data / f"{paths[name]}.gz").exists()
