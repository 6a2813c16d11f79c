"""What does a run of letters hold, and may it go out? The page that shows it, its two decisions, its lists."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.people import doors
from collections_app.night.page import reasons_of
from collections_app.treatments import actions, queries
from collections_app.treatments.forms import DeclineForm
from collections_app.treatments.models import LetterRun
from collections_app.treatments.page import HELP, LIST_HELP, changes, place_in_list
from collections_app.treatments.policy import TO_ISSUE
from collections_app.treatments.sentences import REASONS
from core import export
from core.errors import RuleViolation
from core.paging import page
from core.staff.access import allowed, refusal
from core.templatetags.money import account_number
from core.utility import business_date
from notices.views.office import say_refusal


@allowed("read_accounts")
def priority(request, pk):
    """Why an account stands where it does in the worklist: its rank, its day, its points."""
    today = business_date()
    account = doors.open_account(request, pk, "priority", today=today)
    return render(request, "treatments/priority.html", place_in_list(account, request.user, today))


@allowed("read_night")
def run(request, pk):
    """One run: counts by reason, ten samples, the skipped as lists, and the decision if it waits."""
    return _run_page(request, get_object_or_404(LetterRun, pk=pk), DeclineForm())


@require_POST
@allowed("release_letter_runs")
def release(request, pk):
    """Let the letters go, judged once more."""
    get_object_or_404(LetterRun, pk=pk)
    try:
        released = actions.release_run(pk, actor=request.user, today=business_date())
    except RuleViolation as said:
        say_refusal(request, said)
    else:
        messages.success(
            request,
            ngettext(
                "%(n)s reminder is issued and waits to be printed.",
                "%(n)s reminders are issued and wait to be printed.",
                released.issued,
            )
            % {"n": f"{released.issued:,}"},
        )
    return redirect("treatments:run", pk)


@require_POST
@allowed("release_letter_runs")
def decline(request, pk):
    """Keep the letters back, with a reason."""
    found = get_object_or_404(LetterRun, pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _run_page(request, found, form)
    try:
        actions.decline_run(pk, why=form.cleaned_data["why"], actor=request.user, today=business_date())
    except RuleViolation as said:
        messages.error(request, str(said))
    else:
        messages.success(request, _("Declined. The next night judges everybody anew."))
    return redirect("treatments:run", pk)


@allowed("read_night")
def decisions(request, pk, reason):
    """The accounts that a run put under one reason."""
    found = get_object_or_404(LetterRun, pk=pk)
    if reason not in REASONS:
        raise Http404
    listed = page(queries.decisions(found, reason, doors.closed_to(request.user)), ["account"], request)
    doors.close_addresses(row.account for row in listed)
    if kind := request.GET.get("export"):
        return _exported(kind, found, reason, listed.rows)
    return render(
        request,
        "treatments/decisions.html",
        {
            "help": LIST_HELP,
            "run": found,
            "reason": REASONS[reason],
            "page": listed,
            "count": found.counts.get(reason, 0),
            "is_forgotten": not listed.rows and found.counts.get(reason, 0) > 0,
            "query": request.GET.urlencode(),
        },
    )


def _run_page(request, found: LetterRun, form: DeclineForm):
    waits = found.state == LetterRun.State.WAITING
    samples = queries.samples(found, doors.closed_to(request.user))
    doors.close_addresses(sample.account for sample in samples)
    return render(
        request,
        "treatments/run.html",
        {
            "help": HELP,
            "run": found,
            "waits": waits,
            "changes": changes(found),
            "reasons": reasons_of(found),
            "samples": samples,
            "skipped_words": REASONS[TO_ISSUE],
            "form": form,
            "who_may": "" if request.user.may("release_letter_runs") else refusal("release_letter_runs"),
            "today": business_date(),
        },
        status=422 if form.errors else 200,
    )


def _exported(kind: str, found: LetterRun, reason: str, rows):
    header = [_("Account"), _("Account holder"), _("Address"), _("Asked for")]
    cells = [
        (
            account_number(row.account.number),
            row.account.customer.name,
            row.account.premise.address,
            row.amount,
        )
        for row in rows
    ]
    name = f"reminders-{found.night_on.isoformat()}-{reason}"
    if kind == "csv":
        return export.csv_response(name, header, cells)
    if kind == "xlsx":
        return export.xlsx_response(name, header, cells)
    raise Http404
