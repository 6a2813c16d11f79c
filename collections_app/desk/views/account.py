"""The account file: overview and timeline."""

from django.shortcuts import render
from django.urls import reverse

from collections_app.desk import help
from collections_app.desk.context import today_of
from collections_app.desk.queries import account as file_of
from collections_app.desk.queries import history
from collections_app.desk.views.frame import REMINDER, account_or_404, head
from core.staff.access import allowed
from ledger.queries import account_lines


@allowed("read_accounts")
def overview(request, pk):
    return render(request, "desk/account.html", overview_context(request, pk))


def overview_context(request, pk, **more):
    """The overview, which also stands behind a panel."""
    today = today_of(request)
    account = account_or_404(request, pk, "account file")
    file = file_of.open_file(account, today=today)
    next_says, then_says = file_of.next_says(file)
    may_finish = request.user.may("finish_tasks")
    says = help.OVERVIEW.also(help.STEP_KEYS) if file.tasks and may_finish else help.OVERVIEW
    frame = head(request, account, "desk:account", today, says)
    return {
        **frame,
        "today": today,
        "banners": [*frame["banners"], *file_of.banners(file)],
        "speaks": file_of.language_of(account),
        "next_rule": file_of.next_rule(file),
        "balance_rows": file_of.balance_rows(file),
        "last_payment": file_of.last_payment(file),
        "aging": file_of.aging(file),
        "next_says": next_says,
        "then_says": then_says,
        "steps": file_of.steps(file),
        "may_finish": may_finish,
        "preview_url": _preview_url(request, file),
        "lines": file_of.happened(file),
        **more,
    }


def _preview_url(request, file):
    if not request.user.may("draft_letters") or file.standing.past_due <= 0:
        return ""
    return reverse("notices:preview", args=[file.account.pk, REMINDER])


@allowed("read_accounts")
def timeline(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "timeline")
    lines = history.of_account(account, account_lines(pk, today), getattr(account, "next_step", None), today=today)
    context = {**head(request, account, "", today, help.TIMELINE), "lines": lines, "today": today}
    return render(request, "desk/timeline.html", context)
