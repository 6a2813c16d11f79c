"""A receipt: its paper, its copies, void, came back; and the statement of an account."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.documents import files
from accounts.documents.models import Document
from accounts.people import doors
from collections_app.desk import help, papers
from collections_app.desk.actions.after_money import after_money
from collections_app.desk.context import today_of
from collections_app.desk.money_head import money_head
from collections_app.desk.payment_forms import FeeForm, PeriodForm, ReturnForm, VoidForm
from collections_app.desk.queries import payments as paid
from collections_app.desk.queries import statement as statements
from collections_app.desk.views.frame import account_or_404
from core.errors import RuleViolation
from core.money import in_words
from core.rulebook import rules
from core.staff.access import allowed, refusal
from ledger.actions import return_payment, void_receipt
from ledger.actions import reverse as take_back
from ledger.models import ReceiptPrint
from ledger.policy import PaymentRules, fee_verdict
from ledger.queries import fee_facts
from notices.views.pdf import pdf


@allowed("read_money")
def receipt(request, pk):
    found = _found(pk)
    account = account_or_404(request, found.transaction.account_id, f"receipt {found.says}")
    return _page(request, account, found)


def _page(request, account, found, fee_form=None):
    today = today_of(request)
    row = paid.receipt_row(found)
    returned = row["returned"]
    fee = returned.fee if returned else None
    is_fresh = request.session.get("fresh_receipt") == found.pk
    context = {
        **money_head(request, account, "", today, help.RECEIPT.without({"r"} if is_fresh else {"v"})),
        "row": row,
        "receipt": found,
        "payment": found.transaction,
        "facts": papers.receipt_facts(found, today=today),
        "prints": list(found.prints.select_related("printed_by")),
        "is_fresh": is_fresh,
        "may_print": request.user.may("post_payments"),
        "may_void": request.user.may("void_payments"),
        "who_may": refusal(*_lacks(request.user)),
        "comes_back": found.tender != "cash",
        "fee": fee,
        "fee_stands": bool(fee) and not fee.reversals.exists(),
        "fee_amount": paid.fee_amount(fee) if fee else None,
        "fee_form": fee_form or FeeForm(initial={"request_id": uuid4()}),
        "today": today,
    }
    return render(request, "desk/receipt.html", context)


def _lacks(person):
    return [permission for permission in ("post_payments", "void_payments") if not person.may(permission)]


@allowed("post_payments")
def receipt_pdf(request, pk):
    """The original, to whoever has just taken the payment; later only marked copies leave."""
    found = _found(pk)
    account_or_404(request, found.transaction.account_id, f"receipt {found.says}, original")
    is_first = not ReceiptPrint.objects.filter(receipt=found, copy=0).exists()
    if not is_first and request.session.get("fresh_receipt") != found.pk:
        messages.warning(request, _("The original was handed out. Print a copy: it says that it is one."))
        return redirect("desk:receipt", pk)
    made = papers.print_receipt(pk, actor=request.user, today=today_of(request))
    return pdf(files.read(made.document.sha256), made.document.name)


@require_POST
@allowed("post_payments")
def copy_receipt(request, pk):
    found = _found(pk)
    account_or_404(request, found.transaction.account_id, f"receipt {found.says}, copied")
    made = papers.print_copy(pk, actor=request.user, today=today_of(request))
    return redirect("desk:receipt_copy", pk, made.copy)


@allowed("read_money")
def receipt_copy(request, pk, number):
    """A copy as it was made; the original is copy 0 and does not leave by this address."""
    found = _found(pk)
    account_or_404(request, found.transaction.account_id, f"receipt {found.says}, copy")
    made = ReceiptPrint.objects.select_related("document").filter(receipt=pk, copy=number, copy__gt=0).first()
    if made is None:
        raise Http404
    return pdf(files.read(made.document.sha256), made.document.name)


@allowed("void_payments")
def void_payment(request, pk):
    found, today = _found(pk), today_of(request)
    account = account_or_404(request, found.transaction.account_id, f"receipt {found.says}, void")
    form = VoidForm(request.POST or None, initial={"request_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            void_receipt(pk, actor=request.user, today=today, **form.cleaned_data)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            after_money(account.pk, actor=request.user, today=today)
            messages.success(request, _("Receipt %(receipt)s is void.") % {"receipt": found.says})
            return redirect("desk:receipt", pk)
    return _form_page(request, account, found, form, "desk/void_payment.html", help.VOID)


@allowed("void_payments")
def return_payment_page(request, pk):
    found, today = _found(pk), today_of(request)
    account = account_or_404(request, found.transaction.account_id, f"receipt {found.says}, came back")
    figures = rules(PaymentRules, on=today)
    judged = fee_verdict(fee_facts(account, on=today), figures)
    initial = {"returned_on": today, "request_id": uuid4()}
    form = ReturnForm(request.POST or None, initial=initial, may_charge=judged.allowed)
    if request.method == "POST" and form.is_valid():
        try:
            made = return_payment(found.transaction_id, actor=request.user, today=today, **form.said)
        except RuleViolation as refused:
            form.add_error(form.field_of(str(refused)), str(refused))
        else:
            after_money(account.pk, actor=request.user, today=today)
            messages.success(request, _came_back(found, made))
            return redirect("desk:receipt", pk)
    more = {"judged": judged, "figures": figures}
    return _form_page(request, account, found, form, "desk/return_payment.html", help.RETURNED, **more)


@require_POST
@allowed("void_payments")
def take_fee_back(request, pk):
    found, today = _found(pk), today_of(request)
    account = account_or_404(request, found.transaction.account_id, f"receipt {found.says}, fee")
    returned = getattr(found.transaction, "returned", None)
    if returned is None or returned.fee is None:
        raise Http404
    form = FeeForm(request.POST)
    if form.is_valid():
        try:
            take_back(returned.fee_id, effective_on=returned.fee.effective_on, actor=request.user, today=today,
                      **form.cleaned_data)  # fmt: skip
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            after_money(account.pk, actor=request.user, today=today)
            messages.success(request, _("The fee is taken back."))
            return redirect("desk:receipt", pk)
    return _page(request, account, found, fee_form=form)


def _came_back(found, made):
    said = {"amount": in_words(found.amount)}
    if made.fee:
        return _("Came back: %(amount)s is open again, and the fee is charged.") % said
    return _("Came back: %(amount)s is open again. No fee.") % said


def _form_page(request, account, found, form, template, words, **more):
    today = today_of(request)
    context = {
        **money_head(request, account, "", today, words),
        "row": paid.receipt_row(found),
        "receipt": found,
        "payment": found.transaction,
        "form": form,
        "today": today,
        **more,
    }
    return render(request, template, context)


def _found(pk):
    found = paid.receipts().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# ---- the statement of an account ----


@allowed("read_money")
def statement(request, pk):
    return _statement(request, account_or_404(request, pk, "statement"))


@require_POST
@allowed("make_statements")
def make_statement(request, pk):
    account, today = account_or_404(request, pk, "statement, made"), today_of(request)
    form = PeriodForm(request.POST)
    if form.is_valid():
        try:
            made = papers.make_statement(pk, actor=request.user, today=today, **form.cleaned_data)
        except RuleViolation as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:statement_pdf", made.pk)
    return _statement(request, account, form)


@allowed("read_money")
def statement_pdf(request, pk):
    found = Document.objects.filter(pk=pk, kind=papers.STATEMENT.code).first()
    if found is None:
        raise Http404
    account = account_or_404(request, found.account_id, "statement, opened")
    doors.refuse_older_paper(account, found.recorded_at, request.user)
    return pdf(files.read(found.sha256), found.name)


def _statement(request, account, form=None):
    today = today_of(request)
    since, until = statements.usual_period(today)
    initial = {"since": since, "until": until}
    form = form or PeriodForm(request.GET if "since" in request.GET else initial)
    if form.is_valid():
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    made = Document.objects.filter(account=account, kind=papers.STATEMENT.code).select_related("actor")
    context = {
        **money_head(request, account, "desk:statement", today, help.STATEMENT),
        "form": form,
        "said": statements.statement(account.pk, since, until) if since <= until else None,
        "made": list(made.order_by("-pk")[:5]),
        "may_make": request.user.may("make_statements"),
        "who_may": "" if request.user.may("make_statements") else refusal("make_statements"),
        "make_url": reverse("desk:make_statement", args=[account.pk]),
        "today": today,
    }
    return render(request, "desk/statement.html", context)
