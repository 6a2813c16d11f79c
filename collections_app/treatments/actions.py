"""What can happen to a run of letters: proposed by the night, released or declined by a supervisor."""

import json
from dataclasses import asdict
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from collections_app.treatments import next_steps, policy, queries, questions
from collections_app.treatments.models import LetterDecision, LetterRun
from collections_app.treatments.screen import KIND, screen
from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.errors import RuleViolation
from core.freshness import balances_are_fresh
from core.money import ZERO
from core.rulebook import rules
from core.rulebook.queries import why_unsigned
from core.utility import moment
from ledger import standings
from notices.actions import issue_letters
from notices.office import why_no_letter

JUDGE = """
{opening}
insert into treatments_letterdecision (run_id, account_id, reason, amount)
select %(run)s, account_id, reason, chased from judged
"""
JUDGE_AGAIN = """
{opening}
update treatments_letterdecision d set reason = judged.reason, amount = judged.chased from judged
where d.run_id = %(run)s and d.account_id = judged.account_id
  and (d.reason, d.amount) is distinct from (judged.reason, judged.chased)
"""
COUNT = "select reason, count(*), sum(amount) from treatments_letterdecision where run_id = %s group by reason"
FORGET = """
delete from treatments_letterdecision d using treatments_letterrun r
where r.id = d.run_id and r.night_on < %s and d.reason <> 'issue'
"""

State = LetterRun.State
OPEN = (State.PROPOSED, State.WAITING, State.STALE)


@transaction.atomic
def propose_reminders(night_on: date, *, actor, today: date) -> LetterRun:
    """The night's run of reminders: judged for all accounts by one statement, then issued, or left waiting by the fuse.

    On balances that are too old nobody is judged. Safe to repeat: a run that was issued or declined stays as it is.
    """
    LetterRun.objects.get_or_create(
        kind=KIND, night_on=night_on, defaults={"judged_on": today, "proposed_at": moment(today)}
    )
    if LetterRun.objects.filter(kind=KIND, night_on=night_on, state__in=OPEN).exists():
        questions.close_all(night_on, today=today)
    run = LetterRun.objects.select_for_update().get(kind=KIND, night_on=night_on)
    if run.state not in OPEN:
        return run
    LetterRun.objects.filter(kind=KIND, night_on__lt=night_on, state__in=OPEN).update(state=State.OVERTAKEN)
    if not balances_are_fresh(today):
        run.state, run.judged_on = State.STALE, today
        run.save(update_fields=["state", "judged_on"])
        return run

    _judge(run, today)
    fuse = policy.fuse_verdict(queries.fuse_facts(run), rules(policy.FuseRules, on=today))
    run.usual = policy.usual(queries.earlier_runs(run), rules(policy.FuseRules, on=today))
    reasons = [{"code": reason.code, "text": reason.text} for reason in fuse.reasons if not fuse.allowed]
    if run.letters and (why := why_no_letter(today)):
        reasons.append({"code": "office", "text": why})
    if run.letters and (why := why_unsigned()):
        reasons.append({"code": "protections", "text": why})
    if reasons:
        run.state, run.waits_because = State.WAITING, reasons
    else:
        _issue(run, actor=actor, today=today)
    run.save()
    if reasons:
        questions.ask(run, today=today)
    _forget_old_skips(night_on, today)
    history.record(f"letter_run.{run.state}", subject=run, actor=actor, on=today, facts=run.counts)
    return run


def release_run(run_id: int, *, actor, today: date) -> LetterRun:
    """Issue a waiting run's letters, judged once more on the balances of now: a yes to what its approval asks."""
    approving.approve(questions.question(run_id, today=today).pk, actor=actor, today=today)
    return LetterRun.objects.get(pk=run_id)


def decline_run(run_id: int, *, why: str, actor, today: date) -> LetterRun:
    """Leave a waiting run's letters unwritten; the next night judges everybody anew. A no to what its approval asks."""
    asked = questions.question(run_id, today=today)
    if not why.strip():
        raise RuleViolation("Say why these letters should not go out.")
    approving.return_(asked.pk, reason=why, actor=actor, today=today)
    return LetterRun.objects.get(pk=run_id)


def renew_before_release(approval: Approval, *, today: date) -> None:
    """An extract has moved the business date on since the run was judged. In a transaction of its own: it locks the
    books (docs/locking.md)."""
    if LetterRun.objects.waiting().filter(pk=approval.subject_key, judged_on__lt=today).exists():
        standings.renew_all(as_of=today)


@transaction.atomic
def release_after_yes(approval: Approval, *, actor, today: date) -> LetterRun:
    """What follows when a run's approval is approved."""
    run = _waiting(approval)
    if not balances_are_fresh(today):
        raise RuleViolation("The balances are too old. No letter goes out until the newest extract is loaded.")
    _judge(run, today)
    run.decided_by, run.decided_at = actor, moment(today)
    _issue(run, actor=actor, today=today)
    run.save()
    history.record("letter_run.released", subject=run, actor=actor, on=today, facts=run.counts)
    next_steps.renew(queries.accounts_to_issue(run), today=today)
    return run


@transaction.atomic
def decline_after_no(approval: Approval, *, reason: str, actor, today: date) -> LetterRun:
    """What follows when a run's approval is returned."""
    run = _waiting(approval)
    run.state, run.declined_why = State.DECLINED, reason
    run.decided_by, run.decided_at = actor, moment(today)
    run.save()
    history.record("letter_run.declined", subject=run, actor=actor, on=today, facts={"why": run.declined_why})
    next_steps.renew(queries.accounts_to_issue(run), today=today)
    return run


def _waiting(approval: Approval) -> LetterRun:
    run = LetterRun.objects.select_for_update().get(pk=approval.subject_key)
    if run.state != State.WAITING:
        raise RuleViolation(f"This run no longer waits: it is {run.get_state_display()}.")
    return run


def _judge(run: LetterRun, today: date) -> None:
    """Write a decision per account that is past due, and count them."""
    figures = rules(policy.ReminderRules, on=today)
    asked = screen(today)
    LetterDecision.objects.filter(run=run).delete()
    with connection.cursor() as cursor:
        cursor.execute(JUDGE.format(opening=asked.opening), {**asked.filled_in, "run": run.pk})
    _count(run)
    run.judged_on = today
    run.figures = json.loads(json.dumps(asdict(figures), cls=DjangoJSONEncoder))
    run.waits_because = []


def _issue(run: LetterRun, *, actor, today: date) -> None:
    """Issue to whom still may be written. Whom no letter can be made for joins the skipped, with that reason."""
    _lock_and_judge_again(run, today)
    issued = issue_letters(KIND, queries.accounts_to_issue(run), cause=run.cause, actor=actor, today=today)
    for reason, accounts in issued.skipped.items():
        run.decisions.filter(account__in=accounts).update(reason=reason)
    if issued.skipped:
        _count(run)
    run.state, run.issued = State.ISSUED, issued.count


def _lock_and_judge_again(run: LetterRun, today: date) -> None:
    """Who paid, or got a hold, before the accounts were locked joins the skipped; the others are asked for what they
    owe now."""
    to_issue = queries.accounts_to_issue(run)
    standings.bring_up_to_date(to_issue, as_of=today)
    asked = screen(today, which="true", account_ids=to_issue)
    with connection.cursor() as cursor:
        cursor.execute(JUDGE_AGAIN.format(opening=asked.opening), {**asked.filled_in, "run": run.pk})
        if cursor.rowcount:
            _count(run)


def _count(run: LetterRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [run.pk])
        found = {reason: (count, amount) for reason, count, amount in cursor.fetchall()}
    run.counts = {reason: count for reason, (count, _amount) in found.items()}
    run.considered = sum(run.counts.values())
    run.letters, run.amount = found.get(policy.TO_ISSUE, (0, ZERO))


def _forget_old_skips(night_on: date, today: date) -> None:
    """Old nights keep their counts and whom they wrote to; the long lists of the skipped would only grow."""
    kept = rules(policy.FuseRules, on=today).judged_nights
    oldest = LetterRun.objects.filter(kind=KIND, night_on__lte=night_on).values_list("night_on", flat=True)[
        kept - 1 : kept
    ]
    with connection.cursor() as cursor:
        for first_kept in oldest:
            cursor.execute(FORGET, [first_kept])
