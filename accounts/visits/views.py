"""Which pages show visits, and where is one planned, moved, cancelled and recorded?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.contacts.papers import Upload
from accounts.models import Account
from accounts.people import doors
from accounts.places.queries import cautions_of
from accounts.places.sentences import banner as caution_banner
from accounts.visits import actions, page, paper, queries, sentences
from accounts.visits.forms import CancelVisitForm, PlanVisitForm, RecordVisitForm, WhoAndWhenForm, first_day
from accounts.visits.help import HELP_FORM, HELP_LIST, HELP_STOP
from accounts.visits.models import Visit
from core import history
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed, refusal
from core.templatetags.money import day as day_words
from core.utility import business_date


@allowed("read_accounts")
def visits(request: PersonRequest) -> HttpResponse:
    today = business_date()
    may = {"may_visit": request.user.may("visit"), "who_may": refusal("visit")}
    return render(request, "visits/list.html", {**page.context(request, today), **may, "help": HELP_LIST})


@allowed("visit")
def print_route(request: PersonRequest, day: str, pk: int) -> HttpResponse:
    """The sheet of paper: private facts and protected addresses are not on it; what is, is logged as looked at."""
    today = business_date()
    on = page.day_of(day, today)
    stops = page.seen_by(request.user, queries.route(on, pk))
    if not stops:
        raise Http404
    for stop in stops:
        history.looked(stop.visit.account.number, by=request.user, what="route sheet", today=today)
    answer = HttpResponse(paper.route_sheet(stops, on, today=today), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="route-{on}.pdf"'
    return answer


@allowed("visit")
def move_route(request: PersonRequest, day: str, pk: int) -> HttpResponse:
    """It snows, or somebody is ill: what is left of a way goes to another day or another visitor."""
    today = business_date()
    on = page.day_of(day, today)
    left = [found for found in page.seen_by(request.user, queries.route(on, pk)) if found.is_open]
    if not left:
        raise Http404
    initial = {"planned_on": max(on, first_day(today)), "visitor": left[0].visit.visitor}
    form = WhoAndWhenForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        terms = {name: form.cleaned_data[name] for name in ("planned_on", "visitor", "companion")}
        ids = [found.visit.pk for found in left]
        moved = actions.move_visits(ids, **terms, actor=request.user, today=today)
        _say_moved(request, moved, left)
        if moved.visits:
            return redirect(page.address(terms["planned_on"], terms["visitor"].pk))
    context = {"on": on, "form": form, "left": left, "back": page.address(on, pk), "help": HELP_FORM}
    return render(request, "visits/move_route.html", context)


@allowed("visit")
def plan_visit(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "plan a visit", today=today)
    form = PlanVisitForm(request.POST or None, initial={"planned_on": first_day(today), "visitor": request.user})
    if request.method == "POST" and form.is_valid():
        try:
            visit = actions.plan_visit(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Visit planned for %(day)s.") % {"day": day_words(visit.planned_on)})
            return redirect("desk:account", pk)
    verdict = queries.judge([pk], first_day(today), actor=request.user, today=today)[pk]
    context = {"account": account, "form": form, "why_not": _lasting(verdict), **_around(account, today)}
    return render(request, "visits/plan.html", {**context, "help": HELP_FORM})


@allowed("read_accounts")
def stop(request: PersonRequest, pk: int) -> HttpResponse:
    visit = _found(request, pk, "visit")
    return _stop_page(request, visit, RecordVisitForm(visit=visit, today=business_date()))


@require_POST
@allowed("visit")
def record_visit(request: PersonRequest, pk: int) -> HttpResponse:
    visit, today = _found(request, pk, "visit"), business_date()
    form = RecordVisitForm(request.POST, request.FILES, visit=visit, today=today)
    if not form.is_valid():
        return _stop_page(request, visit, form)
    sent = form.cleaned_data["photo"]
    photo = Upload(sent.read(), sent.name) if sent else None
    try:
        actions.record_visit(pk, **form.terms(), photo=photo, actor=request.user, today=today)
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return _stop_page(request, visit, form)
    return _to_next_stop(request, visit, today)


@allowed("visit")
def move_visit(request: PersonRequest, pk: int) -> HttpResponse:
    visit, today = _found(request, pk, "visit"), business_date()
    initial = {"planned_on": max(visit.planned_on, today), "visitor": visit.visitor, "companion": visit.companion}
    form = WhoAndWhenForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_visit(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Moved to %(day)s.") % {"day": day_words(moved.planned_on)})
            return redirect(page.address(visit.planned_on, visit.visitor_id))
    context = {"visit": visit, "account": visit.account, "form": form, **_around(visit.account, today)}
    return render(request, "visits/move.html", {**context, "help": HELP_FORM})


@allowed("visit")
def cancel_visit(request: PersonRequest, pk: int) -> HttpResponse:
    visit, today = _found(request, pk, "visit"), business_date()
    form = CancelVisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_visit(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Cancelled: nobody goes."))
            return redirect(page.address(visit.planned_on, visit.visitor_id))
    context = {"visit": visit, "account": visit.account, "form": form, "back": reverse("visits:stop", args=[pk])}
    return render(request, "visits/cancel.html", {**context, "help": HELP_FORM})


def _say_moved(request: PersonRequest, moved: actions.Planned, left: list[queries.Stop]) -> None:
    if moved.visits:
        said = ngettext("%(n)d visit moved.", "%(n)d visits moved.", len(moved.visits))
        messages.success(request, said % {"n": len(moved.visits)})
    for found in left:
        why = moved.refused.get(found.visit.account_id)
        if why:
            named = {"address": found.visit.account.premise.address, "why": why}
            messages.warning(request, _("%(address)s stays where it was: %(why)s") % named)


def _found(request: PersonRequest, pk: int, what: str) -> Visit:
    """The visit, through the door of its account, with its protected address closed."""
    visit = queries.find_visit(pk)
    if visit is None:
        raise Http404
    doors.let_in(request.user, [visit.account_id])
    doors.close_addresses([visit.account])
    history.looked(visit.account.number, by=request.user, what=what, today=business_date())
    return visit


def _stop_page(request: PersonRequest, visit: Visit, form: RecordVisitForm) -> HttpResponse:
    today = business_date()
    way = page.seen_by(request.user, queries.round_of(visit, today))
    here = next((found for found in way if found.visit.pk == visit.pk), None)
    if here is None:  # a cancelled visit is on nobody's way
        here = queries.stops_of([visit], today)[0]
    at = way.index(here) if here in way else -1
    context = {
        "visit": visit,
        "account": visit.account,
        "form": form,
        "of": len(way),
        "before": way[at - 1].visit.pk if at > 0 else None,
        "after": way[at + 1].visit.pk if 0 <= at < len(way) - 1 else None,
        "banners": [*_do_not_go(here), *(caution_banner(caution, today) for caution in here.cautions)],
        "may_visit": request.user.may("visit"),
        "who_may": refusal("visit"),
        "back": page.address(visit.planned_on, visit.visitor_id),
        "who_goes": sentences.who_goes(visit),
        "today": today,
        "help": HELP_STOP,
        **page.row(here),
    }
    return render(request, "visits/stop.html", context)


def _do_not_go(here: queries.Stop):
    if here.why_not:
        yield {"state": "blocked", "strong": _("Do not go."), "text": here.why_not}


def _to_next_stop(request: PersonRequest, visit: Visit, today) -> HttpResponse:
    """The next open door after this one, else the first that is left, else the list."""
    way = page.seen_by(request.user, queries.round_of(visit, today))
    at = next((place for place, found in enumerate(way) if found.visit.pk == visit.pk), 0)
    left = [found for found in [*way[at + 1 :], *way[:at]] if found.is_open and not found.why_not]
    if left:
        messages.success(request, _("Kept. This is the next stop."))
        return redirect("visits:stop", left[0].visit.pk)
    messages.success(request, _("Kept. That was the last stop of this way."))
    return redirect(page.address(visit.planned_on, visit.visitor_id))


def _around(account: Account, today) -> dict:
    """What to know before somebody is sent: the cautions of the place and the visits before."""
    cautions = cautions_of(account.premise_id, today)
    visits = list(queries.visits_of(account.pk)[:5])
    ended = queries.reads(visits)
    earlier = [
        {"visit": visit, "ended": sentences.ended(ended[visit.pk]) if visit.pk in ended else ""} for visit in visits
    ]
    return {"cautions": [caution_banner(caution, today) for caution in cautions], "earlier": earlier}


def _lasting(verdict) -> list[str]:
    """The reasons that another day or another person would not change."""
    return [reason.text for reason in verdict.reasons if reason.code in ("closed", "inactive", "held", "planned")]
