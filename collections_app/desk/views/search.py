"""Find by anything that a caller can say."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.search.seen import find_for
from collections_app.desk import help
from core.addresses import address
from core.asked import Asked, Slot, any_of
from core.staff.access import allowed
from core.templatetags.money import account_number, bare_day, harmless
from ledger.models import Standing

SHOWN = 20
BALANCES = Asked(lambda: Standing.objects.filter(pk__in=Slot("accounts")).values_list("pk", "balance"))
KINDS = {
    "account": _("account number"),
    "phone": _("phone"),
    "meter": _("meter"),
    "email": _("e-mail"),
    "name": _("name"),
    "address": _("address"),
    "both": _("name and address"),
}


@allowed("read_money")
def search(request):
    typed = request.GET.get("q", "")[:200]
    found = find_for(request.user, typed, SHOWN)
    context = {
        "help": help.SEARCH,
        "q": harmless(typed),
        "hits": _rows(found.hits, "desk:account" if request.user.may("read_accounts") else "desk:take_payment"),
        "is_more": found.is_more,
        "shown": SHOWN,
        "closed": found.closed,
    }
    return render(request, "desk/search.html", context)


def _rows(hits, opens):
    balances = dict(BALANCES(accounts=any_of(hit.account.pk for hit in hits)))
    for hit in hits:
        yield {
            "url": address(opens, hit.account.pk),
            "name": [(harmless(piece), is_marked) for piece, is_marked in hit.name],
            "address": [(harmless(piece), is_marked) for piece, is_marked in hit.address],
            "number": account_number(hit.account.number),
            "kind": KINDS[hit.kind],
            "matched": harmless(hit.matched) if hit.kind != "account" else "",
            "is_earlier": hit.is_earlier,
            "until_on": hit.until_on,
            "state": _state(hit.account),
            "balance": balances.get(hit.account.pk),
            "balance_url": address("desk:explain", hit.account.pk, "balance"),
        }


def _state(account):
    if account.status == Account.Status.ACTIVE:
        return _("active")
    if account.closed_on is None:
        return _("closed")
    return _("closed %(day)s") % {"day": f"{bare_day(account.closed_on)}, {account.closed_on.year}"}
