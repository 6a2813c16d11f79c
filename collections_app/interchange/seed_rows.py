"""Which rows does a seeded account have? Statements for a range of accounts, every value a hash of place and seed.

Of account n: customer, premise and account n; services 4n-3 to 4n; 23 transactions (a bill a month for twelve months,
eleven payments) with 82 postings. One in three paid in full up to a month and 30 % since; the others pay every bill
before it is due. One in fifty is on hold.
"""

FIRST_NAMES = "Aaron Beth Carlos Dana Elsa Frank Gloria Henry Iris Jonas Karen Luis Marta Nils Olga Paul".split()
LAST_NAMES = (
    "Anderson Berg Castillo Dahl Erickson Fischer Garcia Hansen Ivers Johnson Korhonen Lindqvist Moua Nelson Olson "
    "Peterson Quist Romero Swanson Thao Ulrich Vang Wallin Xiong Yang Zimmer"
).split()
STREETS = "Birch Cedar Dock Elm Fir Grand Harbor Iron Jay Lake Maple Norway Oak Pine Ridge Superior".split()


def _array(words: list[str]) -> str:
    return "array[" + ", ".join(f"'{word}'" for word in words) + "]"


def _pick(words: list[str], salt: int) -> str:
    return f"({_array(words)})[1 + {_draw(salt)} %% {len(words)}]"


def _draw(salt: int, what: str = "n") -> str:
    """A whole number of 31 bits that only the seed, the place and the salt decide."""
    return f"(hashint8extended({what}::bigint * 64 + {salt}, %(seed)s) & 2147483647)::int"


ACCOUNTS = "generate_series(%(first)s, %(last)s) n"

CUSTOMERS = f"""
insert into accounts_customer (id, number, kind, first_name, last_name, organization_name, phone, alternate_phone,
  email, mailing_line1, mailing_line2, mailing_city, mailing_state, mailing_zip, language, name_key)
select n, 'C' || n, 'person', first, last, '',
  '218-' || 200 + n %% 700 || '-' || lpad((n / 7 %% 10000)::text, 4, '0'), '',
  lower(first || '.' || last) || n || '@example.org',
  1 + n %% 9800 || ' ' || street || ' Street', '', 'Seedville', 'MN',
  (55800 + n %% 20)::text, 'en', lower(last || ' ' || first)
from (select n, {_pick(FIRST_NAMES, 1)} as first, {_pick(LAST_NAMES, 2)} as last, {_pick(STREETS, 3)} as street
      from {ACCOUNTS}) made
"""

PREMISES = f"""
insert into accounts_premise (id, number, line1, unit, city, state, zip, route, occupancy, premise_class, primary_heat)
select n, 'P' || n, 1 + n %% 9800 || ' ' || street || ' Street',
  case when n %% 9 = 0 then 'Unit ' || n %% 40 else '' end,
  'Seedville', 'MN', (55800 + n %% 20)::text, 'R' || lpad((n %% 60)::text, 2, '0'),
  (array['owner', 'tenant', 'tenant', 'unknown'])[1 + n %% 4],
  case when n %% 20 = 0 then 'commercial' else 'residential' end, 'gas'
from (select n, {_pick(STREETS, 3)} as street from {ACCOUNTS}) made
"""

SERVICES = f"""
insert into accounts_service (id, account_id, service, meter_number, started_on, status)
select 4 * n - 4 + place, n, service, meter || n, %(today)s::date - 500, 'on'
from {ACCOUNTS} cross join (values
  (1, 'gas', 'G'), (2, 'water', 'W'), (3, 'sewer', 'S'), (4, 'stormwater', 'T')) kinds (place, service, meter)
"""

# Cents by service and month, and when the bill was made. `offset 0` has each worked out once, not once per leg.
BILLS = f"""
from {ACCOUNTS} cross join generate_series(0, 11) m
cross join lateral (
  select %(today)s::date - n %% 20 - 365 * (11 - m) / 12 as billed_on,
         2000 + {_draw(20, "(n * 12 + m)")} %% 9000 as gas, 1500 + {_draw(21, "(n * 12 + m)")} %% 3000 as water,
         1800 + {_draw(22, "(n * 12 + m)")} %% 2500 as sewer, 675 as stormwater offset 0
) bill
cross join lateral (select gas + water + sewer + stormwater as total offset 0) of_it
"""
LATE = f"(n %% 3 = 0 and m >= 2 + {_draw(5)} %% 9)"

PAID = f"case when {LATE} then total * 3 / 10 else total end"

ACCOUNT_ROWS = f"""
insert into accounts_account (id, number, customer_id, premise_id, status, opened_on, account_class, billing_cycle,
  stated_balance, stated_on)
select n, (3000000 + n)::text, n, n, case when n %% 25 = 0 then 'inactive' else 'active' end,
  %(today)s::date - 500 - {_draw(4)} %% 7000, case when n %% 20 = 0 then 'commercial' else 'residential' end,
  (1 + n %% 20)::text, owed * 0.01, %(today)s
from (select n, sum(total - case when m < 11 then {PAID} else 0 end) as owed {BILLS} group by n) balances
"""

TRANSACTIONS = f"""
insert into ledger_transaction (id, account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
select 23 * (n - 1) + 1 + m, n, 'charge', 'cis', billed_on, billed_on + interval '20 hours', '', '' {BILLS}
union all
select 23 * (n - 1) + 13 + m, n, 'payment', 'cis', paid_on, paid_on + interval '20 hours', '', ''
from (select n, m, billed_on + 16 + {_draw(23, "(n * 12 + m)")} %% 5 as paid_on {BILLS} where m < 11) paid
"""

POSTINGS = f"""
insert into ledger_posting (id, transaction_id, account_id, book, amount, effective_on, due_on, kind, charge_id,
  payment_id, revision)
select 82 * (n - 1) + 1 + 5 * m + place, 23 * (n - 1) + 1 + m, n, book, cents * 0.01, billed_on,
  case when place < 4 then billed_on + 21 end, case when place < 4 then 'bill' else '' end,
  case when place < 4 then 'B' || 48 * (n - 1) + 4 * m + place end, null, 0
{BILLS} cross join lateral (values
  (0, 'receivable:gas', gas), (1, 'receivable:water', water), (2, 'receivable:sewer', sewer),
  (3, 'receivable:stormwater', stormwater), (4, 'billed:cis', -total)) legs (place, book, cents)
union all
select 82 * (n - 1) + 61 + 2 * m + place, 23 * (n - 1) + 13 + m, n, book, cents * 0.01, paid_on, null, method, null,
  case when place = 1 then 'Y' || 11 * (n - 1) + m end, 0
from (select n, m, billed_on + 16 + {_draw(23, "(n * 12 + m)")} %% 5 as paid_on,
             {PAID} as paid {BILLS} where m < 11 offset 0) payments
cross join lateral (values (0, 'bank:lockbox', paid, ''), (1, 'receivable:unapplied', -paid, 'check'))
  legs (place, book, cents, method)
"""

HOLDS = f"""
insert into holds_hold (kind, scope, account_id, service, charges, from_on, until_on, review_on, ended_why, source,
  citation, facts, note, recorded_at)
select (array['dispute', 'medical', 'assistance_pending', 'billing_review', 'office'])[1 + n / 50 %% 5],
  'account', n, '', '{{}}', %(today)s::date - n %% 90,
  %(today)s::date + 3 + n %% 60, null, '', 'Made up', '', '{{}}', '',
  %(today)s::date - n %% 90 + interval '20 hours'
from {ACCOUNTS} where n %% 50 = 0
"""

STATEMENTS = (CUSTOMERS, PREMISES, ACCOUNT_ROWS, SERVICES, TRANSACTIONS, POSTINGS, HOLDS)
