"""What every letter says about the office: what is in force, what is proposed, and the second person's approval."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleViolation
from core.staff.access import allowed, refusal
from core.typed import whole
from core.utility import business_date
from notices import office as offices
from notices.forms import OfficeForm
from notices.views.help import office_help


def say_refusal(request, refused: RuleViolation) -> None:
    """A refusal as a message; one for want of the office's lines leads to the page where they are set."""
    said = str(refused)
    if isinstance(refused, offices.OfficeNotSet):
        link = reverse("notices:office")
        said = format_html('{} <a href="{}">{}</a>', said, link, _("The office on letters"))
    messages.error(request, said)


@allowed("read_letters")
@require_GET
def office(request):
    return _page(request, OfficeForm(initial=_as_it_holds()))


@allowed("change_figures")
@require_POST
def propose_office(request):
    form = OfficeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    try:
        offices.propose_office(
            {field: said[field] for field in offices.FIGURES},
            in_force_from=said["in_force_from"],
            citation=said["citation"],
            actor=request.user,
            today=business_date(),
        )
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return _page(request, form)
    messages.success(request, _("Proposed. It holds once another person has approved it here."))
    return redirect("notices:office")


@allowed("change_figures")
@require_POST
def approve_office(request):
    ids = [pk for text in request.POST.getlist("change") if (pk := whole(text)) is not None]
    try:
        offices.approve_office(ids, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Approved. Letters issued from that day on say so."))
    return redirect("notices:office")


def _as_it_holds() -> dict:
    found = offices.office(business_date())
    return {
        "return_line1": found.lines[0] if found.lines else "",
        "return_line2": found.lines[-1] if len(found.lines) > 1 else "",
        "phone": found.phone,
        "hours": found.hours,
        "in_force_from": business_date(),
    }


def _page(request, form: OfficeForm):
    today = business_date()
    found, rows, pending = offices.office(today), offices.in_force(today), offices.pending()
    may_change = request.user.may("change_figures")
    return render(
        request,
        "notices/office.html",
        {
            "lines": [
                _line(_("Return address"), ", ".join(found.lines), _newest(rows, "return_line1", "return_line2")),
                _line(_("Number to call"), found.phone, rows.get("phone")),
                _line(_("When somebody answers it"), found.hours, rows.get("hours")),
            ],
            "lacks": found.why_not,
            "pending": [{"words": offices.FIGURES[change.field], "change": change} for change in pending],
            "form": form,
            "may_change": may_change,
            "why_not": "" if may_change else refusal("change_figures"),
            "why_not_approve": _why_not_approve(request, pending, may_change),
            "help": office_help(may_change=may_change),
        },
        status=422 if form.errors else 200,
    )


def _newest(rows: dict, *fields: str):
    """Two figures make one line of the page: the row that changed it last."""
    found = [rows[field] for field in fields if field in rows]
    return max(found, key=lambda row: (row.in_force_from, row.pk), default=None)


def _line(words: str, said: str, row) -> dict:
    """A line in force with where it comes from: a row of the rulebook, or the settings."""
    return {"words": words, "said": said, "row": row}


def _why_not_approve(request, pending, may_change: bool) -> str:
    if not may_change:
        return refusal("change_figures")
    if any(change.proposed_by_id == request.user.pk for change in pending):
        return _("You proposed this. Another supervisor, or a director, must approve it.")
    return ""
