"""The account file: overview, timeline, letters, people and place."""

from django.shortcuts import render
from django.urls import reverse

from collections_app.desk import help
from collections_app.desk.context import today_of
from collections_app.desk.queries import account as file_of
from collections_app.desk.queries import history, people_and_place
from collections_app.desk.views.frame import REMINDER, account_or_404, head
from core.staff.access import allowed
from ledger.queries import account_lines
from notices.kinds import title_of
from notices.queries import letters_of
from notices.states import STATES, became_of, state_of


@allowed("read_accounts")
def overview(request, pk):
    return render(request, "desk/account.html", overview_context(request, pk))


def overview_context(request, pk, **more):
    """The overview, which also stands behind a panel."""
    today = today_of(request)
    account = account_or_404(request, pk, "account file")
    file = file_of.open_file(account, today=today)
    next_says, then_says = file_of.next_says(file)
    return {
        **head(request, account, "desk:account", today, help.OVERVIEW),
        "today": today,
        "banners": list(file_of.banners(file)),
        "speaks": file_of.language_of(account),
        "next_rule": file_of.next_rule(file),
        "balance_rows": file_of.balance_rows(file),
        "last_payment": file_of.last_payment(file),
        "aging": file_of.aging(file),
        "next_says": next_says,
        "then_says": then_says,
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


@allowed("read_letters")
def letters(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "letters")
    rows = [
        {
            "title": title_of(letter.kind),
            "issued_on": letter.issued_on,
            "url": reverse("notices:letter", args=[letter.pk]),
            "state": STATES[state_of(letter)],
            "became": became_of(letter),
            "who": letter.actor,
        }
        for letter in letters_of(account)
    ]
    context = {**head(request, account, "desk:letters", today, help.LETTERS), "rows": rows}
    return render(request, "desk/letters.html", context)


@allowed("read_accounts")
def people(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "people and place")
    context = {
        **head(request, account, "desk:people", today, help.PEOPLE),
        "speaks": file_of.language_of(account),
        **people_and_place.of_account(account),
    }
    return render(request, "desk/people.html", context)
