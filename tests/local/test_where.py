"""Which addresses does the environment give?"""

import pytest

from collections_app.local import where


@pytest.mark.parametrize(
    ("case", "address", "expected"),
    [
        (
            "everything said",
            "postgresql://mary:p%40ss@db.example:5433/books?sslmode=require",
            {
                "NAME": "books",
                "USER": "mary",
                "PASSWORD": "p@ss",
                "HOST": "db.example",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "a socket's folder with a space",
            "postgres://mary@/books?host=%2Fmy%20data%2Fsock",
            {"NAME": "books", "USER": "mary", "PASSWORD": "", "HOST": "/my data/sock", "PORT": ""},
        ),
    ],
)
def test_database_url(monkeypatch, case, address, expected):
    monkeypatch.setenv("DATABASE_URL", address)

    found = where.database()

    assert {key: found[key] for key in expected} == expected, case
    assert ("OPTIONS" in found) == ("OPTIONS" in expected), case


@pytest.mark.parametrize("address", ["mysql://a@b/c", "postgresql://a@b", "books", "postgresql://a@b:port/c"])
def test_refuses_a_database_url_that_leads_nowhere(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(where.BadAddress, match="DATABASE_URL"):
        where.database()


@pytest.fixture
def not_in_a_test(monkeypatch):
    monkeypatch.delenv(where.TESTS)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)


@pytest.mark.parametrize(
    ("address", "broker", "results", "cache"),
    [
        ("redis://r:6379", "redis://r:6379/0", "redis://r:6379/1", "redis://r:6379/2"),
        ("redis://:pw@r:6379/4", "redis://:pw@r:6379/4", "redis://:pw@r:6379/5", "redis://:pw@r:6379/6"),
        (
            "unix:///a%20b/redis.sock",
            "redis+socket:///a b/redis.sock?virtual_host=0",
            "redis+socket:///a b/redis.sock?virtual_host=1",
            "unix:///a b/redis.sock?db=2",
        ),
    ],
)
def test_one_redis_in_three_spellings(monkeypatch, not_in_a_test, address, broker, results, cache):
    monkeypatch.setenv("REDIS_URL", address)

    assert where.redis_urls() == {"broker": broker, "results": results, "cache": cache}


@pytest.mark.parametrize("address", ["http://r:6379", "redis://r/first", "r:6379", "unix://"])
def test_refuses_a_redis_url_that_leads_nowhere(monkeypatch, address):
    monkeypatch.setenv("REDIS_URL", address)

    with pytest.raises(where.BadAddress, match="REDIS_URL"):
        where.redis_urls()


def test_a_deep_data_folder_gets_a_short_folder_for_its_sockets(monkeypatch, not_in_a_test):
    monkeypatch.setenv("DATA", "/srv/" + "deep/" * 30)
    deep = where.socket_folder()
    monkeypatch.setenv("DATA", "/srv/other/" + "deep/" * 30)
    other = where.socket_folder()
    monkeypatch.setenv("DATA", "/srv/flat")

    assert len(str(deep / ".s.PGSQL.5432")) <= 100
    assert deep != other
    assert str(where.socket_folder()) == "/srv/flat/sock"


def test_data_is_relative_to_the_checkout_wherever_the_command_runs(monkeypatch, not_in_a_test, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA", "elsewhere")

    assert where.data_folder() == where.CHECKOUT / "elsewhere"
