"""What is each account due next, and does it need a person? One statement for one account or a million."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, timedelta

from django.db import connection, transaction

from collections_app.treatments import reasons, scoring
from collections_app.treatments.models import NO_DAY, NO_HOUR, LetterRun, NextStep
from collections_app.treatments.policy import PriorityRules, ReasonRules, WorklistRules
from collections_app.treatments.screen import KIND, screen
from core.rulebook import several
from core.season import SeasonRules, season_on
from payment_plans.policy import PlanRules
from payment_plans.promises.policy import PromiseRules

FIELDS = (
    "what",
    '"on"',
    "rank",
    "by_on",
    "by_at",
    "score",
    "reason",
    "amount",
    "chaseable",
    "more",
    "hidden_until",
    "facts",
)

# What is settled by speaking to somebody.
CALL_FOR = (
    "silent", "first_time", "task_due", "answered", "returned", "plan_missed", "plan_broken", "promise_broken",
)  # fmt: skip

# Whom a person might be needed for: anybody past due, closed accounts that are not square, and whoever has a reason
# that stands on its own or a step that somebody took on.
CONCERNED = """s.past_due > 0 or (a.status = 'inactive' and s.balance <> 0)
  or s.account_id in (select account_id from urgent) or s.account_id in (select account_id from open_tasks)"""

# The last time before this debt that an account was late enough for a reminder, or that a payment of it came back:
# what fell due up to a day, against what had come in by the reminder's day. Asked only of young debts on old accounts,
# where the answer makes a sentence.
LAST_LATE = """
  select k.account_id, greatest(k.opened_on, late.due_on, returned.on_day) as since
  from candidates k cross join lateral (
    select max(r.effective_on) as on_day
    from ledger_transaction r join ledger_transaction t on t.id = r.reverses_id
    where r.account_id = k.account_id and t.kind = 'payment'
  ) returned cross join lateral (
    with legs as (
      select p.amount, p.effective_on, p.due_on,
             p.due_on is not null and p.charge_id is not null and p.amount > 0 as is_charge
      from ledger_posting p join ledger_transaction t on t.id = p.transaction_id
      where p.account_id = k.account_id and p.book like 'receivable:%%' and t.kind <> 'reversal'
        and not exists (select 1 from ledger_transaction r where r.reverses_id = t.id)
    ),
    dues as (
      select due_on, sum(sum(amount)) over (order by due_on) as owed
      from legs where is_charge and due_on < k.oldest_due_on group by due_on
    )
    select max(d.due_on) as due_on from dues d
    where d.owed > (
      select coalesce(-sum(l.amount), 0) from legs l
      where not l.is_charge and l.effective_on < d.due_on + %(least_days)s
    )
  ) late
  where k.days_past_due <= %(first_time_days)s and k.opened_on <= %(first_time_before)s
"""

# Two that write many rows, each in its own order, would wait for each other.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(1010, 2)"

RENEW = """
{opening},
told as (
  select j.*, c.contact_on, t.task_on, b.returned,
         o.until_on as promised_until, o.due_on as promised_on, o.amount as promised,
         (j.oldest_due_on + make_interval(years => %(limitation_years)s))::date as limitation_on,
         j.past_due > 0 and j.chased >= %(least_past_due)s and j.days_past_due >= %(person_days)s as is_candidate,
         -- A reminder goes out by itself when only days are missing.
         case when j.reason in ('issue', 'young', 'reminded') and j.has_address and not j.address_is_bad
              then greatest(%(next_night)s::date, j.oldest_due_on + %(least_days)s, j.reminded_on + %(once_in_days)s)
         end as reminder_on,
         other.balance as other
  from judged j
  left join lateral (
    select coalesce(os.balance, 0) as balance
    from accounts_account o left join ledger_standing os on os.account_id = o.id
    where o.customer_id = j.customer_id and o.status = 'active' order by o.id limit 1
  ) other on j.status = 'inactive'
  left join contacts c on c.account_id = j.account_id
  left join open_tasks t on t.account_id = j.account_id
  left join promised o on o.account_id = j.account_id
  left join came_back b on b.account_id = j.account_id and b.place = 1
),
pressing as (
  select u.account_id, u.rank, u.by_on, u.by_at, u.reason, u.details,
         row_number() over strongest_first as place,
         array_agg(u.reason) over (strongest_first rows between unbounded preceding and unbounded following) as reasons
  from (
    select * from urgent
    union all
    select account_id, 2, limitation_on, %(no_hour)s::time, 'limitation',
           jsonb_build_object('years', %(limitation_years)s)
    from told
    where limitation_on between %(today)s and %(today)s::date + %(limitation_notice_days)s
      and past_due >= %(least_past_due)s and chasing <> 'bankruptcy'
  ) u join told t on t.account_id = u.account_id
  -- A step that somebody took on for a later day hides what does not run out before it. A payment that came back is
  -- about money: holds and a contact since then leave it alone, as they do the rest of the debt.
  where not coalesce(
      u.reason <> 'task_due' and t.task_on > %(today)s
        and (u.reason = 'answered' or u.by_on < %(today)s or u.by_on >= t.task_on), false)
    and not coalesce(
      u.reason = 'returned' and (t.chasing <> '' or (
        t.contact_on > %(today)s::date - %(quiet_days)s and t.contact_on >= (u.details->>'returned_on')::date)), false)
    -- Who broke their word and was spoken to since is left alone as long as anybody else.
    and not coalesce(
      t.contact_on > %(today)s::date - %(quiet_days)s and t.contact_on >= (u.details->>'news_on')::date, false)
  window strongest_first as (partition by u.account_id order by u.rank, u.by_on, u.by_at)
),
candidates as (select * from told where is_candidate),
last_late as ({last_late}),
weighed as (
  select k.*, l.since, l.since <= %(first_time_before)s as is_first_time,
         not k.has_address and not k.has_phone as is_unreachable
  from told k left join last_late l on l.account_id = k.account_id
),
reasoned as (
  select w.*, case
    when not is_active and past_due <= 0 and balance < 0 then 'closed_credit'
    when chasing <> '' then 'held'
    when task_on > %(today)s then 'task'
    when promised is not null then 'promised'
    when contact_on > %(today)s::date - %(quiet_days)s then 'contacted'
    when not is_active and chased >= %(small_debt)s and other is not null then 'moved'
    when is_candidate and is_first_time then 'first_time'
    when is_candidate and days_past_due <= %(letters_suffice_days)s
      and (letter_waits or reminded_on > %(today)s::date - %(pay_by_days)s) then 'reminded'
    when is_candidate and days_past_due <= %(letters_suffice_days)s and reminder_on = %(next_night)s then 'reminder_due'
    when is_candidate then 'silent'
    when is_unreachable and chased >= %(least_amount)s then 'unreachable'
    when not is_active and past_due > 0 and balance >= %(small_debt)s and chased < %(least_past_due)s then 'closed_debt'
    when letter_waits or reason = 'reminded' then 'reminded'
    when reminder_on is not null then 'reminder_due'
    when chased < %(least_past_due)s then 'small'
    else 'young' end as so
  from weighed w
),
-- Beside what stands on its own: money at stake, or tidying. The stronger of the two is the account's reason.
ranked as (
  select r.*, p.rank as p_rank, p.by_on as p_by_on, p.by_at as p_by_at, p.reason as p_reason, p.details,
         coalesce(p.reasons, '{{}}') as reasons,
         case when so in ('silent', 'first_time') then 5
              when so in ('moved', 'closed_credit', 'closed_debt', 'unreachable') then 6 end as so_rank
  from reasoned r left join pressing p on p.account_id = r.account_id and p.place = 1
),
strongest as (
  select k.*, is_pressing, case when is_pressing then p_reason else so end as because,
         case when is_pressing then reasons[2:] || case when so_rank is not null then array[so] end else reasons end
           || case when so_rank = 5 and is_unreachable then array['unreachable'] end as further
  from ranked k
  cross join lateral (select p_rank is not null and (so_rank is null or p_rank <= so_rank)) chosen (is_pressing)
  where p_rank is not null or past_due > 0 or so = 'task' or (not is_active and balance <> 0)
),
fresh as (
  select account_id,
    case when reminder_on is not null then 'reminder'
         when because = any(%(call_for)s) then 'call'
         when is_pressing or so_rank = 6 then 'decide'
         else 'wait' end as what,
    reminder_on as "on",
    case when is_pressing then p_rank else so_rank end::smallint as rank,
    case when is_pressing then p_by_on else %(no_day)s::date end as by_on,
    case when is_pressing then p_by_at else %(no_hour)s::time end as by_at,
    case when because in ('silent', 'first_time') then {score} else 0 end::smallint as score,
    because as reason,
    case when because in ('moved', 'closed_credit', 'closed_debt') then abs(balance)
         when because = 'returned' then (details->>'open_again')::numeric(12,2)
         when because in ('plan_missed', 'plan_broken', 'promise_broken') then (details->>'lacking')::numeric(12,2)
         when is_pressing then past_due else chased end as amount,
    chased as chaseable,
    cardinality(further)::smallint as more,
    case when is_pressing then null else case because
      when 'held' then chasing_until + 1
      when 'task' then task_on
      when 'promised' then promised_until + 1
      when 'contacted' then contact_on + %(quiet_days)s
      when 'reminded' then reminded_on + %(pay_by_days)s
      when 'reminder_due' then greatest(reminder_on + %(pay_by_days)s, oldest_due_on + %(person_days)s)
      when 'young' then oldest_due_on + %(person_days)s
    end end as hidden_until,
    jsonb_strip_nulls(jsonb_build_object(
      'balance', balance::text, 'past_due', past_due::text, 'held', nullif(held, 0)::text,
      'oldest_due_on', oldest_due_on,
      'contact_on', contact_on, 'reminded_on', reminded_on, 'waits', nullif(letter_waits, false),
      'hold', nullif(chasing, ''),
      'plan_waits', case when chasing = 'plan_in_force' then nullif(exists (
        select from payment_plans_paymentplan p where p.account_id = strongest.account_id and p.state = 'accepted'
      ), false) end, 'closed_on', case when not is_active then closed_on end,
      'other', case when because = 'moved' then other::text end,
      'since', case when because = 'first_time' then since end,
      'promised', case when because = 'promised' then promised::text end,
      'promised_on', case when because = 'promised' then promised_on end,
      'returned', returned, 'further', case when further <> '{{}}' then to_jsonb(further) end,
      'no_reminder', case when reason not in ('issue', 'young', 'reminded') then reason end
    )) || case when is_pressing then jsonb_strip_nulls(details) else '{{}}' end as facts
  from strongest
),
gone as (
  delete from treatments_nextstep n where {n_account}
    not exists (select 1 from fresh f where f.account_id = n.account_id)
)
insert into treatments_nextstep (account_id, as_of, {fields})
select f.account_id, %(today)s, {new_fields}
from fresh f left join treatments_nextstep n on n.account_id = f.account_id
where n.account_id is null or ({old_fields}) is distinct from ({new_fields})
on conflict (account_id) do update set as_of = excluded.as_of, {changes}
"""


def renew(account_ids: Collection[int] | None = None, *, today: date) -> int:
    """Renew the next step of these accounts, or of all; only rows that changed are written. Answers how many."""
    if account_ids is not None and not account_ids:
        return 0
    some = account_ids is not None
    asked = screen(today, which=CONCERNED, account_ids=account_ids, first=reasons.ctes(some=some))
    statement = RENEW.format(
        opening=asked.opening,
        last_late=LAST_LATE,
        score=scoring.SCORE,
        n_account="n.account_id = any(%(account_ids)s) and" if some else "",
        fields=", ".join(FIELDS),
        new_fields=", ".join(f"f.{field}" for field in FIELDS),
        old_fields=", ".join(f"n.{field}" for field in FIELDS),
        changes=", ".join(f"{field} = excluded.{field}" for field in FIELDS),
    )
    worklist, on_reasons, on_priority, season, plans, promises = several(
        WorklistRules, ReasonRules, PriorityRules, SeasonRules, PlanRules, PromiseRules, on=today
    )
    filled_in = {
        **asked.filled_in,
        **reasons.filled_in(on_reasons, plans, promises),
        "call_for": list(CALL_FOR),
        **scoring.filled_in(on_priority, is_season=season_on(today, season) is not None),
        **{name: value for name, value in asdict(worklist).items() if name != "least_days"},
        "person_days": worklist.least_days,
        "first_time_before": years_before(today, worklist.first_time_years),
        "next_night": next_night(today),
        "no_day": NO_DAY,
        "no_hour": NO_HOUR,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        if account_ids is None or len(account_ids) > 1:
            cursor.execute(ONE_AT_A_TIME)
        cursor.execute(statement, filled_in)
        return cursor.rowcount


def of(account_id: int, *, today: date) -> NextStep | None:
    """The account's next step, renewed as its page is opened; None when nothing is owed and nobody is needed."""
    renew([account_id], today=today)
    return NextStep.objects.filter(pk=account_id).select_related("account__customer").first()


def next_night(today: date) -> date:
    """The night in which the next reminders go out: today's while its run is not decided, otherwise tomorrow's."""
    decided = LetterRun.objects.filter(
        kind=KIND, night_on=today, state__in=[LetterRun.State.ISSUED, LetterRun.State.DECLINED]
    )
    return today + timedelta(days=1) if decided.exists() else today


def years_before(today: date, years: int) -> date:
    """The same day so many years ago; Feb 29 becomes Feb 28."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
