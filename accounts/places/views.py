"""Where are the owner and the cautions of a place entered, looked at again and ended?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from accounts.models import Account
from accounts.people import doors
from accounts.places import actions, page, queries, sentences
from accounts.places.forms import (
    CautionForm,
    EndCautionForm,
    EndOwnerForm,
    KeepCautionForm,
    OwnerForm,
    review_day,
)  # fmt: skip
from accounts.places.models import Caution, PremiseOwner
from core import history
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed, refusal
from core.templatetags.money import day as day_words
from core.utility import business_date


@allowed("keep_people")
def add_owner(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "owner of the place", today=today)
    _refuse_hidden(request, account)
    form = OwnerForm(request.POST or None, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_owner(account.premise_id, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Owner entered."))
            return redirect("desk:people", pk)
    owner = queries.owner_of(account.premise_id, today)
    context = {"account": account, "form": form, "owner": owner and page.owner_row(owner), "help": HELP_OWNER}
    return render(request, "places/add_owner.html", context)


@allowed("keep_people")
def end_owner(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    owner = get_object_or_404(PremiseOwner.objects.select_related("premise"), pk=pk)
    account = _through_the_door(request, owner.premise_id, "owner of the place", today)
    if account:
        _refuse_hidden(request, account)
    form = EndOwnerForm(request.POST or None, initial={"until_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_owner(pk, until_on=form.cleaned_data["until_on"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Ended."))
            return redirect(_back(account))
    context = {"account": account, "form": form, "owner": page.owner_row(owner), "back": _back(account)}
    return render(request, "places/end_owner.html", {**context, "help": HELP_OWNER})


@allowed("keep_people")
def open_caution(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "cautions of the place", today=today)
    form = CautionForm(request.POST or None, initial={"review_on": review_day(today)})
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_caution(account.premise_id, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            said = {"title": sentences.title(opened), "day": day_words(opened.review_on)}
            messages.success(request, _("%(title)s To be looked at again on %(day)s.") % said)
            return redirect("desk:people", pk)
    there = [sentences.banner(found, today) for found in queries.cautions_of(account.premise_id, today)]
    context = {"account": account, "form": form, "banners": there, "words": _words(), "help": HELP_CAUTION}
    return render(request, "places/open_caution.html", context)


@allowed("read_accounts")
def cautions(request: PersonRequest) -> HttpResponse:
    today = business_date()
    rows = page.listed(queries.cautions_to_look_at(today)[:MOST_LISTED], request.user, today)
    coming = queries.next_to_look_at(today)
    context = {"rows": rows, "today": today, "coming": coming, "help": HELP_LIST}
    return render(request, "places/cautions.html", context)


@allowed("read_accounts")
def caution(request: PersonRequest, pk: int) -> HttpResponse:
    return _caution_page(request, pk)


@require_POST
@allowed("keep_people")
def keep_caution(request: PersonRequest, pk: int) -> HttpResponse:
    form = KeepCautionForm(request.POST)
    return _done(request, pk, form, "keep", actions.keep_caution, _("Looked at; it stays."))


@require_POST
@allowed("keep_people")
def end_caution(request: PersonRequest, pk: int) -> HttpResponse:
    form = EndCautionForm(request.POST)
    return _done(request, pk, form, "end", actions.end_caution, _("The caution ended."))


def _done(request: PersonRequest, pk: int, form, named: str, action, says: str) -> HttpResponse:
    found, today = get_object_or_404(Caution, pk=pk), business_date()
    _through_the_door(request, found.premise_id, "caution", today)
    if form.is_valid():
        try:
            action(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, says)
            return redirect("places:caution", pk)
    return _caution_page(request, pk, **{named: form})


def _caution_page(request: PersonRequest, pk: int, *, keep=None, end=None) -> HttpResponse:
    found = get_object_or_404(Caution.objects.select_related("premise", "entered_by", "ended_by"), pk=pk)
    today = business_date()
    account = _through_the_door(request, found.premise_id, "caution", today)
    context = {
        "caution": found,
        "account": account,
        "address": account.premise.address if account else found.premise.address,
        **page.caution_row(found, today),
        "keep": keep or KeepCautionForm(initial={"review_on": review_day(today)}),
        "end": end or EndCautionForm(),
        "may_keep": request.user.may("keep_people"),
        "who_may": refusal("keep_people"),
        "back": _back(account),
        "help": HELP_LOOK,
    }
    return render(request, "places/caution.html", context)


def _through_the_door(request: PersonRequest, premise_id: int, what: str, today) -> Account | None:
    """The account that is served at a premise, its protected address closed; 403 where one of them is closed."""
    here = Account.objects.filter(premise=premise_id).select_related("customer", "premise").order_by("-opened_on", "pk")
    accounts = list(here)
    doors.let_in(request.user, [account.pk for account in accounts])
    doors.close_addresses(accounts)
    served = [account for account in accounts if account.status == Account.Status.ACTIVE] or accounts
    for account in served[:1]:
        history.looked(account.number, by=request.user, what=what, today=today)
    return next(iter(served), None)


def _refuse_hidden(request: PersonRequest, account: Account) -> None:
    """Parcel and owner tell where a protected address is."""
    if account.customer_id in doors.hidden_addresses([account.customer_id], request.user):
        raise Http404


def _back(account: Account | None) -> str:
    return reverse("desk:people", args=[account.pk]) if account else reverse("places:cautions")


def _words() -> list[tuple[str, str]]:
    """What each kind says by itself."""
    return [(str(sentences.KINDS[kind]), str(says)) for kind, says in sentences.WHAT_TO_DO.items()]


MOST_LISTED = 200
WORDS = [
    (lazy("caution"), lazy("what to do at a door, in neutral words; it says nothing about anybody")),
    (lazy("look again"), lazy("the day by which somebody asks whether the caution still holds; until then it stays")),
    (lazy("parcel"), lazy("the county’s number of a piece of land; its list says who owns it")),
]
HELP_OWNER = {
    "purpose": lazy("Who owns the place that is served. Billing does not know it; a landlord may have to be told."),
    "keys": [("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
HELP_CAUTION = {
    "purpose": lazy("What the next visitor must know at this door. Write what to do, not what somebody is like."),
    "keys": [("1 … 5", lazy("what to be careful of")), ("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
HELP_LOOK = {
    "purpose": lazy("One caution. Keep it with a new day to look again, or end it with a reason."),
    "keys": [("Ctrl Enter", lazy("keep it")), ("Esc", lazy("back"))],
    "words": WORDS,
}
HELP_LIST = {
    "purpose": lazy("Cautions whose day has come. Ask the last visitor: keep it, or end it with a reason."),
    "keys": [("j k", lazy("move")), ("Enter", lazy("open")), ("Esc", lazy("back to the visits"))],
    "words": WORDS,
}
