"""One letter: before it is issued, and what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.documents import files
from accounts.models import Account
from accounts.people import doors
from core import history, rulebook
from core.errors import RuleViolation
from core.staff.access import allowed, refusal
from core.utility import business_date, moment
from notices import actions, policy, queries
from notices.forms import IssueForm, PullForm
from notices.kinds import by_hand, title_of
from notices.models import Letter
from notices.page import sentences
from notices.page.compare import changed_as_read
from notices.page.preview import english_again, shown_again
from notices.page.preview import preview as prepare
from notices.paper import press
from notices.queries import protection, states
from notices.queries.versions import LANGUAGES
from notices.views.help import letter_help, preview_help
from notices.views.office import say_refusal
from notices.views.pdf import pdf


def _prepared(kind: str, account: Account, own_text: str = ""):
    try:
        return prepare(kind, account, today=business_date(), own_text=own_text)
    except RuleViolation as refused:
        raise Http404(str(refused)) from refused


@allowed("draft_letters")
@require_http_methods(["GET", "POST"])
def preview(request, pk, kind):
    """The letter before it is issued; a POST shows it with the text that is being changed, and keeps nothing."""
    what = f"preview of {title_of(kind)}" if request.method == "GET" else f"preview of {title_of(kind)}, changed"
    account = doors.open_account(request, pk, what, today=business_date())
    return render(request, "notices/preview.html", _preview_page(request, account, kind, _typed(request)))


def _typed(request) -> str:
    """The text as somebody changed it for one letter; nobody changes one that they may not issue."""
    return request.POST.get("own_text", "") if request.user.may("issue_letters") else ""


def _preview_page(request, account, kind, own_text=""):
    found = _prepared(kind, account, own_text)
    may_issue = request.user.may("issue_letters")
    may_change = may_issue and not found.goes_with_english
    waits = actions.prepared(account)
    return {
        "account": account,
        "others": [other for other in by_hand() if other.code != kind],
        "preview": found,
        "shown": found.shown,
        "written_in": LANGUAGES.get(found.version.language, found.version.language),
        "form": IssueForm(),
        "may_issue": may_issue,
        "may_change": may_change,
        "mentor": actions.mentor_of(request.user),
        "prepared": waits,
        "prepared_by_me": bool(waits and waits.asked_by == request.user),
        "waiting": sum(pile.count for pile in queries.waiting_by_kind(now=moment()) if pile.kind == kind),
        "undo_minutes": rulebook.rules(policy.IssuingRules, on=business_date()).undo_minutes,
        "help": preview_help(
            can_be_issued=found.can_be_issued and (may_issue or not waits),
            may_issue=may_issue,
            may_change=may_change and bool(found.shown or found.own_text),
            has_page=found.shown is not None,
            is_blank=found.kind.is_blank,
        ),
    }


@allowed("draft_letters")
@require_http_methods(["GET", "POST"])
def preview_pdf(request, pk, kind):
    account = doors.open_account(request, pk, f"preview of {title_of(kind)}, PDF", today=business_date())
    found = _prepared(kind, account, _typed(request))
    if found.writing is None:
        raise Http404(_("Nothing can be written to this account in this letter."))
    return pdf(press.print_letter(found.writing).content, f"preview-{account.pk}-{kind}.pdf")


@allowed("issue_letters")
@require_POST
def issue_letter(request, pk, kind):
    account = get_object_or_404(Account, pk=pk)
    doors.let_in(request.user, [account.pk])
    form = IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page was too old. Here is the letter again; issue it from here."))
        return redirect("notices:preview", pk, kind)
    own_text = _typed(request)
    try:
        letter = actions.issue_letter(
            kind,
            account.pk,
            actor=request.user,
            today=business_date(),
            request_id=form.cleaned_data["request_id"],
            own_text=own_text.replace("\r\n", "\n"),
        )
    except RuleViolation as refused:
        say_refusal(request, refused)
        if not own_text.strip():
            return redirect("notices:preview", pk, kind)
        # What was typed is not lost to a refusal.
        page = _preview_page(request, account, kind, own_text)
        return render(request, "notices/preview.html", page, status=422)
    state = states.WORDS[states.state_of(letter)]
    messages.success(request, _("Letter %(number)s is issued and %(state)s.") % {"number": letter.pk, "state": state})
    return redirect("notices:letter", letter.pk)


@allowed("draft_letters")
@require_POST
def prepare_letter(request, pk, kind):
    """A trainee's letter: it leaves nobody's hands until a specialist releases it."""
    account = get_object_or_404(Account, pk=pk)
    doors.let_in(request.user, [account.pk])
    form = IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page was too old. Here is the letter again; prepare it from here."))
        return redirect("notices:preview", pk, kind)
    try:
        asked = actions.prepare_letter(
            kind, account.pk, actor=request.user, today=business_date(), request_id=form.cleaned_data["request_id"]
        )
    except RuleViolation as refused:
        say_refusal(request, refused)
        return redirect("notices:preview", pk, kind)
    if asked.for_person:
        said = _("A specialist must send it; it now waits with your mentor, %(who)s.") % {"who": asked.for_person}
    else:
        said = _("A specialist must send it; it now waits with the specialists.")
    messages.success(request, said)
    return redirect("notices:preview", pk, kind)


def _letter(request, pk: int):
    """The letter, unless its account is closed to this person; a place that is protected by now is closed in it."""
    found = queries.letter_with_all(pk)
    if found is None:
        raise Http404
    doors.let_in(request.user, [found.account_id])
    doors.close_addresses([found.account])
    return found


@allowed("read_letters")
@require_GET
def letter(request, pk):
    found = _letter(request, pk)
    history.looked(found.account.number, by=request.user, what=f"letter {found.pk}")
    return render(request, "notices/letter.html", _letter_page(request, found, PullForm()))


def _letter_page(request, found, form):
    state, today = states.state_of(found), business_date()
    is_hidden = protection.names_hidden_place(found)
    if is_hidden:
        found.facts = protection.without_place(found, today=today)
    may_pull = request.user.may("issue_letters")
    undo = states.may_undo(found, request.user, now=moment(today))
    return {
        "letter": found,
        "account": found.account,
        "title": title_of(found.kind),
        "written_in": LANGUAGES.get(found.language, found.language),
        "shown": shown_again(found),
        "english": english_again(found),
        "undo": undo,
        "state": states.STATES[state],
        "said": states.WORDS[state],
        "is_hidden": is_hidden,
        "holds_since": state == states.ASIDE and not is_hidden and bool(protection.begun_since([found], today=today)),
        "held": found.waiting.held if state == states.HELD else None,
        "changed": changed_as_read(found) if found.own_text else None,
        "copies": sentences.copies_of(found),
        "copied_for": sentences.whom(found.copy_to),
        "can_be_pulled": state in states.STILL_HERE,
        "may_pull": may_pull,
        "why_not": "" if may_pull else refusal("issue_letters"),
        "became": sentences.became(found, queries.printed_again_with(found)),
        "came_back": _how_it_came_back(request.user, found, state),
        "form": form,
        "help": letter_help(may_undo=undo is not None),
    }


def _how_it_came_back(person, found, state: str) -> dict | None:
    """What a person may record of a letter that has left: label and address."""
    if not person.may("record_returned_mail"):
        return None
    if state == states.MAILED:
        return {"label": _("It came back"), "url": reverse("notices:record_returned", args=[found.pk])}
    if state == states.EMAILED:
        return {"label": _("It did not arrive"), "url": reverse("notices:record_bounce", args=[found.pk])}
    return None


@allowed("read_letters")
@require_GET
def letter_pdf(request, pk):
    """The letter for readers; with `?printed` the pages that were printed."""
    found = _letter(request, pk)
    places = set(protection.naming_hidden_places(Letter.objects.filter(pk=found.pk)).values())
    if places and doors.hidden_addresses(places, request.user):
        raise PermissionDenied(
            _("This letter names an address that was protected later. Only the people named open its pages.")
        )
    try:
        # Whoever looks first makes nothing: the pages come by themselves, as they would from the printer.
        if "printed" in request.GET:
            content = actions.printed_pages(actions.make_pages(found.pk, actor=None, today=business_date()))
        else:
            copy = actions.accessible_copy(found.pk, actor=None, today=business_date())
            content = files.read(copy.document.sha256)
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return redirect("notices:letter", pk)
    except (files.Damaged, FileNotFoundError):
        messages.error(request, _("The kept pages of this letter are damaged. Ask for the backup of the files."))
        return redirect("notices:letter", pk)
    what = _("letter %(n)s, PDF with a protected address") if places else _("letter %(n)s, PDF")
    history.looked(found.account.number, by=request.user, what=what % {"n": found.pk})
    return pdf(content, f"letter-{found.pk}.pdf")


@allowed("issue_letters")
@require_http_methods(["GET", "POST"])
def pull(request, pk):
    found = _letter(request, pk)
    form = PullForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "notices/letter.html", _letter_page(request, found, form), status=status)
    try:
        actions.pull_letter(pk, reason=form.cleaned_data["reason"], actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("Letter %(number)s is taken out. It is no longer expected in the mail.") % {"number": pk}
        )
    return redirect("notices:letter", pk)


@allowed("issue_letters")
@require_POST
def undo_letter(request, pk):
    """Whoever issued it takes it back, within some minutes and without a reason."""
    found = _letter(request, pk)
    try:
        actions.undo_letter(found.pk, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return redirect("notices:letter", pk)
    messages.success(request, _("Letter %(number)s is undone. It will not be printed.") % {"number": pk})
    return redirect("notices:preview", found.account_id, found.kind)


@allowed("issue_letters")
@require_POST
def try_again(request, pk):
    try:
        actions.try_again(_letter(request, pk).pk, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Letter %(number)s waits for the printer again.") % {"number": pk})
    return redirect("notices:letter", pk)


@allowed("issue_letters")
@require_POST
def print_despite_hold(request, pk):
    try:
        batch = actions.print_despite_hold(_letter(request, pk).pk, actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return redirect("notices:letter", pk)
    messages.success(request, _("Letter %(number)s is printed as batch %(batch)s.") % {"number": pk, "batch": batch.pk})
    return redirect("notices:batch", batch.pk)
