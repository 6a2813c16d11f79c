"""The correspondence of an account: what was written and said, one line of it, what came in, what was wrong."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.contacts import actions
from accounts.contacts.models import Contact
from accounts.contacts.papers import attach_papers
from accounts.contacts.withdrawing import is_withdrawn
from collections_app.desk import correspondence_help as help
from collections_app.desk.context import today_of
from collections_app.desk.correspondence_forms import AddPaperForm, CorrectForm, PaperForm
from collections_app.desk.drafts import drop_draft
from collections_app.desk.queries.correspondence import conversation_of, correspondence_of, facts_of
from collections_app.desk.views.frame import account_or_404, head
from collections_app.treatments import next_steps
from collections_app.treatments.sentences import next_step
from core.errors import RuleViolation
from core.staff.access import allowed
from core.templatetags.money import harmless


@allowed("read_accounts")
def correspondence(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "correspondence")
    add = _first(request, _("Add a paper"), "a", reverse("desk:add_paper", args=[pk]))
    rows = correspondence_of(account, with_letters=request.user.may("read_letters"))
    says = help.CORRESPONDENCE if rows else help.CORRESPONDENCE.without({"j k", "Enter"})
    context = {
        **head(request, account, "desk:correspondence", today, says, first=add),
        "rows": rows,
        "may_open_private": request.user.may("read_private"),
        "next_says": next_step(getattr(account, "next_step", None), today),
        "today": today,
    }
    return render(request, "desk/correspondence.html", context)


@allowed("read_accounts")
def contact(request, pk):
    found, account, today = _opened(request, pk, "line of the log")
    return render(request, "desk/contact.html", _line_context(request, found, account, today))


@allowed("log_contacts")
def add_paper(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "add a paper")
    begins = {"on": today, "spoken_to": harmless(account.customer.name)}
    form = AddPaperForm(request.POST or None, request.FILES or None, me=request.user, today=today, initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.log_received(account.pk, **form.said, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(_field_of(str(refused)), str(refused))
        else:
            drop_draft(request.user, f"paper-{pk}")
            next_steps.renew([account.pk], today=today)
            messages.success(request, _("Kept: %(what)s.") % {"what": kept.get_channel_display()})
            return redirect("desk:correspondence", pk)
    context = {**head(request, account, "desk:correspondence", today, help.ADD_PAPER), "form": form, "today": today}
    return render(request, "desk/add_paper.html", {**context, "draft": f"paper-{pk}"})


@allowed("log_contacts")
def correct_contact(request, pk):
    found, account, today = _opened(request, pk, "line of the log")
    if is_withdrawn(pk):
        return _out_of_view(request, pk)
    form = CorrectForm(request.POST or None, contact=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_contact(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(_field_of(str(refused)), str(refused))
        else:
            next_steps.renew([account.pk], today=today)
            messages.success(request, _("Corrected. The line as it was stays above its correction."))
            return redirect("desk:correspondence", account.pk)
    context = {**_line_context(request, found, account, today), "form": form, "help": help.CORRECT_CONTACT}
    return render(request, "desk/correct_contact.html", context)


@allowed("log_contacts")
def attach_paper(request, pk):
    found, account, today = _opened(request, pk, "line of the log")
    if is_withdrawn(pk):
        return _out_of_view(request, pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_id = form.cleaned_data["request_id"]
            attach_papers(pk, form.uploads, actor=request.user, today=today, request_id=request_id)
        except RuleViolation as refused:
            form.add_error("files", str(refused))
        else:
            messages.success(request, _("The paper is kept."))
            return redirect("desk:contact", pk)
    context = {**_line_context(request, found, account, today), "form": form, "help": help.ADD_PAPER}
    return render(request, "desk/attach_paper.html", context)


def _first(request, label, key, url):
    """What a page is for, as `frame.head` takes it."""
    permission = "log_contacts"
    return {"label": label, "key": key, "url": url if request.user.may(permission) else "", "permission": permission}


def _out_of_view(request, pk):
    messages.error(request, _("This line was withdrawn from view. Write a new one on the right account."))
    return redirect("desk:contact", pk)


def _opened(request, pk, what):
    found = Contact.objects.select_related("actor", "listened_in").filter(pk=pk).first()
    if found is None:
        raise Http404
    account = account_or_404(request, found.account_id, what)
    found.account = account
    return found, account, today_of(request)


def _line_context(request, found, account, today):
    row = conversation_of(found)
    add = _first(request, _("Add a paper"), "a", reverse("desk:attach_paper", args=[found.pk]))
    return {
        **head(request, account, "desk:correspondence", today, help.CONTACT_LINE, first=add),
        "row": row,
        "facts": list(facts_of(found)),
        "contact": found,
        "is_newest": row.pk == found.pk,
        "may_log": bool(add["url"]),
        "may_withdraw": request.user.may("withdraw_lines"),
        "may_open_private": request.user.may("read_private"),
        "back_url": reverse("desk:correspondence", args=[account.pk]),
        "today": today,
    }


def _field_of(refused: str) -> str | None:
    """The field of these forms that a refusal is about."""
    words = {
        "who sent": "spoken_to",
        "spoken to": "spoken_to",
        "note": "note",
        "still to come": "on",
        "next step": "next_on",
        " is over": "next_on",
        "file": "files",
    }
    return next((field for word, field in words.items() if word in refused.lower()), None)
