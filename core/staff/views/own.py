"""How does one log in and out, and what may one set for oneself?"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.errors import RuleViolation
from core.staff import actions, lockout
from core.staff.access import PersonRequest, allowed
from core.staff.forms import KeysForm, LogInForm, PasswordForm
from core.templatetags.money import clock
from core.utility import business_date

FIRST_PAGE = settings.LOGIN_REDIRECT_URL


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_wanted(request))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, refusal = _tried(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if person:
            login(request, person)
            return redirect(_wanted(request))
        form.add_error(None, refusal)
    # 200 even when refused: a page with a sentence on it, not a failure of the product.
    return render(
        request, "staff/log_in.html", {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    )


@require_POST
@allowed("use_the_desk", with_first_password=True)
def log_out(request: PersonRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are logged out."))
    return redirect("staff:log_in")


@allowed("use_the_desk", with_first_password=True)
def me(request: PersonRequest) -> HttpResponse:
    if request.method == "POST":
        form = KeysForm(request.POST)
        if form.is_valid():
            off = actions.turn_keys(request.user, off=form.cleaned_data["keys_off"]).keys_off
            messages.success(request, _("Single keys are off.") if off else _("Single keys are on."))
        return redirect("staff:me")
    context = {
        "form": KeysForm(initial={"keys_off": request.user.keys_off}),
        "may_be_away": request.user.may("name_stand_ins"),
        "may_lock": request.user.may("lock_staff_accounts"),
        "may_protect": request.user.may("protect_addresses"),
        "help": _own_help(),
    }
    return render(request, "staff/me.html", context)


@sensitive_post_parameters("old", "new", "again")
@allowed("use_the_desk", with_first_password=True)
def password(request: PersonRequest) -> HttpResponse:
    first = request.user.must_change_password
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            person = actions.change_own_password(
                request.user, old=chosen["old"], new=chosen["new"], today=business_date()
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password is changed. It holds from now on."))
            return redirect(FIRST_PAGE if first else "staff:me")
    return render(request, "staff/password.html", {"form": form, "first": first, "help": _own_help()})


def _tried(request, username, password):
    """The person, or None and the sentence why not. Unknown names and wrong passwords read and take the same."""
    address = lockout.address_of(request)
    with lockout.one_at_a_time(username):
        until = lockout.closed_until(username, address)
        if until:
            return None, _("Too many attempts. Try again at %(time)s or ask an administrator.") % {
                "time": clock(_next_minute(until))
            }
        person = authenticate(request, username=username, password=password)
        if person:
            lockout.forget(username)
            return person, ""
        lockout.note_failure(username, address)
        return None, _("User and password do not belong together. Check both; capital letters count.")


def _next_minute(moment):
    return timezone.localtime(moment).replace(second=0, microsecond=0) + timedelta(minutes=1)


def _wanted(request):
    """The page one came for, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    # A word without a slash would be taken for the name of a page.
    return asked if ours and asked.startswith("/") and asked != reverse("staff:log_out") else FIRST_PAGE


def _own_help():
    return {
        "purpose": _("Your own settings: single keys and your password. Nobody else can change them for you."),
        "keys": [],
        "words": [(_("single keys"), _("letters that press a button of the page, such as / for search"))],
    }
