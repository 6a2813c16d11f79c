"""What does the demo hold? A list with links, in the demo only."""

from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from accounts.models import Account
from collections_app.desk import help
from collections_app.desk.demo.letter_households import others_of
from collections_app.desk.models import DemoSituation
from core import utility
from core.staff.access import allowed


@allowed("use_the_desk")
def situations(request):
    if not utility.current().is_demo:
        raise Http404
    rows = [
        {"number": found.number, "title": found.title, "url": _address(found), "others": _others(found)}
        for found in DemoSituation.objects.select_related("account")
    ]
    return render(request, "desk/demo.html", {"help": help.DEMO, "rows": rows})


def _others(situation):
    """The households of a situation besides the one that its title leads to."""
    lines = others_of(situation.number)
    accounts = Account.objects.filter(premise__line1__in=lines).exclude(pk=situation.account_id)
    return accounts.select_related("customer", "premise").order_by("pk") if lines else []


def _address(situation):
    try:
        if situation.page:
            return reverse(situation.page)
        return reverse("desk:account", args=[situation.account_id]) if situation.account_id else ""
    except NoReverseMatch:
        return ""
