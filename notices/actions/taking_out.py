"""How do letters that are still here leave the queue and their batches? By one statement, with their copies."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from core.utility import moment
from notices.models import Batch, BatchLine, Letter, Waiting

# What left, or was taken out before, stays as it is; the locks are taken before.
TAKE_OUT = """
with gone as (
  insert into notices_pull (letter_id, reason, pulled_on, recorded_at, actor_id)
  select l.id, %(reason)s, %(today)s, %(now)s, %(actor)s from notices_letter l
  where l.id = any(%(letters)s) and not exists (select 1 from notices_pull p where p.letter_id = l.id)
    and not exists (select 1 from notices_emailed e where e.letter_id = l.id)
    and not exists (
      select 1 from notices_batchline b join notices_mailing m on m.batch_id = b.batch_id where b.letter_id = l.id
    )
  order by l.id
  returning letter_id
), told as (
  insert into history_historyline
    (at, business_date, actor_id, request_id, action, subject_kind, subject_key, account_number, facts)
  select %(now)s, %(today)s, %(actor)s, null, %(action)s, 'notices.letter', l.id::text, a.number,
         jsonb_build_object('kind', l.kind, 'reason', %(reason)s::text)
  from gone join notices_letter l on l.id = gone.letter_id join accounts_account a on a.id = l.account_id
)
select letter_id from gone order by letter_id
"""


def take_out(letter_ids: Iterable[int], *, reason: str, actor, today: date, action: str = "letter.pulled") -> list[int]:
    """Take letters out, and with each the copies of it that are still here; answers which. What has left stays.

    Locks, in this order: the letters, their places in the queue, their batches. A printer that holds a place is waited
    for, and then its batch can be seen.
    """
    locked = lock_letters(letter_ids)
    Waiting.objects.filter(letter__in=locked).delete()
    lock_batches(locked)
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_OUT,
            {
                "letters": locked,
                "reason": reason,
                "action": action,
                "today": today,
                "now": moment(today),
                "actor": actor and actor.pk,
            },
        )
        return [letter_id for (letter_id,) in cursor.fetchall()]


def lock_letters(letter_ids: Iterable[int]) -> list[int]:
    """Lock letters and the copies of them, in order; answers which."""
    wanted = list(letter_ids)
    some = Letter.objects.filter(Q(pk__in=wanted) | Q(copy_of__in=wanted))
    return list(some.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def lock_batches(letter_ids: Collection[int], *also: int) -> None:
    """Lock the batches in which letters are printed, in order, and others with them."""
    theirs = Batch.objects.filter(
        Q(pk__in=also) | Q(pk__in=BatchLine.objects.filter(letter__in=letter_ids).values("batch"))
    )
    list(theirs.select_for_update().order_by("pk").values_list("pk"))
