"""Where is somebody entered around an account, opened if private, and ended; and what is the holder to the place?"""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from accounts.documents.models import Document
from accounts.models import Account
from accounts.people import actions, doors, queries, sentences
from accounts.people.forms import AddPartyForm, EndPartyForm, PlaceRelationForm
from accounts.people.models import Party, PlaceRelation
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import harmless
from core.utility import business_date

ABOUT = {
    "name": ("name", "stands here"),
    "role": ("a role",),
    "source": ("rests on", "who said so"),
    "until_on": ("last day",),
    "phone": ("phone has",),
    "email": ("e-mail reads",),
    "mailing_line1": ("street line",),
    "ended_on": ("today or earlier",),
    "from_on": ("still to come",),
}


@allowed("keep_people")
def add_party(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "add a person", today=today)
    form = AddPartyForm(request.POST or None, account=account, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            party = _entered(form, account, request.user, today)
        except RuleViolation as refused:
            form.add_error(field_of(form, refused), str(refused))
        else:
            messages.success(request, _("Entered: %(who)s.") % {"who": sentences.name_shown(party)})
            return redirect("desk:people", account.pk)
    return render(request, "people/add_party.html", {"account": account, "form": form, "help": HELP_PARTY})


@allowed("keep_people")
def end_party(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    party = _found(pk)
    account = doors.open_account(request, party.account_id, "end a person", today=today)
    form = EndPartyForm(request.POST or None, initial={"ended_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_party(pk, **form.cleaned_data, actor=request.user, today=today)
        except RuleViolation as refused:
            form.add_error(field_of(form, refused), str(refused))
        else:
            messages.success(request, _("Ended: %(who)s.") % {"who": sentences.name_shown(party)})
            return redirect("desk:people", account.pk)
    after = [_("The account goes on without them. That they stood here stays readable.")]
    if party.role in queries.MAY_SPEAK:
        after.insert(0, _("%(who)s may no longer be spoken to.") % {"who": sentences.name_shown(party)})
    if party.role == Party.Role.THIRD_PARTY:
        after.insert(0, _("%(who)s gets no more copies of letters.") % {"who": sentences.name_shown(party)})
    context = {
        "account": account,
        "form": form,
        "title": _("End: %(who)s") % {"who": sentences.name_shown(party)},
        "line": sentences.role_shown(party),
        "button": _("End it"),
        "says": after,
        "help": HELP_PARTY,
    }
    return render(request, "people/form.html", context)


@allowed("read_private")
@require_POST
def show_private(request: PersonRequest, pk: int) -> HttpResponse:
    """Open what is private by law about somebody; the opening is written to the access log."""
    today = business_date()
    party = _found(pk)
    doors.open_account(request, party.account_id, "private person", today=today)
    context = {"text": _particulars(party)}
    if request.headers.get("HX-Request"):
        return render(request, "components/private_box.html", context)
    return render(request, "people/private.html", {**context, "account": party.account, "help": HELP_PARTY})


@allowed("keep_people")
def record_place_relation(request: PersonRequest, pk: int) -> HttpResponse:
    today = business_date()
    account = doors.open_account(request, pk, "holder and place", today=today)
    known = queries.place_relation(account.pk, today)
    form = PlaceRelationForm(request.POST or None, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            found = actions.record_place_relation(
                account.pk, typed.pop("relation"), **typed, actor=request.user, today=today
            )
        except RuleViolation as refused:
            form.add_error(field_of(form, refused), str(refused))
        else:
            says = sentences.RELATIONS[PlaceRelation.Relation(found.relation)]
            messages.success(request, _("The holder to the place: %(says)s.") % {"says": says})
            return redirect("desk:people", account.pk)
    on_file = [_("Nobody recorded it yet. Billing cannot tell a landlord from a tenant.")]
    if known:
        recorded = sentences.RELATIONS[PlaceRelation.Relation(known.relation)]
        on_file = [_("On file: %(says)s. %(source)s") % {"says": recorded, "source": harmless(known.source)}]
    context = {
        "account": account,
        "form": form,
        "title": _("What is the holder to the place?"),
        "button": _("Save"),
        "says": on_file,
        "help": HELP_PLACE,
    }
    return render(request, "people/form.html", context)


def field_of(form, refused: RuleViolation) -> str | None:
    """The field a refusal is about, so that the sentence stands beside it."""
    said = str(refused)
    return next((name for name, words in ABOUT.items() if name in form.fields and any(w in said for w in words)), None)


@transaction.atomic
def _entered(form: AddPartyForm, account: Account, actor, today) -> Party:
    """The person with the numbers typed beside them, or nothing at all."""
    terms = form.terms()
    paper: Document | None = terms["paper"]
    source = terms["source"]
    party = actions.add_party(account.pk, **{**terms, "paper": paper}, actor=actor, today=today)
    for kind, value in form.numbers():
        actions.add_number(account.pk, kind=kind, value=value, source=source, party=party, actor=actor, today=today)
    return party


def _particulars(party: Party) -> str:
    """Everything that was closed, in one line."""
    said = [harmless(party.name), str(sentences.ROLES[Party.Role(party.role)]), sentences.may_be_told(party)]
    said += [harmless(point.value) for point in party.contact_points.kept()]
    if party.mailing_line1:
        said.append(harmless(f"{party.mailing_line1}, {party.mailing_city} {party.mailing_state} {party.mailing_zip}"))
    return " · ".join([*said, harmless(party.source)])


def _found(pk: int) -> Party:
    party = Party.objects.select_related("account").filter(pk=pk).first()
    if party is None:
        raise Http404
    return party


WORDS = [
    (
        lazy("party"),
        lazy("somebody around an account whom billing does not name, with a role and from when until when"),
    ),
    (lazy("may be told"), lazy("how much somebody may hear about the account when they call")),
    (lazy("third party"), lazy("gets copies of letters because the holder asked for it in writing")),
]
HELP_PARTY = {
    "purpose": lazy(
        "Who stands around the account besides its holder. Nothing of it changes: end it and enter it anew, "
        "so that one can read years later who could speak when."
    ),
    "keys": [("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
HELP_PLACE = {
    "purpose": lazy(
        "Whether the holder owns the place, rents it, or rents it out. Where nobody knows, a shutoff needs a person: "
        "tenants must be warned."
    ),
    "keys": [("1 … 4", lazy("choose")), ("Ctrl Enter", lazy("save")), ("Esc", lazy("back"))],
    "words": WORDS,
}
