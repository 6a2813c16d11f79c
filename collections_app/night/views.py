"""Did the night work, and what did it do? The page, its two buttons, and how far it is."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collections_app.night import queries, tasks
from collections_app.night.models import Night
from collections_app.night.page import HELP, last_nights, reasons_of, sentence_of, steps_shown, stops_of
from collections_app.treatments.models import LetterRun
from core import progress as told
from core import typed
from core.nudge import nudge
from core.staff.access import allowed, refusal
from core.templatetags.money import bare_day
from core.utility import business_date

PATIENCE = 30  # times the page asks whether a worker has begun


@allowed("read_night")
def night(request):
    """The newest night, or the one of `?date=`."""
    today = business_date()
    shown = _asked(request) or queries.newest()
    run = LetterRun.objects.filter(night_on=shown.date).select_related("decided_by").first() if shown else None
    stopped = queries.unfinished()
    running = queries.is_running()
    steps = steps_shown(shown, run, running=running) if shown else []
    return render(
        request,
        "night/night.html",
        {
            "help": HELP,
            "today": today,
            "night": shown,
            "steps": steps,
            "sentence": sentence_of(shown, steps) if shown else "",
            "stops": stops_of(shown) if shown and shown.resumed else [],
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
            "follow": _follow(running, request.GET.get("starting", ""), waited=0, seen=running),
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
        return _send(request, queries.default_day())
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
        return _send(request, stopped.date)
    return redirect("night:night")


@allowed("read_night")
def progress(request):
    """The progress line alone: asks again until a worker has begun and ended the night, then the page is drawn anew."""
    running = queries.is_running()
    day, waited = request.GET.get("day", ""), request.GET.get("waited", "")
    before = typed.whole(waited)
    waited = 0 if before is None else before + 1
    seen = running or "seen" in request.GET
    follow = _follow(running, day, waited=waited, seen=seen)
    answer = render(request, "components/progress.html", follow)
    if not follow["running"]:
        answer["HX-Redirect"] = reverse("night:night")
    return answer


def _follow(running: bool, day: str, *, waited: int, seen: bool) -> dict:
    """What the progress line shows. A night that was asked for is waited for until a worker has begun it."""
    said = told.of("night") if running else None
    wanted = typed.day(day)
    expected = bool(wanted) and not seen and waited < PATIENCE and not _has_finished(wanted)
    query = {"day": day, "waited": waited, **({"seen": 1} if seen else {})}
    return {
        "running": running or expected,
        "url": f"{reverse('night:progress')}?{urlencode(query)}",
        "percent": said.percent if said else None,
        "sentence": said.sentence if said else _("Waiting for a worker."),
    }


def _has_finished(day: date) -> bool:
    night = Night.objects.filter(date=day, finished_at__isnull=False).first()
    return night is not None and not queries.waits_for_an_extract(night)


def _send(request, day: date):
    if not nudge(tasks.run, day.isoformat(), request.user.pk):
        messages.error(request, _("The worker cannot be reached, so the night has not begun. Try again in a minute."))
        return redirect("night:night")
    messages.success(request, _("The night of %(day)s is starting.") % {"day": bare_day(day)})
    return redirect(f"{reverse('night:night')}?starting={day.isoformat()}")


def _asked(request) -> Night | None:
    text = request.GET.get("date", "")
    if not text:
        return None
    found = Night.objects.filter(date=typed.day(text)).prefetch_related("steps").first()
    if found is None:
        raise Http404
    return found
