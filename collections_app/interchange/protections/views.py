"""The page that brings over protections from paper or an old system."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.documents import files
from collections_app.interchange.forms import ProtectionsForm
from collections_app.interchange.models import BroughtOver
from collections_app.interchange.protections.actions import bring_over, says
from collections_app.interchange.protections.reading import COLUMNS
from collections_app.interchange.writing import shown
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed
from core.utility import business_date

LISTED = 50


@allowed("import_holds")
def import_holds(request: PersonRequest) -> HttpResponse:
    """Look at a file without keeping anything, or bring it over."""
    form = ProtectionsForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            outcome = bring_over(
                file.read(),
                name=file.name,
                actor=request.user,
                today=business_date(),
                check_only="check" in request.POST,
            )
        except RuleViolation as refused:
            form.add_error("file", str(refused))
        else:
            if outcome.kept and outcome.is_clean:
                messages.success(request, says(outcome))
                return redirect("interchange:import_holds")
    context = {
        "form": form,
        "outcome": outcome,
        "says": says(outcome) if outcome else "",
        "rejects": [(line, column, shown(value), why) for _n, line, column, value, why in outcome.rejects[:LISTED]]
        if outcome
        else [],
        "before": [(row, row.counts) for row in BroughtOver.objects.select_related("actor")[:20]],
        "columns": ", ".join(COLUMNS),
        "help": HELP,
    }
    return render(request, "interchange/protections.html", context, status=422 if form.errors else 200)


@allowed("import_holds")
def rejected_holds(request: PersonRequest, pk: int) -> HttpResponse:
    """The rejected rows of a file as a CSV, as they were kept."""
    found = get_object_or_404(BroughtOver.objects.select_related("rejects"), pk=pk)
    if found.rejects is None:
        raise Http404
    try:
        content = files.read(found.rejects.sha256)
    except (files.Damaged, FileNotFoundError):
        messages.error(request, _("The kept file of rejected rows is damaged. Ask for the backup of the files."))
        return redirect("interchange:import_holds")
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-protections-{pk}.csv"'
    return answer


HELP = {
    "purpose": lazy(
        "Brings over what the office knows of protections on paper or in the old system. Each good row becomes a hold "
        "or a third party; each bad one is named with its line and the reason."
    ),
    "keys": [("Ctrl Enter", lazy("check the file")), ("Esc", lazy("back"))],
    "words": [
        (lazy("third party"), lazy("somebody who gets a copy of notices because the customer asked for it")),
        (lazy("here already"), lazy("a row that was brought over before, word for word; nothing happens to it")),
    ],
}
