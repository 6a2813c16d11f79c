"""A worker that was killed in the middle of a task loses nothing."""

import pytest
from kombu import Queue

from collections_app.celery import app
from collections_app.local.worker import put_orphans_back


@pytest.fixture
def queue():
    with app.connection_for_write() as connection:
        queue = Queue("celery", channel=connection.default_channel)
        queue.declare()
        queue.purge()
        yield queue
        queue.purge()


def test_the_next_worker_gets_what_the_killed_one_had_taken(queue):
    with app.connection_for_write() as connection:
        connection.SimpleQueue("celery").put({"night": 1})
    taken_by_the_killed_one = queue.get()
    assert taken_by_the_killed_one is not None
    assert queue.get() is None
    # A channel that closes in order gives its messages back; the kernel closes nothing in order.
    queue.channel.qos._dirty.add(taken_by_the_killed_one.delivery_tag)

    assert put_orphans_back() == 1

    returned = queue.get()
    assert returned.payload == {"night": 1}
    assert returned.headers.get("redelivered") or returned.delivery_info.get("redelivered")
    returned.ack()


def test_without_orphans_nothing_comes_back(queue):
    assert put_orphans_back() == 0


def test_a_worker_works(worker):
    assert app.control.broadcast("registered", reply=True, limit=1, timeout=10)
