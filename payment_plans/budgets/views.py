"""Which pages show budgets, and where is one offered, reviewed, settled and ended?"""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Account
from accounts.people import doors
from core import paging
from core.errors import RuleViolation
from core.money import in_words
from core.staff.access import PersonRequest, allowed, refusal
from core.templatetags.money import bare_day
from core.utility import business_date
from payment_plans.budgets import actions, page, queries, sentences
from payment_plans.budgets.forms import JoinBudgetForm, LeaveBudgetForm, ReviewBudgetForm, SettleBudgetForm
from payment_plans.budgets.help import HELP_ACCOUNT, HELP_FORM, HELP_LIST
from payment_plans.budgets.models import BudgetPlan
from payment_plans.budgets.queries import Proposed

TABS = {
    "deficit": gettext_lazy("In deficit"),
    "review": gettext_lazy("Review due"),
    "behind": gettext_lazy("Behind"),
    "all": gettext_lazy("All"),
}
WHOLE = ("customer", "premise")


@allowed("read_plans")
def budgets(request: PersonRequest) -> HttpResponse:
    today = business_date()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "deficit"
    listed = queries.listed().filter(_of_tab(tab, today)).exclude(account__in=doors.closed_to(request.user))
    shown = paging.page(listed, ["account__number", "pk"], request)
    doors.close_addresses(budget.account for budget in shown)
    context = {
        "page": shown,
        "rows": [page.row(budget, today) for budget in shown],
        "tabs": page.tabs_of(TABS, tab),
        "empty": sentences.empty(tab),
        "help": HELP_LIST,
    }
    return render(request, "budgets/list.html", context)


def _of_tab(tab: str, today) -> Q:
    return {
        "deficit": Q(standing__deferred__gt=0),
        "review": Q(standing__next_review_on__lte=today) | queries.ended_by_today(today),
        "behind": Q(standing__behind_amount__gt=0),
        "all": Q(),
    }[tab]


@allowed("read_plans")
def account(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    found = doors.open_account(request, pk, "budget", today=today, with_=WHOLE)
    budget = queries.budget_of(pk)
    if budget and budget.is_active:
        budget.account = found
        return _page(request, found, page.of_budget(budget, actions.renewed(budget, today), today))
    return _offer_page(request, found, budget)


@require_POST
@allowed("agree_plans")
def join_budget(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    found = doors.open_account(request, pk, "begin a budget", today=today, with_=WHOLE)
    form = JoinBudgetForm(request.POST)
    if form.is_valid():
        try:
            begun = actions.join_budget(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            said = {"amount": in_words(begun.amount), "day": bare_day(begun.first_due_on)}
            messages.success(request, _("Budget begun: %(amount)s a month from %(day)s on.") % said)
            return redirect("budgets:account", pk)
    return _offer_page(request, found, queries.budget_of(pk), form)


@allowed("agree_plans")
def review_budget(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    budget = _found(request, pk, "review a budget")
    stands = page.of_budget(budget, actions.renewed(budget, today), today) if budget.is_active else None
    found = stands["found"] if stands else None
    form = ReviewBudgetForm(request.POST or None, found=found, initial={"accept": "yes"})
    if request.method == "POST" and form.is_valid():
        terms = {"accept": form.accepts, "request_id": form.cleaned_data["request_id"]}
        try:
            row = actions.review_budget(pk, **terms, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Reviewed. %(says)s") % {"says": row.sentence})
            _say_untold(request, row.is_told)
            return redirect("budgets:account", budget.account_id)
    if stands is None and not form.errors:
        return redirect("budgets:account", budget.account_id)
    return _form_page(request, "review", budget, form, stands)


@allowed("agree_plans")
def settle_budget(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    budget = _found(request, pk, "settle a budget")
    form = SettleBudgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            settled = actions.settle_budget(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Settled. %(says)s") % {"says": settled.settlement.sentence})
            _say_untold(request, settled.is_told)
            return redirect("budgets:account", budget.account_id)
    return _ending(request, "settle", budget, form)


@allowed("agree_plans")
def leave_budget(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    budget = _found(request, pk, "end a budget")
    form = LeaveBudgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave_budget(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The budget has ended. What was deferred is due, as it was billed."))
            return redirect("budgets:account", budget.account_id)
    return _ending(request, "leave", budget, form)


def _found(request: PersonRequest, pk: int, what: str) -> BudgetPlan:
    """The budget, through the door of its account."""
    budget = BudgetPlan.objects.select_related("standing").filter(pk=pk).first()
    if budget is None:
        raise Http404
    budget.account = doors.open_account(request, budget.account_id, what, today=business_date(), with_=WHOLE)
    return budget


def _say_untold(request: PersonRequest, is_told: bool) -> None:
    if not is_told:
        messages.warning(request, _("No letter could be made for this account: tell the customer yourself."))


def _ending(request: PersonRequest, step: str, budget: BudgetPlan, form) -> HttpResponse:
    """The page before a budget is settled or ended; one that is over already is shown instead."""
    if not budget.is_active and not form.errors:
        return redirect("budgets:account", budget.account_id)
    today = business_date()
    standing = actions.renewed(budget, today) if budget.is_active else budget.standing
    return _form_page(request, step, budget, form, page.of_ending(budget, standing))


def _form_page(request: PersonRequest, step: str, budget: BudgetPlan, form, stands) -> HttpResponse:
    context = {
        "account": budget.account,
        "budget": budget,
        "form": form,
        "back": reverse("budgets:account", args=[budget.account_id]),
        "help": HELP_FORM,
        **(stands or {}),
    }
    return render(request, f"budgets/{step}.html", context)


def _offer_page(
    request: PersonRequest, found: Account, earlier: BudgetPlan | None, form: JoinBudgetForm | None = None
) -> HttpResponse:
    """What may be offered to an account that is on no budget, and how its last one ended."""
    today = business_date()
    proposed = queries.proposed(found, today)
    context = {
        "form": form or _join_form(proposed),
        "earlier": earlier,
        "earlier_says": sentences.stands(earlier, earlier.standing, earlier.amount) if earlier else "",
        **page.of_proposal(proposed),
    }
    return _page(request, found, context)


def _join_form(found: Proposed) -> JoinBudgetForm:
    proposal = found.proposal
    return JoinBudgetForm(initial={"first_due_on": proposal.year.first_due_on, "amount": proposal.amount})


def _page(request: PersonRequest, found: Account, context: dict) -> HttpResponse:
    common = {
        "account": found,
        "may_agree": request.user.may("agree_plans"),
        "who_may": refusal("agree_plans"),
        "today": business_date(),
        "help": HELP_ACCOUNT,
    }
    return render(request, "budgets/account.html", {**common, **context})
