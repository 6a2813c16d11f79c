"""Where is a number added, judged, and taken off?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.people import actions, doors, queries, sentences
from accounts.people.forms import AddNumberForm, JudgeNumberForm, WhyForm
from accounts.people.models import ContactPoint
from accounts.people.numbers import Number, who_shares
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import harmless
from core.utility import business_date

ABOUT = {
    "value": ("phone has", "e-mail reads", "address is empty", "on file already", "Billing has"),
    "source": ("comes from",),
    "why_not": ("not to be used",),
    "why": ("taken off",),
}


@allowed("keep_people")
def add_number(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "add a number", today=today)
    parties = [party for party in queries.parties_of(pk, today) if not party.is_private]
    form = AddNumberForm(request.POST or None, holder=harmless(account.customer.name), parties=parties)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_number(account.pk, **form.terms(), actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(_field_of(form, refused), str(refused))
        else:
            messages.success(request, _("Added: %(value)s.") % {"value": form.cleaned_data["value"]})
            return redirect("desk:people", account.pk)
    return render(request, "people/add_number.html", {"account": account, "form": form, "help": HELP})


@allowed("keep_people")
def judge_number(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    return _judge(request, pk, lambda found: found.point_id == number)


@allowed("keep_people")
def judge_billing_number(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """The number that billing keeps in one of its fields, whether or not somebody tried it."""
    return _judge(request, pk, lambda found: found.billing_field == kind)


@allowed("keep_people")
def drop_number(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "take a number off", today=today)
    found = _found(account, today, lambda one: one.point_id == number)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_number(account.pk, number, why=form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(_field_of(form, refused), str(refused))
        else:
            messages.success(request, _("Taken off: %(value)s.") % {"value": harmless(found.value)})
            return redirect("desk:people", account.pk)
    context = {
        "account": account,
        "form": form,
        "title": _("Take off %(value)s") % {"value": harmless(found.value)},
        "line": _of_whom(found) if found.party_id else "",
        "button": _("Take it off"),
        "says": [_("It is no longer offered when somebody is called. The calls made to it stay in the log.")],
        "help": HELP,
    }
    return render(request, "people/form.html", context)


def _judge(request, pk: int, is_meant) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "judge a number", today=today)
    found = _found(account, today, is_meant)
    initial = {"state": found.state, "do_not_use": found.do_not_use, "why_not": found.why_not}
    form = JudgeNumberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_number(account.pk, found, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(_field_of(form, refused), str(refused))
        else:
            messages.success(request, _("Kept: %(value)s.") % {"value": harmless(found.value)})
            return redirect("desk:people", account.pk)
    context = {
        "account": account,
        "form": form,
        "found": found,
        "title": harmless(found.value),
        "line": _of_whom(found) if found.party_id else "",
        "state": sentences.state_of(found),
        "source": sentences.source_of(found),
        "tried": sentences.tried_when(found),
        "shared": [harmless(name) for name in who_shares(found, leave_out=doors.customers_closed_to(request.user))],
        "may_drop": found.point_id and not found.billing_field,
        "help": HELP,
    }
    return render(request, "people/judge_number.html", context)


def _found(account, today, is_meant) -> Number:
    """The number meant; an address of somebody whose address is protected is not there."""
    hidden = doors.is_protected(account)
    for number in queries.numbers_of(account, today):
        if is_meant(number) and not (hidden and number.kind == ContactPoint.Kind.ADDRESS):
            return number
    raise Http404


def _of_whom(number: Number) -> str:
    kind = sentences.KINDS[ContactPoint.Kind(number.kind)]
    return _("%(kind)s of %(whose)s") % {"kind": kind, "whose": harmless(number.whose)}


def _field_of(form, refused: RuleViolation) -> str | None:
    said = str(refused)
    return next((name for name, words in ABOUT.items() if name in form.fields and any(w in said for w in words)), None)


HELP = {
    "purpose": lazy(
        "How somebody is reached and whether that works. What billing has stays as billing has it; "
        "what we found out stands beside it and no extract overwrites it."
    ),
    "keys": [("1 2 3", lazy("choose")), ("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": [
        (lazy("contact point"), lazy("a phone, an e-mail or an address by which somebody is reached")),
        (lazy("do not use"), lazy("somebody asked not to be reached there; outgoing calls to it are refused")),
    ],
}
