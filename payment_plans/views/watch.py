"""Which plans does the office look at, and what has one account agreed on?"""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.people import doors
from core.export import RESPONSES
from core.staff.access import PersonRequest, allowed, refusal
from core.utility import business_date
from payment_plans.help import HELP_ACCOUNT, HELP_WATCH
from payment_plans.page import account as account_page
from payment_plans.page import watch as watch_page


@allowed("read_plans")
def plans(request: PersonRequest) -> HttpResponseBase:
    today = business_date()
    if request.GET.get("as") in RESPONSES:
        return watch_page.exported(request, today)
    return render(request, "payment_plans/list.html", {**watch_page.context(request, today), "help": HELP_WATCH})


@allowed("read_plans")
def account_plans(request: PersonRequest, pk: int) -> HttpResponseBase:
    today = business_date()
    account = doors.open_account(request, pk, "plans", today=today)
    may = {"may_offer": request.user.may("offer_plans"), "who_may": refusal("offer_plans")}
    return render(
        request, "payment_plans/account.html", {**account_page.context(account, today), **may, "help": HELP_ACCOUNT}
    )
