"""Which pages protect an address, and where does a named person open it?"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from accounts.models import Account
from accounts.people import doors
from accounts.people.models import ProtectedAddress
from accounts.people.privacy import actions, queries
from accounts.people.privacy.forms import ProtectForm, WhyForm
from core import history
from core.errors import RuleViolation
from core.paging import page
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import harmless
from core.utility import business_date


@allowed("protect_addresses")
def protected(request: PersonRequest) -> HttpResponse:
    found = page(queries.protected_addresses(request.user), ["-from_on", "-pk"], request)
    context = {"page": found, "rows": [_row(one) for one in found], "help": HELP_LIST}
    return render(request, "privacy/protected.html", context)


def _row(one: ProtectedAddress) -> dict:
    return {
        "protection": one,
        "holder": harmless(one.customer.name),
        "accounts": list(one.customer.accounts.all()),
        "named": ", ".join(str(person) for person in one.named.all()),
        "mail": ", ".join(harmless(line) for line in _mail_lines(one)),
    }


def _mail_lines(one: ProtectedAddress) -> list[str]:
    town = f"{one.designated_city}, {one.designated_state} {one.designated_zip}"
    return [line for line in (one.designated_line1, one.designated_line2, town) if line]


@allowed("protect_addresses")
def protect(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "protect the address", today=today)
    kept = ProtectedAddress.objects.in_force().filter(customer=account.customer_id).first()
    if kept:
        return redirect("privacy:change", kept.pk)
    form = ProtectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.protect_address(account.customer_id, **form.said(), actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The address is protected on every account of this person."))
            return redirect("desk:account", pk)
    context = {"account": account, "form": form, "back_url": reverse("desk:account", args=[pk]), "help": HELP_FORM}
    return render(request, "privacy/protect.html", context, status=422 if form.errors else 200)


@allowed("protect_addresses")
def change(request: PersonRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    typed = {name: getattr(found, f"designated_{name}") for name in ("line1", "line2", "city", "state", "zip")}
    form = ProtectForm(request.POST or None, initial={**typed, "named": found.named.all(), "source": found.source})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_protection(pk, **form.said(), actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Changed. It holds from now on."))
            return redirect("privacy:protected")
    context = {
        "protection": found,
        "form": form,
        "end_url": reverse("privacy:end", args=[pk]),
        "back_url": reverse("privacy:protected"),
        "help": HELP_FORM,
    }
    return render(request, "privacy/protect.html", context, status=422 if form.errors else 200)


@allowed("protect_addresses")
def end(request: PersonRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_protection(pk, why=form.cleaned_data["why"], actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The address is protected no longer: whoever reads the account sees it."))
            return redirect("privacy:protected")
    context = {
        "title": _("End the protection of an address"),
        "about": harmless(found.customer.name),
        "says": _(
            "From now on everybody who reads the accounts of this person sees where they live, search finds them "
            "by it, and letters go to the mailing address of the billing system."
        ),
        "button": _("End the protection"),
        "form": form,
        "back_url": reverse("privacy:protected"),
        "help": HELP_FORM,
    }
    return render(request, "privacy/why.html", context, status=422 if form.errors else 200)


@require_POST
@allowed("read_accounts")
def show_address(request: PersonRequest, pk: int) -> HttpResponse:
    """The address itself, to those who are named; the opening is logged."""
    account = get_object_or_404(Account.objects.select_related("customer", "premise"), pk=pk)
    doors.let_in(request.user, [pk])
    if doors.hidden_addresses([account.customer_id], request.user):
        raise PermissionDenied(
            _("This address is protected. Only the people named on it may open it; ask a supervisor.")
        )
    history.looked(account.number, by=request.user, what="protected address", today=business_date())
    place = account.premise
    town = " ".join(part for part in (place.city, place.state, place.zip) if part)
    says = harmless(f"{place.address}, {town}" if town else place.address)
    if request.headers.get("HX-Request"):
        return render(request, "components/private_box.html", {"text": says})
    context = {"account": account, "holder": harmless(account.customer.name), "text": says, "help": HELP_ADDRESS}
    return render(request, "privacy/address.html", context)


def _found(request: PersonRequest, pk: int) -> ProtectedAddress:
    found = get_object_or_404(ProtectedAddress.objects.in_force().select_related("customer"), pk=pk)
    doors.let_in(request.user, Account.objects.filter(customer=found.customer_id).values_list("pk", flat=True))
    return found


WORDS = [
    (lazy("protected address"), lazy("shown to named people only, by Minn. Stat. ch. 5B and 13.045")),
    (lazy("designated address"), lazy("where mail goes instead of home, and nowhere else")),
    (lazy("named"), lazy("may open the address on the account; each opening is logged")),
]
HELP_LIST = {
    "purpose": lazy("Whose address is protected, where their mail goes and who may see where they live."),
    "keys": [("j k", lazy("move")), ("Enter", lazy("change"))],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": lazy(
        "Keep where somebody lives from everybody but named people. Pages, search, files and letters leave it out."
    ),
    "keys": [("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
HELP_ADDRESS = {
    "purpose": lazy("A protected address, opened by somebody who is named. Keep it off paper and out of notes."),
    "keys": [("Esc", lazy("back to the account"))],
    "words": WORDS,
}
