"""Where is a plan offered, and where is the answer kept?"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Account
from accounts.people import doors
from core.errors import RuleViolation
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import bare_day
from core.typed import whole
from core.utility import business_date
from payment_plans import sentences
from payment_plans.actions import accepting, plans
from payment_plans.actions import means as means_of
from payment_plans.actions import offers as making
from payment_plans.forms import DeclineForm, OffersForm, ThinkForm, terms_as_text
from payment_plans.help import HELP_OFFERS
from payment_plans.models import Offer, PaymentPlan
from payment_plans.page import offers as page
from payment_plans.page.account import state_sentence
from payment_plans.page.talk import Talk
from payment_plans.queries.eligible import latest_means, plan_in_force

WAITING = (Offer.Answer.OPEN, Offer.Answer.THINKING, Offer.Answer.REQUESTED)


@allowed("offer_plans")
def plan_offers(request: PersonRequest, pk: int) -> HttpResponse:
    """The page; posted to, it works out the offers again where no script does."""
    account = doors.open_account(request, pk, "plan offers", today=business_date())
    return _page(request, account, OffersForm(request.POST if request.method == "POST" else None))


@require_POST
@allowed("offer_plans")
def quote_offers(request: PersonRequest, pk: int) -> HttpResponse:
    """The three offers from what is typed so far; nothing is kept."""
    today = business_date()
    doors.let_in(request.user, [pk])
    account = get_object_or_404(Account.objects.select_related("customer", "premise"), pk=pk)
    form = OffersForm(request.POST)
    form.is_valid()
    talk = Talk(account, request.user, today, form)
    in_force = plan_in_force(account)
    replacing = in_force if request.POST.get("replacing") == "yes" else None
    return render(request, "payment_plans/partials/offer_cards.html", _cards(talk, in_force, replacing))


@require_POST
@allowed("read_private")
def show_means(request: PersonRequest, pk: int) -> HttpResponse:
    """What the customer stated on an earlier day, opened and logged, typed into the form again."""
    today = business_date()
    if not request.user.may("offer_plans"):
        return redirect("payment_plans:account_plans", pk)  # they are opened into a form that is not theirs
    account = doors.open_account(request, pk, "plan offers", today=today)
    means = means_of.open_means(account, actor=request.user, today=today)
    typed = request.POST.copy()
    for name in OffersForm.MEANS:
        value = getattr(means, name, None)
        if not typed.get(name) and value is not None:
            typed[name] = str(value)
    return _page(request, account, OffersForm(typed))


@require_POST
@allowed("offer_plans")
def accept_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """The customer says yes to what a card showed, or to what was offered on an earlier day."""
    today = business_date()
    account, form = _asked(request, pk, today)
    try:
        with transaction.atomic():
            offer = _earlier(request, account) or _made(request, account, form, [request.POST.get("offer", "")])[0]
            accepted = _yes(request, form, offer)
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return _page(request, account, form)
    return _accepted(request, accepted)


@require_POST
@allowed("offer_plans")
def decline_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """The customer says no: what was offered and why is kept."""
    today = business_date()
    account, form = _asked(request, pk, today)
    no = DeclineForm(request.POST, waiting=_waiting(account))
    if not no.is_valid():
        return _page(request, account, form, decline=no)
    said = no.cleaned_data
    try:
        with transaction.atomic():
            earlier = list(account.plan_offers.filter(answer__in=WAITING, pk__in=no.earlier()))
            # The one that waits for a decision first: its question comes before the account (docs/locking.md).
            for offer in sorted(earlier, key=lambda offer: offer.answer != Offer.Answer.REQUESTED):
                making.decline_offer(offer.pk, why=said["why"], actor=request.user, today=today)
            cards = _made(request, account, form, no.cards(), channel=said["declined_by"]) if no.cards() else []
            for offer in cards:
                making.decline_offer(offer.pk, why=said["why"], actor=request.user, today=today)
    except RuleViolation as refused:
        no.add_error(None, str(refused))
        return _page(request, account, form, decline=no)
    messages.success(request, _("Kept: what was offered, and why it was declined."))
    return redirect("payment_plans:account_plans", pk)


@require_POST
@allowed("offer_plans")
def think_about_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """The customer wants to think: the offer stands until a day."""
    today = business_date()
    account, form = _asked(request, pk, today)
    later = ThinkForm(request.POST)
    if not later.is_valid():
        return _page(request, account, form, think=later)
    until = later.cleaned_data["thinking_until"]
    try:
        with transaction.atomic():
            [offer] = _made(request, account, form, [later.cleaned_data["thinks"]])
            making.think_about_offer(offer.pk, until=until, actor=request.user, today=today)
    except RuleViolation as refused:
        later.add_error(None, str(refused))
        return _page(request, account, form, think=later)
    messages.success(request, _("Kept: the offer stands until %(day)s.") % {"day": bare_day(until)})
    return redirect("payment_plans:account_plans", pk)


@allowed("offer_plans")
def replace_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """Other terms for a plan in force: the page of offers, on what is past due now."""
    today = business_date()
    old = get_object_or_404(PaymentPlan.objects.select_related("account__customer", "account__premise"), pk=pk)
    account = doors.open_account(request, old.account_id, "plan, to replace it", today=today)
    if not old.is_in_force:
        messages.error(request, _("This plan is no longer in force. Offer a new one."))
        return redirect("payment_plans:plan", pk)
    form = OffersForm(request.POST if request.method == "POST" else None)
    if "offer" not in request.POST or not form.is_valid():
        return _page(request, account, form, replacing=old)
    try:
        with transaction.atomic():
            [offer] = _made(request, account, form, [request.POST["offer"]])
            accepted = _yes(request, form, offer, replaces=pk)
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return _page(request, account, form, replacing=old)
    return _accepted(request, accepted)


# ---- what was pressed ----


def _asked(request: PersonRequest, pk: int, today: date) -> tuple[Account, OffersForm]:
    account = doors.open_account(request, pk, "plan offers", today=today)
    form = OffersForm(request.POST)
    form.is_valid()
    return account, form


def _made(
    request: PersonRequest, account: Account, form: OffersForm, cards: list[str], *, channel: str = ""
) -> list[Offer]:
    """Offers of what these cards showed, with the means that were stated. Pressed twice it makes them once."""
    if form.errors:
        raise RuleViolation(_("Look at what is marked first; nothing was kept yet."))
    shown = form.terms_of(cards)
    if not shown:
        raise RuleViolation(_("Say which of the offers it was."))
    actor, today = request.user, business_date()
    said = form.means()
    means = means_of.record_means(account.pk, **said, actor=actor, today=today) if said else None
    asked = form.cleaned_data.get("request_id") or uuid4()
    return [
        making.make_offer(
            account.pk, terms=terms, channel=channel or form.cleaned_data.get("channel") or Offer.Channel.PHONE,
            means=means, actor=actor, today=today, request_id=uuid5(asked, f"{channel}{terms_as_text(terms)}"),
        )
        for terms in shown
    ]  # fmt: skip


def _earlier(request: PersonRequest, account: Account) -> Offer | None:
    """The offer of an earlier day that a button names; 404 where it is not this account's."""
    pk = whole(request.POST.get("earlier", ""))
    return get_object_or_404(Offer, pk=pk, account=account) if pk else None


def _yes(request: PersonRequest, form: OffersForm, offer: Offer, replaces: int | None = None) -> accepting.Accepted:
    """The customer agreed: by word of mouth unless a signature is to be awaited. Pressed twice it counts once."""
    asked = form.cleaned_data.get("request_id") or uuid4()
    how: dict[str, Any] = {
        "spoken": offer.channel != Offer.Channel.LETTER and not form.cleaned_data.get("signature"),
        "actor": request.user,
        "today": business_date(),
        "request_id": uuid5(asked, f"accept {offer.pk}"),
    }
    return plans.replace_plan(replaces, offer.pk, **how) if replaces else accepting.accept_offer(offer.pk, **how)


def _accepted(request: PersonRequest, accepted: accepting.Accepted) -> HttpResponse:
    """Where an acceptance leads: to the plan, or to what waits for somebody's decision."""
    if accepted.plan:
        messages.success(request, _("Agreed. The agreement stands under Papers."))
        return redirect("payment_plans:plan", accepted.plan.pk)
    messages.success(
        request, _("The customer’s yes is kept and waits for a decision. Until then it counts as requested.")
    )
    return redirect("payment_plans:account_plans", accepted.offer.account_id)


# ---- the page ----


def _page(
    request: PersonRequest,
    account: Account,
    form: OffersForm,
    *,
    decline: DeclineForm | None = None,
    think: ThinkForm | None = None,
    replacing: PaymentPlan | None = None,
) -> HttpResponse:
    today = business_date()
    form.is_valid()
    talk = Talk(account, request.user, today, form)
    in_force = replacing or plan_in_force(account)
    waiting = _waiting(account)
    if not form.is_bound:
        form.initial = {"first_due_on": talk.first_due_on, **form.initial}
    until = today + timedelta(days=talk.rules.thinking_days)
    means = latest_means(account)
    context = {
        "account": account,
        "today": today,
        "form": form,
        "decline": decline or DeclineForm(waiting=waiting),
        "think": think or ThinkForm(initial={"thinking_until": until}),
        "empty": talk.can.refused,
        "in_force": in_force,
        "in_force_says": state_sentence(in_force, today, talk.rules) if in_force else "",
        "replacing": bool(replacing),
        "waiting": [_waits(offer, today) for offer in waiting],
        "means_on": means.said_on if means else None,
        "means_url": reverse("payment_plans:show_means", args=[account.pk]) if request.user.may("read_private") else "",
        "help": HELP_OFFERS,
        **_cards(talk, in_force, replacing),
    }
    if not talk.can.refused:
        context |= {"rows": page.in_plan(talk), "stays_out": page.stays_out(talk.can)}
        context |= {"limits": page.your_limits(talk), **page.stops_and_not(talk)}
    return render(request, "payment_plans/offers.html", context)


def _cards(talk: page.Talk, in_force: PaymentPlan | None, replacing: PaymentPlan | None) -> dict[str, Any]:
    disabled_by = "in-force" if in_force and not replacing else ""
    return page.redrawn(talk, _actions(talk.account, replacing), disabled_by=disabled_by)


def _actions(account: Account, replacing: PaymentPlan | None) -> dict[str, str]:
    """Where the buttons of the page lead."""
    of_account = {
        name: reverse(f"payment_plans:{page}", args=[account.pk])
        for name, page in (
            ("here", "offers"), ("quote", "quote_offers"), ("accept", "accept_offer"), ("decline", "decline_offer"),
            ("think", "think_about_offer"),
        )
    }  # fmt: skip
    if replacing is None:
        return {**of_account, "back": reverse("desk:account", args=[account.pk])}
    to = reverse("payment_plans:replace_plan", args=[replacing.pk])
    return {**of_account, "here": to, "accept": to, "back": reverse("payment_plans:plan", args=[replacing.pk])}


def _waiting(account: Account) -> list[Offer]:
    """Offers that somebody thinks about, has not answered, or must decide on."""
    return list(account.plan_offers.filter(answer__in=WAITING).select_related("made_by", "answered_by"))


def _waits(offer: Offer, today: date) -> dict[str, Any]:
    return {
        "offer": offer,
        "terms": sentences.terms(offer),
        "answered": sentences.answered(offer, today),
        "may_answer": offer.answer != Offer.Answer.REQUESTED,
    }
