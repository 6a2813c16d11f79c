"""The forms shelf: papers to hand out, blank or filled in for an account."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Account
from accounts.people import doors
from core.errors import RuleViolation
from core.staff.access import allowed
from core.utility import business_date
from notices import forms_shelf as shelf
from notices.forms import AccountForm
from notices.views.help import forms_shelf_help
from notices.views.pdf import pdf


@allowed("hand_out_forms")
@require_http_methods(["GET", "POST"])
def forms_shelf(request):
    """All forms; an account's number, typed, leads to the same page for that account."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = "".join(form.cleaned_data["number"].split())
        found = Account.objects.filter(number=number).first()
        if found:
            return redirect("notices:forms_for", found.pk)
        form.add_error("number", _("No account has this number."))
    return _page(request, form, None, status=422 if form.errors else 200)


@allowed("hand_out_forms")
@require_GET
def forms_for(request, pk):
    account = doors.open_account(request, pk, "forms shelf", today=business_date())
    return _page(request, AccountForm(), account)


def _page(request, form, account, status=200):
    context = {
        "form": form,
        "account": account,
        "shelf": shelf.shelf(today=business_date()),
        "help": forms_shelf_help(),
    }
    return render(request, "notices/forms_shelf.html", context, status=status)


@allowed("hand_out_forms")
@require_GET
def form_pdf(request, kind, language):
    return _printed(kind, language, None)


@allowed("hand_out_forms")
@require_GET
def filled_form_pdf(request, kind, language, pk):
    return _printed(kind, language, doors.open_account(request, pk, f"form {kind}, PDF", today=business_date()))


def _printed(kind, language, account):
    today = business_date()
    try:
        printed = shelf.print_form(shelf.taken(kind, language, today=today), account, today=today)
    except RuleViolation as refused:
        raise Http404(str(refused)) from refused
    name = f"{kind}-{language}-{account.pk}.pdf" if account else f"{kind}-{language}.pdf"
    return pdf(printed.content, name)
