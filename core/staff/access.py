"""May this person open this page? The one decorator on every view."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.staff.models import Person
from core.staff.roles import TABLE, Role, who_may


class PersonRequest(HttpRequest):
    """A request behind `allowed`: somebody is logged in."""

    user: Person


def allowed(permission: str, *, with_first_password: bool = False):
    """Let in a person whose role holds `permission`; strangers go to log in, others get a 403 in a sentence.

    Whoever logged in with a password that somebody else chose first chooses their own, everywhere but on pages
    that are opened `with_first_password`.
    """
    assert permission in TABLE, permission

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.may(permission):
                raise PermissionDenied(f"{refusal(permission)} {whom_to_ask(permission)}")
            if request.user.must_change_password and not with_first_password:
                return redirect("staff:password")
            return view(request, *args, **kwargs)

        @wraps(guarded)
        def let_in(request, *args, **kwargs):
            if not request.user.is_authenticated and request.headers.get("HX-Request"):
                return _to_log_in(request)
            return login_required(guarded)(request, *args, **kwargs)

        let_in.permission = permission
        return let_in

    return decorate


def _to_log_in(request) -> HttpResponse:
    """A part of a page asked after the session ended: the whole page goes to log in, not that part of it."""
    query = urlencode({"next": request.htmx.current_url_abs_path or "/"})
    return HttpResponse(headers={"HX-Redirect": f"{reverse(settings.LOGIN_URL)}?{query}"})


def refusal(*permissions: str) -> str:
    """ "Only a supervisor may upload extracts." Of several one sentence: "…; only a specialist may open holds."."""
    by_whom: dict[str, list[str]] = {}
    for permission in dict.fromkeys(permissions):
        by_whom.setdefault(who_may(permission), []).append(str(TABLE[permission][1]))
    said = "; ".join(_refused(who, _(" or ").join(what)) for who, what in by_whom.items())
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _refused(who: str, what: str) -> str:
    said = _("only an %(who)s may %(what)s") if who[0] in "aeiou" else _("only a %(who)s may %(what)s")
    return said % {"who": who, "what": what}


def whom_to_ask(permission: str) -> str:
    """What somebody does who is turned away: ask those who may, and an administrator about the own role, once."""
    who, _words = TABLE[permission]
    if Role.ADMINISTRATOR in who:
        return _("Ask one of them if you need it.")
    return _("Ask one of them, or ask an administrator if your work has changed.")
