"""Accounts as the desk's tests need them; every test says only what matters to it."""

import html
import re
from datetime import timedelta

from collections_app.treatments import next_steps
from ledger import standings
from tests import factories
from tests.factories import TODAY


def owing(
    amount="1846.20",
    *,
    days=132,
    first="Harriet",
    name="Lindqvist",
    service="gas",
    premise=None,
    language="en",
    **fields,
):
    """An account with one bill that fell due so many days ago."""
    customer = fields.pop("customer", None) or factories.customer(first_name=first, last_name=name, language=language)
    account = factories.account(customer=customer, premise=premise, **fields)
    due = TODAY - timedelta(days=days)
    factories.bill(account, amount, billed_on=due - timedelta(days=21), due_on=due, service=service)
    return account


def aged(*accounts):
    """Standings and next steps as the night leaves them."""
    ids = [account.pk for account in accounts]
    standings.renew(ids, as_of=TODAY)
    next_steps.renew(ids, today=TODAY)


def text_of(response):
    """What a person reads of a page."""
    assert response.status_code == 200, response.status_code
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def order_of(response, *names):
    """These names in the order in which the page's rows show them."""
    rows = re.findall(r"data-open>([^<]+)</a>", response.content.decode())
    return [name for row in rows for name in names if name in html.unescape(row)]
