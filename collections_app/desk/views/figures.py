"""A figure explained: in the panel where there is one, else as a page of its own."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from collections_app.desk import help
from collections_app.desk.context import today_of
from collections_app.desk.forms import AsOf
from collections_app.desk.money_head import head_for
from collections_app.desk.queries.figures import Asked, address_of, hold_address
from collections_app.desk.queries.figures import explain as explained
from collections_app.desk.views.frame import account_or_404
from core.staff.access import allowed


@allowed("read_money")
def explain(request, pk, figure):
    today = today_of(request)
    account = account_or_404(request, pk, f"figure {figure[:60]}")
    box = AsOf(request.GET)
    box.is_valid()
    as_of = box.cleaned_data.get("as_of") or today
    asked = Asked(pk, as_of, box.cleaned_data.get("known_on"), request.GET.get("id", "").replace("\0", "")[:200])
    found = explained(figure, asked)
    if found is None:
        raise Http404
    back = "desk:account" if as_of == today and request.user.may("read_accounts") else "desk:ledger"
    context = {
        "explained": found,
        "link": address_of(asked, figure, asked.id),
        "close_url": _page_beneath(request, pk) or reverse(back, args=[pk]),
        "hold_url": _hold_url(request, figure, asked, today) if found.total > 0 else "",
    }
    if request.htmx:
        return render(request, "desk/partials/explained.html", context)
    context |= {**head_for(request, account, "", today, help.EXPLAINED), "as_of": as_of, "today": today}
    return render(request, "desk/explained.html", context)


def _page_beneath(request, pk: int) -> str:
    """The account's page that the panel stands beside, with the list that one came from."""
    beneath = (request.htmx and request.htmx.current_url_abs_path) or ""
    return beneath if beneath.startswith(reverse("desk:account", args=[pk])) else ""


def _hold_url(request, figure, asked, today) -> str:
    """Where the charge that is explained can be held; only as it is today, and by those who may."""
    if figure != "charge" or (asked.as_of, asked.known_on) != (today, None) or not request.user.may("change_holds"):
        return ""
    return hold_address(asked.account_id, asked.id)
