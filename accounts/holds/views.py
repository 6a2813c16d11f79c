"""Which pages show holds, and where is one opened, changed and ended?"""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from accounts.holds import actions, kinds, queries, sentences
from accounts.holds.facts import fields_of
from accounts.holds.forms import ChangeHoldForm, EndHoldForm, OpenHoldForm
from accounts.holds.models import Hold
from accounts.models import Account
from accounts.people import doors
from core import export, history, rulebook
from core.errors import RuleViolation
from core.paging import page
from core.staff.access import PersonRequest, allowed, refusal
from core.utility import business_date

TABS = {
    "week": (lazy("Ends this week"), queries.ends_this_week),
    "no-end": (lazy("No end date"), queries.without_end),
    "all": (lazy("All"), queries.every_running),
}
HEADER = ("Account", "Kind", "Stops", "Protects", "From", "Last day", "Look again", "Rests on", "Opened by")


@allowed("read_holds")
def holds(request: PersonRequest) -> HttpResponseBase:
    today = business_date()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "week"
    listed = queries.left_out(TABS[tab][1](today), doors.closed_to(request.user))
    shown = page(listed, ["to_look_on", "pk"], request)
    doors.close_addresses(hold.account for hold in shown if hold.account)
    rules = rulebook.rules(kinds.HoldRules, on=today)
    if request.GET.get("as") in ("csv", "xlsx"):
        answer = export.csv_response if request.GET["as"] == "csv" else export.xlsx_response
        return answer(f"holds-{today}", HEADER, [_exported(hold, rules) for hold in shown])
    context = {
        "page": shown,
        "rows": [(hold, sentences.row(hold, rules)) for hold in shown],
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"?tab={code}", "current": code == tab, "key": str(n)}
            for n, (code, (label, _found)) in enumerate(TABS.items(), 1)
        ],
        "empty": sentences.empty(tab, queries.next_to_look_at(today)),
        "today": today,
        "may_change": request.user.may("change_holds"),
        "exports": {kind: f"?{_query(request, kind)}" for kind in ("csv", "xlsx")},
        "help": HELP_LIST,
    }
    return render(request, "holds/list.html", context)


@allowed("read_holds")
def hold(request: PersonRequest, pk: int) -> HttpResponse:
    return _hold_page(request, _found(request, pk), opened=False)


@require_POST
@allowed("read_private")
def show_private(request: PersonRequest, pk: int) -> HttpResponse:
    return _hold_page(request, _found(request, pk), opened=True)


@allowed("change_holds")
def open_hold(request: PersonRequest, pk: int) -> HttpResponse:
    kind = request.GET.get("kind", "")
    today = business_date()
    account = doors.open_account(request, pk, "open a hold", today=today)
    rules = rulebook.rules(kinds.HoldRules, on=today)
    if kind not in kinds.BY_CODE:
        return render(request, "holds/choose_kind.html", _kinds_context(request, account, rules, today))

    prefilled = {"from_on": today, **{name: request.GET[name] for name in PREFILLED if name in request.GET}}
    prefilled["charges"] = request.GET.getlist("charges")
    form = OpenHoldForm(request.POST or None, kind=kind, account=account, today=today, initial=prefilled)
    if request.method == "POST" and request.headers.get("HX-Request"):
        return render(request, "holds/partials/preview.html", {"says": _preview(form, kind, rules)})
    if request.method == "POST" and form.is_valid():
        try:
            opened = _opened(form.terms(), kind, account, request.user, today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{sentences.title(kind)} {sentences.sentence(opened, rules)}")
            return redirect("desk:account", account.pk)
    context = {
        "account": account,
        "kind": kinds.BY_CODE[kind],
        "stops": sentences.stops_in_words(kinds.what_it_stops(kind, rules)),
        "citation": kinds.citation_of(kind),
        "form": form,
        "asked": _asked(request),
        "others": [sentences.banner(other, rules) for other in queries.holds_of(account, on=today)],
        "help": HELP_FORM,
    }
    return render(request, "holds/open.html", context)


@allowed("change_holds")
def change_hold(request: PersonRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    initial = {"amount": found.amount, "until_on": found.until_on, "review_on": found.review_on, "note": found.note}
    form = ChangeHoldForm(request.POST or None, hold=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_hold(pk, **form.cleaned_data, actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Changed: %(says)s") % {"says": sentences.sentence(changed)})
            return redirect("holds:hold", changed.pk)
    return render(request, "holds/change.html", {"hold": found, "form": form, **_about(found), "help": HELP_FORM})


@allowed("change_holds")
def end_hold(request: PersonRequest, pk: int) -> HttpResponse:
    found, today = _found(request, pk), business_date()
    form = EndHoldForm(request.POST or None, initial={"ended_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_hold(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(title)s Ended.") % {"title": sentences.title(found.kind)})
            return redirect("desk:account", found.account_id) if found.account_id else redirect("holds:hold", pk)
    rules = rulebook.rules(kinds.HoldRules, on=today)
    others = queries.beside(found, on=today)
    context = {"hold": found, "form": form, "after": sentences.after_the_end(found, others, rules), **_about(found)}
    return render(request, "holds/end.html", {**context, "help": HELP_FORM})


def _found(request: PersonRequest, pk: int) -> Hold:
    """The hold, unless an account that it protects is closed to this person."""
    found = get_object_or_404(
        Hold.objects.select_related("account__customer", "account__premise", "customer", "opened_by", "ended_by"), pk=pk
    )
    doors.let_in(request.user, queries.accounts_of(found).values_list("pk", flat=True))
    if found.account:
        doors.close_addresses([found.account])
    return found


def _hold_page(request: PersonRequest, found: Hold, *, opened: bool) -> HttpResponse:
    for number in queries.accounts_of(found).values_list("number", flat=True):
        history.looked(number, by=request.user, what="private part of a hold" if opened else "hold")
    rules = rulebook.rules(kinds.HoldRules, on=business_date())
    fields = [fact for fact in fields_of(found.kind) if fact.name in found.facts]
    facts = [(fact.words.capitalize(), found.facts[fact.name]) for fact in fields]
    if opened and request.headers.get("HX-Request"):
        return render(request, "holds/partials/papers.html", {"hold": found, "facts": facts})
    context = {
        "hold": found,
        **_about(found),
        "says": sentences.sentence(found, rules),
        "stops": [sentences.WORDS[what] for what in kinds.what_it_stops(found.kind, rules)],
        "facts": facts,
        "opened": opened or not found.is_private,
        "may_open": request.user.may("read_private"),
        "may_change": request.user.may("change_holds"),
        "who_may": refusal("change_holds"),
        "help": HELP_FORM,
    }
    return render(request, "holds/hold.html", context)


def _about(found: Hold) -> dict:
    return {
        "kind": sentences.kind_in_words(found.kind),
        "scope": sentences.scope_in_words(found),
        "until": sentences.until(found),
        "accounts": list(queries.accounts_of(found)),
        "customer": found.holder,
    }


def _kinds_context(request, account, rules, today) -> dict:
    return {
        "asked": _asked(request),
        "account": account,
        "kinds": [
            (kind, sentences.stops_in_words(kinds.what_it_stops(kind.code, rules)), kinds.citation_of(kind.code))
            for kind in kinds.KINDS
        ],
        "others": [sentences.banner(other, rules) for other in queries.holds_of(account, on=today)],
        "help": HELP_KINDS,
    }


def _asked(request) -> str:
    """What the page was asked to fill in beforehand, for the address of the same page under another kind."""
    query = request.GET.copy()
    query.pop("kind", None)
    return query.urlencode()


def _opened(terms: dict, kind: str, account: Account, actor, today) -> Hold:
    whole = terms["scope"] == Hold.Scope.CUSTOMER
    owner = {"customer": account.customer} if whole else {"account": account}
    return actions.open_hold(kind=kind, **owner, **terms, actor=actor, today=today)


def _preview(form: OpenHoldForm, kind: str, rules) -> str:
    """The sentence that the banner will say, from what is typed so far; other fields may still be empty or wrong."""
    form.is_valid()
    shown = ("scope", "service", "amount", "from_on", "until_on", "review_on")
    typed = {name: form.cleaned_data.get(name) for name in shown}
    if not (typed["scope"] and (typed["until_on"] or typed["review_on"])):
        return ""
    if typed["scope"] == Hold.Scope.CHARGES and not typed["amount"]:
        return ""
    imagined = Hold(kind=kind, facts={"about": form.cleaned_data.get("fact_about", "")}, **typed)
    return f"{sentences.title(kind)} {sentences.sentence(imagined, rules)}"


def _exported(found: Hold, rules) -> tuple:
    """A row of the file. What is private by law leaves only as that it is there."""
    number = found.account.number if found.account else ""
    dates = (found.from_on, found.until_on, found.review_on)
    opened_by = str(found.opened_by or "")
    if found.is_private:
        return (number, _("Private protection"), "", "", *dates, "", opened_by)
    stops = sentences.stops_in_words(kinds.what_it_stops(found.kind, rules))
    return (
        number, found.get_kind_display(), stops, sentences.scope_in_words(found), *dates, found.source, opened_by,
    )  # fmt: skip


def _query(request, kind: str) -> str:
    query = request.GET.copy()
    query["as"] = kind
    return query.urlencode()


PREFILLED = ("scope", "service")  # ids and codes: no amount and nothing private travels in an address
WORDS = [
    (lazy("hold"), lazy("a protection: what may not be done about an account, from one day through another")),
    (lazy("last protected day"), lazy("the hold still protects on that day")),
    (lazy("look again"), lazy("a hold without a last day says when somebody must decide whether it goes on")),
]
HELP_LIST = {
    "purpose": lazy("What is protected and until when. Start with what ends this week: decide whether it goes on."),
    "keys": [("j k", lazy("move")), ("Enter", lazy("open")), ("1 2 3", lazy("tabs"))],
    "words": WORDS,
}
HELP_KINDS = {
    "purpose": lazy("Choose the kind first: it decides what stops. Nothing is saved before the next page is."),
    "keys": [("j k", lazy("move")), ("Enter", lazy("choose")), ("Esc", lazy("back"))],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": lazy(
        "One protection. Its terms never change: changing it ends it and opens another, so the past stays told."
    ),
    "keys": [("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
