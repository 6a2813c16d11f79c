"""Log a call: one short form, in the panel beside the account or as a page of its own."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.contacts import actions
from collections_app.desk import help
from collections_app.desk.call_form import CallForm
from collections_app.desk.context import today_of
from collections_app.desk.queries.account import find_account
from collections_app.desk.trail import neighbours
from collections_app.desk.views.account import overview_context
from collections_app.treatments import next_steps
from core import history
from core.errors import RuleViolation
from core.staff.access import allowed
from core.templatetags.money import account_number, harmless


@allowed("log_contacts")
@require_http_methods(["GET", "POST"])
def log_call(request, pk):
    today = today_of(request)
    account = find_account(pk)
    if account is None:
        raise Http404
    if request.method == "POST":
        form = CallForm(request.POST, account=account, me=request.user)
        # Where to go next must be known before the call takes the account off the list.
        after = neighbours(request.GET.get("from", ""), today=today, person=request.user)
        if form.is_valid() and _logged(form, account, request, today):
            whom = {"name": harmless(account.customer.name), "number": account_number(account.number)}
            messages.success(request, _("Call kept: %(name)s, %(number)s.") % whom)
            return redirect(after.next or after.back or reverse("desk:account", args=[pk]))
        return _page(request, pk, form)
    form = CallForm(account=account, me=request.user, initial={"request_id": uuid4()})
    if request.htmx:
        history.looked(account.number, by=request.user, what="log a call", today=today)
        return render(request, "desk/partials/log_call.html", _panel(request, pk, form))
    return _page(request, pk, form)


def _logged(form, account, request, today) -> bool:
    try:
        actions.log_call(account.pk, **form.said, actor=request.user, today=today)
    except RuleViolation as refusal:
        form.add_error(form.field_of(str(refusal)), str(refusal))
        return False
    next_steps.renew([account.pk], today=today)
    return True


def _page(request, pk, form):
    context = overview_context(request, pk, **_panel(request, pk, form))
    return render(request, "desk/account.html", {**context, "help": help.LOG_CALL})


def _panel(request, pk, form):
    following = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "panel": "desk/partials/log_call.html",
        "form": form,
        "action": reverse("desk:log_call", args=[pk]) + following,
        "close_url": reverse("desk:account", args=[pk]) + following,
        "draft": f"call-{pk}",
    }
