"""Where do letters no longer arrive, and who chose to get them by e-mail? Asked for many accounts at once.

An address is bad since a letter to it came back, for the customer it was written to: as long as the same lines are on
file and nobody said that they are good again. A changed address is good by itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Account
from notices.models import EmailChoice, Letter

# Letters that came back and count, with whom they were written to: who holds the account today may be another. A copy
# went to somebody else: that it came back says nothing of the holder, who may live at the same place.
CAME_BACK = """
  select r.id as returned_id, r.returned_on, l.id as letter_id, l.address[2:] as lines,
         l.copy_of_id is not null as is_copy, coalesce(earlier.customer_id, a.customer_id) as customer_id
  from notices_returned r
  join notices_letter l on l.id = r.letter_id
  join accounts_account a on a.id = l.account_id
  left join lateral (
    select e.customer_id from accounts_earlierholder e
    where e.account_id = a.id and e.until_on > l.issued_on order by e.until_on limit 1
  ) earlier on true
  where r.makes_bad and not exists (select 1 from notices_goodagain g where g.returned_id = r.id)
"""
# Where an account's mail goes today, as a letter's address lines say it (`notices.frame`): one blank between words.
ON_FILE = r"""
  select account_id, customer_id,
         array(select btrim(regexp_replace(line, '\s+', ' ', 'g')) from unnest(lines) with ordinality
           as on_it (line, place) order by place) as lines
  from (select a.id as account_id, c.id as customer_id, case
    when p.id is not null then array_remove(array[p.designated_line1, p.designated_line2], '')
      || array[p.designated_city || ', ' || p.designated_state || ' ' || p.designated_zip]
    else array_remove(array[c.mailing_line1, c.mailing_line2], '')
      || array[c.mailing_city || ', ' || c.mailing_state || ' ' || c.mailing_zip]
    end as lines
  from accounts_account a join accounts_customer c on c.id = a.customer_id
  left join people_protectedaddress p on p.customer_id = c.id and p.ended_on is null) on_file
"""
# One row per account written to at a bad address: `letters` that came back, `last_on`, and the newest of them.
BAD = f"""
  select o.account_id, count(*) as letters, max(b.returned_on) as last_on, max(b.letter_id) as letter_id
  from ({CAME_BACK}) b join ({ON_FILE}) o on o.customer_id = b.customer_id and o.lines = b.lines
  where not b.is_copy group by o.account_id
"""


@dataclass(frozen=True)
class BadAddress:
    """An account's mailing address from which letters came back: how many of them, when the last one did, and one of
    them."""

    letters: int
    last_on: date
    letter_id: int


def bad_addresses(account_ids: Collection[int]) -> dict[int, BadAddress]:
    """Of these accounts those whose mailing address of today is bad, in one statement that begins at the letters."""
    if not account_ids:
        return {}
    rows = _rows(
        f"select account_id, letters, last_on, letter_id from ({BAD}) b where account_id = any(%s)", list(account_ids)
    )
    return {account_id: BadAddress(*said) for account_id, *said in rows}


def bad_lines(account_ids: Collection[int]) -> dict[int, set[tuple[str, ...]]]:
    """By account, every address from which a letter of it came back, as lines without the name: what a copy to
    somebody beside the holder is held to."""
    if not account_ids:
        return {}
    asked = f"""
      select l.account_id, b.lines from ({CAME_BACK}) b join notices_letter l on l.id = b.letter_id
      where l.account_id = any(%s)
    """
    found: dict[int, set[tuple[str, ...]]] = {}
    for account_id, lines in _rows(asked, list(account_ids)):
        found.setdefault(account_id, set()).add(tuple(lines))
    return found


def turned_bad(letters: Collection[Letter]) -> set[int]:
    """Of letters that wait for the printer those to an address that is bad by now: a copy's own, or the holder's."""
    account_ids = [letter.account_id for letter in letters]
    if not (came_back := bad_lines(account_ids)):
        return set()
    bad = bad_addresses(account_ids)
    on_file = lines_on_file(list(bad))

    def is_bad(letter: Letter) -> bool:
        lines = tuple(letter.address[1:])
        if letter.copy_of_id:
            return lines in came_back.get(letter.account_id, ())
        return letter.account_id in bad and lines == on_file[letter.account_id]

    return {letter.pk for letter in letters if is_bad(letter)}


def why_it_turned_bad() -> str:
    return _(
        "A letter came back from this address after it was issued. Take it out; or say under Returned mail that the "
        "address is good again, then try again."
    )


def lines_on_file(account_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By account, where its mail goes today, as lines without the name; the designated address where one is."""
    if not account_ids:
        return {}
    rows = _rows(f"select account_id, lines from ({ON_FILE}) o where account_id = any(%s)", list(account_ids))
    return {account_id: tuple(lines) for account_id, lines in rows}


def emails_chosen(account_ids: Iterable[int], *, today: date) -> dict[int, str]:
    """By account, where its holder's letters go by e-mail; who did not choose it, or no longer, is not there, and
    nobody is as long as this machine has no mail server."""
    if not settings.LETTERS_MAY_BE_EMAILED:
        return {}
    choices = EmailChoice.objects.filter(
        customer__accounts__in=list(account_ids), from_on__lte=today, ended_on__isnull=True
    )
    return dict(choices.values_list("customer__accounts", "email"))


def email_choice_of(account: Account) -> EmailChoice | None:
    """The holder's choice of letters by e-mail that holds now."""
    choices = EmailChoice.objects.filter(customer=account.customer_id, ended_on__isnull=True)
    return choices.select_related("entered_by").first()


def returned_alike(returned_id: int) -> list[int]:
    """What came back and counts, of the same customer from the same address as this one, itself among them; empty
    when it does not count any more."""
    asked = f"""
      with b as ({CAME_BACK})
      select o.returned_id from b
      join b o on o.customer_id = b.customer_id and o.lines = b.lines and o.is_copy = b.is_copy
      where b.returned_id = %s order by o.returned_id
    """
    return [pk for (pk,) in _rows(asked, returned_id)]


def _rows(statement: str, *asked: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()
