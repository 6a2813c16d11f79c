"""Which pages show what came in from billing, and where our balances differ from theirs?"""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.documents import files
from accounts.models import Account
from accounts.people import doors
from collections_app.interchange import actions, queries
from collections_app.interchange.forms import ExplainForm, UploadForm
from collections_app.interchange.layout import FILES
from collections_app.interchange.models import Difference, Extract
from collections_app.interchange.status import write_status
from core import export, progress, typed, utility
from core.errors import RuleViolation
from core.paging import page
from core.staff.access import PersonRequest, allowed, refusal
from core.templatetags.money import bare_day

WORD_STATES = {
    Extract.State.LOADED: "allowed",
    Extract.State.REPEATED: "allowed",
    Extract.State.WAITING: "person",
    Extract.State.REFUSED: "blocked",
}
TABS = {
    Difference.Kind.BALANCE.value: lazy("Balances"),
    Difference.Kind.HOME.value: lazy("Came home otherwise"),
    Difference.Kind.UNCONFIRMED.value: lazy("Not confirmed"),
    "explained": lazy("Explained"),
}
CONTROLS = {
    "stated_balance": lazy("Balances that billing states"),
    "charges": lazy("Charges"),
    "payments": lazy("Payments"),
}
HEADER = ("Account", "Holder", "Ours", "Theirs", "Difference", "Since extract", "Likely cause", "Owner", "Note")


@allowed("read_extracts")
def extracts(request: PersonRequest) -> HttpResponse:
    found = page(queries.extracts(), ["-pk"], request)
    may_upload = request.user.may("upload_extracts")
    context = {
        "page": found,
        "rows": [(row, WORD_STATES[row.state]) for row in found],
        "differing": _differing(),
        "may_upload": may_upload,
        "who_may": refusal("upload_extracts"),
        "form": UploadForm(is_demo=utility.current().is_demo) if may_upload and not found.rows else None,
        "help": HELP if found.rows else HELP_ALONE,
    }
    return render(request, "interchange/extracts.html", context)


@allowed("read_extracts")
def status(request: PersonRequest) -> HttpResponse:
    """What began or ended on a day, as billing gets it: today, or the day of `?on=`."""
    on = typed.day(request.GET.get("on", "")) or utility.business_date()
    closed = {number for (number,) in doors.numbers_closed_to(request.user).values_list("number")}
    answer = HttpResponse(write_status(on, leaving_out=closed), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="status-{on}.csv"'
    return answer


def _differing() -> str:
    """ "1 difference is open, 1 is explained." Empty while nothing differs."""
    opened, explained = queries.open_and_explained()
    says = []
    if opened:
        says.append(ngettext("%(n)s difference is open", "%(n)s differences are open", opened) % {"n": f"{opened:,}"})
    if explained:
        kind = (
            ngettext("%(n)s is explained", "%(n)s are explained", explained)
            if opened
            else ngettext("%(n)s difference is explained", "%(n)s differences are explained", explained)
        )
        says.append(kind % {"n": f"{explained:,}"})
    return f"{', '.join(says)}." if says else ""


@allowed("upload_extracts")
def upload(request: PersonRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, is_demo=utility.current().is_demo)
    if request.method == "POST" and form.is_valid():
        extract = actions.take_upload(
            form.cleaned_data["archive"], replace_demo=form.cleaned_data.get("replace_demo", False),
            actor=request.user, today=utility.business_date(),
        )  # fmt: skip
        return redirect("interchange:extract", extract.pk)
    return render(request, "interchange/upload.html", {"form": form, "help": HELP_ALONE})


@allowed("read_extracts")
def extract(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.extracts(), pk=pk)
    context = {
        "extract": found,
        "state": WORD_STATES[found.state],
        "progress": _progress(found),
        "counts": [(file.name, found.counts[file.name]) for file in FILES if file.name in found.counts],
        "control": [
            (words, Decimal(found.control[name]["theirs"]), Decimal(found.control[name]["ours"]))
            for name, words in CONTROLS.items()
            if name in found.control
        ],
        "differing": found.differences.open().count(),
        "help": HELP_ALONE,
    }
    return render(request, "interchange/extract.html", context)


@allowed("read_extracts")
def progress_of(request: PersonRequest, pk: int) -> HttpResponse:
    """The progress line alone; when the load has ended the page that asks draws itself anew."""
    found = get_object_or_404(Extract, pk=pk)
    answer = render(request, "interchange/partials/progress.html", {"progress": _progress(found)})
    if found.state != Extract.State.WAITING:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _progress(found: Extract) -> dict:
    told = progress.of(found.job)
    running = found.state == Extract.State.WAITING
    return {
        "url": reverse("interchange:progress", args=[found.pk]),
        "running": running,
        "percent": told.percent if told and running else None,
        "sentence": told.sentence if told else _("Waiting for its turn, at the latest until the night."),
        "state": "" if running else WORD_STATES[found.state],
    }


@allowed("read_extracts")
def rejects(request: PersonRequest, pk: int) -> HttpResponse:
    """The rejected rows as a CSV file, as it was kept when the extract was loaded."""
    found = get_object_or_404(queries.extracts(), pk=pk)
    if found.rejects is None:
        raise Http404
    try:
        content = files.read(found.rejects.sha256)
    except (files.Damaged, FileNotFoundError):
        messages.error(request, _("The kept file of rejected rows is damaged. Ask for the backup of the files."))
        return redirect("interchange:extract", pk)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejects-{found.sequence}.csv"'
    return answer


@allowed("read_extracts")
def reconciliation(request: PersonRequest) -> HttpResponseBase:
    kind = request.GET.get("kind", "")
    kind = kind if kind in TABS else Difference.Kind.BALANCE.value
    closed = doors.closed_to(request.user)
    shown = page(queries.differences(kind, closed), ["number", "pk"], request)
    doors.close_addresses(row.account for row in shown)
    if request.GET.get("as") in ("csv", "xlsx"):
        answer = export.csv_response if request.GET["as"] == "csv" else export.xlsx_response
        return answer(f"reconciliation-{utility.business_date()}", HEADER, map(_exported, shown))
    newest = queries.newest_comparison()
    context = {
        "page": shown,
        "kind": kind,
        "tabs": [
            {
                "label": label,
                "url": f"?kind={code}",
                "current": code == kind,
                "key": str(n),
                "count": queries.differences(code, closed).count(),
            }
            for n, (code, label) in enumerate(TABS.items(), 1)
        ],
        "empty": _empty(kind, newest),
        "newest": newest,
        "exports": {kind: f"?{_query(request, kind)}" for kind in ("csv", "xlsx")},
        "help": HELP_RECONCILIATION if shown.rows else HELP_NO_DIFFERENCE,
    }
    return render(request, "interchange/reconciliation.html", context)


def _empty(kind: str, newest: Extract | None) -> str:
    if newest is None:
        return _("No extract has been compared with our balances yet. The first one that is loaded will be.")
    if kind == Difference.Kind.BALANCE and not Difference.objects.open().filter(kind=kind).exists():
        return _("All %(n)s balances agree with the extract of %(day)s.") % {
            "n": f"{Account.objects.count():,}",
            "day": bare_day(newest.extract_date),
        }
    return {
        Difference.Kind.BALANCE.value: _("Every difference of a balance is explained; see the last tab."),
        Difference.Kind.HOME.value: _("What was made here came home as it was made."),
        Difference.Kind.UNCONFIRMED.value: _("Billing has confirmed in time what was made here."),
        "explained": _("Nobody has explained a difference that is still open."),
    }[kind]


def _exported(row: Difference) -> tuple:
    return (
        row.account.number, row.account.customer.name, row.ours, row.theirs, row.difference, row.since.extract_date,
        row.get_cause_display(), str(row.owner or ""), row.note,
    )  # fmt: skip


@allowed("read_extracts")
def difference(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Difference.objects.select_related("account__customer", "account__premise", "since", "owner"), pk=pk
    )
    doors.let_in(request.user, [found.account_id])
    doors.close_addresses([found.account])
    may_explain = request.user.may("explain_differences")
    form = ExplainForm(request.POST or None, initial={"owner": found.owner, "note": found.note})
    if request.method == "POST":
        return _explained(request, found, form)
    context = {
        "difference": found,
        "form": form if may_explain and found.gone_on is None else None,
        "who_may": "" if may_explain else refusal("explain_differences"),
        "help": HELP_DIFFERENCE,
    }
    return render(request, "interchange/difference.html", context)


@allowed("explain_differences")
def _explained(request: PersonRequest, found: Difference, form: ExplainForm) -> HttpResponse:
    if form.is_valid():
        try:
            actions.explain_difference(found.pk, **form.cleaned_data, actor=request.user, today=utility.business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. The difference stays until the figures agree."))
            return redirect(f"{reverse('interchange:reconciliation')}?kind={found.kind}")
    return render(request, "interchange/difference.html", {"difference": found, "form": form, "help": HELP_DIFFERENCE})


def _query(request, kind: str) -> str:
    query = request.GET.copy()
    query["as"] = kind
    return query.urlencode()


WORDS = [
    (lazy("extract"), lazy("what billing hands over every night: new and changed rows, with totals to check them by")),
    (lazy("sequence"), lazy("extracts are numbered without gaps; the next one must follow the last")),
    (lazy("rejected"), lazy("a row that could not be loaded; the file names its line, its first bad column and why")),
    (lazy("control total"), lazy("billing's sum beside the sum of what arrived; they must agree")),
]
HELP = {
    "purpose": lazy(
        "What came in from billing. Look at refused extracts and rejected rows first, and tell billing about them."
    ),
    "keys": [("u", lazy("upload an extract")), ("j k", lazy("move")), ("Enter", lazy("open"))],
    "words": WORDS,
}
HELP_ALONE = {**HELP, "keys": []}
HELP_RECONCILIATION = {
    "purpose": lazy(
        "Where our balance and billing's differ. Nothing is mended silently: say what is known and who looks after it."
    ),
    "keys": [("j k", lazy("move")), ("Enter", lazy("open")), ("1 2 3 4", lazy("tabs"))],
    "words": [
        (lazy("ours"), lazy("our balance on the extract's day, without what billing has not confirmed yet")),
        (lazy("theirs"), lazy("the balance that billing stated last")),
        (lazy("came home"), lazy("billing sent a row for money that was made here")),
    ],
}
HELP_NO_DIFFERENCE = {**HELP_RECONCILIATION, "keys": [("1 2 3 4", lazy("tabs"))]}
HELP_DIFFERENCE = {**HELP_RECONCILIATION, "keys": [("Ctrl Enter", lazy("save")), ("Esc", lazy("all differences"))]}
