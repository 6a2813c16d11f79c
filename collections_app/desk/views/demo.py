"""What does the demo hold? A list with links, in the demo only."""

from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from collections_app.desk import help
from collections_app.desk.models import DemoSituation
from core import utility
from core.staff.access import allowed


@allowed("use_the_desk")
def situations(request):
    if not utility.current().is_demo:
        raise Http404
    rows = [
        {"number": found.number, "title": found.title, "url": _address(found)}
        for found in DemoSituation.objects.select_related("account")
    ]
    return render(request, "desk/demo.html", {"help": help.DEMO, "rows": rows})


def _address(situation):
    try:
        if situation.page:
            return reverse(situation.page)
        return reverse("desk:account", args=[situation.account_id]) if situation.account_id else ""
    except NoReverseMatch:
        return ""
