"""When is a letter mailed? When a person says so: printed is not mailed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.errors import RuleViolation
from core.utility import moment
from notices import policy
from notices.models import Batch, Mailing


@transaction.atomic
def confirm_mailed(batch_id: int, *, mailed_on: date, mail_class: str, count: int, actor, today: date) -> Mailing:
    """Write down that a batch left the house: the day, the class and how many letters were counted."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    earlier = Mailing.objects.filter(batch=batch).select_related("actor").first()
    if earlier:
        raise RuleViolation(said_before(earlier))
    facts = policy.MailingFacts(
        printed_on=batch.printed_on,
        expected=batch.lines.filter(letter__pull__isnull=True).count(),
        mailed_on=mailed_on,
        counted=count,
        today=today,
    )
    verdict = policy.mailing_verdict(facts)
    if not verdict.allowed:
        raise RuleViolation(verdict.sentence)

    mailing = Mailing.objects.create(
        batch=batch,
        mailed_on=mailed_on,
        confirmed_on=today,
        mail_class=mail_class,
        expected=facts.expected,
        counted=count,
        recorded_at=moment(today),
        actor=actor,
    )
    history.record(
        "batch.mailed",
        subject=batch,
        actor=actor,
        on=today,
        facts={"mailed_on": mailed_on.isoformat(), "class": mail_class, "letters": count},
    )
    return mailing


def said_before(mailing: Mailing) -> str:
    """Why a batch is not confirmed a second time."""
    who = mailing.actor.get_full_name() if mailing.actor else _("the system")
    return _("This batch was already confirmed as mailed on %(day)s, by %(who)s.") % {
        "day": policy.said(mailing.mailed_on),
        "who": who,
    }
