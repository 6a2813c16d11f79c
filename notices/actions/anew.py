"""What becomes of a letter whose printed dates no longer hold? Another takes its place, if it still may be sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Account
from core.errors import RuleViolation
from core.freshness import balances_are_fresh
from core.utility import moment
from ledger import standings
from notices.actions.issuing import SKIPPED, issue_letters
from notices.actions.taking_out import take_out
from notices.kinds import kind_of
from notices.models import Letter, Waiting
from notices.office import why_no_letter


@dataclass(frozen=True)
class Renewed:
    """What became of letters that were taken out: by each the letter made in its place, or why there is none;
    `refusal`: why no letter at all can be made now, as on balances that are too old."""

    letters: dict[int, int]
    not_made: dict[int, str]
    refusal: str = ""

    @property
    def count(self) -> int:
        return len(set(self.letters.values()))


NOTHING = Renewed({}, {})


def make_anew(taken: Iterable[int], *, cause: str, actor, today: date) -> Renewed:
    """Issue letters in place of others that were taken out, with the facts and dates of today.

    A copy is made with its letter. Who may no longer get the letter gets none, nor does another holder get what was
    written to the one before; where none can be made now, as on balances that are too old, `not_made` says why, and
    what was taken out stays out. The caller holds the accounts.
    """
    letters: dict[int, int] = {}
    not_made: dict[int, str] = {}
    refusal = ""
    old = Letter.objects.filter(pk__in=list(taken), copy_of__isnull=True).order_by("pk")
    plain = [letter for letter in old if not letter.own_text]
    lots = [[letter for letter in plain if letter.kind == kind] for kind in sorted({one.kind for one in plain})]
    for lot in (*lots, *([letter] for letter in old if letter.own_text)):
        of_lot = cause if len(lot) > 1 or not lot[0].own_text else f"{cause}, letter {lot[0].pk}"
        made = _make(lot, cause=of_lot, actor=actor, today=today)
        letters |= made.letters
        not_made |= made.not_made
        refusal = refusal or made.refusal
    return Renewed(letters, not_made, refusal)


@transaction.atomic
def renew_waiting(*, actor, today: date) -> Renewed:
    """Before the printer runs, or e-mails are sent: what waits and could no longer leave in time is made anew.

    It may have been held back, or have stood aside, over its last mailing day. Where no letter can be made today it
    waits on.
    """
    late = Waiting.objects.leaving(moment(today)).filter(letter__mail_by__lt=today, letter__copy_of__isnull=True)
    found = list(late.order_by("letter").values_list("letter", "letter__account"))
    if not found or not balances_are_fresh(today) or why_no_letter(today):
        return NOTHING
    accounts = Account.objects.filter(pk__in={account for _pk, account in found}).order_by("pk")
    list(accounts.select_for_update(no_key=True).values_list("pk"))
    reason = _("Its last mailing day passed while it waited.")
    taken = take_out((pk for pk, _account in found), reason=reason, actor=actor, today=today)
    renewed = make_anew(taken, cause=f"anew, waited until {today.isoformat()}", actor=actor, today=today)
    if renewed.refusal and not renewed.letters:
        transaction.set_rollback(True)
        return NOTHING
    return renewed


def _make(lot: Sequence[Letter], *, cause: str, actor, today: date) -> Renewed:
    kind, not_made = lot[0].kind, {}
    judge = kind_of(kind).judge
    by_account: dict[int, list[int]] = {}
    standings.bring_up_to_date(sorted({letter.account_id for letter in lot}), as_of=today)
    to_another = written_to_another(letter.pk for letter in lot)
    for letter in lot:
        verdict = judge(letter.account_id, today=today) if judge else None
        if letter.pk in to_another:
            not_made[letter.pk] = why_to_another()
        elif verdict and not verdict.allowed:
            not_made[letter.pk] = verdict.sentence
        else:
            by_account.setdefault(letter.account_id, []).append(letter.pk)
    try:
        with transaction.atomic():
            issued = issue_letters(kind, by_account, cause=cause, actor=actor, today=today, own_text=lot[0].own_text)
    except RuleViolation as refusal:
        said = str(refusal)
        return Renewed({}, not_made | {pk: said for old in by_account.values() for pk in old}, said)
    for reason, accounts in issued.skipped.items():
        not_made |= {pk: _(SKIPPED[reason]) for account in accounts for pk in by_account[account]}
    made = {pk: new for account, new in issued.letters.items() for pk in by_account[account]}
    return Renewed(made, not_made)


def written_to_another(letter_ids: Iterable[int]) -> set[int]:
    """Of these letters those whose account has another holder since they were issued."""
    since = Letter.objects.filter(pk__in=list(letter_ids), account__earlier_holders__until_on__gt=F("issued_on"))
    return set(since.order_by().values_list("pk", flat=True))


def why_to_another() -> str:
    return _("It was written to an earlier holder of the account.")
