"""How does a letter leave although a hold has begun since it was issued? A person has seen the hold and lets it go."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people import doors
from core import history
from core.errors import RuleViolation
from notices import policy
from notices.actions.pages import make_pages
from notices.actions.printing import bind
from notices.models import Batch, Letter, Waiting
from notices.queries import protection
from notices.queries.addresses import bad_addresses, turned_bad, why_it_turned_bad


@transaction.atomic
def print_despite_hold(letter_id: int, *, actor, today: date) -> Batch:
    """Print one letter that stands aside for a hold, as a batch of its own."""
    letter = Letter.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=letter_id)
    doors.refuse_closed(letter.account_id, actor)
    waiting = Waiting.objects.select_for_update().filter(letter=letter).first()
    if waiting is not None and waiting.held_id:
        raise RuleViolation(_("This letter is held back until a supervisor lets it go."))
    if protection.names_hidden_place(letter):
        raise RuleViolation(protection.why_address_keeps_it())
    holds = protection.begun_since([letter], today=today).get(letter_id, [])
    if waiting is None or not waiting.trouble or not holds:
        raise RuleViolation(_("This letter does not stand aside for a hold."))
    if letter.channel == Letter.Channel.EMAIL and letter.account_id in bad_addresses([letter.account_id]):
        raise RuleViolation(_("It was to go by e-mail, and a letter came back from this account's address on paper."))
    if letter.pk in turned_bad([letter]):
        raise RuleViolation(why_it_turned_bad())
    if letter.mail_by and letter.mail_by < today:
        raise RuleViolation(
            _("Its last mailing day was %(day)s. Take it out, and issue it anew.")
            % {"day": policy.said(letter.mail_by)}
        )
    letter.rendering = make_pages(letter_id, actor=actor, today=today)
    history.record(
        "letter.printed_despite_hold",
        subject=letter,
        account=letter.account.number,
        actor=actor,
        on=today,
        facts={"holds": [hold.pk for hold in holds]},
    )
    return bind([letter], actor=actor, today=today)
