"""When may a person take a letter out? With a reason until it is mailed, or undone at once by whoever issued it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people import doors
from core.errors import RuleViolation
from core.utility import moment
from notices import policy
from notices.actions.anew import make_anew
from notices.actions.holding_back import close_if_empty, locked_run_of
from notices.actions.replacing import replaced_by
from notices.actions.taking_out import take_out
from notices.models import Letter, Mailing, Pull, Waiting


@transaction.atomic
def pull_letter(letter_id: int, *, reason: str, actor, today: date) -> Pull:
    """Take a letter out before it is mailed. Printed or not, it is then no longer expected in the mail."""
    run = locked_run_of(letter_id)
    letter = _locked(letter_id, actor)
    if not reason.strip():
        raise RuleViolation(_("Say why the letter is taken out."))
    if Pull.objects.filter(letter=letter).exists():
        raise RuleViolation(_("This letter was already taken out."))
    take_out([letter_id], reason=reason.strip(), actor=actor, today=today)
    if mailing := Mailing.objects.filter(batch__lines__letter=letter).first():
        raise RuleViolation(
            _("This letter was mailed on %(day)s. It can no longer be taken out.")
            % {"day": policy.said(mailing.mailed_on)}
        )
    pull = Pull.objects.filter(letter=letter).first()
    if pull is None:
        raise RuleViolation(_("This letter went by e-mail. It can no longer be taken out."))
    close_if_empty(run, actor=actor, today=today)
    return pull


@transaction.atomic
def undo_letter(letter_id: int, *, actor, today: date) -> Pull:
    """Take back a letter within the minutes that its issuer has for it (`IssuingRules`); nobody else may.

    What it took out of the queue is issued again.
    """
    run = locked_run_of(letter_id)
    Account.objects.select_for_update(no_key=True).get(letters=letter_id)
    letter = _locked(letter_id, actor)
    waiting = Waiting.objects.select_for_update().filter(letter=letter).first()
    facts = policy.UndoFacts(
        is_theirs=actor is not None and letter.actor_id == actor.pk,
        is_waiting=waiting is not None,
        is_out=Pull.objects.filter(letter=letter).exists(),
        until=waiting.not_before if waiting else None,
        now=moment(today),
    )
    verdict = policy.undo_verdict(facts)
    if not verdict.allowed:
        raise RuleViolation(verdict.sentence)
    take_out([letter_id], reason=_("Undone"), actor=actor, today=today, action="letter.undone")
    close_if_empty(run, actor=actor, today=today)
    make_anew(replaced_by(letter), cause=f"in place of letter {letter_id}", actor=actor, today=today)
    return Pull.objects.get(letter=letter)


def _locked(letter_id: int, actor) -> Letter:
    letter = Letter.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=letter_id)
    doors.refuse_closed(letter.account_id, actor)
    return letter
