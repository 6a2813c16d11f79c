"""Which letters are held back, why, and may they go? The report of a run, and the two answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.people import doors
from core.errors import RuleViolation
from core.staff.access import allowed, refusal
from core.utility import business_date
from notices import actions
from notices.forms import StopForm
from notices.models import HeldRun
from notices.queries import held
from notices.views.help import held_run_help


@allowed("read_letters")
@require_GET
def held_run(request, pk):
    return _page(request, get_object_or_404(HeldRun, pk=pk))


@require_POST
@allowed("release_letter_runs")
def let_go(request, pk):
    """They wait for the printer from now on."""
    run = get_object_or_404(HeldRun, pk=pk)
    count = _how_many(run)
    try:
        actions.let_go(pk, actor=request.user, today=business_date())
    except RuleViolation as said:
        messages.error(request, str(said))
    else:
        one = _("Let go: this letter waits for the printer.")
        messages.success(request, one if count == 1 else _("Let go: these letters wait for the printer."))
    return redirect("notices:held_run", run.pk)


@require_POST
@allowed("release_letter_runs")
def stop_held(request, pk):
    """Every one is taken out, with the reason."""
    run = get_object_or_404(HeldRun, pk=pk)
    count = _how_many(run)
    form = StopForm(request.POST, count=count)
    if not form.is_valid():
        return _page(request, run, form)
    try:
        actions.stop_held(pk, why=form.cleaned_data["why"], actor=request.user, today=business_date())
    except RuleViolation as said:
        messages.error(request, str(said))
    else:
        one = _("Stopped: this letter is taken out.")
        messages.success(request, one if count == 1 else _("Stopped: these letters are taken out."))
    return redirect("notices:held_run", run.pk)


def _how_many(run: HeldRun) -> int:
    return run.waiting.count()


def _page(request, run: HeldRun, refused: StopForm | None = None):
    report = held.report(run, closed=doors.closed_to(request.user))
    form = refused or StopForm(count=report.here)
    doors.close_addresses(letter.account for letter in report.samples)
    may_decide = request.user.may("release_letter_runs")
    return render(
        request,
        "notices/held_run.html",
        {
            "help": held_run_help(may_let_go=report.waits and may_decide, has_rows=bool(report.samples)),
            "report": report,
            "run": run,
            "form": form,
            "back_url": reverse("notices:mail_room"),
            "who_may": "" if may_decide else refusal("release_letter_runs"),
            "today": business_date(),
        },
        status=422 if form.errors else 200,
    )
