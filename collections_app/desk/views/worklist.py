"""The worklist: the list, its files, and why an account is not on it."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collections_app.desk import help
from collections_app.desk.context import places_of, today_of, utility_of
from collections_app.desk.forms import SIZES, WorklistFilters
from collections_app.desk.queries import worklist as lists
from collections_app.desk.queries.why_not import why_not
from collections_app.desk.trail import opened_from, query_of
from core.export import csv_response, xlsx_response
from core.money import in_words
from core.staff.access import allowed
from core.templatetags.money import about, bare_day

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@allowed("use_the_desk")
def home(request):
    """The first page after log-in: the worklist, or the first place of a role that may not read accounts."""
    first = next(iter(places_of(request.user)), None)
    return redirect(first.url if first else "staff:me")


@allowed("read_accounts")
def worklist(request):
    today, view, filters, size = _asked(request)
    shown = lists.one_page(view, filters.chosen, request, today=today, size=size)
    counts = lists.counts(view, filters.chosen, today=today)
    query = query_of(request.GET)
    chips = list(_chips(filters, request))
    return render(
        request,
        "desk/worklist.html",
        {
            "help": help.WORKLIST,
            "tabs": _tabs(view, filters.chosen, counts, today, request),
            "filters": filters,
            "view": view,
            "size": size,
            "sizes": SIZES,
            "chips": chips,
            "groups": _groups(shown.rows, counts, query),
            "first_url": opened_from(shown.rows[0].account_id, query, shown.rows[0].at) if shown.rows else "",
            "shown": shown,
            "says": _says(len(shown), counts.total),
            **({} if shown.rows else _empty(request, view, filters.chosen)),
            "without": [(_("Without %(filter)s") % {"filter": chip["label"]}, chip["remove_url"]) for chip in chips],
            "exports": [(kind, reverse("desk:export_worklist", args=[kind])) for kind in EXPORTS],
            "asked": request.GET.urlencode(),
            **_why_not(request, view, filters.chosen, today),
        },
    )


@allowed("read_accounts")
def export_worklist(request, kind):
    """Exactly the rows and columns that the page at the same address shows."""
    if kind not in EXPORTS:
        raise Http404
    today, view, filters, size = _asked(request)
    rows = lists.one_page(view, filters.chosen, request, today=today, size=size)
    return EXPORTS[kind](f"worklist-{today}", [str(title) for title in lists.HEADER], map(lists.exported, rows))


def _asked(request):
    filters = WorklistFilters(request.GET)
    view = request.GET.get("view")
    size = request.GET.get("size")
    return (
        today_of(request),
        view if view in lists.VIEWS else lists.PERSON,
        filters,
        int(size) if size in dict(SIZES) else int(SIZES[0][0]),
    )


def _tabs(view, chosen, counts, today, request):
    for name, label in lists.VIEWS.items():
        total = counts.total if name == view else lists.counts(name, chosen, today=today).total
        yield {
            "label": label,
            "url": f"?{_without(request, 'view')}view={name}",
            "current": name == view,
            "count": about(total),
        }


def _chips(filters, request):
    for name, value in filters.chosen.items():
        field = filters.fields[name]
        if getattr(field, "choices", None):
            label = dict(field.choices)[value]
        else:
            label = f"{field.label} {in_words(value) if name == 'past_due' else value}"
        yield {"label": label, "remove_url": f"?{_without(request, name)}"}


def _groups(rows, counts, query):
    """The rows under the words of their rank, each with the address that remembers the list."""
    for rank, ranked in groupby(rows, key=lambda row: row.rank):
        yield {
            "rank": rank,
            "label": lists.RANKS.get(rank, ""),
            "count": counts.by_rank.get(rank),
            "rows": [(row, opened_from(row.account_id, query, row.at)) for row in ranked],
        }


def _says(count, total):
    return _("%(n)s of %(total)s, strongest reason first") % {"n": count, "total": about(total)}


def _empty(request, view, chosen):
    """Why the list is empty, and what to do."""
    balances_on = utility_of(request).balances_on
    if balances_on is None:
        return {"empty_says": _("No extract has been loaded yet. A supervisor loads the first one under Extracts.")}
    if view == lists.PERSON and lists.night_is_behind():
        return {
            "empty_says": _("The night has not run since the extract of %(day)s; run it under")
            % {"day": bare_day(balances_on)},
            "empty_url": reverse("night:night"),
            "empty_link": _("The night"),
        }
    if not chosen:
        return {"empty_says": _("No account needs a person today.")}
    remove = ngettext("1 filter is on: remove it.", "%(n)d filters are on: remove one.", len(chosen))
    return {"empty_says": f"{_('No account meets this view.')} {remove % {'n': len(chosen)}}"}


def _why_not(request, view, chosen, today):
    number = request.GET.get("why_not", "")
    if not number.strip():
        return {}
    sentence, account = why_not(number, view, chosen, today=today)
    return {"why_not": number, "why_not_says": sentence, "why_not_account": account}


def _without(request, name):
    query = request.GET.copy()
    for gone in (name, "after", "before", "why_not"):
        query.pop(gone, None)
    return f"{query.urlencode()}&" if query else ""
