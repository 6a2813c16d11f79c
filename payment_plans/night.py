"""Which plans were missed, made good, broken or kept since yesterday, and who must be told? The night asks every night.

One statement judges all of them; only those of which something changed are touched, some hundreds at a time, each lot
judged anew under its locks and committed alone. What is still to be done follows from the rows, so a night that was
killed anywhere and is run again ends like one that was not (docs/night.md).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import RuleViolation
from core.freshness import balances_are_fresh
from core.outcomes import Outcome
from core.utility import moment
from notices.models import Letter, Waiting
from payment_plans import standings
from payment_plans.actions.begin_and_end import begin_plans, end_plans, lock
from payment_plans.letters.due import write_letters
from payment_plans.letters.kinds import KINDS
from payment_plans.models import Miss, PaymentPlan
from payment_plans.policy import compliance_sentences
from payment_plans.policy.compliance import Word

CHUNK = 500
State = PaymentPlan.State

MISSED = f"""
missed as (
  select j.plan_id, j.word, m.* from {standings.COUNTED} j
  cross join lateral jsonb_to_recordset(j.misses) m (kind text, due_on date, amount numeric, lacking numeric)
)
"""
# What is missed and not flagged, or flagged and made good; and plans that begin or end.
TO_DO = f"""
with {MISSED}, flagged as (
  select plan_id, kind, due_on from payment_plans_miss o join {standings.COUNTED} using (plan_id) where cured_on is null
)
select plan_id from {standings.COUNTED}
where word in ('broken', 'kept', 'lapsed') or runs and state = 'accepted'
union
select plan_id from missed full join flagged using (plan_id, kind, due_on)
where missed.amount is null or flagged.plan_id is null
order by plan_id
"""
# A plan that is kept leaves behind what became of its bills.
FLAG = f"""
with {MISSED}, flagged as (
  insert into payment_plans_miss (plan_id, kind, due_on, amount, lacking, flagged_on)
  select plan_id, kind, due_on, amount, lacking, %(today)s from missed m
  where word <> 'kept' and not exists (
    select 1 from payment_plans_miss o
    where o.plan_id = m.plan_id and o.kind = m.kind and o.due_on = m.due_on and o.cured_on is null
  )
  order by plan_id, due_on, kind desc returning *
), cured as (
  update payment_plans_miss o set cured_on = greatest(%(today)s::date, o.flagged_on)
  from {standings.COUNTED} j
  where j.plan_id = o.plan_id and o.cured_on is null and not exists (
    select 1 from missed m where m.plan_id = o.plan_id and m.kind = o.kind and m.due_on = o.due_on
  )
  returning o.*
), told as (
  insert into history_historyline
    (at, business_date, action, subject_kind, subject_key, account_number, facts)
  select %(now)s, %(today)s, action, 'payment_plans.paymentplan', plan_id::text, a.number,
         jsonb_build_object('kind', m.kind, 'due_on', m.due_on, 'amount', m.amount::text, 'lacking', m.lacking::text)
  from (
    select 'payment_plan.cured' as action, 1 as turn, plan_id, kind, due_on, amount, lacking from cured
    union all select 'payment_plan.missed', 2, plan_id, kind, due_on, amount, lacking from flagged
  ) m
  join payment_plans_paymentplan p on p.id = m.plan_id join accounts_account a on a.id = p.account_id
  order by a.id, turn, due_on, m.kind desc
)
select count(*) from flagged
"""
TURNING = f"""
select plan_id, word, runs and state = 'accepted' as begins, misses::text, arrears, "left", down_lacking,
       lacks_signature, starts_by_on
from {standings.COUNTED} where word in ('broken', 'kept', 'lapsed') or runs and state = 'accepted' order by plan_id
"""


class Turning(NamedTuple):
    """A plan that begins or ends tonight, and what its reason is made of."""

    plan_id: int
    word: str
    begins: bool
    misses: str | None
    arrears: Decimal
    left: Decimal
    down_lacking: Decimal
    lacks_signature: bool
    starts_by_on: date | None

    @property
    def why(self) -> str:
        """Why it ends."""
        match self.word:
            case Word.BROKEN:
                # As JSON text, whose amounts are exact.
                misses = json.loads(self.misses or "[]", parse_float=Decimal, parse_int=Decimal)
                return compliance_sentences.why_broken(
                    (miss["kind"] == Miss.Kind.BILL, date.fromisoformat(miss["due_on"]), miss["lacking"])
                    for miss in misses
                )
            case Word.KEPT:
                return compliance_sentences.all_paid(self.arrears, self.left)
        return compliance_sentences.not_begun(self.down_lacking, self.lacks_signature, self.starts_by_on)


def watch_plans(*, actor, today: date, tell: Callable[[int, str], None]) -> Outcome:
    """Judge every plan in force, flag what was missed, cure what was made good, begin, break, keep and lapse, and
    issue the letters that follow. Each lot commits alone; the counts are the day's, not the run's.

    History names nobody, not `actor` who started the night: the rule decides.
    """
    if not balances_are_fresh(today):
        return Outcome(
            _("Balances are too old to say which plans are kept; they are judged when they come."), waits=True
        )
    wanted = _to_do(today)
    for start in range(0, len(wanted), CHUNK):
        tell(80 * start // len(wanted), _("%(n)s plans of which something changed") % {"n": f"{len(wanted):,}"})
        _turn(wanted[start : start + CHUNK], today)
    try:
        skipped = write_letters(actor=actor, today=today, tell=tell)
    except RuleViolation as refusal:
        return _said(today, why_no_letters=str(refusal))
    return _said(today, skipped=skipped)


@transaction.atomic
def _to_do(today: date) -> list[int]:
    """Renew every standing; the plans of which rows do not yet say what it says."""
    standings.count(as_of=today)
    standings.write_counted()
    found = [plan_id for (plan_id,) in _rows(TO_DO)]
    standings.drop_counted()
    return found


@transaction.atomic
def _turn(plan_ids: Sequence[int], today: date) -> None:
    """Judge these again under their locks, since a payment may have come meanwhile, and write down what changed."""
    lock(plan_ids)
    standings.count(plan_ids, as_of=today)
    standings.write_counted()
    turning = [Turning(*row) for row in _rows(TURNING)]
    begin_plans([plan.plan_id for plan in turning if plan.begins], actor=None, today=today)
    _rows(FLAG, today=today, now=moment(today))
    standings.drop_counted()
    for state in (State.LAPSED, State.BROKEN, State.KEPT):
        whys = {plan.plan_id: plan.why for plan in turning if plan.word == state}
        end_plans(list(whys), state, whys, actor=None, today=today)


def _said(today: date, *, skipped: int = 0, why_no_letters: str = "") -> Outcome:
    plans = PaymentPlan.objects
    counts = {
        "missed": Miss.objects.filter(flagged_on=today).count(),
        "cured": Miss.objects.filter(cured_on=today).count(),
        "broken": plans.filter(state=State.BROKEN, ended_on=today).count(),
        "kept": plans.filter(state=State.KEPT, ended_on=today).count(),
        "begun": plans.filter(began_on=today).count(),
        "lapsed": plans.filter(state=State.LAPSED, ended_on=today).count(),
        "letters": Letter.objects.filter(kind__in=[kind.code for kind in KINDS], issued_on=today).count(),
        "skipped": skipped,
    }
    if held := Waiting.objects.filter(letter__kind__in=[kind.code for kind in KINDS], held__isnull=False).count():
        counts["held"] = held
    sentence = " ".join(_sentences(counts))
    if why_no_letters:
        sentence = f"{sentence} {_('No letter was issued: %(why)s') % {'why': why_no_letters}}"
    return Outcome(sentence, counts, waits=bool(why_no_letters))


def _sentences(counts: dict[str, int]) -> Iterator[str]:
    said = {name: f"{count:,}" for name, count in counts.items()}
    if counts["missed"] or counts["cured"]:
        missed = ngettext("%(missed)s payment missed", "%(missed)s payments missed", counts["missed"]) % said
        yield _("%(what)s, %(cured)s made good.") % {**said, "what": missed}
    else:
        yield _("No plan was missed.")
    if counts["broken"] or counts["kept"]:
        broken = ngettext("%(broken)s plan broken", "%(broken)s plans broken", counts["broken"]) % said
        yield _("%(what)s, %(kept)s kept.") % {**said, "what": broken}
    if counts["begun"] or counts["lapsed"]:
        yield _("%(begun)s begun, %(lapsed)s lapsed.") % said
    if counts["letters"] or counts["skipped"]:
        letters = ngettext("%(letters)s letter", "%(letters)s letters", counts["letters"]) % said
        yield _("%(what)s issued, %(skipped)s skipped.") % {**said, "what": letters}
    if "held" in counts:
        yield _("%(held)s held back for a supervisor.") % said


def _rows(statement: str, **filled_in: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, filled_in)
        return cursor.fetchall()
