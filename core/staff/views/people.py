"""Who works here and may what? Read by some, changed by administrators."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.errors import RuleViolation
from core.paging import page
from core.staff import actions, lockout, queries
from core.staff.access import PersonRequest, allowed, refusal
from core.staff.forms import FirstPasswordForm, NewPersonForm, PersonForm
from core.staff.models import Person
from core.staff.roles import Role
from core.utility import business_date


@allowed("read_people")
def people(request: PersonRequest) -> HttpResponse:
    left = "left" in request.GET
    found = list(queries.people(working=not left))
    closed = lockout.closed_names(found)
    context = {
        "people": [(person, closed.get(person.pk)) for person in found],
        "left": left,
        "tabs": tabs(request.user, "left" if left else "people"),
        "may_change": request.user.may("change_people"),
        "who_may": refusal("change_people"),
        "help": {
            "purpose": _("Who can log in and what each person may do. An administrator adds people and changes roles."),
            "keys": [("j k", _("move")), ("Enter", _("open")), ("a", _("add a person"))],
            "words": _words(),
        },
    }
    return render(request, "staff/people.html", context)


@allowed("read_people")
def roles(request: PersonRequest) -> HttpResponse:
    context = {
        "roles": list(Role),
        "table": queries.role_table(),
        "tabs": tabs(request.user, "roles"),
        "help": {
            "purpose": _("What each role may do, drawn from the one table that every page goes by."),
            "keys": [],
            "words": _words(),
        },
    }
    return render(request, "staff/roles.html", context)


@allowed("read_people")
def person(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    return _person_page(request, found, _form_of(found))


@allowed("change_people")
def change_person(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    if request.method != "POST":
        return redirect("staff:person", pk)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            actions.change_person(pk, **form.cleaned_data, actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(person)s is changed.") % {"person": form.cleaned_data["full_name"]})
            return redirect("staff:person", pk)
    return _person_page(request, found, form)


@sensitive_post_parameters("password")
@allowed("change_people")
def add_person(request: PersonRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_person(**form.cleaned_data, actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%(person)s can log in and will choose a password of their own.") % {"person": added}
            )
            return redirect("staff:person", added.pk)
    context = {
        "form": form,
        "help": {
            "purpose": _("Let somebody in: name, roles, and a first password that you hand over in person."),
            "keys": [("Ctrl Enter", _("save"))],
            "words": _words(),
        },
    }
    return render(request, "staff/add_person.html", context)


@require_POST
@sensitive_post_parameters("password")
@allowed("change_people")
def set_first_password(request: PersonRequest, pk: int) -> HttpResponse:
    form = FirstPasswordForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Type the new first password; nothing is changed."))
        return redirect("staff:person", pk)
    act = partial(actions.set_first_password, pk, form.cleaned_data["password"])
    return _done(request, pk, act, _("%(person)s has a new first password."))


@require_POST
@allowed("change_people")
def unlock(request: PersonRequest, pk: int) -> HttpResponse:
    return _done(request, pk, partial(actions.unlock, pk), _("%(person)s can try again now."))


@require_POST
@allowed("change_people")
def close_log_in(request: PersonRequest, pk: int) -> HttpResponse:
    return _done(request, pk, partial(actions.close_log_in, pk), _("%(person)s can no longer log in."))


@require_POST
@allowed("change_people")
def open_log_in(request: PersonRequest, pk: int) -> HttpResponse:
    return _done(request, pk, partial(actions.open_log_in, pk), _("%(person)s can log in again."))


def tabs(me: Person, current: str) -> list[dict]:
    """The pages about people that this person may see."""
    places = (
        ("people", _("People"), reverse("staff:people"), "read_people"),
        ("left", _("Log-in closed"), f"{reverse('staff:people')}?left=", "read_people"),
        ("roles", _("Roles"), reverse("staff:roles"), "read_people"),
        ("looked", _("Who looked"), reverse("staff:access_log"), "read_access_log"),
        ("away", _("Away"), reverse("staff:away"), "name_stand_ins"),
    )
    seen = [(code, label, url) for code, label, url, permission in places if me.may(permission)]
    return [
        {"label": label, "url": url, "current": code == current, "key": str(n)}
        for n, (code, label, url) in enumerate(seen, 1)
    ]


def _done(request, pk, act, says):
    get_object_or_404(Person, pk=pk)
    try:
        changed = act(actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, says % {"person": changed})
    return redirect("staff:person", pk)


def _form_of(found: Person) -> PersonForm:
    return PersonForm(
        initial={"full_name": found.full_name, "email": found.email, "roles": found.roles, "mentor": found.mentor}
    )


def _person_page(request, found, form):
    context = {
        "person": found,
        "form": form,
        "password_form": FirstPasswordForm(),
        "closed_until": lockout.closed_names([found]).get(found.pk),
        "changes": page(queries.changes_of(found), ["-at", "-pk"], request, size=10),
        "may_change": request.user.may("change_people"),
        "who_may": refusal("change_people"),
        "is_me": found == request.user,
        "help": {
            "purpose": _("One person: what they are called, their roles, and what was changed about them."),
            "keys": [("Ctrl Enter", _("save"))],
            "words": _words(),
        },
    }
    return render(request, "staff/person.html", context)


def _words():
    return [
        (_("role"), _("what a person may read, do and approve; one person may have several")),
        (_("locked out"), _("too many wrong passwords; ends by itself, or an administrator unlocks")),
        (_("first password"), _("chosen by an administrator, good until the first log-in")),
    ]
