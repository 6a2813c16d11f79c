"""Which page lists promises, and where is one recorded and withdrawn?"""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.models import Account
from accounts.people import doors
from core import export, history
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed, refusal
from core.templatetags.money import harmless
from core.typed import whole
from core.utility import business_date
from payment_plans.promises import actions, page, sentences
from payment_plans.promises.forms import RecordPromiseForm, WithdrawPromiseForm
from payment_plans.promises.help import HELP_FORM, HELP_LIST, HELP_WITHDRAW
from payment_plans.promises.models import Promise

USUAL_DAYS = 7  # the day that the form proposes


@allowed("read_plans")
def promises(request: PersonRequest) -> HttpResponseBase:
    today = business_date()
    tab = page.tab_of(request.GET.get("tab", ""))
    asked = request.GET.get("as", "")
    if asked in export.RESPONSES:
        found = page.listed(request.user, tab, today)
        return export.RESPONSES[asked](f"promises-{tab}-{today}", page.HEADER, page.exported(found, tab, today))
    may = {"may_withdraw": request.user.may("agree_plans")}
    return render(request, "promises/list.html", {**page.context(request, tab, today), **may, "help": HELP_LIST})


@allowed("offer_plans")
def record_promise(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "record a promise", today=today)
    form = RecordPromiseForm(request.POST or None, initial=_proposed(account, today))
    if request.method == "POST" and form.is_valid():
        contact = _conversation(request, account)
        try:
            made = actions.record_promise(pk, **form.terms, contact=contact, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, sentences.recorded(made))
            return redirect("desk:account", pk)
    context = {
        "account": account,
        "form": form,
        "today": today,
        "may_withdraw": request.user.may("agree_plans"),
        "who_may": refusal("agree_plans"),
        "help": HELP_FORM,
        **page.beside_the_form(account, today),
    }
    return render(request, "promises/record.html", context)


@allowed("agree_plans")
def withdraw_promise(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    promise = _found(request, pk, today)
    form = WithdrawPromiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_promise(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Withdrawn. The account is no longer left alone because of it."))
            return redirect("desk:account", promise.account_id)
    [row] = page.rows([promise], today)
    context = {
        "promise": promise,
        "account": promise.account,
        "row": row,
        "form": form,
        "back": reverse("promises:record", args=[promise.account_id]),
        "help": HELP_WITHDRAW,
    }
    return render(request, "promises/withdraw.html", context)


def _proposed(account: Account, today: date) -> dict:
    """What the form begins with: the holder promises for this day next week."""
    return {"due_on": today + timedelta(days=USUAL_DAYS), "said_by": harmless(account.customer.name)}


def _conversation(request: PersonRequest, account: Account) -> Contact | None:
    """The line of the log that the address names, if it is one of this account."""
    pk = whole(request.GET.get("contact", ""))
    return Contact.objects.filter(pk=pk, account=account).first() if pk is not None else None


def _found(request: PersonRequest, pk: int, today: date) -> Promise:
    """The promise, through the door of its account, with its protected address closed."""
    whole_row = ("account__customer", "account__premise", "made_by", "decided_by")
    promise = Promise.objects.select_related(*whole_row).filter(pk=pk).first()
    if promise is None:
        raise Http404
    doors.let_in(request.user, [promise.account_id])
    doors.close_addresses([promise.account])
    history.looked(promise.account.number, by=request.user, what="promise", today=today)
    return promise
