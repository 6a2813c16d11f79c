"""Which letter came back, what is known of it, and what stops now?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people import doors
from accounts.people.models import ContactPoint
from accounts.people.queries import numbers_of
from core.errors import RuleViolation
from core.templatetags.money import harmless
from notices.kinds import kind_of
from notices.models import Letter, Returned
from notices.queries.addresses import lines_on_file

# What a scanner types: the letter's own code, or that of a stub whose account number no bar code can say.
CODE = re.compile(r"(?i)L\s*(\d{1,12})(?:\+\d*)?|(\d{1,12})")
STUB = re.compile(r"(?i)[0-9a-z]+\+\d+")


def letter_by_code(typed: str) -> Letter:
    """The letter of a scanned code or a typed number; refuses in a sentence what names none."""
    text = typed.strip()
    found = CODE.fullmatch(text)
    if found is None:
        if STUB.fullmatch(text):
            raise RuleViolation(_("This is the code of the payment stub. Scan the code at the top of the letter."))
        raise RuleViolation(_("A letter has a number such as L118. Scan the code at its top, or type it."))
    number = int(found[1] or found[2])
    letter = Letter.objects.filter(pk=number).first()
    if letter is None:
        raise RuleViolation(_("There is no letter %(n)s. Look at the number again.") % {"n": number})
    return letter


def letter_with_return(letter_id: int) -> Letter | None:
    """A letter with its account, how it was mailed, and whether it came back."""
    letters = Letter.objects.filter(pk=letter_id)
    return letters.select_related(
        "account__customer", "account__premise", "batch_line__batch__mailing", "returned__good_again", "emailed__bounce"
    ).first()


def came_back(person) -> QuerySet[Returned]:
    """What came back, newest first; letters of accounts that are closed to this person left out."""
    found = Returned.objects.select_related("letter__account__customer", "good_again", "actor")
    return found.exclude(letter__account__in=doors.closed_to(person))


@dataclass(frozen=True)
class Row:
    """A letter that came back as a row of the list: `state` and `said` tell what became of its address."""

    returned: Returned
    state: str
    said: str
    may_be_good: bool


def rows(found: Iterable[Returned]) -> list[Row]:
    """What became of the addresses from which these letters came back."""
    returned = list(found)
    on_file = lines_on_file([one.letter.account_id for one in returned])
    return [_row(one, on_file[one.letter.account_id]) for one in returned]


def _row(returned: Returned, on_file: tuple[str, ...]) -> Row:
    if not returned.makes_bad:
        return Row(returned, "allowed", _("address stays good"), False)
    if hasattr(returned, "good_again"):
        return Row(returned, "allowed", _("good again: %(why)s") % {"why": harmless(returned.good_again.why)}, False)
    if tuple(returned.letter.address[1:]) != on_file and not returned.letter.copy_to:
        return Row(returned, "allowed", _("another address is on file now"), False)
    return Row(returned, "blocked", _("address is bad"), True)


def still_to_leave(letter: Letter) -> QuerySet[Letter]:
    """Letters to the same person at the same address that are issued and not mailed yet."""
    alike = Letter.objects.filter(account__customer=letter.account.customer_id, address=letter.address, channel="paper")
    waits = Q(waiting__isnull=False) | Q(batch_line__isnull=False, batch_line__batch__mailing__isnull=True)
    return alike.filter(waits, pull__isnull=True).exclude(pk=letter.pk).order_by("pk")


def what_stops(letter: Letter, *, today: date) -> list[str]:
    """What follows when the address of a letter becomes bad, in sentences for whoever records it."""
    if letter.copy_to:
        return [_("No more copies for this account are mailed to this address. The holder’s own letters go on.")]
    says = [
        _(
            "Nothing more is mailed to this address: the night leaves the account out, and a letter by hand is "
            "refused. A new address in an extract is good by itself."
        )
    ]
    if count := still_to_leave(letter).count():
        says.append(
            ngettext(
                "%(n)s more letter to it is not mailed yet: take it out.",
                "%(n)s more letters to it are not mailed yet: take them out.",
                count,
            )
            % {"n": count}
        )
    if _has_legal_effect(letter):
        says.append(
            _("This letter has legal effect: find out whether somebody lives there before anything is built on it.")
        )
    numbers = numbers_of(letter.account, today, parties=())
    if any(number.kind == ContactPoint.Kind.PHONE and number.works for number in numbers):
        says.append(_("A phone is on file: call, and ask where mail should go."))
    else:
        says.append(_("No phone works: the worklist shows the account under Tidying."))
    return says


def _has_legal_effect(letter: Letter) -> bool:
    try:
        return kind_of(letter.kind).has_legal_effect
    except RuleViolation:
        return False  # its app is gone
