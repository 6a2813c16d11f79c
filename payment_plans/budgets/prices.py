"""What does one unit of a service cost today? What a class was billed in its newest month, by what it used."""

from datetime import date

from django.db import connection

from core.money import rate
from payment_plans.budgets.models import ClassPrice
from payment_plans.budgets.policy.use import Price

# A month in which nothing was used tells no price.
PRICES = """
with newest as (
  select a.account_class, u.service, date_trunc('month', max(u.period_end))::date as month
  from accounts_usage u join accounts_account a on a.id = u.account_id
  where u.period_end <= %(as_of)s {which}
  group by a.account_class, u.service
)
select n.account_class, n.service, n.month, sum(u.amount) / sum(u.quantity) as price
from newest n
join accounts_account a on a.account_class = n.account_class
join accounts_usage u on u.account_id = a.id and u.service = n.service
  and u.period_end >= n.month and u.period_end < n.month + interval '1 month' and u.period_end <= %(as_of)s
where true {which}
group by n.account_class, n.service, n.month
having sum(u.quantity) > 0 and sum(u.amount) > 0
"""
KEEP = f"""
with found as ({PRICES.format(which="")}),
gone as (
  delete from budgets_classprice p
  where not exists (select 1 from found f where f.account_class = p.account_class and f.service = p.service)
)
insert into budgets_classprice (account_class, service, as_of, month, price)
select account_class, service, %(as_of)s, month, round(price, 6) from found
on conflict (account_class, service) do update
  set as_of = excluded.as_of, month = excluded.month, price = excluded.price
"""


def prices(account_class: str, as_of: date) -> dict[str, Price]:
    """Today's price of each service for a class, by service: as the night kept it for the day, else worked out."""
    kept = ClassPrice.objects.filter(account_class=account_class, as_of=as_of)
    found = {row.service: Price(row.service, row.month, row.price) for row in kept}
    return found or worked_out(account_class, as_of)


def worked_out(account_class: str, as_of: date) -> dict[str, Price]:
    """The same from the use itself, as known now; reads the use of the whole class."""
    with connection.cursor() as cursor:
        which = "and a.account_class = %(account_class)s"
        cursor.execute(PRICES.format(which=which), {"as_of": as_of, "account_class": account_class})
        return {service: Price(service, month, rate(price)) for _class, service, month, price in cursor.fetchall()}


def keep(*, as_of: date) -> None:
    """Work out every class's prices and keep them for the day; the night does it once for all pages."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"as_of": as_of})
