"""What does the list of plans show in each of its tabs, as rows and as a file?"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from accounts.people import doors
from core import export, paging, rulebook
from core.money import ZERO
from core.staff.models import Person
from core.typed import whole
from payment_plans import sentences
from payment_plans.models import Miss, Offer, PaymentPlan
from payment_plans.policy.rules import PlanRules
from payment_plans.queries import watch
from payment_plans.queries.facts import held_to, last_standing

LABELS = {
    "due": gettext_lazy("Due this week"),
    "missed": gettext_lazy("Missed last night"),
    "broken": gettext_lazy("Broken"),
    "cured": gettext_lazy("Made good"),
    "waiting": gettext_lazy("Waiting to start"),
    "asked": gettext_lazy("Asked or thinking"),
}
SORTED = {
    "due": gettext_lazy("Soonest first"),
    "missed": gettext_lazy("Newest miss first"),
    "broken": gettext_lazy("Newest first"),
    "cured": gettext_lazy("Newest first"),
    "waiting": gettext_lazy("Soonest first"),
    "asked": gettext_lazy("Newest first"),
}
CLASSES = ("residential", "commercial")
HEADER = ("Account", "Name", "Why", "At stake", "Then", "Agreed by")


def context(request, today: date) -> dict[str, Any]:
    """The context of `payment_plans/list.html`."""
    tab = tab_of(request)
    asked = asked_of(request, today)
    found = tab.rows(asked)
    shown = paging.page(found, tab.keys, request)
    rows = list(rows_of(tab, shown.rows, today))
    counts = {code: paging.roughly(one.rows(asked)) for code, one in watch.BY_CODE.items()}
    on = list(chips(request, asked))
    return {
        "tab": tab.code,
        "tabs": [
            {
                "label": LABELS[code], "url": f"?{_query(request, tab=code)}", "current": code == tab.code,
                "count": counts[code], "key": str(n),
            }
            for n, code in enumerate(watch.BY_CODE, 1)
        ],
        "rows": rows,
        "page": shown,
        "sorted": SORTED[tab.code],
        "empty": "" if rows else sentences.empty(tab.code, watch.friday_of(today), counts["due"]),
        "chips": on,
        "without": [(_("Without the filter: %(what)s") % {"what": one["label"]}, one["remove_url"]) for one in on],
        "filters": filters(request, asked, tab),
        "is_missed": tab.code == "missed",
        "exports": [(kind, f"?{_query(request, tab=tab.code, **{'as': kind})}") for kind in export.RESPONSES],
        "today": today,
    }  # fmt: skip


def exported(request, today: date):
    """The whole tab as a file; addresses are not in it."""
    tab = tab_of(request)
    found = tab.rows(asked_of(request, today)).order_by(*tab.keys)
    rows = (
        (row["account"].number, row["account"].customer.name, row["why"], row["at_stake"], row["then"], row["by"])
        for row in rows_of(tab, found.iterator(chunk_size=500), today, addresses=False)
    )
    return export.RESPONSES[request.GET["as"]](f"plans-{tab.code}-{today}", HEADER, rows)


def tab_of(request) -> watch.Tab:
    return watch.BY_CODE.get(request.GET.get("tab", ""), watch.TABS[0])


def asked_of(request, today: date) -> watch.Asked:
    """What the address asks for; what cannot be understood narrows nothing."""
    account_class = request.GET.get("class", "")
    return watch.Asked(
        today=today,
        agreed_by=whole(request.GET.get("by", "")),
        account_class=account_class if account_class in CLASSES else "",
        earlier="earlier" in request.GET,
        closed=frozenset(doors.closed_to(request.user)),
    )


def rows_of(tab: watch.Tab, found: Iterable[Any], today: date, *, addresses: bool = True) -> Iterator[dict[str, Any]]:
    """Each row with its account, the sentence why it is here, what is at stake, and what comes of it."""
    rules = rulebook.rules(PlanRules, on=today)
    rows = list(found) if addresses else found
    if addresses:
        doors.close_addresses(account_of(row) for row in rows)
    for row in rows:
        account = account_of(row)
        yield {"account": account, **_SAYS[tab.of](tab.code, row, today, rules)}


def account_of(row: PaymentPlan | Miss | Offer) -> Account:
    return row.plan.account if isinstance(row, Miss) else row.account


def _of_plan(tab: str, plan: PaymentPlan, today: date, rules: PlanRules) -> dict[str, Any]:
    standing = last_standing(plan)
    why, then = "", ""
    if tab == "due":
        why = sentences.due(plan, standing, today, held_to(plan, rules).grace_days)
        then = sentences.missed_too(standing)
    elif tab == "missed":
        why, then = sentences.missed(plan, standing), sentences.breaks(standing)
    elif tab == "broken":
        why, then = sentences.ended(plan), sentences.may_come_back(plan, today, rules)
    elif tab == "waiting":
        why = sentences.waits_for(plan, max(plan.down_payment - standing.down_paid, ZERO))
        then = _("What it holds is protected until then.")
    return {
        "url": reverse("payment_plans:plan", args=[plan.pk]), "why": why, "then": then,
        "at_stake": standing.left, "by": str(plan.accepted_by or ""), "since": plan.accepted_on,
    }  # fmt: skip


def _of_miss(tab: str, miss: Miss, today: date, rules: PlanRules) -> dict[str, Any]:
    standing = last_standing(miss.plan)
    return {
        "url": reverse("payment_plans:plan", args=[miss.plan_id]), "why": sentences.cured(miss),
        "then": sentences.breaks(standing), "at_stake": standing.left, "by": "", "since": miss.plan.accepted_on,
    }  # fmt: skip


def _of_offer(tab: str, offer: Offer, today: date, rules: PlanRules) -> dict[str, Any]:
    is_asked = offer.answer == Offer.Answer.REQUESTED
    at_stake: Decimal = offer.arrears
    return {
        "url": reverse("payment_plans:account_plans", args=[offer.account_id]), "why": sentences.asked(offer),
        "then": _("Until then it counts as requested.") if is_asked else "", "at_stake": at_stake,
        "by": str(offer.made_by or ""), "since": offer.made_on,
    }  # fmt: skip


_SAYS: dict[str, Callable[..., dict[str, Any]]] = {"plan": _of_plan, "miss": _of_miss, "offer": _of_offer}


def filters(request, asked: watch.Asked, tab: watch.Tab) -> dict[str, Any]:
    """What the fold of filters offers, and what of it is chosen."""
    return {
        "people": [(pk, name, pk == asked.agreed_by) for pk, name in watch.agreed_by(asked.today)],
        "classes": [(code, code == asked.account_class) for code in CLASSES],
        "earlier": asked.earlier,
        "tab": tab.code,
    }


def chips(request, asked: watch.Asked) -> Iterator[dict[str, str]]:
    """The filters that are on, each with its way out."""
    if asked.agreed_by:
        who = Person.objects.filter(pk=asked.agreed_by).first()
        yield {"label": _("Of %(who)s") % {"who": who or _("nobody")}, "remove_url": f"?{_query(request, by=None)}"}
    if asked.account_class:
        yield {"label": asked.account_class.capitalize(), "remove_url": f"?{_query(request, **{'class': None})}"}
    if asked.earlier:
        yield {"label": _("Misses of earlier nights too"), "remove_url": f"?{_query(request, earlier=None)}"}


def _query(request, **changed: str | None) -> str:
    query = request.GET.copy()
    for name in ("after", "before", "as"):
        query.pop(name, None)
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return query.urlencode()
