"""What must one know of an account before speaking: who, where, what is owed, what is held, what comes next?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contacts.models import Contact
from accounts.contacts.queries import contacted_today
from accounts.contacts.sentences import banner as contact_banner
from accounts.holds.kinds import HoldRules
from accounts.holds.models import Hold
from accounts.holds.queries import holds_of
from accounts.holds.sentences import banner as hold_banner
from accounts.models import Account, Premise
from accounts.places.page import banners_of as cautions_of_place
from accounts.tasks.models import Task
from accounts.tasks.queries import open_tasks
from accounts.visits.queries import planned_visit
from accounts.visits.sentences import banner as visit_banner
from collections_app.desk.queries import history
from collections_app.desk.queries.history import Kept
from collections_app.desk.timeline import Line
from collections_app.desk.words import dated, service_order, service_says
from collections_app.treatments import next_steps
from collections_app.treatments.models import NextStep
from collections_app.treatments.policy import ReminderRules
from collections_app.treatments.sentences import next_step
from core.addresses import address
from core.history.models import HistoryLine
from core.money import ZERO, in_words
from core.rulebook import in_force_since, rules
from core.templatetags.money import bare_day, harmless, long_day
from ledger import standings
from ledger.models import Standing
from ledger.policy import BUCKETS, bucketed
from ledger.queries import Line as LedgerLine
from ledger.queries import account_lines
from payment_plans.budgets.models import BudgetPlan
from payment_plans.budgets.queries import amount_now, budget_of
from payment_plans.budgets.sentences import stands
from payment_plans.models import PaymentPlan
from payment_plans.page.account import state_sentence
from payment_plans.policy import PlanRules
from payment_plans.promises.queries import outcomes, promises_of
from payment_plans.promises.sentences import banner as promise_banner
from payment_plans.queries.eligible import plan_in_force
from payment_plans.queries.facts import last_standing

LANGUAGES = {
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "hmn": gettext_lazy("Hmong"),
    "so": gettext_lazy("Somali"),
}
OCCUPANCIES = {
    Premise.Occupancy.OWNER: gettext_lazy("Owner"),
    Premise.Occupancy.TENANT: gettext_lazy("Tenant"),
    Premise.Occupancy.VACANT: gettext_lazy("Vacant"),
    Premise.Occupancy.UNKNOWN: gettext_lazy("Owner or tenant: not known"),
}
HEATS = {
    Premise.Heat.GAS: gettext_lazy("Gas heats the home"),
    Premise.Heat.ELECTRIC: gettext_lazy("Electric heat"),
    Premise.Heat.OIL: gettext_lazy("Oil heat"),
}
PAST = {"d1_30": "1–30", "d31_60": "31–60", "d61_90": "61–90", "d91_plus": gettext_lazy("91 and more")}
ON_OVERVIEW = 10
ON_PHONE = 3


@dataclass
class AccountFile:
    """An account with all that its overview shows."""

    account: Account
    today: date
    standing: Standing
    step: NextStep | None
    entries: Sequence[LedgerLine] = ()
    holds: Sequence[Hold] = ()
    contacts: Sequence[Contact] = ()
    history: Sequence[HistoryLine] = ()
    services: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    tasks: Sequence[Task] = ()
    plan: PaymentPlan | None = None
    budget: BudgetPlan | None = None


def open_file(account: Account, *, today: date) -> AccountFile:
    """Gather the file. Standing and next step are renewed when they are not of today or something happened today."""
    kept = history.kept_of(account, today)
    contacts = history.contacts_of(account, ON_OVERVIEW) if kept.contacts else []
    happened = history.history_of(account, ON_OVERVIEW) if kept.history else []
    standing = getattr(account, "standing", None)
    step = getattr(account, "next_step", None)
    is_of_today = standing is not None and standing.as_of == today
    if not is_of_today:
        standings.renew([account.pk], as_of=today)
    if (
        not is_of_today
        or any(c.on == today for c in contacts[:1])
        or any(h.business_date == today for h in happened[:1])
    ):
        next_steps.renew([account.pk], today=today)
        standing = Standing.objects.get(pk=account.pk)
        step = NextStep.objects.filter(pk=account.pk).first()
    entries = account_lines(account.pk, today)
    return AccountFile(
        account, today, standing, step, entries, list(holds_of(account, on=today)) if kept.holds else [], contacts,
        happened, by_service(entries, today), kept, list(open_tasks(account.pk)) if kept.tasks else [],
        *((plan_in_force(account), budget_of(account.pk)) if kept.plans else (None, None)),
    )  # fmt: skip


def by_service(entries: Sequence[LedgerLine], as_of: date) -> dict[str, dict[str, Decimal]]:
    """What is open by service and bucket, from ledger lines that were read already."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    for entry in entries:
        for charge in entry.charges:
            if charge.open:
                found.setdefault(charge.service, []).append((charge.due_on, charge.open))
    in_order = sorted(found, key=service_order)
    return {service: bucketed(found[service], as_of) for service in in_order}


def banners(file: AccountFile) -> Iterator[dict[str, Any]]:
    """Holds, cautions of the place, a visit that is planned, and who was spoken to today."""
    if file.holds:
        figures = rules(HoldRules, on=file.today)
        for hold in file.holds:
            url, link = reverse("holds:hold", args=[hold.pk]), _("See the hold")
            if file.plan and file.plan.hold_id == hold.pk:
                url, link = reverse("payment_plans:plan", args=[file.plan.pk]), _("See the plan")
            yield {**hold_banner(hold, figures), "url": url, "link": link}
    if file.kept.cautions:
        yield from cautions_of_place(file.account, file.today)
    if file.budget and file.budget.is_active:
        yield {
            "state": "protect",
            "icon": "plan",
            "strong": _("On a budget."),
            "text": stands(file.budget, file.budget.standing, amount_now(file.budget, file.today)),
            "url": reverse("budgets:account", args=[file.account.pk]),
            "link": _("See the budget"),
        }
    if file.kept.promises:
        seen = outcomes([file.account.pk], today=file.today)
        for promise in promises_of(file.account.pk).open().order_by("due_on", "pk"):
            yield {
                **promise_banner(promise, seen[promise.pk], file.today),
                "url": reverse("promises:withdraw", args=[promise.pk]),
                "link": _("Withdraw"),
            }
    visit = planned_visit(file.account.pk) if file.kept.visits else None
    if visit:
        yield {
            **visit_banner(visit, file.today),
            "url": reverse("visits:stop", args=[visit.pk]),
            "link": _("See the visit"),
        }
    contact = _contact_of_today(file)
    if contact:
        yield contact_banner(contact, on_other=contact.account_id != file.account.pk)


def _contact_of_today(file: AccountFile) -> Contact | None:
    """Who spoke to the person today, on this account or another of theirs."""
    here = next((contact for contact in file.contacts[:1] if contact.on == file.today), None)
    if not file.kept.other_contacts:
        return here
    return contacted_today(file.account.pk, file.today) or here


def balance_rows(file: AccountFile) -> list[dict[str, Any]]:
    """The balance sheet of the overview, each figure with its explanation."""
    standing = file.standing
    credit = standing.balance - standing.past_due - standing.current
    rows = [{"label": _("Past due"), "amount": standing.past_due, "url": _explain(file, "past-due"), "sum": True}]
    if file.plan:
        in_plan = min(last_standing(file.plan).left, standing.past_due)
        url = reverse("payment_plans:plan", args=[file.plan.pk])
        rows.append({"label": _("Of it in a plan"), "amount": in_plan, "url": url})
    if file.budget and file.budget.is_active:
        in_budget = min(file.budget.standing.protected, standing.past_due)
        url = reverse("budgets:account", args=[file.account.pk])
        rows.append({"label": _("Of it in a budget"), "amount": in_budget, "url": url})
    due = _("Due next, %(day)s") % {"day": bare_day(standing.next_due_on)} if standing.next_due_on else _("Due next")
    rows.append({"label": due, "amount": standing.current, "url": _explain(file, "current")})
    if credit:
        rows.append({"label": _("Credit not used"), "amount": credit, "url": _explain(file, "credit")})
    rows.append({"label": _("Balance"), "amount": standing.balance, "url": _explain(file, "balance"), "total": True})
    return rows


def last_payment(file: AccountFile) -> str:
    standing = file.standing
    if standing.last_payment_on is None or standing.last_payment is None:
        return _("No payment on file.")
    return _("Last payment %(amount)s on %(day)s.") % {
        "amount": in_words(standing.last_payment),
        "day": dated(standing.last_payment_on, file.today),
    }


def aging(file: AccountFile) -> dict[str, Any]:
    """What the tag `aging_bar` wants: rows by age, columns by service: four at most, beside a form too."""
    past: dict[str, dict[str, Decimal]] = {}
    for service, open_ in file.services.items():
        if _past(open_):
            column = past.setdefault(_column(service), dict.fromkeys(PAST, ZERO))
            for name in PAST:
                column[name] += open_[name]
    rows = [
        {
            "label": label,
            "age": BUCKETS.index(name),
            "by_service": [open_[name] for open_ in past.values()],
            "amount": getattr(file.standing, name),
            "url": _explain(file, name),
        }
        for name, label in PAST.items()
    ]
    return {
        "rows": rows,
        "services": list(past),
        "totals": [_past(open_) for open_ in past.values()],
        "total": file.standing.past_due,
        "url": _explain(file, "past-due"),
        "oldest": _oldest(file),
    }


def happened(file: AccountFile) -> list[Line]:
    """The newest lines of the timeline; on a phone the first three that are behind us."""
    lines = history.of_account(
        file.account, file.entries[-2 * ON_OVERVIEW :], file.step,
        today=file.today, contacts=file.contacts, history=file.history, kept=file.kept, tasks=file.tasks,
        limit=ON_OVERVIEW,
    )  # fmt: skip
    behind = [line for line in lines if not line.ahead]
    return [replace(line, on_phone=line.ahead or line in behind[:ON_PHONE]) for line in lines]


def next_says(file: AccountFile) -> tuple[str, str]:
    """What happens next, and what happens besides: a step that somebody took comes before the reminder."""
    following = next_step(file.step, file.today)
    if file.plan and (file.step is None or file.step.reason == NextStep.Reason.HELD):
        plan = state_sentence(file.plan, file.today, rules(PlanRules, on=file.today))
        following = _("On a plan. %(plan)s") % {"plan": plan}
    if not file.tasks:
        return following, ""
    task = file.tasks[0]
    day = long_day(task.due_on) if task.due_on >= file.today else _("was due %(day)s") % {"day": long_day(task.due_on)}
    at = _(" at %(time)s") % {"time": f"{task.due_at:%H:%M}"} if task.due_at else ""
    is_sent = file.step is not None and (file.step.what == NextStep.What.REMINDER or file.step.facts.get("waits"))
    return f"{harmless(task.what)}, {day}{at}, {task.owner}.", following if is_sent else ""


def steps(file: AccountFile) -> list[dict[str, Any]]:
    """The next steps that somebody took, soonest first, each with what one can do about it."""
    return [
        {
            "pk": task.pk,
            "what": harmless(task.what),
            "on": task.due_on,
            "at": task.due_at,
            "owner": str(task.owner),
            "is_overdue": task.due_on < file.today,
        }
        for task in file.tasks
    ]


def next_rule(file: AccountFile) -> str:
    """The rule behind a reminder to come, since when it is in force, and who says so."""
    if file.step is None or file.step.what != NextStep.What.REMINDER:
        return ""
    figures = rules(ReminderRules, on=file.today)
    since, cite = in_force_since(ReminderRules, on=file.today)
    return _(
        "Rule: from %(amount)s past due for %(days)d days, once in %(once)d days; in force since %(since)s; %(cite)s"
    ) % {
        "amount": in_words(figures.least_amount),
        "days": figures.least_days,
        "once": figures.once_in_days,
        "since": dated(since, file.today) if since else _("the beginning"),
        "cite": cite,
    }


def tags(account: Account, relation: str = "") -> Iterator[str]:
    """Lasting facts beside the address; what somebody recorded of the holder and the place counts before billing."""
    premise = account.premise
    if account.status == Account.Status.INACTIVE:
        yield (
            _("Closed %(day)s") % {"day": f"{bare_day(account.closed_on)}, {account.closed_on.year}"}
            if account.closed_on
            else _("Closed")
        )
    if premise.primary_heat in HEATS and account.is_residential and _is_heated_by_us(account):
        yield str(HEATS[premise.primary_heat])
    if not account.is_residential:
        yield account.account_class.replace("_", " ").capitalize() or _("Class not known")
    yield relation or str(OCCUPANCIES[premise.occupancy])


def language_of(account: Account) -> str:
    code = account.customer.language
    return str(LANGUAGES.get(code, code or _("not known")))


def _is_heated_by_us(account: Account) -> bool:
    """Gas counts as the heat only where gas is served; other heat is not ours to know."""
    return account.premise.primary_heat != Premise.Heat.GAS or account.services.filter(service="gas").exists()


def _column(service: str) -> str:
    if service in ("gas", "water"):
        return service_says(service)
    return _("Sewer, storm") if service in ("sewer", "stormwater") else _("Other")


def _explain(file: AccountFile, figure: str) -> str:
    return address("desk:explain", file.account.pk, figure)


def _past(open_: dict[str, Decimal]) -> Decimal:
    return sum((open_[name] for name in PAST), ZERO)


def _oldest(file: AccountFile) -> str:
    if not file.standing.oldest_due_on:
        return ""
    return _("oldest %(days)d days, due %(day)s") % {
        "days": file.standing.days_past_due,
        "day": dated(file.standing.oldest_due_on, file.today),
    }
