"""When is a letter mailed? When a person says so: printed is not mailed."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.tasks.actions import add_task
from core import history
from core.errors import RuleViolation
from core.utility import moment
from notices import policy
from notices.actions.anew import NOTHING, Renewed, make_anew
from notices.actions.taking_out import lock_batches, lock_letters, take_out
from notices.kinds import title_of
from notices.models import Batch, Letter, Mailing
from notices.queries import overtaken


@transaction.atomic
def confirm_mailed(batch_id: int, *, mailed_on: date, mail_class: str, count: int, actor, today: date) -> Mailing:
    """Write down that a batch left the house: the day, the class and how many letters were counted.

    Letters whose last mailing day was before that day are taken out of it and made anew (`overtaken`); `count` leaves
    them out, and `renewed` of what comes back says what became of each.
    """
    late = _locked_late(batch_id, mailed_on)
    batch = Batch.objects.get(pk=batch_id)
    earlier = Mailing.objects.filter(batch=batch).select_related("actor").first()
    if earlier:
        raise RuleViolation(said_before(earlier))
    late = list(overtaken(batch, mailed_on).filter(pk__in=late).values_list("pk", flat=True))
    facts = policy.MailingFacts(
        printed_on=batch.printed_on,
        expected=batch.lines.filter(letter__pull__isnull=True).count() - len(late),
        overtaken=len(late),
        mailed_on=mailed_on,
        counted=count,
        today=today,
    )
    verdict = policy.mailing_verdict(facts)
    if not verdict.allowed:
        raise RuleViolation(verdict.sentence)

    taken = _take_out_late(late, mailed_on, actor=actor, today=today)
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
    mailing.renewed = _made_anew(taken, batch_id, actor=actor, today=today)
    return mailing


@transaction.atomic
def take_out_overtaken(batch_id: int, *, mailed_on: date, actor, today: date) -> Renewed:
    """Take out of a printed batch what could no longer be mailed on this day, and make it anew, before anything of it
    is mailed: where nothing else is in it there is nothing to confirm."""
    late = _locked_late(batch_id, mailed_on)
    batch = Batch.objects.get(pk=batch_id)
    earlier = Mailing.objects.filter(batch=batch).select_related("actor").first()
    if earlier:
        raise RuleViolation(said_before(earlier))
    if mailed_on > today:
        raise RuleViolation(policy.still_to_come(mailed_on))
    late = list(overtaken(batch, mailed_on).filter(pk__in=late).values_list("pk", flat=True))
    if not late:
        raise RuleViolation(
            _("Every letter of this batch can still be mailed on %(day)s.") % {"day": policy.said(mailed_on)}
        )
    return _made_anew(_take_out_late(late, mailed_on, actor=actor, today=today), batch_id, actor=actor, today=today)


def _locked_late(batch_id: int, mailed_on: date) -> list[int]:
    """What of a batch is too late: its accounts and letters are locked before the batch, and the batch with those in
    which copies lie (docs/locking.md). No more can join: a batch and its letters never change."""
    late = list(overtaken(Batch.objects.get(pk=batch_id), mailed_on).values_list("pk", "account"))
    accounts = Account.objects.filter(pk__in={account for _pk, account in late}).order_by("pk")
    list(accounts.select_for_update(no_key=True).values_list("pk"))
    letters = lock_letters(pk for pk, _account in late)
    lock_batches(letters, batch_id)
    return letters


def _take_out_late(late: Sequence[int], mailed_on: date, *, actor, today: date) -> list[int]:
    """Take these out with their copies, wherever they are; the reason names the day that was too late."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for letter in Letter.objects.filter(pk__in=late).order_by("pk"):
        if letter.mail_by:
            by_day[letter.mail_by].append(letter.pk)
    taken = []
    for last, letters in sorted(by_day.items()):
        said = {"last": policy.said(last), "day": policy.said(mailed_on)}
        reason = _("It had to be mailed by %(last)s; its batch left on %(day)s.") % said
        taken += take_out(letters, reason=reason, actor=actor, today=today)
    return taken


def _made_anew(taken: Sequence[int], batch_id: int, *, actor, today: date) -> Renewed:
    if not taken:
        return NOTHING
    renewed = make_anew(taken, cause=f"anew, batch {batch_id}", actor=actor, today=today)
    renewed.not_made.update(_copies_alone(taken))
    if renewed.refusal and actor:
        for letter in Letter.objects.filter(pk__in=renewed.not_made).order_by("account", "pk"):
            _remind(letter, batch_id, actor=actor, today=today)
    return renewed


def _copies_alone(taken: Sequence[int]) -> dict[int, str]:
    """Copies that were too late in a batch without their letter."""
    alone = Letter.objects.filter(pk__in=taken, copy_of__isnull=False).exclude(copy_of__in=taken)
    why = _("it is a copy, and its letter is not in this batch")
    return dict.fromkeys(alone.values_list("pk", flat=True), why)


def _remind(letter: Letter, batch_id: int, *, actor, today: date) -> None:
    """Whoever confirmed has it as their next step, where no letter at all could be made on that day."""
    what = _("Write letter %(n)s anew (%(title)s): it was taken out of batch %(batch)s, which left too late.")
    said = {"n": letter.pk, "title": title_of(letter.kind), "batch": batch_id}
    with suppress(RuleViolation), transaction.atomic():  # an account that is closed to them
        add_task(letter.account_id, what % said, due_on=today, actor=actor, today=today)


def said_before(mailing: Mailing) -> str:
    """Why a batch is not confirmed a second time."""
    who = mailing.actor.get_full_name() if mailing.actor else _("the system")
    return _("This batch was already confirmed as mailed on %(day)s, by %(who)s.") % {
        "day": policy.said(mailing.mailed_on),
        "who": who,
    }
