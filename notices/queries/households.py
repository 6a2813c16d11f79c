"""Which letters are about to leave for one household? Shown together: nobody gets a reminder beside a notice."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from notices.frame import ON_FILE
from notices.kinds import goes_instead_of, title_of
from notices.models import Batch, Letter
from notices.queries.states import BESIDE

# What is still in the house, on paper, for the holder themself. The designated address of protected people is shared
# by strangers, and a list of them would name them; an older letter still says the place that is protected now.
STILL_HERE = """
  select l.id, l.address[2:] as lines, here.batch_id from (
    select letter_id, null::bigint as batch_id from notices_waiting
    union all
    select b.letter_id, b.batch_id from notices_batchline b
    where not exists (select 1 from notices_mailing m where m.batch_id = b.batch_id)
  ) here join notices_letter l on l.id = here.letter_id join accounts_account a on a.id = l.account_id
  where l.channel = 'paper' and l.copy_of_id is null and l.facts ->> 'service_address' is distinct from %(on_file)s
    and not exists (select 1 from people_protectedaddress p where p.customer_id = a.customer_id and p.ended_on is null)
    and not exists (select 1 from notices_pull p where p.letter_id = l.id) and not (l.account_id = any(%(closed)s))
"""
SEVERAL = f"""
select array_agg(id order by id) as ids, min(id) as first from ({STILL_HERE}) letters group by lines
having count(*) > 1 and (%(batch)s::bigint is null or bool_or(batch_id = %(batch)s))
"""


@dataclass(frozen=True)
class Together:
    """One letter of a household; `replaced_by`: another of the same account, beside which it is needless."""

    letter: Letter
    replaced_by: Letter | None

    @property
    def title(self) -> str:
        return title_of(self.letter.kind)


@dataclass(frozen=True)
class Household:
    """Two or more letters that leave for the same address: its lines without the names, and the letters."""

    lines: list[str]
    letters: list[Together]


def households(batch: Batch | None = None, *, closed: Collection[int] = (), most: int = 50) -> list[Household]:
    """Addresses to which several letters leave that are not yet mailed, those that a batch has a part in where one is
    given. Letters of `closed` accounts are left out; in two statements."""
    rows = _rows(f"select ids from ({SEVERAL}) homes order by first limit {most:d}", batch, closed)
    whole = Letter.objects.select_related("account__customer", "waiting__held", *BESIDE)
    letters = whole.in_bulk([letter_id for (ids,) in rows for letter_id in ids])
    homes = [[letters[letter_id] for letter_id in ids] for (ids,) in rows]
    return [Household(shown[0].address[1:], [Together(one, _stronger(one, shown)) for one in shown]) for shown in homes]


def how_many_households(batch: Batch | None = None, *, closed: Collection[int] = ()) -> int:
    """How many there are of them, in one statement."""
    return _rows(f"select count(*) from ({SEVERAL}) homes", batch, closed)[0][0]


def _rows(statement: str, batch: Batch | None, closed: Collection[int]) -> list[tuple]:
    asked: dict[str, Any] = {"on_file": ON_FILE, "batch": batch.pk if batch else None, "closed": list(closed)}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()


def _stronger(letter: Letter, others: Collection[Letter]) -> Letter | None:
    return next(
        (
            other
            for other in others
            if other.account_id == letter.account_id and letter.kind in goes_instead_of(other.kind)
        ),
        None,
    )
