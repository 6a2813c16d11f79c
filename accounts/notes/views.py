"""Where is a note written, opened if private, and taken down?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from accounts.models import Account, Customer
from accounts.notes import actions
from accounts.notes.forms import ACCOUNT, NoteForm, TakeDownForm
from accounts.notes.models import Note
from accounts.people import doors
from core import history
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import harmless
from core.utility import business_date


@allowed("keep_people")
def write_note(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "write a note", today=today)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        is_account = typed.pop("about") == ACCOUNT
        about = {"account_id": account.pk} if is_account else {"customer_id": account.customer_id}
        if _kept(form, {**typed, **about}, request, today):
            return redirect("desk:people", account.pk)
    context = {"account": account, "customer": account.customer, "form": form, "help": HELP}
    return render(request, "people/write_note.html", context)


@allowed("keep_people")
def write_note_about_person(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    customer = get_object_or_404(Customer, pk=pk)
    _looked(request, customer, "write a note", today)
    form = NoteForm(request.POST or None, about_account=False)
    if (
        request.method == "POST"
        and form.is_valid()
        and _kept(form, {**form.cleaned_data, "customer_id": customer.pk}, request, today)
    ):
        return redirect("desk:customer", customer.pk)
    return render(request, "people/write_note.html", {"customer": customer, "form": form, "help": HELP})


@allowed("read_private")
@require_POST
def show_private(request: PersonRequest, pk: int) -> HttpResponse:
    """Open a private note; the opening is written to the access log."""
    note, today = _found(pk), business_date()
    _look_at(request, note, "private note", today)
    context = {"text": harmless(note.text)}
    if request.headers.get("HX-Request"):
        return render(request, "components/private_box.html", context)
    return render(request, "people/private.html", {**context, "account": note.account, "customer": note.customer})


@allowed("keep_people")
def take_down_note(request: PersonRequest, pk: int) -> HttpResponse:
    note, today = _found(pk), business_date()
    _look_at(request, note, "take down a note", today)
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_down_note(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The note is taken down; it stays readable among the older ones."))
            if note.account_id:
                return redirect("desk:people", note.account_id)
            return redirect("desk:customer", note.customer_id)
    says = _("A private note.") if note.is_private else harmless(note.text)
    context = {
        "account": note.account,
        "customer": note.customer,
        "form": form,
        "title": _("Take down a note"),
        "button": _("Take it down"),
        "says": [says],
        "help": {**HELP, "keys": KEYS[1:]},
    }
    return render(request, "people/form.html", context)


def _kept(form: NoteForm, typed: dict, request, today) -> bool:
    try:
        note = actions.write_note(**typed, actor=request.user, today=today)
    except RuleViolation as refused:
        form.add_error("text", str(refused))
        return False
    says = _("The note stands on every page of the account.") if note.is_sticky else _("The note is kept.")
    messages.success(request, says)
    return True


def _found(pk: int) -> Note:
    note = Note.objects.select_related("account__customer", "customer").filter(pk=pk).first()
    if note is None:
        raise Http404
    return note


def _look_at(request, note: Note, what: str, today) -> None:
    if note.account_id:
        doors.open_account(request, note.account_id, what, today=today)
    elif note.customer:
        _looked(request, note.customer, what, today)


def _looked(request, customer: Customer, what: str, today) -> None:
    """A note about a person stands on all their accounts, so a look at it is a look at each."""
    accounts = list(Account.objects.filter(customer=customer).order_by("pk").values_list("pk", "number"))
    doors.let_in(request.user, [pk for pk, _number in accounts])
    for _pk, number in accounts:
        history.looked(number, by=request.user, what=what, today=today)


KEYS = [("1 2", lazy("about")), ("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))]
HELP = {
    "purpose": lazy(
        "A few words for the next colleague. A note is never edited: take it down with a reason and write another."
    ),
    "keys": KEYS,
    "words": [
        (lazy("sticky"), lazy("stands as a banner on every page of the account, to be read before speaking")),
        (lazy("private"), lazy("closed until opened by a role that needs it; opening it is logged")),
    ],
}
