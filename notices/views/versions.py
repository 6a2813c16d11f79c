"""One text of a letter while it is written: the editor with the real page beside it, saved, sent, thrown away."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from accounts.people import doors
from core.errors import RuleViolation
from core.staff.access import allowed
from core.typed import whole
from core.utility import business_date
from notices import actions
from notices.forms.writing import SendForm, VersionForm
from notices.kinds import LetterKind, kind_of, title_of
from notices.models import TemplateVersion
from notices.page.compare import difference, reason_given, thrown_away
from notices.page.look import facts_for, look, paper
from notices.page.samples import of_accounts, real_accounts
from notices.paper.body import CannotBeFilled
from notices.paper.grammar import LENGTH
from notices.queries.versions import LANGUAGES, shape
from notices.views.pdf import pdf
from notices.views.writing_help import editor_help, gone_help

SHOWN = "shown_in_a_letter"  # of whom this session has looked at a text last, so that a look is logged once


@allowed("read_templates")
@require_GET
def version(request, pk):
    found, kind = version_and_kind(pk)
    if found.sent_at or found.approved_at or not request.user.may("write_templates"):
        return redirect("notices:compare", pk)
    return _editor(request, found, kind, VersionForm(initial=_as_it_stands(found)))


def version_and_kind(pk: int) -> tuple[TemplateVersion, LetterKind]:
    rows = TemplateVersion.objects.select_related("written_by", "second_reader", "approved_by")
    found = get_object_or_404(rows, pk=pk)
    try:
        return found, kind_of(found.kind)
    except RuleViolation as refused:
        raise Http404(str(refused)) from refused


def _as_it_stands(found: TemplateVersion) -> dict[str, str]:
    return {"body": found.body, "note": found.note, "began_from": shape(found.body, found.note)}


def _editor(request, found, kind, form, *, send=None, theirs=None, is_kept=True, status=200):
    """The editor. `theirs` is the draft as a colleague saved it meanwhile: it stands beside what was typed here.
    Where that is not `is_kept`, the browser goes on keeping it."""
    today = business_date()
    accounts = _real(request, found, kind, today)
    text = form["body"].value() or ""
    shown, why_no_account = _account(request, kind, lambda: accounts, today)
    return render(
        request,
        "notices/templates/editor.html",
        {
            "version": found,
            "kind": kind,
            "written_in": LANGUAGES[found.language],
            "form": form,
            "send": send or SendForm(version=found, person=request.user),
            "theirs": theirs,
            "is_kept": is_kept,
            "theirs_changed": difference(theirs.body, text.replace("\r\n", "\n")) if theirs else [],
            "began_from": shape(theirs.body, theirs.note) if theirs else form["began_from"].value(),
            "look": look(kind, text, found.language, shown, today=today),
            "why_no_account": why_no_account,
            "accounts": of_accounts(accounts),
            "given_back": reason_given(found),
            "longest": LENGTH,
            "help": editor_help(),
        },
        status=status,
    )


def _account(request, kind: LetterKind, real: Callable[[], list[Account]], today) -> tuple[Account | None, str]:
    """The account that was typed, else the one looked at last, else the first real one; and why not the typed one.
    An enclosure is the same for everybody."""
    if kind.is_leaf:
        return None, ""
    typed = request.POST.get("account", "").replace(" ", "")
    why = ""
    if typed:
        found = Account.objects.filter(number=typed).first()
        why = doors.why_closed(found.pk, request.user) if found else _("There is no account %(n)s.") % {"n": typed}
        if found and not why:
            return _looked_at(request, found.pk, today), ""
    last = request.session.get(SHOWN)
    if last and not doors.why_closed(last, request.user) and Account.objects.filter(pk=last).exists():
        return _looked_at(request, last, today), why
    accounts = real()
    return (_looked_at(request, accounts[0].pk, today) if accounts else None), why


def _looked_at(request, pk: int, today) -> Account:
    """The account through its door; the access log has a line whenever another one is shown."""
    if request.session.get(SHOWN) == pk:
        return Account.objects.select_related("customer").get(pk=pk)
    found = doors.open_account(request, pk, "text of a letter", today=today)
    request.session[SHOWN] = pk
    return found


@allowed("write_templates")
@require_POST
def version_preview(request, pk):
    """What is typed at this moment, as a page; nothing is kept."""
    found, kind = version_and_kind(pk)
    today = business_date()
    shown, why_no_account = _account(request, kind, lambda: _real(request, found, kind, today), today)
    text = request.POST.get("body", "")[: LENGTH + 1].replace("\r\n", "\n")
    return render(
        request,
        "notices/templates/partials/look.html",
        {
            "version": found,
            "look": look(kind, text, found.language, shown, today=today),
            "why_no_account": why_no_account,
            "with_fields": True,
        },
    )


@allowed("read_templates")
@require_GET
def version_pdf(request, pk):
    """The saved text as the PDF that an account would get."""
    found, kind = version_and_kind(pk)
    today = business_date()
    account = account_of(request, kind, found, today)
    try:
        content = paper(kind, found.body, found.language, facts_for(kind, account, today=today))
    except CannotBeFilled as refused:
        raise Http404(str(refused)) from refused
    return pdf(content, f"text-{found.pk}.pdf")


def _real(request, found: TemplateVersion, kind: LetterKind, today) -> list[Account]:
    return real_accounts(kind, found.language, closed=doors.closed_to(request.user), today=today)


def account_of(request, kind: LetterKind, found: TemplateVersion, today) -> Account | None:
    """The account that the address names by its id, through its door; without one the first real one."""
    if kind.is_leaf:
        return None
    named = whole(request.GET.get("account", ""))
    if named is None:
        accounts = _real(request, found, kind, today)
        named = accounts[0].pk if accounts else None
    return doors.open_account(request, named, "text of a letter", today=today) if named is not None else None


@allowed("write_templates")
@require_POST
def save_version(request, pk):
    return _saved(request, pk) or redirect("notices:version", pk)


@allowed("write_templates")
@require_POST
def send_version(request, pk):
    """What is typed is saved first, then sent."""
    refused = _saved(request, pk, says=False)
    if refused:
        return refused
    found, kind = version_and_kind(pk)
    send = SendForm(request.POST, version=found, person=request.user)
    if send.is_valid():
        try:
            asked = actions.send_version(
                pk,
                in_force_from=send.cleaned_data["in_force_from"],
                second_reader=send.cleaned_data.get("second_reader"),
                actor=request.user,
                today=business_date(),
            )
        except RuleViolation as why:
            messages.error(request, str(why))
        else:
            reader = asked.for_person
            first = _("Sent. %(who)s reads it first.") % {"who": reader}
            messages.success(request, first if reader else _("Sent. A supervisor decides about it."))
            return redirect("notices:compare", pk)
    for sentence in (str(one) for said in send.errors.values() for one in said):
        messages.error(request, sentence)  # the field that says it too lies below the text
    return _editor(request, found, kind, VersionForm(initial=_as_it_stands(found)), send=send, status=422)


def _saved(request, pk: int, *, says: bool = True):
    """Keep what was typed. Answers the page that says why not, and None when all is saved."""
    form = VersionForm(request.POST)
    if gone := thrown_away(pk):
        return _gone(request, gone, form)
    found, kind = version_and_kind(pk)
    if not form.is_valid():
        return _editor(request, found, kind, form, is_kept=False, status=422)
    said = form.cleaned_data
    try:
        actions.save_version(
            pk,
            body=said["body"],
            note=said["note"],
            began_from=said["began_from"],
            actor=request.user,
            today=business_date(),
        )
    except actions.ChangedMeanwhile as refused:
        messages.warning(request, str(refused))
        return _editor(request, found, kind, form, theirs=refused.version, is_kept=False, status=409)
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return _editor(request, found, kind, form, is_kept=False, status=422)
    if says:
        messages.success(request, _("Saved as a draft."))
    return None


def _gone(request, line, form):
    """A colleague threw the draft away meanwhile: what was typed here stands on the page, to be taken along."""
    facts = line.facts
    return render(
        request,
        "notices/templates/gone.html",
        {
            "title": title_of(facts["kind"]),
            "kind": facts["kind"],
            "language": facts["language"],
            "written_in": LANGUAGES[facts["language"]],
            "number": facts["number"],
            "who": line.actor,
            "text": form["body"].value() or "",
            "note": form["note"].value() or "",
            "help": gone_help(),
        },
        status=409,
    )


@allowed("write_templates")
@require_POST
def discard_version(request, pk):
    found, _kind = version_and_kind(pk)
    try:
        actions.discard_version(pk, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return redirect("notices:version", pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("notices:template", found.kind, found.language)
