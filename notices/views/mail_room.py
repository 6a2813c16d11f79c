"""From waiting to mailed: the mail room and its batches."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.documents import files
from accounts.people import doors
from core import paging
from core import progress as jobs
from core.errors import RuleViolation
from core.export import csv_response
from core.staff.access import allowed, refusal
from core.templatetags.money import clock
from core.utility import business_date, moment
from notices import actions, papers_of_mailing, queries, tasks
from notices.forms import DayForm, MailedForm, PrintAgainForm
from notices.kinds import title_of
from notices.models import Batch, Letter, Waiting
from notices.page import sentences
from notices.queries import held, protection
from notices.queries import households as homes
from notices.views.help import batch_help, households_help, mail_room_help
from notices.views.pdf import pdf

GIVEN_UP = timedelta(minutes=3)  # a printer that has said nothing for so long is gone; the letters still wait


@allowed("read_letters")
@require_GET
def mail_room(request):
    found = queries.batches()
    page = paging.page(found, ["-pk"], request)
    closed = doors.closed_to(request.user)
    piles, to_mail = queries.waiting_by_kind(now=moment()), queries.batches_to_mail().first()
    may_print, may_confirm = request.user.may("issue_letters"), request.user.may("confirm_mailings")
    return render(
        request,
        "notices/mail_room.html",
        {
            "piles": piles,
            "held": [(run, title_of(run.kind)) for run in held.held_runs()],
            "to_email": queries.letters_to_email().count(),
            "aside": queries.letters_aside().exclude(letter__account__in=closed)[:20],
            "to_mail": to_mail,
            "page": page,
            "batches": [sentences.batch_line(batch) for batch in page],
            "together": homes.how_many_households(closed=closed),
            "last_mailed": queries.last_mailed(),
            "may_print": may_print,
            "may_confirm": may_confirm,
            "why_not_print": refusal("issue_letters"),
            "why_not_confirm": refusal("confirm_mailings"),
            "printing": _printing(),
            "help": mail_room_help(
                may_confirm=may_confirm and to_mail is not None,
                may_print=may_print and bool(piles),
                has_batches=bool(page),
            ),
        },
    )


def _printing():
    """How far the printer is, or what came of it a moment ago."""
    job = jobs.of(tasks.JOB)
    if job is None or timezone.now() - job.at > GIVEN_UP:
        return None
    running = job.percent < 100
    return {"running": running, "percent": job.percent, "sentence": job.sentence, "url": reverse("notices:progress")}


@allowed("issue_letters")
@require_POST
def print_waiting(request):
    """The worker prints; the page shows how far it is."""
    said = _printing()
    if not Waiting.objects.due(moment()).exists():
        messages.error(request, _why_nothing_is_printed())
    elif said and said["running"]:
        messages.success(request, _("The letters are being printed already."))
    elif tasks.ask_to_print(request.user.pk):
        messages.success(request, _("The letters are being printed. This page shows how far it is."))
    else:
        messages.error(request, _("The worker cannot be reached. The letters still wait; print again in a minute."))
    return redirect("notices:mail_room")


def _why_nothing_is_printed() -> str:
    last = queries.letters_to_print().aggregate(last=Max("not_before"))["last"]
    if last is None:
        return _("No letter waits for the printer.")
    return _("Whoever issued what waits can still undo it. All of it can be printed from %(time)s on.") % {
        "time": clock(last + timedelta(minutes=1))
    }


@allowed("read_letters")
@require_GET
def progress(request):
    said = _printing() or {"running": False, "sentence": "", "percent": None}
    answer = render(request, "components/progress.html", said)
    if not said["running"]:
        answer["HX-Refresh"] = "true"  # the page has another batch now
    return answer


@allowed("read_letters")
@require_GET
def households(request):
    """Letters to one household side by side, before they leave; `?batch=` those of one batch."""
    number = request.GET.get("batch", "")
    found = _batch(int(number)) if number.isdecimal() and len(number) < 10 else None
    closed = doors.closed_to(request.user)
    return render(
        request,
        "notices/households.html",
        {
            "count": homes.how_many_households(found, closed=closed),
            "households": [sentences.household(one) for one in homes.households(found, closed=closed)],
            "batch": found,
            "may_pull": request.user.may("issue_letters"),
            "why_not": refusal("issue_letters"),
            "help": households_help(of_a_batch=found is not None),
        },
    )


def _batch(pk: int) -> Batch:
    return get_object_or_404(queries.batches(), pk=pk)


@allowed("read_letters")
@require_GET
def batch(request, pk):
    found = _batch(pk)
    return render(request, "notices/batch.html", _batch_page(request, found, MailedForm(today=business_date())))


def _batch_page(request, found, form, *, again=None):
    mailing = getattr(found, "mailing", None)
    lines = paging.page(queries.lines_of(found), ["place"], request, size=100)
    closed = doors.closed_to(request.user)
    may_confirm, may_print = request.user.may("confirm_mailings"), request.user.may("issue_letters")
    can_be_mailed = mailing is None and found.expected > 0
    return {
        "batch": sentences.batch_line(found),
        "mailing": mailing,
        "page": lines,
        "lines": [
            {
                "line": line,
                "pull": getattr(line.letter, "pull", None),
                "returned": getattr(line.letter, "returned", None),
                "copy_for": sentences.whom(line.letter.copy_to),
                "is_closed": line.letter.account_id in closed,
            }
            for line in lines
        ],
        "form": form,
        "overtaken": _overtaken(request, found, _day_in(form)),
        "again_form": again or PrintAgainForm(initial={"letters": request.GET.get("again", "")}),
        "printed_again": queries.printed_again(found),
        "envelopes": queries.envelopes_of(found),
        "together": 0 if mailing else homes.how_many_households(found, closed=closed),
        "can_be_mailed": can_be_mailed,
        "may_confirm": may_confirm,
        "may_print": may_print,
        "why_not_print": refusal("issue_letters"),
        "may_pull": may_print and mailing is None,
        "why_not": "" if may_confirm else refusal("confirm_mailings"),
        "help": batch_help(
            may_confirm=may_confirm and can_be_mailed, is_mailed=mailing is not None, may_print=may_print
        ),
    }


def _day_in(form):
    """The day on which a batch would be mailed by a form, typed or proposed."""
    return getattr(form, "cleaned_data", {}).get("mailed_on") if form.is_bound else form["mailed_on"].initial


@allowed("read_letters")
@require_GET
def batch_pdf(request, pk):
    found = _batch(pk)
    _refuse_what_it_would_show(request.user, Letter.objects.filter(batch_line__batch=found))
    return pdf(_file_of(found), found.document.name)


def _refuse_what_it_would_show(person, letters) -> None:
    """The printer's file holds every page of its letters: it stays closed to whom one of them is closed."""
    if letters.filter(account__in=doors.closed_to(person)).exists():
        raise PermissionDenied(
            _("This batch holds a letter to an account that is closed to you. A colleague must print it.")
        )
    places = set(protection.naming_hidden_places(letters).values())
    if places and doors.hidden_addresses(places, person):
        raise PermissionDenied(
            _("A letter in this batch names an address that is protected since. Only the people named open its pages.")
        )


@allowed("read_letters")
@require_GET
def manifest(request, pk):
    """What lies in a batch, for the print shop: names and addresses, so closed like the file itself."""
    found = _batch(pk)
    _refuse_what_it_would_show(request.user, Letter.objects.filter(batch_line__batch=found))
    pieces = papers_of_mailing.pieces(found, _file_of(found))
    rows = papers_of_mailing.manifest(found, pieces)
    return csv_response(f"batch-{found.pk}-manifest", papers_of_mailing.MANIFEST, rows)


@allowed("read_letters")
@require_GET
def affidavit(request, pk):
    found = _batch(pk)
    _refuse_what_it_would_show(request.user, Letter.objects.filter(batch_line__batch=found))
    try:
        made = papers_of_mailing.affidavit(found)
    except RuleViolation as refused:
        messages.error(request, str(refused))
        return redirect("notices:batch", pk)
    return pdf(made.content, f"batch-{found.pk}-affidavit.pdf")


@allowed("issue_letters")
@require_POST
def print_part_again(request, pk):
    """Some letters of a batch once more, straight to the printer; the history says why."""
    found, form = _batch(pk), PrintAgainForm(request.POST)
    if form.is_valid():
        try:
            made = actions.print_part_again(
                pk,
                places=form.places,
                letters=actions.numbers_in(form.cleaned_data["letters"]),
                why=form.cleaned_data["why"],
                actor=request.user,
                today=business_date(),
            )
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            return pdf(made.content, f"batch-{found.pk}-part.pdf")
    page = _batch_page(request, found, MailedForm(today=business_date()), again=form)
    return render(request, "notices/batch.html", page, status=422)


def _file_of(found: Batch) -> bytes:
    try:
        return files.read(found.document.sha256)
    except (files.Damaged, FileNotFoundError):
        raise Http404(_("The file of this batch is damaged. Ask for the backup of the files.")) from None


@allowed("read_letters")
@require_GET
def overtaken(request, pk):
    """What of a batch would be too late on the day that is being typed."""
    found, form = _batch(pk), MailedForm(request.GET, today=business_date())
    form.is_valid()
    late = _overtaken(request, found, form.cleaned_data.get("mailed_on"))
    return render(request, "notices/partials/overtaken.html", {"overtaken": late, "batch": found})


def _overtaken(request, found, mailed_on):
    if mailed_on is None or getattr(found, "mailing", None):
        return None
    letters = queries.overtaken(found, mailed_on).select_related("account__customer")
    return sentences.late(found, letters, mailed_on, closed=doors.closed_to(request.user))


@allowed("confirm_mailings")
@require_POST
def take_out_overtaken(request, pk):
    """Where every letter of a batch is too late there is nothing to confirm: all are made anew."""
    found, form = _batch(pk), DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page was too old. Here is the batch again."))
        return redirect("notices:batch", pk)
    try:
        renewed = actions.take_out_overtaken(
            found.pk, mailed_on=form.cleaned_data["mailed_on"], actor=request.user, today=business_date()
        )
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentences.renewed_sentence(renewed))
    return redirect("notices:batch", pk)


@allowed("confirm_mailings")
@require_POST
def confirm_mailed(request, pk):
    found = _batch(pk)
    form = MailedForm(request.POST, today=business_date())
    if form.is_valid():
        said = form.cleaned_data
        try:
            mailing = actions.confirm_mailed(
                pk,
                mailed_on=said["mailed_on"],
                mail_class=said["mail_class"],
                count=said["count"],
                actor=request.user,
                today=business_date(),
            )
        except RuleViolation as refused:
            if hasattr(_batch(pk), "mailing"):  # somebody was quicker, or clicked twice
                messages.error(request, str(refused))
                return redirect("notices:batch", pk)
            form.add_error(None, str(refused))
        else:
            messages.success(request, sentences.mailed_sentence(mailing))
            if mailing.renewed and (mailing.renewed.letters or mailing.renewed.not_made):
                messages.warning(request, sentences.renewed_sentence(mailing.renewed))
            return redirect("notices:batch", pk)
    return render(request, "notices/batch.html", _batch_page(request, found, form), status=422)
