"""Who looked at which account? The access log by account or by person."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import export
from core.paging import page
from core.staff import queries
from core.staff.access import PersonRequest, allowed
from core.staff.forms import LookedForm
from core.staff.views.people import tabs
from core.templatetags.money import account_number, bare_day

HEADER = ("At", "Person", "User", "Account", "What")


@allowed("read_access_log")
def access_log(request: PersonRequest) -> HttpResponseBase:
    form = LookedForm(request.GET)
    form.is_valid()  # what nobody understands is left out, with its sentence beside the field
    asked: dict[str, Any] = {name: form.cleaned_data.get(name) for name in form.fields}
    asked["account"] = asked["account"] or ""
    shown = page(queries.looks(**asked), ["-at", "-pk"], request)
    if request.GET.get("as") in ("csv", "xlsx"):
        rows = [
            (line.at, line.person.full_name, line.person.username, line.account_number, line.what) for line in shown
        ]
        answer = export.csv_response if request.GET["as"] == "csv" else export.xlsx_response
        return answer("who-looked", HEADER, rows)
    context = {
        "form": form,
        "page": shown,
        "asked": asked,
        "empty": _empty(**asked),
        "chips": _chips(request, **asked),
        "exports": {kind: _with(request, **{"as": kind}) for kind in ("csv", "xlsx")},
        "tabs": tabs(request.user, "looked"),
        "help": {
            "purpose": _(
                "Who opened which account, and who opened what is private there. Every look is a line "
                "that nobody can change."
            ),
            "keys": [("f", _("filters")), ("j k", _("move"))],
            "words": [(_("looked"), _("opened the page of an account, or something private on it"))],
        },
    }
    return render(request, "staff/access_log.html", context)


def _empty(account, person, since):
    who = str(person) if person else _("Nobody")
    what = _("account %(number)s") % {"number": account_number(account)} if account else _("any account")
    if not since:
        if person:
            return _("%(who)s has not looked at %(what)s yet.") % {"who": who, "what": what}
        return _("Nobody has looked at %(what)s yet.") % {"what": _("this account") if account else what}
    before = queries.last_look(account=account, person=person, before=since)
    if person:
        said = _("%(who)s has not looked at %(what)s since %(day)s.")
    else:
        said = _("Nobody has looked at %(what)s since %(day)s.")
    what = _("this account") if account and not person else what
    return said % {"who": who, "what": what, "day": bare_day(before.at if before else since)}


def _chips(request, account, person, since):
    names = {
        "account": account and _("Account %(number)s") % {"number": account_number(account)},
        "person": person and str(person),
        "since": since and _("From %(day)s") % {"day": bare_day(since)},
    }
    return [{"label": label, "remove_url": _with(request, **{name: None})} for name, label in names.items() if label]


def _with(request, **changes):
    """This page's address with some of its query changed; None leaves a part out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    if None in changes.values():
        query.pop("after", None)
        query.pop("before", None)
    return f"{reverse('staff:access_log')}?{query.urlencode()}"
