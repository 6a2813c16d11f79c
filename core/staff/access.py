"""May this person open this page? The one decorator on every view."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.staff.models import Person
from core.staff.roles import TABLE, who_may


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
                raise PermissionDenied(refusal(permission))
            if request.user.must_change_password and not with_first_password:
                return redirect("staff:password")
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return login_required(guarded)

    return decorate


def refusal(permission: str) -> str:
    """ "Only a supervisor may upload extracts."""
    who = who_may(permission)
    said = _("Only an %(who)s may %(what)s.") if who[0] in "aeiou" else _("Only a %(who)s may %(what)s.")
    return said % {"who": who, "what": TABLE[permission][1]}
