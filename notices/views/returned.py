"""Returned mail: scan a letter, say why it came back, and be ready for the next."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.people import doors
from core import history, paging
from core.errors import RuleViolation
from core.staff.access import allowed, refusal
from core.utility import business_date
from notices import actions
from notices.actions.returning import why_not_mailed, why_on_file
from notices.forms import ReturnedForm, ScanForm, WhyForm
from notices.kinds import title_of
from notices.models import Letter
from notices.queries import came_back, protection
from notices.views.help import good_again_help, record_returned_help, returned_help


@allowed("read_letters")
@require_GET
def returned(request):
    return _list(request, ScanForm())


def _list(request, form, status=200):
    page = paging.page(came_back.came_back(request.user), ["-returned_on", "-pk"], request)
    may_record = request.user.may("record_returned_mail")
    rows = [{"row": row, "title": title_of(row.returned.letter.kind)} for row in came_back.rows(page)]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "may_record": may_record,
        "why_not": "" if may_record else refusal("record_returned_mail"),
        "help": returned_help(may_record=may_record, has_rows=bool(rows)),
    }
    return render(request, "notices/returned.html", context, status=status)


@allowed("record_returned_mail")
@require_POST
def find_returned(request):
    """From a code to its letter; what names no letter, or one that is closed, is said beside the field."""
    form = ScanForm(request.POST)
    if form.is_valid():
        try:
            found = came_back.letter_by_code(form.cleaned_data["code"])
            doors.refuse_closed(found.account_id, request.user)
        except RuleViolation as refused:
            form.add_error("code", str(refused))
        else:
            return redirect("notices:record_returned", found.pk)
    return _list(request, form, status=422)


@allowed("record_returned_mail")
@require_http_methods(["GET", "POST"])
def record_returned(request, pk):
    found, today = _letter(request, pk), business_date()
    form = ReturnedForm(request.POST or None, initial={"returned_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_returned(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error("note" if "the note" in str(refused) else None, str(refused))
        else:
            said = _("The address is bad now.") if made.makes_bad else _("The address stays good.")
            messages.success(
                request,
                _("Letter %(n)s came back: %(why)s. %(said)s")
                % {"n": pk, "why": made.get_reason_display(), "said": said},
            )
            return redirect("notices:returned")
    if request.method == "GET":
        history.looked(found.account.number, by=request.user, what=f"letter {pk}, returned")
    earlier = getattr(found, "returned", None)
    why_not = why_on_file(earlier) if earlier else why_not_mailed(found)
    context = {
        **about(found),
        "form": form,
        "why_not": why_not,
        "may_be_good": bool(earlier and earlier.makes_bad and not hasattr(earlier, "good_again")),
        "bounce_url": reverse("notices:record_bounce", args=[pk]) if hasattr(found, "emailed") else "",
        "stops": came_back.what_stops(found, today=today),
        "still_to_leave": list(came_back.still_to_leave(found)),
        "help": record_returned_help(may_record=not why_not),
    }
    return render(request, "notices/record_returned.html", context, status=422 if form.errors else 200)


@allowed("record_returned_mail")
@require_http_methods(["GET", "POST"])
def good_again(request, pk):
    found, today = _letter(request, pk), business_date()
    form = WhyForm(
        request.POST or None,
        label=_("How do you know that mail arrives there again?"),
        missing=_("Say how you know that mail arrives there again."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.good_again(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The address is good again. The next letter goes there."))
            return redirect("notices:returned")
    context = {
        **about(found),
        "form": form,
        "title": _("Mail arrives there again"),
        "button": _("The address is good again"),
        "says": [
            _("From now on letters are mailed to this address again, for every account of this customer."),
            _("What came back stays on file. If the next letter comes back, the address is bad again."),
        ],
        "back_url": reverse("notices:returned"),
        "help": good_again_help(),
    }
    return render(request, "notices/why.html", context, status=422 if form.errors else 200)


def _letter(request, pk: int) -> Letter:
    found = came_back.letter_with_return(pk)
    if found is None:
        raise Http404
    doors.let_in(request.user, [found.account_id])
    doors.close_addresses([found.account])
    return found


def about(found: Letter) -> dict:
    """Which letter it is; the place it names is closed where it is protected since."""
    line = getattr(found, "batch_line", None)
    return {
        "letter": found,
        "account": found.account,
        "letter_title": title_of(found.kind),
        "name": found.address[0],
        "lines": [doors.hidden_words()] if protection.names_hidden_place(found) else found.address[1:],
        "mailing": getattr(line.batch, "mailing", None) if line else None,
    }
