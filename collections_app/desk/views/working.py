"""Work a list: be served the next account, skip one with a reason, stop; read what was skipped."""

from datetime import timedelta

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.people import doors
from collections_app.desk import help
from collections_app.desk.actions import serving
from collections_app.desk.context import today_of
from collections_app.desk.forms import SkipForm
from collections_app.desk.lists import asked
from collections_app.desk.queries import serving as served
from collections_app.desk.trail import opened_from, query_of
from collections_app.desk.views.account import overview_context
from collections_app.desk.work import WORKS, on_from, with_trail
from core.errors import RuleViolation
from core.staff.access import allowed

SKIPS_SHOWN = 200


@allowed("assign_accounts")
@require_GET
def work(request):
    """Be served the next account of a list. By GET, since a page that was left for the next one cannot post; asked
    twice for the same place it serves the same account (decision 15)."""
    today, of = today_of(request), asked(request.GET)
    after = request.GET.get("after", "")
    found = serving.serve(of.view, of.chosen, of.query, after=after, actor=request.user, today=today)
    if found is None:
        request.session.pop(WORKS, None)
        messages.success(request, _("That is the end of this list: what is left, a colleague works or you skipped."))
        return redirect(f"{reverse('desk:worklist')}?{of.query}")
    request.session[WORKS] = found.account_id
    return redirect(opened_from(found.account_id, of.query, found.at, working=True))


@allowed("assign_accounts")
@require_POST
def stop_work(request):
    serving.leave(actor=request.user)
    request.session.pop(WORKS, None)
    return redirect(f"{reverse('desk:worklist')}?{query_of(QueryDict(request.GET.get('from', '')))}")


@allowed("assign_accounts")
@require_http_methods(["GET", "POST"])
def skip(request, pk):
    today = today_of(request)
    account = doors.open_account(request, pk, "skip", today=today)
    trail = QueryDict(request.GET.get("from", ""))
    form = SkipForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _skipped(form, account, trail, request, today):
        return redirect(on_from(trail))
    context = {
        "form": form,
        "action": with_trail("desk:skip", request, pk),
        "close_url": with_trail("desk:account", request, pk),
    }
    if request.htmx and request.method == "GET":
        return render(request, "desk/partials/skip.html", context)
    whole = overview_context(request, pk, panel="desk/partials/skip.html", **context)
    return render(request, "desk/account.html", {**whole, "help": help.SKIP})


@allowed("read_skips")
@require_GET
def skips(request):
    """What was skipped in the last week, and why."""
    today = today_of(request)
    since = today - timedelta(days=6)
    closed = doors.closed_to(request.user)
    rows = served.skips(since=since).exclude(account__in=closed)[:SKIPS_SHOWN]
    return render(request, "desk/skips.html", {"help": help.SKIPS, "rows": rows, "since": since, "today": today})


def _skipped(form, account, trail, request, today) -> bool:
    try:
        serving.skip(account.pk, **form.cleaned_data, query=query_of(trail), actor=request.user, today=today)
    except RuleViolation as refusal:
        form.add_error("words", str(refusal))
        return False
    messages.success(request, _("Skipped. You are not served it again today; a colleague may be."))
    return True
