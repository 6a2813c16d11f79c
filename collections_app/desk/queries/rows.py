"""How does a row of the worklist read, and which columns may a list have?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contacts.models import Contact
from accounts.contacts.queries import last_contacts, spoken_to_on
from accounts.models import Account
from accounts.people.doors import close_addresses
from accounts.tasks.models import Assignment, Task
from accounts.tasks.queries import next_tasks, whose
from collections_app.treatments.models import NextStep
from collections_app.treatments.sentences import why
from core.addresses import address
from core.templatetags.money import account_number, bare_day, clock, harmless, short_day
from ledger.models import Standing

CALLED = {
    Contact.Direction.OUT: gettext_lazy("we called"),
    Contact.Direction.IN: gettext_lazy("called us"),
    Contact.Direction.COUNTER: gettext_lazy("at the counter"),
}
CHANNELS = {
    Contact.Channel.LETTER: gettext_lazy("letter"),
    Contact.Channel.EMAIL: gettext_lazy("e-mail"),
    Contact.Channel.VISIT: gettext_lazy("visit"),
    Contact.Channel.OTHER: gettext_lazy("other"),
}
WHAT = {
    NextStep.What.REMINDER: gettext_lazy("Reminder goes out"),
    NextStep.What.CALL: gettext_lazy("Call"),
    NextStep.What.DECIDE: gettext_lazy("Decide"),
    NextStep.What.WAIT: gettext_lazy("Wait"),
}
LANGUAGES = {
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "hmn": gettext_lazy("Hmong"),
    "so": gettext_lazy("Somali"),
}


@dataclass(frozen=True)
class Facts:
    """What the cells of one account are made of."""

    account: Account
    step: NextStep | None
    standing: Standing
    last: Contact | None
    spoken: Contact | None
    task: Task | None
    mine: Assignment | None
    me: Any
    today: date


@dataclass(frozen=True)
class Cell:
    """One cell as it is drawn: words with a second line, or an amount that opens into what makes it; `says` marks what
    one must see first. `exported` is the same as the cells of a file."""

    css: str = ""
    text: str = ""
    small: str = ""
    says: str = ""
    amount: Decimal | None = None
    url: str = ""
    exported: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column that a list may have: its heading, and its headings in a file."""

    code: str
    title: Any
    css: str
    exported: tuple[Any, ...]
    cell: Callable[[Facts], Cell]


@dataclass(frozen=True)
class Row:
    """One account as the list shows and exports it."""

    account_id: int
    rank: int | None
    name: str
    address: str
    number: str
    why: str
    owed: Decimal
    cells: tuple[Cell, ...]
    at: str


def rows_of(found: Sequence[tuple[Any, str]], columns: Sequence[str], *, is_step: bool, me, today: date) -> list[Row]:
    """The rows of a page as they read; `found` are next steps or standings, each with its place in the list."""
    ids = [row.account_id for row, _at in found]
    contacts, tasks, assigned = last_contacts(ids), next_tasks(ids), whose(ids)
    spoken = spoken_to_on({row.account.customer_id for row, _at in found}, today)
    close_addresses(row.account for row, _at in found)
    rows = []
    for row, at in found:
        account = row.account
        facts = Facts(
            account=account,
            step=row if is_step else getattr(account, "next_step", None),
            standing=account.standing if is_step else row,
            last=contacts.get(account.pk),
            spoken=spoken.get(account.customer_id),
            task=tasks.get(account.pk),
            mine=assigned.get(account.pk),
            me=me,
            today=today,
        )
        rows.append(_row(facts, at, columns))
    return rows


def _row(facts: Facts, at: str, columns: Sequence[str]) -> Row:
    account, step = facts.account, facts.step
    return Row(
        account_id=account.pk,
        rank=step.rank if step else None,
        name=harmless(account.customer.name) or _("(no name)"),
        address=harmless(account.premise.address),
        number=harmless(account.number),
        why=why(step, facts.today, facts.me) if step else _("Past due since the last night."),
        owed=facts.standing.past_due or facts.standing.balance,
        cells=tuple(COLUMNS[code].cell(facts) for code in columns),
        at=at,
    )


def header(columns: Iterable[str]) -> list[str]:
    """The headings of a file with these columns."""
    chosen = (title for code in columns for title in COLUMNS[code].exported)
    return [str(title) for title in (*ALWAYS, *chosen)]


def exported(row: Row, ranks: Mapping[int, Any]) -> list[Any]:
    """A row as cells under `header`: what the screen shows, in the same words."""
    rank = str(ranks[row.rank]) if row.rank else ""
    cells = (value for cell in row.cells for value in cell.exported)
    return [rank, row.name, row.address, row.number, row.why, *cells]


def _owed(facts: Facts) -> Cell:
    standing = facts.standing
    figure = "past-due" if standing.past_due else "balance"
    owed, days = standing.past_due or standing.balance, standing.days_past_due
    return Cell(
        css="c-owe money has-credit",
        amount=owed,
        url=address("desk:explain", facts.account.pk, figure),
        small=_("%(n)d days") % {"n": days} if days else "",
        exported=(owed, days),
    )


def _balance(facts: Facts) -> Cell:
    url = address("desk:explain", facts.account.pk, "balance")
    balance = facts.standing.balance
    return Cell(css="c-more money has-credit", amount=balance, url=url, exported=(balance,))


def _last(facts: Facts) -> Cell:
    """The last contact; one of today on any account of the person comes first, so that nobody is called twice."""
    if facts.spoken is not None:
        line = facts.spoken
        when = f"{_('Today')} {clock(line.at)}, {_how(line)}"
        who = _("you") if line.actor_id == facts.me.pk else str(line.actor or _("the office"))
        parts = [line.get_outcome_display(), who]
        if line.account_id != facts.account.pk:
            parts.append(_("on %(number)s") % {"number": account_number(line.account.number)})
        return Cell(css="c-last", says=when, small=" · ".join(parts), exported=(when, " · ".join(parts)))
    if facts.last is None:
        return Cell(css="c-last", text=_("No contact yet"), exported=(_("No contact yet"), ""))
    when = f"{_day(facts.last.on, facts.today)}, {_how(facts.last)}"
    outcome = facts.last.get_outcome_display()
    return Cell(css="c-last", text=when, small=outcome, exported=(when, outcome))


def _how(line: Contact) -> str:
    return str(CHANNELS.get(Contact.Channel(line.channel)) or CALLED[Contact.Direction(line.direction)])


def _next(facts: Facts) -> Cell:
    text, when = _next_says(facts)
    return Cell(css="c-next", text=text, small=when, exported=(text, when))


def _next_says(facts: Facts) -> tuple[str, str]:
    task, step = facts.task, facts.step
    if task is not None:
        day = _("today") if task.due_on == facts.today else _day(task.due_on, facts.today)
        at = f" {task.due_at:%H:%M}" if task.due_at else ""
        who = _("you") if task.owner_id == facts.me.pk else task.owner
        return harmless(task.what), f"{day}{at} · {who}"
    if step is None:
        return "", ""
    if step.what == NextStep.What.REMINDER and step.on:
        return str(WHAT[NextStep.What.REMINDER]), _("%(day)s unless paid") % {"day": short_day(step.on)}
    words = str(WHAT[NextStep.What(step.what)])
    if step.what == NextStep.What.WAIT:
        return words, _("until %(day)s") % {"day": bare_day(step.on)} if step.on else ""
    return words, _whose_says(facts) or _("nobody has taken it")


def _whose_says(facts: Facts) -> str:
    if facts.mine is None:
        return ""
    return _("yours") if facts.mine.person_id == facts.me.pk else str(facts.mine.person)


def _whose(facts: Facts) -> Cell:
    says = _whose_says(facts) or _("nobody’s")
    since = _("since %(day)s") % {"day": _day(facts.mine.since_on, facts.today)} if facts.mine else ""
    return Cell(css="c-more", text=says, small=since, exported=(says,))


def _score(facts: Facts) -> Cell:
    score = facts.step.score if facts.step and facts.step.rank else 0
    text = str(score) if score else ""
    url = address("treatments:priority", facts.account.pk) if score else ""
    return Cell(css="c-more nums", text=text, url=url, exported=(score or "",))


def _language(facts: Facts) -> Cell:
    code = facts.account.customer.language
    text = str(LANGUAGES.get(code, "")) or harmless(code)
    return Cell(css="c-more", text=text, exported=(text,))


def _class(facts: Facts) -> Cell:
    text = _("Household") if facts.account.is_residential else _("Business or other")
    small = "" if facts.account.status == Account.Status.ACTIVE else _("closed")
    return Cell(css="c-more", text=text, small=small, exported=(f"{text}, {small}" if small else text,))


def _phone(facts: Facts) -> Cell:
    holder = facts.account.customer
    text = harmless(holder.phone or holder.alternate_phone) or _("none on file")
    return Cell(css="c-more nums text-nowrap", text=text, exported=(text,))


def _route(facts: Facts) -> Cell:
    route, cycle = harmless(facts.account.premise.route), harmless(facts.account.billing_cycle)
    small = _("cycle %(cycle)s") % {"cycle": cycle} if cycle else ""
    return Cell(css="c-more", text=route or "–", small=small, exported=(route, cycle))


def _day(on: date, today: date) -> str:
    return short_day(on) if on.year == today.year else f"{bare_day(on)}, {on.year}"


ALWAYS = (
    gettext_lazy("Why it comes first"), gettext_lazy("Account holder"), gettext_lazy("Address"),
    gettext_lazy("Account"), gettext_lazy("Why here"),
)  # fmt: skip
_all = (
    Column("owed", gettext_lazy("Past due"), "c-owe money has-credit",
           (gettext_lazy("Past due"), gettext_lazy("Days past due")), _owed),
    Column("last", gettext_lazy("Last contact"), "c-last",
           (gettext_lazy("Last contact"), gettext_lazy("Outcome")), _last),
    Column("next", gettext_lazy("Next step"), "c-next",
           (gettext_lazy("Next step"), gettext_lazy("When and who")), _next),
    Column("whose", gettext_lazy("Whose"), "c-more", (gettext_lazy("Whose"),), _whose),
    Column("balance", gettext_lazy("Balance"), "c-more money has-credit", (gettext_lazy("Balance"),), _balance),
    Column("score", gettext_lazy("Priority"), "c-more", (gettext_lazy("Priority"),), _score),
    Column("language", gettext_lazy("Language"), "c-more", (gettext_lazy("Language"),), _language),
    Column("class", gettext_lazy("Class"), "c-more", (gettext_lazy("Class"),), _class),
    Column("phone", gettext_lazy("Phone"), "c-more", (gettext_lazy("Phone"),), _phone),
    Column("route", gettext_lazy("Route"), "c-more", (gettext_lazy("Route"), gettext_lazy("Billing cycle")), _route),
)  # fmt: skip
COLUMNS = {column.code: column for column in _all}
USUAL = ("owed", "last", "next")
