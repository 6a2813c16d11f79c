"""Letters by e-mail: the customer's choice, its end, and an e-mail that did not arrive."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.people import doors
from core import history
from core.errors import RuleViolation
from core.staff.access import allowed
from core.templatetags.money import harmless
from core.utility import business_date
from notices import actions
from notices.actions.emailing import NO_SERVER
from notices.forms import EmailForm, WhyForm
from notices.queries import came_back
from notices.queries.addresses import email_choice_of
from notices.views.help import email_help
from notices.views.returned import about


@allowed("keep_people")
@require_http_methods(["GET", "POST"])
def choose_email(request, pk):
    today = business_date()
    account = doors.open_account(request, pk, "letters by e-mail", today=today)
    form = EmailForm(request.POST or None, initial={"email": account.customer.email})
    if request.method == "POST" and form.is_valid():
        try:
            choice = actions.choose_email(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Letters that may go by e-mail go to %(email)s from now on.") % {"email": choice.email}
            )
            return redirect("desk:people", pk)
    context = {
        "account": account,
        "form": form,
        "title": _("Letters by e-mail"),
        "button": _("Send letters by e-mail"),
        "says": [
            *([] if settings.LETTERS_MAY_BE_EMAILED else [NO_SERVER]),
            _("For every account of this customer. What the law wants on paper goes on paper all the same."),
            _("The letter comes as an attached PDF; the e-mail itself names no amount."),
            _("When an e-mail does not arrive, the choice ends and the letter goes on paper."),
        ],
        "help": email_help(),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@allowed("keep_people")
@require_http_methods(["GET", "POST"])
def end_email(request, pk):
    today = business_date()
    account = doors.open_account(request, pk, "letters by e-mail, end", today=today)
    choice = email_choice_of(account)
    form = _why(request, _("Why letters go on paper again"), _("Say why letters go on paper again."))
    if request.method == "POST" and form.is_valid():
        try:
            anew = actions.end_email(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{_('Letters go on paper again.')} {_said(anew)}".strip())
            return redirect("desk:people", pk)
    context = {
        "account": account,
        "form": form,
        "title": _("Letters on paper again"),
        "button": _("Send letters on paper"),
        "says": [
            _("Letters go to %(email)s by e-mail now.") % {"email": harmless(choice.email)}
            if choice
            else _("Letters do not go by e-mail to this customer."),
            _("What still waits to go by e-mail is taken out and issued anew, on paper."),
        ],
        "help": email_help(),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@allowed("record_returned_mail")
@require_http_methods(["GET", "POST"])
def record_bounce(request, pk):
    found = came_back.letter_with_return(pk)
    if found is None:
        raise Http404
    doors.let_in(request.user, [found.account_id])
    doors.close_addresses([found.account])
    form = _why(request, _("What the mail server answered"), _("Say what the mail server answered."))
    why_not = _why_no_bounce(found)
    if request.method == "POST" and not why_not and form.is_valid():
        try:
            anew = actions.record_bounce(pk, why=form.cleaned_data["why"], actor=request.user, today=business_date())
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{_('Recorded: the e-mail did not arrive.')} {_said(anew)}".strip())
            return redirect("notices:letter", anew.letters[0] if anew.letters else pk)
    if request.method == "GET":
        history.looked(found.account.number, by=request.user, what=f"letter {pk}, e-mail")
    emailed = getattr(found, "emailed", None)
    went_to = {"lines": [_("e-mail to %(email)s") % {"email": emailed.email}]} if emailed else {}
    about_it = about(found)
    context = {
        **about_it,
        **went_to,
        "why_not": why_not,
        "instead_url": reverse("notices:record_returned", args=[pk]) if about_it["mailing"] else "",
        "form": form,
        "title": _("No e-mail to record") if why_not else _("An e-mail did not arrive"),
        "button": _("Record, and send on paper"),
        "says": _what_follows(found, emailed),
        "back_url": reverse("notices:letter", args=[pk]),
        "help": email_help(may_save=not why_not),
    }
    is_refused = bool(form.errors) or (bool(why_not) and request.method == "POST")
    return render(request, "notices/why.html", context, status=422 if is_refused else 200)


def _what_follows(found, emailed) -> list[str]:
    choice = email_choice_of(found.account)
    if emailed and choice and choice.email.lower() != emailed.email.lower():
        said = _(
            "The customer chose another e-mail since. The letter is made anew, of today’s figures, and goes there."
        )
        return [said]
    return [
        _("The customer’s choice of e-mail ends: from now on letters go on paper."),
        _("The letter is made anew, of today’s figures, and waits for the printer."),
    ]


def _why_no_bounce(found) -> str:
    """Why there is no e-mail of this letter that can fail to arrive, or no more."""
    emailed = getattr(found, "emailed", None)
    if emailed is None and hasattr(getattr(found, "batch_line", None), "batch"):
        return _("This letter went on paper. If it came back, that is recorded as returned mail.")
    if emailed is None:
        return _("This letter did not go by e-mail.")
    return _("That this e-mail did not arrive is on file already.") if hasattr(emailed, "bounce") else ""


def _why(request, label: str, missing: str) -> WhyForm:
    return WhyForm(request.POST or None, label=label, missing=missing)


def _said(anew) -> str:
    """What came of it, most often on paper."""
    if not anew.letters:
        return anew.why_not
    count = len(anew.letters)
    said = ngettext("%(n)s letter is made anew.", "%(n)s letters are made anew.", count) % {"n": count}
    return f"{said} {anew.why_not}".strip()
