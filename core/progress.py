"""How does a long job say how far it is, while its own transaction is still open?"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from core.models import Progress

UPSERT = """
insert into core_progress (job, percent, sentence, at) values (%s, %s, %s, %s)
on conflict (job) do update set percent = excluded.percent, sentence = excluded.sentence, at = excluded.at
"""


class Teller:
    """Says percent and sentence for one job on its own autocommit connection."""

    def __init__(self, job: str, own):
        self.job, self.own = job, own

    def say(self, percent: int, sentence: str) -> None:
        with self.own.cursor() as cursor:
            cursor.execute(UPSERT, [self.job, max(0, min(100, percent)), sentence[:500], timezone.now()])


@contextmanager
def telling(job: str) -> Iterator[Teller]:
    """A `Teller` for `job`; its connection closes with the block."""
    own = connection.copy()
    own.set_autocommit(True)
    try:
        yield Teller(job, own)
    finally:
        own.close()


def of(job: str) -> Progress | None:
    """What the job said last, or None."""
    return Progress.objects.filter(pk=job).first()
