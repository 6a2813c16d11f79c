"""Who decides in my place while I am away, and whose open work is in whose hands?"""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleViolation
from core.staff import away as actions
from core.staff.access import PersonRequest, allowed, refusal
from core.staff.forms import HandoverForm, StandInForm
from core.staff.models import Handover, StandIn
from core.staff.views.people import tabs
from core.utility import business_date


@allowed("name_stand_ins")
@require_GET
def away(request: PersonRequest) -> HttpResponse:
    return _page(request)


@allowed("name_stand_ins")
@require_POST
def name_stand_in(request: PersonRequest) -> HttpResponse:
    form = StandInForm(request.POST, approver=request.user)
    if form.is_valid():
        chosen = form.cleaned_data
        act = partial(
            actions.name_stand_in, chosen["stand_in"].pk, from_on=chosen["from_on"], until_on=chosen["until_on"]
        )
        if _did(request, form, act):
            messages.success(request, _("%(who)s decides in your place then.") % {"who": chosen["stand_in"]})
            return redirect("staff:away")
    return _page(request, stand_in_form=form)


@allowed("hand_over_work")
@require_POST
def hand_over(request: PersonRequest) -> HttpResponse:
    form = HandoverForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        giver, taker = chosen["from_person"], chosen["to_person"]
        act = partial(actions.hand_over, giver.pk, taker.pk, from_on=chosen["from_on"], until_on=chosen["until_on"])
        if _did(request, form, act):
            messages.success(
                request, _("The open work of %(giver)s is with %(taker)s then.") % {"giver": giver, "taker": taker}
            )
            return redirect("staff:away")
    return _page(request, handover_form=form)


@allowed("name_stand_ins")
@require_POST
def end_stand_in(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(StandIn, pk=pk)
    return _ended(request, partial(actions.end_stand_in, pk), _("Ended. From today on you decide alone."))


@allowed("hand_over_work")
@require_POST
def end_handover(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Handover, pk=pk)
    return _ended(request, partial(actions.end_handover, pk), _("Ended. From today on the work is back."))


def _did(request: PersonRequest, form, act) -> bool:
    try:
        act(actor=request.user, today=business_date())
    except RuleViolation as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _ended(request: PersonRequest, act, says: str) -> HttpResponse:
    try:
        act(actor=request.user, today=business_date())
    except RuleViolation as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, says)
    return redirect("staff:away")


def _page(request: PersonRequest, *, stand_in_form=None, handover_form=None) -> HttpResponse:
    today, me = business_date(), request.user
    begins = {"from_on": today}
    may_hand_over = me.may("hand_over_work")
    context = {
        "stand_ins": list(StandIn.objects.to_come(today).filter(person=me).select_related("stand_in")),
        "places_of_others": list(StandIn.objects.to_come(today).filter(stand_in=me).select_related("person")),
        "handovers": list(Handover.objects.to_come(today).select_related("from_person", "to_person", "given_by")),
        "stand_in_form": stand_in_form or StandInForm(initial=begins, approver=me),
        "handover_form": handover_form or HandoverForm(initial=begins),
        "may_hand_over": may_hand_over,
        "who_may": "" if may_hand_over else refusal("hand_over_work"),
        "today": today,
        "tabs": tabs(me, "away"),
        "help": {
            "purpose": _(
                "What happens while somebody is away: who decides in your place, and whose open work is in whose "
                "hands. Both end by themselves after their last day."
            ),
            "keys": [("Ctrl Enter", _("save the form you are in"))],
            "words": [
                (_("stand-in"), _("decides in an approver’s place, never about what either of them asked for")),
                (_("handover"), _("one person’s open next steps and accounts in another’s hands until a last day")),
            ],
        },
    }
    refused = (stand_in_form and stand_in_form.errors) or (handover_form and handover_form.errors)
    return render(request, "staff/away.html", context, status=422 if refused else 200)
