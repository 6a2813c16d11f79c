"""A next step is done, or it moves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tasks import actions
from accounts.tasks.models import Task
from collections_app.desk import correspondence_help as help
from collections_app.desk.context import today_of
from collections_app.desk.correspondence_forms import MoveForm
from collections_app.desk.views.frame import account_or_404, head
from collections_app.treatments import next_steps
from core.errors import RuleViolation
from core.staff.access import allowed
from core.templatetags.money import bare_day, harmless


@require_POST
@allowed("finish_tasks")
def finish_task(request, pk):
    task, account, today = _opened(request, pk)
    try:
        actions.finish_task(pk, actor=request.user, today=today)
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        next_steps.renew([account.pk], today=today)
        messages.success(request, _("Done: %(what)s.") % {"what": harmless(task.what)})
    return redirect(_back(request, account.pk))


@allowed("finish_tasks")
def move_task(request, pk):
    task, account, today = _opened(request, pk)
    given = {"due_on": max(task.due_on, today), "due_at": task.due_at, "owner": task.owner_id}
    form = MoveForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_task(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error("due_on" if " is over" in str(refused) else None, str(refused))
        else:
            next_steps.renew([account.pk], today=today)
            messages.success(request, _("Moved to %(day)s, %(owner)s.") % {
                "day": bare_day(moved.due_on), "owner": moved.owner,
            })  # fmt: skip
            return redirect(_back(request, account.pk))
    context = {**head(request, account, "desk:account", today, help.MOVE_TASK), "task": task, "form": form}
    return render(request, "desk/move_task.html", {**context, "today": today, "back_url": _back(request, account.pk)})


def _opened(request, pk):
    task = Task.objects.select_related("owner").filter(pk=pk).first()
    if task is None:
        raise Http404
    return task, account_or_404(request, task.account_id, "next step"), today_of(request)


def _back(request, account_id):
    """The account, on the list that it was opened from."""
    following = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse("desk:account", args=[account_id]) + following
