"""Where is a plan signed, cancelled and reinstated?"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.contacts.papers import Upload
from core.errors import RuleViolation
from core.money import in_words
from core.staff.access import PersonRequest, allowed
from core.templatetags.money import bare_day
from core.utility import business_date
from payment_plans import sentences
from payment_plans.actions import plans, reinstating
from payment_plans.forms import CancelForm, ReinstateForm, SignForm
from payment_plans.help import HELP_FORM
from payment_plans.models import PaymentPlan
from payment_plans.queries.facts import standing_of
from payment_plans.views.plan import plan_or_404


@allowed("agree_plans")
def sign_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """The signature came, on paper or by word of mouth."""
    today, plan = business_date(), plan_or_404(request, pk, "plan, to sign it")

    def do(form: forms.Form) -> str:
        said, sent = form.cleaned_data, form.cleaned_data["paper"]
        signed = plans.sign_plan(
            pk, signed_on=said["signed_on"], paper=Upload(sent.read(), sent.name) if sent else None,
            spoken=said["how"] == "spoken", actor=request.user, today=today,
        )  # fmt: skip
        return _("Kept. The plan is active.") if signed.state == PaymentPlan.State.ACTIVE else _("Kept.")

    form = SignForm(typed(request), request.FILES or None, initial={"signed_on": today})
    page = {"title": _("Record the signature"), "button": _("Keep the signature"), "is_upload": True}
    return _step(
        request, plan, form, do, {**page, "after": list(sentences.after_signing(plan, standing_of(plan, today)))}
    )


@allowed("agree_plans")
def cancel_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """The plan ends since the customer or the office wants it so; what that sets free is said first."""
    today, plan = business_date(), plan_or_404(request, pk, "plan, to cancel it")

    def do(form: forms.Form) -> str:
        plans.cancel_plan(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        return _("Cancelled. What it held back goes on again.")

    kept = standing_of(plan, today)
    page = {
        "title": _("Cancel the plan"),
        "button": _("Cancel the plan"),
        "after": list(sentences.after_cancelling(plan)),
        "figures": [(_("Past due again"), in_words(kept.left)), (_("Paid so far"), in_words(plan.arrears - kept.left))],
    }
    return _step(request, plan, CancelForm(typed(request)), do, page)


@allowed("agree_plans")
def reinstate_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """A broken plan goes on, by the rulebook at once, else when a supervisor says yes."""
    today, plan = business_date(), plan_or_404(request, pk, "plan, to reinstate it")
    is_broken = plan.state == PaymentPlan.State.BROKEN
    against = reinstating.beyond_the_rulebook(plan, today) if is_broken else ""
    why_not = _refused(plan, today) if is_broken else ""
    needs_yes = bool(against) and not request.user.may("decide_plans")

    def do(form: forms.Form) -> str:
        done = reinstating.reinstate_plan(pk, why=form.cleaned_data["why"], actor=request.user, today=today)
        return _("Asked: a supervisor decides.") if done.approval else _("Reinstated. It goes on by its schedule.")

    page = {
        "title": _("Reinstate the plan"),
        "button": _("Ask a supervisor") if needs_yes else _("Reinstate it"),
        "why_not": why_not,
        "after": [text for text in (against, *sentences.after_reinstating(plan)) if text],
        "figures": [
            (_("Broken on"), bare_day(plan.ended_on)),
            (_("Left in the plan"), in_words(standing_of(plan, today).left)),
        ],
    }
    return _step(request, plan, ReinstateForm(typed(request), needs_why=needs_yes), do, page)


def _refused(plan: PaymentPlan, today: date) -> str:
    """Why nobody can let a broken plan go on now; empty where somebody can."""
    try:
        reinstating.check(plan, today)
    except RuleViolation as refused:
        return str(refused)
    return ""


def typed(request: PersonRequest) -> QueryDict | None:
    """What was sent, even where nothing was filled in; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def _step(
    request: PersonRequest, plan: PaymentPlan, form: forms.Form, do: Callable[[forms.Form], str], page: dict[str, Any]
) -> HttpResponse:
    """The form, what it changes beside it, and the step itself; refused, what was typed stays."""
    if request.method == "POST" and form.is_valid():
        try:
            said = do(form)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("payment_plans:plan", plan.pk)
    context = {"plan": plan, "account": plan.account, "form": form, "help": HELP_FORM, **page}
    return render(request, "payment_plans/step.html", context)
