"""What becomes of a letter that came back? The reason is kept, and where nobody lives its address is bad."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people import doors
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment
from notices import policy
from notices.models import BatchLine, Emailed, GoodAgain, Letter, Mailing, Pull, Returned
from notices.queries.addresses import returned_alike

Reason = Returned.Reason
# It found the house: whoever lives there did not take it, so another letter arrives as well.
ARRIVED = frozenset({Reason.REFUSED, Reason.UNCLAIMED})


def makes_bad(reason: str) -> bool:
    """Whether a letter that came back for this reason makes its address bad."""
    return reason not in ARRIVED


@transaction.atomic
def record_returned(letter_id: int, *, reason: str, note: str = "", returned_on: date, actor, today: date) -> Returned:
    """Write down that a mailed letter came back and why. Its address is bad from then on, unless it was found."""
    letter = _locked(letter_id, actor)
    earlier = Returned.objects.filter(letter=letter).first()
    if earlier:
        raise RuleViolation(why_on_file(earlier))
    if reason not in Reason.values:
        raise RuleViolation(_("Say why it came back, as the post office marked it."))
    if why := why_not_mailed(letter):
        raise RuleViolation(why)
    mailed_on = Mailing.objects.get(batch__lines__letter=letter).mailed_on
    if returned_on > today:
        raise RuleViolation(_("%(day)s is still to come.") % {"day": policy.said(returned_on)})
    if returned_on < mailed_on:
        raise RuleViolation(
            _("The letter was mailed on %(day)s. It cannot have come back before.") % {"day": policy.said(mailed_on)}
        )
    if reason == Reason.OTHER and not note.strip():
        raise RuleViolation(_("Say in the note what the post office wrote on it."))
    refuse_private(note)

    returned = Returned.objects.create(
        letter=letter,
        reason=reason,
        note=note.strip(),
        makes_bad=makes_bad(reason),
        returned_on=returned_on,
        recorded_at=moment(today),
        actor=actor,
    )
    history.record(
        "letter.returned",
        subject=letter,
        account=letter.account.number,
        actor=actor,
        on=today,
        facts={"kind": letter.kind, "reason": reason, "makes_bad": returned.makes_bad},
    )
    return returned


@transaction.atomic
def good_again(letter_id: int, *, why: str, actor, today: date) -> list[GoodAgain]:
    """Say that the address from which a letter came back may be written to again: for each letter to that customer
    that came back from the same lines."""
    letter = _locked(letter_id, actor)
    returned = Returned.objects.filter(letter=letter).first()
    if returned is None:
        raise RuleViolation(_("This letter did not come back."))
    if not returned.makes_bad:
        raise RuleViolation(_("This letter did not make its address bad."))
    if not why.strip():
        raise RuleViolation(_("Say how you know that mail arrives there again."))
    refuse_private(why)
    # A colleague may say it at once of another letter from there: the second to lock finds what the first one kept.
    list(
        Returned.objects.select_for_update().filter(pk__in=returned_alike(returned.pk)).order_by("pk").values_list("pk")
    )
    alike = returned_alike(returned.pk)
    if not alike:
        raise RuleViolation(_("Somebody said already that this address is good again."))

    made = [
        GoodAgain.objects.create(returned_id=pk, why=why.strip(), on=today, recorded_at=moment(today), actor=actor)
        for pk in alike
    ]
    history.record(
        "address.good_again",
        subject=letter,
        account=letter.account.number,
        actor=actor,
        on=today,
        facts={"why": why.strip(), "letters": len(made)},
    )
    return made


def _locked(letter_id: int, actor) -> Letter:
    letter = Letter.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=letter_id)
    doors.refuse_closed(letter.account_id, actor)
    return letter


def why_not_mailed(letter: Letter) -> str:
    """Why a letter cannot have come back by mail, as a sentence; empty when it left the house on paper."""
    if Pull.objects.filter(letter=letter).exists():
        return _("This letter was taken out and never mailed. Look at the number again.")
    if Emailed.objects.filter(letter=letter).exists():
        return _("This letter went by e-mail: it cannot come back by mail.")
    if Mailing.objects.filter(batch__lines__letter=letter).exists():
        return ""
    line = BatchLine.objects.filter(letter=letter).first()
    if line is None:
        return _("This letter was not printed yet. Look at the number again.")
    return _("Batch %(n)s is not confirmed as mailed. Confirm it first; then its letters can come back.") % {
        "n": line.batch_id
    }


def why_on_file(returned: Returned) -> str:
    """Why a letter does not come back a second time."""
    return _("That this letter came back is on file already, since %(day)s: %(why)s.") % {
        "day": policy.said(returned.returned_on),
        "why": returned.get_reason_display(),
    }
