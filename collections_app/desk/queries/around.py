"""What do an account's pages say of the people around it: notes to read first, whom to speak to, which phone?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.notes.models import Note
from accounts.notes.queries import sticky_notes
from accounts.people import sentences
from accounts.people.models import Party, PlaceRelation
from accounts.people.numbers import Number, best_phone, of_customer
from accounts.people.queries import MAY_SPEAK, numbers_of, parties_of, place_relation
from core.planned import Statement
from core.templatetags.money import bare_day, harmless

# Nearly every account has none of these: one look at five indexes saves four questions.
ANYTHING = Statement.named("""
select exists (select from people_party where account_id = %(account)s),
       exists (select from people_contactpoint where customer_id = %(customer)s and dropped_on is null),
       exists (select from people_placerelation where account_id = %(account)s),
       exists (select from notes_note where account_id = %(account)s and taken_down_on is null)
       or exists (select from notes_note where customer_id = %(customer)s and taken_down_on is null)
""")


@dataclass(frozen=True)
class Around:
    """The people around an account on a day."""

    account: Account
    parties: Sequence[Party]
    numbers: Sequence[Number]
    relation: PlaceRelation | None
    stickies: Sequence[Note]

    @property
    def phone(self) -> str:
        """The phone to dial; empty when none is on file or none works."""
        best = best_phone(self.numbers)
        return harmless(best.value) if best else ""

    @property
    def no_phone(self) -> str:
        """Why there is none to dial."""
        return _("none that works") if any(n.kind == "phone" for n in self.numbers) else _("none on file")

    @property
    def may_be_spoken_to(self) -> list[str]:
        """Beside the holder."""
        return [sentences.speaks_for(party) for party in self.parties if party.role in MAY_SPEAK]

    def banners(self) -> Iterator[dict[str, Any]]:
        """The sticky notes, for `components/banners.html`."""
        for note in self.stickies:
            yield banner(note, reverse("desk:people", args=[self.account.pk]))


def around(account: Account, today: date) -> Around:
    """One question where nothing is kept, which is nearly everywhere."""
    has_parties, has_numbers, has_relation, has_notes = ANYTHING.row(account=account.pk, customer=account.customer_id)
    parties = list(parties_of(account.pk, today)) if has_parties else []
    if has_parties or has_numbers:
        numbers = numbers_of(account, today, parties)
    else:
        numbers = of_customer(account.customer, [])
    return Around(
        account,
        parties,
        numbers,
        place_relation(account.pk, today) if has_relation else None,
        list(sticky_notes(account)) if has_notes else [],
    )


def banner(note: Note, url: str) -> dict[str, Any]:
    """ "Note of Oct 2, Marit Oyelaran: hard of hearing." A private one says only that it is there."""
    said = {"day": bare_day(note.on), "who": note.written_by or _("the system")}
    if note.is_private:
        return {
            "state": "private",
            "icon": "lock",
            "strong": _("Private note."),
            "text": _("Of %(day)s, %(who)s.") % said,
            "url": f"{url}#h-notes",
            "link": _("Open it"),
        }
    return {
        "state": "person",
        "icon": "note",
        "strong": _("Note."),
        "text": _("%(text)s (%(who)s, %(day)s)") % {**said, "text": note.text},
        "url": f"{url}#h-notes",
        "link": _("All notes"),
    }


def relation_says(relation: PlaceRelation | None) -> str:
    """What the holder is to the place, where somebody recorded it."""
    return str(sentences.RELATIONS[PlaceRelation.Relation(relation.relation)]) if relation else ""
