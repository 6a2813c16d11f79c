"""Log a call: one short form, in the panel beside the account or as a page of its own."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.contacts import actions
from accounts.contacts.queries import call_verdict
from accounts.people.numbers import best_phone
from accounts.tasks.queries import open_tasks
from collections_app.desk import help
from collections_app.desk.call_form import OTHER, CallForm
from collections_app.desk.context import today_of
from collections_app.desk.drafts import drop_draft
from collections_app.desk.queries.around import around
from collections_app.desk.trail import neighbours
from collections_app.desk.views.account import overview_context
from collections_app.desk.views.frame import account_or_404
from collections_app.treatments import next_steps
from core.errors import RuleViolation
from core.staff.access import allowed
from core.templatetags.money import account_number, harmless


@allowed("log_contacts")
@require_http_methods(["GET", "POST"])
def log_call(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "log a call")
    if request.method == "POST":
        form = _form(request, account, today, request.POST)
        # Where to go next must be known before the call takes the account off the list.
        after = neighbours(request.GET.get("from", ""), today=today, person=request.user)
        if form.is_valid() and _logged(form, account, request, today):
            whom = {"name": harmless(account.customer.name), "number": account_number(account.number)}
            messages.success(request, _("Call kept: %(name)s, %(number)s.") % whom)
            return redirect(after.next or after.back or reverse("desk:account", args=[pk]))
        return _page(request, pk, form)
    form = _form(request, account, today, initial={"request_id": uuid4()})
    if request.htmx:
        return render(request, "desk/partials/log_call.html", _panel(request, pk, form))
    return _page(request, pk, form)


def _form(request, account, today, *args, **kwargs):
    known = around(account, today)
    best = best_phone(known.numbers)
    typed = request.POST.get("number", best.value if best else "")
    meant = request.POST.get("other_number", "") if typed == OTHER else typed
    due = [task for task in open_tasks(account.pk) if task.due_on <= today]
    return CallForm(
        *args,
        account=account,
        me=request.user,
        today=today,
        verdict=call_verdict(account, number=meant, today=today),
        numbers=known.numbers,
        parties=known.parties,
        due=due,
        **kwargs,
    )


def _logged(form, account, request, today) -> bool:
    try:
        actions.log_call(account.pk, **form.said, actor=request.user, today=today)
    except RuleViolation as refusal:
        form.add_error(form.field_of(str(refusal)), str(refusal))
        return False
    drop_draft(request.user, _draft_of(account.pk))
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
        "draft": _draft_of(pk),
        "today": today_of(request),
    }


def _draft_of(pk):
    return f"call-{pk}"
