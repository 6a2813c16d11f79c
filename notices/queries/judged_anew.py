"""Does what a letter says still hold? Its kind's judge is asked again where it waited over a night, held back or aside:
somebody may have paid meanwhile."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core.freshness import balances_are_fresh
from core.verdicts import Reason, Word
from notices.kinds import kind_of
from notices.models import Letter

# Why a judge would let no second letter follow at once; of the letter itself it says nothing.
ITSELF = ("waiting", "reminded", "sent")


def why_not_again(kind: str, account_id: int, *, today: date) -> Reason | None:
    """The first reason of today against a letter that an account was judged worthy of before, itself left out."""
    judge = kind_of(kind).judge
    verdict = judge(account_id, today=today) if judge else None
    if verdict is None or verdict.allowed:
        return None
    against = (one for one in verdict.reasons if one.word is not Word.ALLOWED and one.code not in ITSELF)
    return next(against, None)


def no_longer_true(letters: Iterable[Letter], *, today: date) -> dict[int, str]:
    """By letter, of those that waited over a night, why they should not leave any more; a copy is judged as its letter
    is. On balances that are not fresh nothing is judged."""
    waited = [letter for letter in letters if letter.issued_on < today]
    if not waited or not balances_are_fresh(today):
        return {}
    said = {letter.pk: why_not_again(letter.kind, letter.account_id, today=today) for letter in waited}
    return {letter_id: _aside(reason) for letter_id, reason in said.items() if reason}


def _aside(reason: Reason) -> str:
    return _("It waited, and would not be issued today: %(why)s Take it out, or try again once that changed.") % {
        "why": reason.text
    }
