"""The worklist: the list, its files, and why an account is not on it."""

from itertools import groupby

from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.doors import closed_to
from collections_app.desk import help
from collections_app.desk.actions.saved_views import opened
from collections_app.desk.context import places_of, today_of, utility_of
from collections_app.desk.forms import SIZES
from collections_app.desk.lists import asked, filters_say
from collections_app.desk.queries import worklist as lists
from collections_app.desk.queries.bulk import ACTS
from collections_app.desk.queries.rows import COLUMNS, exported, header
from collections_app.desk.queries.saved_views import address_of, in_tabs
from collections_app.desk.queries.why_not import why_not
from collections_app.desk.trail import opened_from, query_of
from core.export import RESPONSES
from core.staff.access import allowed, refusal
from core.templatetags.money import about, bare_day, harmless
from core.typed import whole


@allowed("use_the_desk")
def home(request):
    """The first page after log-in: My day, or the first place of a role that may not read accounts."""
    first = next(iter(places_of(request.user)), None)
    return redirect(first.url if first else "staff:me")


@allowed("read_accounts")
def worklist(request):
    today, of = today_of(request), asked(request.GET)
    saved = whole(request.GET.get("saved", ""))
    if saved is not None:
        opened(saved, actor=request.user, today=today)
    closed = closed_to(request.user)
    shown = lists.one_page(of.view, of.chosen, request, today=today, size=of.size, columns=of.columns, closed=closed)
    known = {**of.kept(today=today, person=request.user), "closed": closed}
    all_counts = lists.counts_of(lists.VIEWS, **{name: value for name, value in known.items() if name != "view"})
    counts = all_counts[of.view]
    chips = list(_chips(of, request))
    may_work = request.user.may("assign_accounts")
    return render(
        request,
        "desk/worklist.html",
        {
            "help": help.WORKLIST,
            "tabs": [*_tabs(of, all_counts, request), *_saved_tabs(of, request)],
            "filters": of.filters,
            "view": of.view,
            "size": of.size,
            "sizes": SIZES,
            "chips": chips,
            "columns": [COLUMNS[code] for code in of.columns],
            "span": len(of.columns) + 3 + may_work,
            "choosable": [(column, column.code in of.columns) for column in COLUMNS.values()],
            "groups": _groups(shown.rows, counts, of),
            "first_url": opened_from(shown.rows[0].account_id, of.query, shown.rows[0].at) if shown.rows else "",
            "work_url": f"{reverse('desk:work')}?{of.query}" if may_work else "",
            "refusals": "" if may_work else refusal("assign_accounts"),
            "shown": shown,
            "ids": ",".join(str(row.account_id) for row in shown.rows) if may_work else "",
            "acts": ACTS.items() if may_work else (),
            "may_read_skips": request.user.may("read_skips"),
            "says": _says(len(shown), counts.total),
            **({} if shown.rows else _empty(request, of)),
            "without": [(_("Without %(filter)s") % {"filter": chip["label"]}, chip["remove_url"]) for chip in chips],
            "exports": [(kind, reverse("desk:export_worklist", args=[kind])) for kind in RESPONSES],
            "asked": request.GET.urlencode(),
            "query": of.query,
            **_why_not(request, of, today),
        },
    )


@allowed("read_accounts")
def export_worklist(request, kind):
    """Exactly the rows and columns that the page at the same address shows."""
    if kind not in RESPONSES:
        raise Http404
    today, of = today_of(request), asked(request.GET)
    rows = lists.one_page(of.view, of.chosen, request, today=today, size=of.size, columns=of.columns)
    cells = (exported(row, lists.RANKS) for row in rows)
    return RESPONSES[kind](f"worklist-{today}", header(of.columns), cells)


def _tabs(of, counts, request):
    for name, label in lists.VIEWS.items():
        is_current = name == of.view
        yield {
            "label": label,
            "url": f"?{_without(request, 'view', 'saved')}view={name}",
            "current": is_current and not request.GET.get("saved"),
            "count": about(counts[name].total),
        }


def _chips(of, request):
    for name, label in filters_say(of):
        yield {"label": label, "remove_url": f"?{_without(request, name)}"}


def _saved_tabs(of, request):
    """The views that this person keeps or uses, after the lists that everybody has."""
    opened = request.GET.get("saved", "")
    for view in in_tabs(request.user):
        is_current = str(view.pk) == opened
        changed = is_current and not _says_the_same(view.query, request)
        name = harmless(view.name)
        yield {
            "label": _("%(name)s, changed") % {"name": name} if changed else name,
            "url": address_of(view),
            "current": is_current,
        }


def _says_the_same(query, request):
    now = QueryDict(query_of(request.GET), mutable=True)
    now.pop("saved", None)
    return now == QueryDict(query)


def _groups(rows, counts, of):
    """The rows under the words of their rank, each with the address that remembers the list; a list in another order
    has no ranks."""
    query = of.query
    for rank, ranked in groupby(rows, key=lambda row: None if of.view == lists.PAST_DUE else row.rank):
        yield {
            "rank": rank,
            "label": lists.RANKS.get(rank, ""),
            "count": counts.by_rank.get(rank),
            "rows": [(row, opened_from(row.account_id, query, row.at)) for row in ranked],
        }


def _says(count, total):
    return _("%(n)s of %(total)s, strongest reason first") % {"n": count, "total": about(total)}


def _empty(request, of):
    """Why the list is empty, and what to do."""
    balances_on = utility_of(request).balances_on
    if balances_on is None:
        return {"empty_says": _("No extract has been loaded yet. A supervisor loads the first one under Extracts.")}
    if of.view != lists.PAST_DUE and lists.night_is_behind():
        return {
            "empty_says": _("The night has not run since the extract of %(day)s; run it under")
            % {"day": bare_day(balances_on)},
            "empty_url": reverse("night:night"),
            "empty_link": _("The night"),
        }
    if of.view == lists.MINE and not of.chosen:
        return {
            "empty_says": _("None of your accounts needs a person today. Others may:"),
            "empty_url": f"?view={lists.PERSON}",
            "empty_link": lists.VIEWS[lists.PERSON],
        }
    if not of.chosen:
        return {"empty_says": _("No account needs a person today.")}
    remove = ngettext("1 filter is on: remove it.", "%(n)d filters are on: remove one.", len(of.chosen))
    return {"empty_says": f"{_('No account meets this view.')} {remove % {'n': len(of.chosen)}}"}


def _why_not(request, of, today):
    number = request.GET.get("why_not", "")
    if not number.strip():
        return {}
    sentence, account = why_not(number, **of.kept(today=today, person=request.user))
    return {"why_not": number, "why_not_says": sentence, "why_not_account": account}


def _without(request, *names):
    query = request.GET.copy()
    for gone in (*names, "after", "before", "why_not"):
        query.pop(gone, None)
    return f"{query.urlencode()}&" if query else ""
