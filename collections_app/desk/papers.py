"""How is a receipt handed out, how is it printed again, and how is a statement made?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.documents.models import Document
from accounts.models import Account
from accounts.people.doors import refuse_closed
from collections_app.desk.letters import RECEIPT_WORDS, STATEMENT_WORDS
from collections_app.desk.queries import statement
from collections_app.desk.words import METHODS, charge_says, service_says
from core import history
from core.errors import RuleViolation
from core.rulebook import rules
from core.utility import moment
from ledger.models import UNAPPLIED, Receipt, ReceiptPrint
from ledger.policy import PaymentRules
from ledger.queries import shares_of
from notices.frame import office_facts
from notices.paper.words import plain_facts
from notices.papers import Paper, keep_paper, words_in_force

RECEIPT = Paper("receipt", gettext_lazy("Receipt"), RECEIPT_WORDS)
STATEMENT = Paper("statement", gettext_lazy("Statement of account"), STATEMENT_WORDS)
REFERENCE_IS = {"check": "Check", "money_order": "Money order", "card": "Terminal reference"}


@transaction.atomic
def print_receipt(receipt_id: int, *, actor, today: date) -> ReceiptPrint:
    """The original of a receipt, made the first time it is asked for; it says what stood when the payment was
    posted."""
    receipt = _locked(receipt_id, actor)
    made = receipt.prints.select_related("document").filter(copy=0).first()
    if made:
        return made
    in_force = words_in_force(RECEIPT.code, today=today)
    facts = receipt_facts(receipt, today=today) | {"words_version": in_force.number}
    return _print(receipt, 0, facts, actor=actor, today=today)


@transaction.atomic
def print_copy(receipt_id: int, *, actor, today: date) -> ReceiptPrint:
    """A receipt once more, with what its original said, marked as the copy it is and as void where it is."""
    receipt = _locked(receipt_id, actor)
    original = print_receipt(receipt_id, actor=actor, today=today)
    number = receipt.prints.count()  # the original is among them
    # A receipt of before its words could be written carries those that came with the product.
    facts = {"words_version": 1, **original.facts} | {
        "copy": number,
        "void_because": void_because(receipt),
        "printed_at": _at(moment(today)),
        "printed_by": _name(actor),
    }
    made = _print(receipt, number, facts, actor=actor, today=today)
    history.record(
        "receipt.copied", subject=receipt, account=receipt.transaction.account.number, actor=actor, on=today,
        facts={"receipt": receipt.says, "copy": number},
    )  # fmt: skip
    return made


@transaction.atomic
def make_statement(account_id: int, *, since: date, until: date, actor, today: date) -> Document:
    """A statement of account for a period as a frozen paper."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account.pk, actor)
    if since > until:
        raise RuleViolation(_("The period ends before it begins. Turn the two dates round."))
    if until > today:
        raise RuleViolation(_("The period ends in the future. A statement says what was charged and paid so far."))
    facts = statement.facts_of(account, since, until, today=today)
    name = f"statement-{account.pk}-{until}.pdf"
    made = keep_paper(STATEMENT.code, facts, name=name, account=account, actor=actor, today=today)
    history.record(
        "statement.made", subject=made, account=account.number, actor=actor, on=today,
        facts={"since": since, "until": until},
    )  # fmt: skip
    return made


def receipt_facts(receipt: Receipt, *, today: date) -> dict[str, Any]:
    """What the original says, ready to be frozen."""
    payment = receipt.transaction
    leg = payment.postings.get(book=UNAPPLIED)
    paid, not_used, balance = shares_of(payment.pk, payment.account_id)
    return {
        **office_facts(today),
        "receipt": receipt.says,
        "copy": 0,
        "void_because": void_because(receipt),
        "reference": payment.reference,
        "account_number": payment.account.number,
        "holder_name": payment.account.customer.name,
        "amount": -leg.amount,
        "received_on": payment.effective_on,
        "how": str(METHODS.get(leg.kind, leg.kind)),
        "reference_is": REFERENCE_IS.get(leg.kind, "Reference"),
        "outside_reference": payment.outside_reference,
        "taken_by": _name(payment.actor),
        "taken_at": _at(payment.recorded_at),
        "paid": [
            [f"{service_says(charge.service)}, {charge_says(charge.kind).lower()}", charge.due_on, amount, charge.open]
            for charge, amount in paid
        ],
        "not_used": not_used,
        "balance": balance,
        "fee": rules(PaymentRules, on=today).returned_payment_fee,
    }


def void_because(receipt: Receipt) -> str:
    void = getattr(receipt, "void", None)
    return void.reason if void else ""


def _locked(receipt_id: int, actor) -> Receipt:
    whole = ("void", "transaction__account__customer", "transaction__actor")
    rows = Receipt.objects.select_for_update(no_key=True, of=("self",)).select_related(*whole)
    receipt = rows.get(pk=receipt_id)
    refuse_closed(receipt.transaction.account_id, actor)
    return receipt


def _print(receipt: Receipt, copy: int, facts: Mapping[str, Any], *, actor, today: date) -> ReceiptPrint:
    said = plain_facts(facts)
    name = f"receipt-{receipt.says}-copy-{copy}.pdf" if copy else f"receipt-{receipt.says}.pdf"
    account = receipt.transaction.account
    document = keep_paper(RECEIPT.code, said, name=name, account=account, actor=actor, today=today)
    return ReceiptPrint.objects.create(
        receipt=receipt, copy=copy, document=document, facts=said, printed_at=moment(today), printed_by=actor
    )


def _name(person) -> str:
    return person.get_full_name() if person else _("the office")


def _at(instant) -> str:
    local = timezone.localtime(instant)
    return f"{local:%b} {local.day}, {local.year}, {local:%-I:%M %p}"
