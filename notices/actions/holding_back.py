"""Which letters do not leave by themselves? Kinds that ask for it, and a night's that are more than usual: a person
lets them go, or stops them.

Lock order: the question about held letters, their run, the letters, their places in the queue (docs/locking.md).
"""

from collections.abc import Collection
from datetime import date, timedelta
from itertools import count

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people import doors
from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import waiting_of
from core.errors import RuleViolation
from core.rulebook import rules
from core.utility import moment
from notices import policy
from notices.actions.taking_out import take_out
from notices.kinds import LetterKind, kind_of, title_of
from notices.models import HeldRun, Letter, Waiting

KIND = "held_letters"
LOOK_BACK = timedelta(days=120)  # for what is usual


def night_of(today: date) -> str:
    """By which name the letters that a night writes are held together."""
    return f"night of {today.isoformat()}"


def hold_back(kind: LetterKind, letter_ids: Collection[int], *, cause: str, night: str, actor, today: date) -> None:
    """Keep letters that were just issued in the house, where their kind asks for it or a night is still writing them.

    What a night writes is judged once all of it is there (`judge_night`).
    """
    if not letter_ids or not (night or kind.asks_release):
        return
    run = _open_run(kind.code, night or cause, today)
    Waiting.objects.filter(letter__in=letter_ids).update(held=run)
    run.letter_count += len(letter_ids)
    run.save(update_fields=["letter_count"])
    if not night:
        _ask(run, [_always_asked()], actor=actor, today=today)


@transaction.atomic
def judge_night(kind: str, *, today: date) -> int:
    """A night has written all its letters of a kind: they go, or a person is asked; answers how many wait for one.

    Safe to repeat: what was judged before stays as it was. What a killed night left unjudged is judged with it.
    """
    waiting = 0
    undecided = HeldRun.objects.undecided().filter(kind=kind)
    for run in undecided.select_for_update().order_by("pk"):
        if waiting_of(KIND, run):
            continue
        reasons = [_always_asked()] if kind_of(kind).asks_release else why_unusual(run, today)
        if reasons:
            _ask(run, reasons, actor=None, today=today)
            waiting += run.letter_count
        else:
            Waiting.objects.filter(held=run).update(held=None)
            run.delete()
    return waiting


def why_unusual(run: HeldRun, today: date) -> list[str]:
    """Why a night's letters do not leave by themselves: the fuse's sentences, none where they do."""
    figures = rules(policy.FuseRules, on=today)
    if run.letter_count <= figures.few_letters:
        return []
    facts = policy.FuseFacts(run.letter_count, earlier_nights(run.kind, today), is_first_after_full_load=False)
    verdict = policy.fuse_verdict(facts, figures)
    return [] if verdict.allowed else [reason.text for reason in verdict.reasons]


def earlier_nights(kind: str, today: date) -> list[int]:
    """How many letters of a kind the nights before issued, newest first; nights without any left out."""
    by_night = Letter.objects.filter(kind=kind, actor__isnull=True, copy_of__isnull=True)
    by_night = by_night.filter(issued_on__lt=today, issued_on__gte=today - LOOK_BACK).order_by("-issued_on")
    return list(by_night.values("issued_on").annotate(n=Count("pk")).values_list("n", flat=True))


def let_go(run_id: int, *, actor, today: date) -> HeldRun:
    """Let held letters wait for the printer: a yes to what their approval asks."""
    approving.approve(_question(run_id, actor).pk, actor=actor, today=today)
    return HeldRun.objects.get(pk=run_id)


def stop_held(run_id: int, *, why: str, actor, today: date) -> HeldRun:
    """Take all held letters out: a no to what their approval asks."""
    approving.return_(_question(run_id, actor).pk, reason=why, actor=actor, today=today)
    return HeldRun.objects.get(pk=run_id)


@transaction.atomic
def let_go_after_yes(approval: Approval, *, actor, today: date) -> HeldRun:
    """What follows when the approval is approved. A letter whose last mailing day passed meanwhile is made anew before
    it would be printed (`anew.renew_waiting`)."""
    run = _locked(approval.subject_key)
    went = Waiting.objects.filter(held=run).update(held=None)
    run.let_go_at, run.decided_by = moment(today), actor
    run.save(update_fields=["let_go_at", "decided_by"])
    history.record("letters.let_go", subject=run, actor=actor, on=today, facts=_facts(run, went))
    return run


@transaction.atomic
def stop_after_no(approval: Approval, *, reason: str, actor, today: date) -> HeldRun:
    """What follows when the approval is returned, or taken back by who asked: every letter of the run is taken out,
    with the same reason."""
    run = _locked(approval.subject_key)
    held = list(Waiting.objects.filter(held=run).values_list("letter", flat=True))
    taken = take_out(held, reason=reason, actor=actor, today=today)
    _stopped(run, len(taken), actor=actor, today=today)
    return run


def locked_run_of(letter_id: int) -> HeldRun | None:
    """The run that holds a letter back, locked behind the question about it: before the letter itself is."""
    held = Waiting.objects.filter(letter=letter_id, held__isnull=False).values_list("held", flat=True).first()
    return _locked_open(held) if held else None


def close_emptied(*, today: date) -> None:
    """Close every run whose letters were all taken out by what locks letters first: a later kind, a day that passed, an
    end of e-mail. Each in a transaction of its own."""
    for run_id in list(HeldRun.objects.undecided().filter(waiting=None).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            close_if_empty(_locked_open(run_id), actor=None, today=today)


def _locked_open(run_id: int) -> HeldRun | None:
    questions = Approval.objects.waiting().filter(kind=KIND, subject_key=str(run_id))
    list(questions.select_for_update().values_list("pk"))
    return HeldRun.objects.undecided().select_for_update().filter(pk=run_id).first()


def close_if_empty(run: HeldRun | None, *, actor, today: date) -> None:
    """Nobody is asked about letters that are all taken out."""
    if run is None or Waiting.objects.filter(held=run).exists():
        return
    if question := waiting_of(KIND, run):
        approving.withdraw(question.pk, reason=_("Every one of these letters was taken out."), actor=None, today=today)
    else:
        _stopped(run, 0, actor=actor, today=today)


def _stopped(run: HeldRun, letters: int, *, actor, today: date) -> None:
    run.stopped_at, run.decided_by = moment(today), actor
    run.save(update_fields=["stopped_at", "decided_by"])
    history.record("letters.stopped", subject=run, actor=actor, on=today, facts=_facts(run, letters))


def _facts(run: HeldRun, letters: int) -> dict:
    return {"kind": run.kind, "cause": run.cause, "letters": letters}


def _open_run(kind: str, name: str, today: date) -> HeldRun:
    """The run of this name that nobody decided about yet, locked; what comes after a decision is another one."""
    for number in count(1):
        run, _is_new = HeldRun.objects.select_for_update().get_or_create(
            kind=kind,
            cause=name if number == 1 else f"{name} ({number})",
            defaults={"issued_on": today, "letter_count": 0, "why": _("They are still being written.")},
        )
        if run.let_go_at is None and run.stopped_at is None:
            return run
    raise AssertionError  # count never ends


def _locked(run_id: str) -> HeldRun:
    run = HeldRun.objects.select_for_update().get(pk=run_id)
    if run.let_go_at or run.stopped_at:
        raise RuleViolation(_("These letters are no longer held back."))
    return run


def _question(run_id: int, actor) -> Approval:
    question = waiting_of(KIND, HeldRun.objects.get(pk=run_id))
    accounts = set(Waiting.objects.filter(held=run_id).values_list("letter__account", flat=True)[:2])
    if len(accounts) == 1:
        doors.refuse_closed(accounts.pop(), actor)
    if question is None:
        raise RuleViolation(_("These letters are no longer held back."))
    return question


def _ask(run: HeldRun, reasons: list[str], *, actor, today: date) -> HeldRun:
    """Put held letters before the supervisors; a cause that issues more of them asks once."""
    run.why = " ".join(reasons)
    run.save(update_fields=["why"])
    if waiting_of(KIND, run):
        return run
    letters = Letter.objects.filter(waiting__held=run)
    first = letters.filter(copy_of__isnull=True).select_related("account").first() if run.letter_count == 1 else None
    approving.ask(
        KIND,
        subject=run,
        account=first.account.number if first else None,
        sentence=_("Let %(letters)s go: %(title)s. %(why)s")
        % {"letters": letters_in_words(run.letter_count), "title": title_of(run.kind), "why": run.why},
        follows=_("They wait for the printer. Any one of them can be taken out until it is mailed."),
        deadline_on=letters.aggregate(by=Min("mail_by"))["by"],
        facts={"letters": run.letter_count},
        actor=actor,
        today=today,
    )
    return run


def letters_in_words(letters: int) -> str:
    return ngettext("%(n)s letter", "%(n)s letters", letters) % {"n": f"{letters:,}"}


def _always_asked() -> str:
    return _("Letters of this kind leave only when a supervisor lets them go.")
