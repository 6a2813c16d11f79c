"""What does the only worker do with the tasks of its killed predecessor? It puts them back before it starts.

A message that was taken and never acknowledged would come back by itself, but only after the hour of its visibility
timeout. Nobody else works on this queue, so each such message is an orphan; every task is safe to repeat.
"""

from collections_app.celery import app

ARGUMENTS = ("worker", "-c", "2", "--without-mingle", "--without-gossip", "-l", "INFO")


def put_orphans_back() -> int:
    """Back into the queue with every message that a worker took and never acknowledged; how many there were."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        orphans = channel.client.zrange(channel.unacked_index_key, 0, -1)
        for tag in orphans:
            channel.qos.restore_by_tag(tag.decode())
    return len(orphans)


if __name__ == "__main__":
    put_orphans_back()
    app.worker_main(list(ARGUMENTS))
