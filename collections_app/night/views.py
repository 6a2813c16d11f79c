"""Did the night work, and what did it do? The page, its two buttons, and how far it is."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collections_app.night import queries, tasks
from collections_app.night.models import Night
from collections_app.night.page import HELP, last_nights, reasons_of, steps_shown
from collections_app.treatments.models import LetterRun
from core import progress as told
from core.staff.access import allowed, refusal
from core.templatetags.money import bare_day
from core.utility import business_date


@allowed("read_night")
def night(request):
    """The newest night, or the one of `?date=`."""
    today = business_date()
    shown = _asked(request) or queries.newest()
    run = LetterRun.objects.filter(night_on=shown.date).first() if shown else None
    stopped = queries.unfinished()
    running = queries.is_running()
    return render(
        request,
        "night/night.html",
        {
            "help": HELP,
            "today": today,
            "night": shown,
            "steps": steps_shown(shown, running=running) if shown else [],
            "run": run,
            "reasons": reasons_of(run) if run else [],
            "nights": last_nights(shown, running=running) if shown else [],
            "waiting_runs": LetterRun.objects.waiting().order_by("-night_on"),
            "has_run_today": Night.objects.filter(date=today).exists(),
            "running": running,
            "stopped": stopped,
            "next_day": queries.default_day(),
            "waits_for_extract": bool(shown and shown.finished_at and queries.waits_for_an_extract(shown)),
            "who_may_run": "" if request.user.may("run_night") else refusal("run_night"),
            **_progress(running),
        },
    )


@require_POST
@allowed("run_night")
def run(request):
    """Send the next night to the worker."""
    stopped = queries.unfinished()
    if queries.is_running():
        messages.error(request, _("The night is already running."))
    elif stopped:
        messages.error(
            request, _("The night of %(day)s has not finished. Resume it first.") % {"day": bare_day(stopped.date)}
        )
    else:
        _send(request, queries.default_day())
    return redirect("night:night")


@require_POST
@allowed("run_night")
def resume(request):
    """Send a stopped night, or one whose letters wait for an extract, to the worker once more."""
    stopped = queries.unfinished() or queries.newest()
    if stopped is None or (stopped.finished_at and not queries.waits_for_an_extract(stopped)):
        messages.error(request, _("No night has stopped."))
    elif queries.is_running():
        messages.error(request, _("The night is already running."))
    else:
        _send(request, stopped.date)
    return redirect("night:night")


@allowed("read_night")
def progress(request):
    """The progress line alone, which asks again while the night runs; then the page is drawn anew."""
    running = queries.is_running()
    answer = render(request, "components/progress.html", _progress(running))
    if not running:
        answer["HX-Refresh"] = "true"
    return answer


def _progress(running: bool) -> dict:
    said = told.of("night")
    return {
        "running": running,
        "url": reverse("night:progress"),
        "percent": said.percent if said else None,
        "sentence": said.sentence if said else "",
    }


def _send(request, day: date) -> None:
    tasks.run.delay(day.isoformat(), request.user.pk)
    messages.success(request, _("The night of %(day)s is starting.") % {"day": bare_day(day)})


def _asked(request) -> Night | None:
    text = request.GET.get("date", "")
    if not text:
        return None
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    found = Night.objects.filter(date=asked).prefetch_related("steps").first()
    if found is None:
        raise Http404
    return found
