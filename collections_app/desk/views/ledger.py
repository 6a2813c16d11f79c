"""The ledger of an account: the page with its date box, and its files."""

from django.http import Http404
from django.shortcuts import render

from collections_app.desk import help
from collections_app.desk.context import today_of
from collections_app.desk.forms import AsOf
from collections_app.desk.money_head import head_for
from collections_app.desk.queries import ledger as books
from collections_app.desk.queries.figures import Asked, address_of
from collections_app.desk.views.frame import account_or_404
from core.export import RESPONSES
from core.money import ZERO
from core.staff.access import allowed


@allowed("read_money")
def ledger(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "ledger")
    box, asked = _asked(request, pk, today)
    months, services = books.months(asked), books.services(asked)
    context = {
        **head_for(request, account, "desk:ledger", today, help.LEDGER),
        "box": box,
        "asked": asked,
        "today": today,
        "says": books.says(asked, today),
        "months": months,
        "balance": months[0].balance if months else ZERO,
        "balance_url": address_of(asked, "balance"),
        "past_due": sum((row["past_due"] for row in services), ZERO),
        "past_due_url": address_of(asked, "past-due"),
        "services": services,
        "query": request.GET.urlencode(),
        "kinds": list(RESPONSES),
        "may_hold": request.user.may("change_holds") and not books.says(asked, today),
    }
    return render(request, "desk/ledger.html", context)


@allowed("read_money")
def export_ledger(request, pk, kind):
    """The rows of the page at the same address."""
    if kind not in RESPONSES:
        raise Http404
    account = account_or_404(request, pk, "ledger, exported")
    _box, asked = _asked(request, pk, today_of(request))
    rows = (books.exported(entry) for month in books.months(asked) for entry in month.entries)
    name = f"ledger-{account.pk}-{asked.as_of}"
    return RESPONSES[kind](name, [str(title) for title in books.HEADER], rows)


def _asked(request, pk, today):
    box = AsOf(request.GET if "as_of" in request.GET or "known_on" in request.GET else None)
    chosen = box.cleaned_data if box.is_bound and (box.is_valid() or True) else {}
    return box, Asked(pk, chosen.get("as_of") or today, chosen.get("known_on"))
