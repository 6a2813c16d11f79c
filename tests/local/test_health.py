"""The page that containers ask: open to all, and it says nothing but yes or what is missing."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from redis import RedisError


@pytest.mark.django_db
def test_answers_everybody_while_both_engines_answer(client):
    response = client.get("/health/")

    assert (response.status_code, response.content) == (200, b"ok\n")


def refuse_with(error):
    def refuse(*_):
        raise error

    return refuse


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "verb", "error", "answer"),
    [
        (connection, "cursor", DatabaseError("at db.example"), b"PostgreSQL does not answer.\n"),
        (cache, "get", RedisError("at redis.example"), b"Redis does not answer.\n"),
    ],
)
def test_says_which_engine_is_missing_and_not_where_it_is(client, monkeypatch, part, verb, error, answer):
    monkeypatch.setattr(part, verb, refuse_with(error), raising=False)

    response = client.get("/health/")
    monkeypatch.undo()

    assert (response.status_code, response.content) == (503, answer)
