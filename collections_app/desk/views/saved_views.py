"""Saved views: keep this list under a name, private or shared; open, change and remove them."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from collections_app.desk import help
from collections_app.desk.actions import saved_views
from collections_app.desk.context import today_of
from collections_app.desk.forms import SaveViewForm
from collections_app.desk.lists import asked, says
from collections_app.desk.queries.saved_views import address_of, kept_views
from collections_app.desk.trail import query_of
from core.errors import RuleViolation
from core.staff.access import allowed


@allowed("save_views")
@require_GET
def views(request):
    """The address carries the list that would be saved."""
    return _page(request, SaveViewForm())


@allowed("save_views")
@require_POST
def save_view(request):
    form = SaveViewForm(request.POST)
    if form.is_valid():
        try:
            view = saved_views.save_view(
                **form.cleaned_data, query=_list(request), actor=request.user, today=today_of(request)
            )
        except RuleViolation as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": view.name})
            return redirect(address_of(view))
    return _page(request, form)


@allowed("save_views")
@require_POST
def remove_view(request, pk):
    try:
        name = saved_views.remove_view(pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed: %(name)s.") % {"name": name})
    return redirect(f"{reverse('desk:views')}?{query_of(request.GET)}")


def _list(request) -> str:
    """The list without the name it was opened by."""
    query = QueryDict(query_of(request.GET), mutable=True)
    query.pop("saved", None)
    return query.urlencode()


def _page(request, form):
    query = query_of(request.GET)
    context = {
        "help": help.VIEWS,
        "form": form,
        "kept": kept_views(request.user, today=today_of(request)),
        "query": query,
        "now_says": says(asked(request.GET)),
        "back_url": f"{reverse('desk:worklist')}?{query}",
    }
    return render(request, "desk/views.html", context)
