"""Act on several accounts of a list at once: a preview first, then to those that allow it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from collections_app.desk import help
from collections_app.desk.actions.bulk import act_on_several
from collections_app.desk.bulk_forms import FORMS
from collections_app.desk.context import today_of
from collections_app.desk.queries import bulk
from collections_app.desk.rules import WorkRules
from collections_app.desk.trail import query_of
from core.errors import RuleViolation
from core.rulebook import rules
from core.staff.access import allowed, refusal

BUTTONS = {
    bulk.ASSIGN: lambda n: ngettext("Assign %(n)d account", "Assign %(n)d accounts", n),
    bulk.STEP: lambda n: ngettext("Add %(n)d next step", "Add %(n)d next steps", n),
    bulk.VISIT: lambda n: ngettext("Plan %(n)d visit", "Plan %(n)d visits", n),
    bulk.LETTER: lambda n: ngettext("Issue %(n)d letter", "Issue %(n)d letters", n),
}


@allowed("assign_accounts")
@require_POST
def preview_bulk(request):
    """What would happen to the marked accounts. Changes nothing; asked again when another day or person is chosen."""
    act, ids = _asked(request)
    if not ids:
        messages.error(request, _("Mark accounts first: x marks the row you are on."))
        return redirect(_list(request))
    was_typed = "request_id" in request.POST
    form = FORMS[act](request.POST) if was_typed else FORMS[act](initial=_usual(act, request))
    said = (form.is_valid() and form.cleaned_data) if was_typed else _usual(act, request)
    return _page(request, act, ids, form, said or {})


@allowed("assign_accounts")
@require_POST
def act_on_marked(request):
    act, ids = _asked(request)
    form = FORMS[act](request.POST)
    if not form.is_valid():
        return _page(request, act, ids, form, {})
    said = {name: value for name, value in form.cleaned_data.items() if name != "request_id"}
    try:
        came = act_on_several(
            act, ids, said, actor=request.user, today=today_of(request), request_id=form.cleaned_data["request_id"]
        )
    except RuleViolation as violation:
        form.add_error(None, str(violation))
        return _page(request, act, ids, form, said)
    _say(request, act, came)
    return redirect(_list(request))


def _asked(request):
    """The act and the marked accounts; with `all`, every account of the page."""
    act = request.POST.get("act", "")
    if act not in bulk.ACTS:
        raise Http404
    if not request.user.may(bulk.PERMISSIONS[act]):
        raise PermissionDenied(refusal(bulk.PERMISSIONS[act]))
    asked = request.POST.get("shown", "").split(",") if request.POST.get("all") else request.POST.getlist("account")
    most = rules(WorkRules, on=today_of(request)).most_at_once
    return act, [int(pk) for pk in dict.fromkeys(asked) if pk.isdecimal() and len(pk) < 18][:most]


def _usual(act, request):
    """What is filled in before anybody typed: oneself, today."""
    today = today_of(request)
    return {
        bulk.ASSIGN: {"person": request.user},
        bulk.STEP: {"owner": request.user, "due_on": today},
        bulk.VISIT: {"visitor": request.user, "planned_on": today},
    }.get(act, {})


def _page(request, act, ids, form, said):
    shown = bulk.preview(act, ids, said, actor=request.user, today=today_of(request))
    count = len(shown.allowed)
    return render(
        request,
        "desk/bulk.html",
        {
            "help": help.BULK,
            "preview": shown,
            "title": bulk.ACTS[act],
            "follows": bulk.WHAT_FOLLOWS[act],
            "ids": ids,
            "marked": len(ids),
            "form": form,
            "button": BUTTONS[act](count) % {"n": count},
            "query": query_of(request.GET),
            "back_url": _list(request),
        },
    )


def _say(request, act, came):
    done = len(came.done)
    words = {
        bulk.ASSIGN: ngettext("%(n)d account assigned.", "%(n)d accounts assigned.", done),
        bulk.STEP: ngettext("%(n)d next step added.", "%(n)d next steps added.", done),
        bulk.VISIT: ngettext("%(n)d visit planned.", "%(n)d visits planned.", done),
        bulk.LETTER: ngettext("%(n)d letter issued.", "%(n)d letters issued.", done),
    }[act] % {"n": done}
    if came.refused:
        left = ngettext("Not done for %(n)d:", "Not done for %(n)d:", len(came.refused)) % {"n": len(came.refused)}
        words = f"{words} {left} {' '.join(dict.fromkeys(came.refused.values()))}"
    (messages.success if done else messages.warning)(request, words)


def _list(request):
    return f"{reverse('desk:worklist')}?{query_of(request.GET)}"
