"""Take a payment: what is owed, what it pays, post it; the day's receipts."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collections_app.desk import help
from collections_app.desk.actions.after_money import after_money
from collections_app.desk.context import today_of
from collections_app.desk.money_head import money_head
from collections_app.desk.payment_forms import PaymentForm
from collections_app.desk.queries import payments as paid
from collections_app.desk.views.frame import account_or_404
from core.errors import RuleViolation
from core.export import RESPONSES
from core.money import ZERO
from core.paging import page
from core.staff.access import allowed, refusal
from core.templatetags.money import account_number, clock, harmless
from ledger.actions import check_payment
from ledger.actions import post_payment as post
from ledger.models import Receipt
from payment_plans.queries.eligible import plan_in_force
from payment_plans.queries.facts import last_standing
from payment_plans.sentences import waits_for

SHOWN = 6
HEADER = ("Receipt", "Account", "Name", "Received on", "Paid by", "Number", "Amount", "Taken by", "State")


@allowed("read_money")
def take_payment(request, pk):
    account = account_or_404(request, pk, "payment")
    initial = {"received_on": today_of(request), "request_id": uuid4()}
    plan = plan_in_force(account)
    lacking = plan.down_payment - last_standing(plan).down_paid if plan and plan.began_on is None else ZERO
    if lacking <= 0:
        return _page(request, account, PaymentForm(initial=initial))
    starts_plan = waits_for(plan, lacking)
    return _page(request, account, PaymentForm(initial={**initial, "amount": lacking}), starts_plan=starts_plan)


@require_POST
@allowed("read_money")
def preview_payment(request, pk):
    """What the amount typed so far would pay; nothing is posted."""
    today = today_of(request)
    account = account_or_404(request, pk, "payment")
    found = paid.owed(pk, today=today)
    form = PaymentForm(request.POST)
    form.is_valid()
    return render(request, "desk/partials/paying.html", _uses(account, found, form.cleaned_data.get("amount")))


@require_POST
@allowed("post_payments")
def post_payment(request, pk):
    today = today_of(request)
    account = account_or_404(request, pk, "payment")
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return _page(request, account, form)
    typed = form.cleaned_data
    before = Receipt.objects.filter(transaction__request_id=typed["request_id"]).first()
    try:
        check_payment(typed["amount"], method=typed["method"], received_on=typed["received_on"],
                      reference=typed["reference"], today=today)  # fmt: skip
        found = paid.owed(pk, today=today)
        if not before and request.POST.get("seen") != paid.seen_mark(found, typed["amount"]):
            return _page(request, account, form, asks_again=_("This is what it pays. Look it over, then post it."))
        made = post(account.pk, actor=request.user, today=today, **typed)
    except RuleViolation as refused:
        form.add_error(form.field_of(str(refused)), str(refused))
        return _page(request, account, form)
    _say(request, made, before)
    if after_money(account.pk, actor=request.user, today=today):
        messages.success(request, _("The first payment is here: the plan begins."))
    request.session["fresh_receipt"] = made.receipt.pk
    return redirect("desk:receipt", made.receipt.pk)


def _say(request, made, before):
    if before:
        messages.warning(
            request,
            _("This payment was already posted at %(time)s (receipt %(receipt)s). Nothing was posted twice.")
            % {"time": clock(timezone.localtime(made.recorded_at)), "receipt": before.says},
        )
    else:
        messages.success(request, _("Posted: receipt %(receipt)s.") % {"receipt": made.receipt.says})


def _page(request, account, form, asks_again="", starts_plan=""):
    today = today_of(request)
    found = paid.owed(account.pk, today=today)
    form.is_valid()
    amount = getattr(form, "cleaned_data", form.initial).get("amount")
    may_post = request.user.may("post_payments")
    newest = paid.newest(account.pk, SHOWN)
    context = {
        **money_head(request, account, "desk:take_payment", today, help.TAKE_PAYMENT),
        **_uses(account, found, amount),
        "form": form,
        "asks_again": asks_again,
        "starts_plan": starts_plan,
        "may_post": may_post,
        "who_may": "" if may_post else refusal("post_payments"),
        "closed": paid.day_is_closed(today),
        "taken": paid.taken_today(newest, today),
        "receipts": newest,
        "today": today,
    }
    return render(request, "desk/take_payment.html", context)


def _uses(account, found, amount):
    """What the partial of the preview needs, with an amount and without one."""
    balance = found.total - paid.credit(account.pk, today=found.today) if not found.charges else found.total
    if not amount or amount < 0:
        return {"preview": None, "rows": paid.rows_of(found), "total": balance, "past_due": found.past_due}
    preview = paid.paying(found, amount, balance=balance)
    return {"preview": preview, "rows": preview.rows, "total": balance, "past_due": found.past_due}


# ---- the day's receipts ----


@allowed("read_money")
def payments(request):
    today = today_of(request)
    typed = request.GET.get("q", "").strip()[:200]
    if typed:
        receipt = _receipt_of(typed)
        if receipt:
            return redirect("desk:receipt", receipt.pk)
        return redirect(reverse("desk:search", query={"q": typed}))
    on, mine, found = _asked(request, today)
    shown = page(found, ["-pk"], request)
    context = {
        "help": help.PAYMENTS,
        "on": on,
        "today": today,
        "mine": mine,
        "tabs": _tabs(on, mine),
        "page": shown,
        "rows": [_row(receipt) for receipt in shown],
        "totals": paid.totals(found),
        "exports": [(kind, reverse("desk:export_payments", args=[kind], query=_query(on, mine))) for kind in RESPONSES],
    }
    return render(request, "desk/payments.html", context)


@allowed("read_money")
def export_payments(request, kind):
    """The receipts of the day that the page at the same address shows."""
    if kind not in RESPONSES:
        raise Http404
    on, _mine, found = _asked(request, today_of(request))
    rows = (_exported(paid.receipt_row(receipt)) for receipt in found.order_by("pk"))
    return RESPONSES[kind](f"receipts-{on}", HEADER, rows)


def _asked(request, today):
    try:
        on = forms.DateField().clean(request.GET.get("on", "")) if request.GET.get("on") else today
    except forms.ValidationError:
        on = today
    mine = "mine" in request.GET
    found = paid.receipts_of(on, request.user, mine=mine)
    return on, mine, found


def _query(on, mine):
    return {"on": on.isoformat(), **({"mine": 1} if mine else {})}


def _tabs(on, mine):
    return [
        {"label": label, "url": reverse("desk:payments", query=_query(on, is_mine)), "current": mine == is_mine,
         "key": key}
        for label, is_mine, key in ((_("Everybody’s"), False, "1"), (_("Mine"), True, "2"))
    ]  # fmt: skip


def _receipt_of(typed):
    year, _dash, number = typed.partition("-")
    if not (year.isascii() and number.isascii() and year.isdigit() and number.isdigit() and len(typed) <= 12):
        return None
    return Receipt.objects.filter(year=int(year) % 32_768, number=int(number)).first()


def _row(receipt):
    payment = receipt.transaction
    return {
        **paid.receipt_row(receipt),
        "name": harmless(payment.account.customer.name),
        "number": account_number(payment.account.number),
        "reference": harmless(payment.outside_reference),
        "taken_by": payment.actor,
    }


def _exported(row):
    payment = row["receipt"].transaction
    return (
        row["says"], payment.account.number, payment.account.customer.name, payment.effective_on, str(row["tender"]),
        payment.outside_reference, row["amount"], str(payment.actor or ""), str(row["word"]),
    )  # fmt: skip
