"""Which accounts are closed to which colleague, and where does one say which is one's own?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.people.models import LockedAccount
from accounts.people.privacy import actions, queries
from accounts.people.privacy.forms import DeclareForm, LockForm, WhyForm
from core.errors import RuleViolation
from core.paging import page
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import account_number
from core.utility import business_date


@allowed("lock_staff_accounts")
def locked(request: PersonRequest) -> HttpResponse:
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if _locked(form, typed["account"].pk, typed["person"], request):
            said = {"number": account_number(typed["account"].number), "person": typed["person"]}
            messages.success(request, _("Account %(number)s is closed to %(person)s.") % said)
            return redirect("privacy:locked")
    found = page(queries.locked_accounts(), ["-from_on", "-pk"], request)
    context = {"page": found, "form": form, "help": HELP_LIST}
    return render(request, "privacy/locked.html", context, status=422 if form.errors else 200)


@allowed("lock_staff_accounts")
def unlock(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LockedAccount.objects.in_force().select_related("account", "person"), pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unlock_account(pk, why=form.cleaned_data["why"], actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(person)s may open this account again.") % {"person": found.person})
            return redirect("privacy:locked")
    said = {"number": account_number(found.account.number), "person": found.person}
    context = {
        "title": _("Open an account again"),
        "about": _("Account %(number)s, closed to %(person)s") % said,
        "says": _("From now on %(person)s can open it, log calls on it and write its letters.") % said,
        "button": _("Open it again"),
        "form": form,
        "back_url": reverse("privacy:locked"),
        "help": HELP_FORM,
    }
    return render(request, "privacy/why.html", context, status=422 if form.errors else 200)


@allowed("use_the_desk")
def declare(request: PersonRequest) -> HttpResponse:
    """One's own account or a relative's: one closes it to oneself, a supervisor opens it again."""
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["account"]
        if _locked(form, account.pk, request.user, request):
            messages.success(
                request,
                _("Account %(number)s is closed to you from now on.") % {"number": account_number(account.number)},
            )
            return redirect("privacy:declare")
    context = {"locks": queries.locks_of(request.user), "form": form, "help": HELP_FORM}
    return render(request, "privacy/declare.html", context, status=422 if form.errors else 200)


def _locked(form, account_id: int, person, request) -> bool:
    try:
        actions.lock_account(
            account_id, person, why=form.cleaned_data["why"], actor=request.user, today=business_date()
        )
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return False
    return True


WORDS = [
    (lazy("closed"), lazy("no page of the account opens, and nothing can be done on it")),
    (lazy("flagged"), lazy("a colleague’s account that only supervisors, directors and auditors open")),
]
HELP_LIST = {
    "purpose": lazy("Accounts of people who work here and of their relatives: nobody works their own."),
    "keys": [("j k", lazy("move")), ("Ctrl Enter", lazy("close it"))],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": lazy("Nobody works their own account or a relative’s. What is closed to you a colleague works."),
    "keys": [("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
