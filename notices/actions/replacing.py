"""Which letter makes another needless? A later kind takes an earlier one of the same account out of the queue."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from notices.actions.taking_out import take_out
from notices.kinds import LetterKind, all_kinds, kind_of
from notices.models import Letter


def replaced_already(kind: LetterKind, account_ids: Collection[int]) -> set[int]:
    """Accounts for which a letter is still to be mailed that replaces this kind: none goes out beside it."""
    stronger = [other.code for other in all_kinds() if kind.code in other.replaces]
    if not stronger:
        return set()
    here = Letter.objects.filter(kind__in=stronger, account__in=list(account_ids), copy_of__isnull=True)
    to_mail = Q(waiting__isnull=False) | Q(batch_line__isnull=False, batch_line__batch__mailing__isnull=True)
    return set(here.filter(to_mail, pull__isnull=True).order_by().values_list("account", flat=True))


def take_out_replaced(kind: LetterKind, letters: Mapping[int, int], *, actor, today: date) -> list[int]:
    """Of the accounts that just got a letter, those letters that it replaces and that are not yet printed."""
    if not kind.replaces or not letters:
        return []
    queued = Letter.objects.filter(kind__in=kind.replaces, account__in=list(letters), waiting__isnull=False)
    found = list(queued.order_by("pk").values_list("pk", flat=True))
    return take_out(found, reason=_reason(kind), actor=actor, today=today)


def replaced_by(letter: Letter) -> list[int]:
    """The letters that left the queue when this one was issued."""
    kind = kind_of(letter.kind)
    of_account = Letter.objects.filter(account=letter.account_id, kind__in=kind.replaces, pull__actor=letter.actor)
    then = of_account.filter(pull__reason=_reason(kind), pull__recorded_at__gte=letter.recorded_at)
    return list(then.order_by("pk").values_list("pk", flat=True))


def _reason(kind: LetterKind) -> str:
    return _("Replaced by: %(title)s") % {"title": kind.title}
