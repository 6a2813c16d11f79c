"""The rulebook's pages: every figure, its changes, what waits, and the signature that the protections are complete."""

import dataclasses
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import may_decide
from core.errors import RuleViolation
from core.rulebook import BOOK, Touched, actions, help, queries, title_of
from core.rulebook.forms import DifferenceForm, ProposeForm, ReturnForm, SignForm
from core.rulebook.models import RuleChange, Signature
from core.rulebook.sentences import means, said, says_change
from core.staff.access import PersonRequest, allowed, refusal
from core.templatetags.money import bare_day
from core.utility import business_date

SHOWN = 40


@allowed("read_rulebook")
@require_GET
def book(request: PersonRequest) -> HttpResponse:
    today = business_date()
    figures = queries.figures_on(today)
    which = request.GET.get("show", "")
    kept = {
        "unconfirmed": [figure for figure in figures if not figure.is_confirmed],
        "changed": [figure for figure in figures if figure.change or figure.coming or figure.waiting],
    }
    shown = kept.get(which, figures)
    tabs = [
        ("", _("All figures"), figures),
        ("unconfirmed", _("To be confirmed"), kept["unconfirmed"]),
        ("changed", _("Changed or about to"), kept["changed"]),
    ]
    current = which if which in kept else ""
    context = {
        "groups": _groups(shown),
        "tabs": [
            {"label": label, "url": f"?show={code}" if code else "?", "current": code == current, "count": len(rows)}
            for code, label, rows in tabs
        ],
        "waiting": [(change, says_change(change, today)) for change in (f.waiting for f in figures) if change],
        "empty": _("Nothing was changed yet: every figure is as it was shipped."),
        "signature": queries.signature_of(queries.PROTECTIONS),
        "today": today,
        "help": help.BOOK,
    }  # fmt: skip
    return render(request, "rulebook/book.html", context)


def _groups(figures):
    """Figures under their rules; in each what nobody has confirmed comes first, and so do such rules themselves."""
    groups = [
        {
            "title": title_of(name),
            "says": (BOOK[name].__doc__ or "").split("\n")[0],
            "figures": [_row(figure) for figure in sorted(rows, key=lambda figure: figure.is_confirmed)],
        }
        for name, rows in ((name, list(rows)) for name, rows in groupby(figures, key=lambda figure: figure.rules))
    ]
    return sorted(groups, key=lambda group: group["figures"][0]["figure"].is_confirmed)


def _row(figure):
    return {
        "figure": figure,
        "url": reverse("rulebook:figure", args=[figure.rules, figure.field]),
        "means": figure.means[:1].upper() + figure.means[1:],
        "value": said(figure.value),
        "coming": _("%(value)s from %(day)s") % {
            "value": said(_value(figure.coming)), "day": bare_day(figure.coming.in_force_from)
        } if figure.coming else "",
        "waiting": _("%(value)s proposed") % {"value": said(_value(figure.waiting))} if figure.waiting else "",
    }  # fmt: skip


def _value(change: RuleChange):
    from core.rulebook import understood

    return understood(BOOK[change.rules], change.field, change.value)


@allowed("read_rulebook")
@require_GET
def figure(request: PersonRequest, kind: str, figure: str) -> HttpResponse:
    found = _found(kind, figure)
    return _figure_page(request, found, ProposeForm(unit=found.unit))


@allowed("change_figures")
@require_POST
def propose_change(request: PersonRequest, kind: str, figure: str) -> HttpResponse:
    """First whom it would touch, then, when that was seen, the proposal."""
    found, today = _found(kind, figure), business_date()
    form = ProposeForm(request.POST, unit=found.unit)
    if not form.is_valid():
        return _figure_page(request, found, form)
    typed = form.cleaned_data
    try:
        actions.check_change(kind, figure, typed["value"], typed["in_force_from"], typed["citation"], today)
        touched = queries.whom_it_touches(
            kind, figure, typed["value"], from_on=typed["in_force_from"], today=today, person=request.user
        )
        if "seen" not in request.POST:
            return _figure_page(request, found, form, preview=touched or NOBODY_KNOWS)
        proposed = actions.propose_change(
            kind, figure, typed["value"], in_force_from=typed["in_force_from"], citation=typed["citation"],
            follows=touched.sentence if touched else "", actor=request.user, today=today,
        )  # fmt: skip
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return _figure_page(request, found, form)
    messages.success(request, _("Proposed. It holds once another person has approved it."))
    return redirect("rulebook:change", proposed.pk)


NOBODY_KNOWS = Touched(
    _("Whom this touches cannot be counted beforehand: it is used from its day on, for every account.")
)


def _found(kind: str, figure: str) -> queries.Figure:
    for found in queries.figures_on(business_date(), rules=kind) if kind in BOOK else ():
        if found.field == figure:
            return found
    raise Http404


def _figure_page(request, found, form, preview: Touched | None = None):
    may = request.user.may("change_figures")
    context = {
        "figure": found,
        "row": _row(found),
        "title": title_of(found.rules),
        "changes": [(change, said(_value(change))) for change in queries.changes_of(found.rules, found.field)],
        "shipped": said(next(f.default for f in dataclasses.fields(BOOK[found.rules]) if f.name == found.field)),
        "form": form,
        "preview": preview,
        "shown": _shown(preview, request.user),
        "may": may,
        "why_not": "" if may else refusal("change_figures"),
        "help": help.ONE,
    }
    return render(request, "rulebook/figure.html", context, status=422 if form.errors else 200)


def _shown(touched: Touched | None, person):
    """The accounts of a preview, for those who read accounts; the counts alone for the others."""
    return touched.rows[:SHOWN] if touched and person.may("read_accounts") else ()


@allowed("read_rulebook")
@require_GET
def change(request: PersonRequest, pk: int) -> HttpResponse:
    return _change_page(request, pk, ReturnForm())


@allowed("change_figures")
@require_POST
def approve_change(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(RuleChange, pk=pk)
    try:
        actions.approve_change(pk, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Approved. It holds from its day on."))
    return redirect("rulebook:change", pk)


@allowed("change_figures")
@require_POST
def return_change(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RuleChange, pk=pk)
    form = ReturnForm(request.POST)
    waits = _approval_of(found)
    if not form.is_valid():
        return _change_page(request, pk, form)
    try:
        if waits is None or waits.state != Approval.State.WAITING:
            raise RuleViolation(_("This change no longer waits."))
        approving.return_(waits.pk, reason=form.cleaned_data["reason"], actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Returned with your reason."))
    return redirect("rulebook:change", pk)


def _approval_of(change: RuleChange) -> Approval | None:
    rows = Approval.objects.filter(kind=actions.KIND, subject_kind="rulebook.rulechange", subject_key=str(change.pk))
    return rows.select_related("decided_by").order_by("-pk").first()


def _change_page(request, pk: int, form: ReturnForm):
    found = get_object_or_404(RuleChange.objects.select_related("proposed_by", "approved_by"), pk=pk)
    if found.rules not in BOOK:
        raise Http404
    today, waits = business_date(), _approval_of(found)
    is_open = bool(waits and waits.state == Approval.State.WAITING)
    touched = None
    if is_open:
        touched = queries.whom_it_touches(
            found.rules, found.field, found.value, from_on=found.in_force_from, today=today, person=request.user
        )
    what, unit = means(found.rules, found.field)
    before = next(f for f in queries.figures_on(today, rules=found.rules) if f.field == found.field)
    context = {
        "change": found,
        "what": f"{what[:1].upper()}{what[1:]}",
        "unit": unit,
        "before": said(before.value),
        "after": said(_value(found)),
        "figure_url": reverse("rulebook:figure", args=[found.rules, found.field]),
        "waits": waits,
        "is_open": is_open,
        "touched": touched or (NOBODY_KNOWS if is_open else None),
        "shown": _shown(touched, request.user),
        "form": form,
        "why_not": may_decide(waits, request.user, today=today) if is_open and waits else "",
        "help": help.CHANGE,
    }
    return render(request, "rulebook/change.html", context, status=422 if form.errors else 200)


@allowed("read_rulebook")
@require_GET
def difference(request: PersonRequest) -> HttpResponse:
    today = business_date()
    form = DifferenceForm(request.GET or {"earlier": today.replace(month=1, day=1), "later": today})
    rows = []
    if form.is_valid():
        for before, after in queries.differences(*sorted(form.cleaned_data.values())):
            rows.append({**_row(after), "before": said(before.value), "change": after.change or before.change})
    context = {
        "form": form,
        "rows": rows,
        "empty": _("No figure differs between these two days."),
        "says": ngettext("%(n)s figure differs", "%(n)s figures differ", len(rows)) % {"n": len(rows)},
        "help": help.DIFFERENCE,
    }
    return render(request, "rulebook/difference.html", context)


@allowed("read_rulebook")
@require_GET
def protections(request: PersonRequest) -> HttpResponse:
    return _protections_page(request, SignForm())


@allowed("sign_protections")
@require_POST
def sign_protections(request: PersonRequest) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return _protections_page(request, form)
    try:
        signed = actions.sign(
            queries.PROTECTIONS, is_given=request.POST.get("take_back") is None, words=form.cleaned_data["words"],
            actor=request.user, today=business_date(),
        )  # fmt: skip
    except RuleViolation as refused:
        form.add_error("words", str(refused))
        return _protections_page(request, form)
    messages.success(
        request,
        _("Signed. From now on letters go out by themselves and shutoffs can be prepared.")
        if signed.is_given
        else _("Taken back. Nothing but single reminders leaves until it is signed again."),
    )
    return redirect("rulebook:protections")


def _protections_page(request, form: SignForm):
    may = request.user.may("sign_protections")
    last = queries.signature_of(queries.PROTECTIONS)
    context = {
        "last": last,
        "rows": Signature.objects.filter(name=queries.PROTECTIONS).select_related("signed_by"),
        "form": form,
        "may": may,
        "why_not": "" if may else refusal("sign_protections"),
        "import_url": reverse("interchange:import_holds") if request.user.may("import_holds") else "",
        "help": help.PROTECTIONS,
    }
    return render(request, "rulebook/protections.html", context, status=422 if form.errors else 200)
