"""Which letters and forms does no app upstairs decide on: what says a receipt in words, what a letter of one's own?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.verdicts import Verdict, verdict
from notices.kinds import WITH_A_COPY, Field, LetterKind, RequiredPart
from notices.queries.protection import why_stopped

LOCAL = "local policy, to be confirmed"
PAYMENT, STATEMENT = _("Payment"), _("Statement of account")

RECEIPT_WORDS = LetterKind(
    code="receipt",
    title=_("Receipt"),
    fields=(
        Field("receipt", _("Number of the receipt"), PAYMENT),
        Field("amount", _("What was paid"), PAYMENT),
        Field("received_on", _("When it was received"), PAYMENT),
        Field("balance", _("What is owed after it"), _("Ledger")),
        Field("fee", _("The fee for a payment that the bank does not honor"), _("Rulebook: payments")),
    ),
    required=(RequiredPart("returned_payment", "What a payment that comes back costs", "Minn. Stat. 604.113"),),
    sample={
        "receipt": "2026-000412",
        "copy": 0,
        "void_because": "",
        "reference": "P-90412",
        "amount": Decimal("120.00"),
        "received_on": date(2026, 10, 5),
        "how": "by check",
        "reference_is": "Check",
        "outside_reference": "1187",
        "taken_by": "Rosa Delgado",
        "taken_at": "Oct 5, 2026, 10:42 AM",
        "paid": [
            ["Natural gas, bill", date(2026, 8, 12), Decimal("96.30"), Decimal("0.00")],
            ["Water, bill", date(2026, 9, 14), Decimal("23.70"), Decimal("18.10")],
        ],
        "not_used": Decimal("0.00"),
        "balance": Decimal("94.60"),
        "fee": Decimal("30.00"),
    },
    is_only_written=True,
)

STATEMENT_WORDS = LetterKind(
    code="statement",
    title=STATEMENT,
    fields=(
        Field("since", _("First day of the period"), STATEMENT),
        Field("until", _("Last day of the period"), STATEMENT),
        Field("opening", _("What was owed when it began"), _("Ledger")),
        Field("charged", _("What was charged in it"), _("Ledger")),
        Field("paid", _("What was paid in it"), _("Ledger")),
        Field("closing", _("What is owed at its end"), _("Ledger")),
    ),
    required=(RequiredPart("whom_to_ask", "Whom to ask about it", LOCAL),),
    sample={
        "since": date(2026, 8, 1),
        "until": date(2026, 10, 5),
        "opening": Decimal("96.30"),
        "rows": [
            [date(2026, 8, 24), "Water, bill", Decimal("41.80"), "", Decimal("138.10")],
            [date(2026, 9, 22), "Natural gas, bill", Decimal("76.50"), "", Decimal("214.60")],
            [date(2026, 10, 5), "Payment by check", "", Decimal("120.00"), Decimal("94.60")],
        ],
        "charged": Decimal("118.30"),
        "paid": Decimal("120.00"),
        "closing": Decimal("94.60"),
        "services": [
            ["Natural gas", Decimal("0.00"), Decimal("76.50"), Decimal("76.50")],
            ["Water", Decimal("18.10"), Decimal("0.00"), Decimal("18.10")],
        ],
        "buckets": [Decimal("76.50"), Decimal("18.10"), Decimal("0.00"), Decimal("0.00"), Decimal("0.00")],
    },
    is_only_written=True,
)

# A letter of one's own may answer what stops other letters; a bankruptcy or an estate stops this one too.
DESPITE = frozenset({"plan_in_force", "dispute", "billing_review"})


def own_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """A letter of one's own states nothing but what every letter does."""
    return {account_id: {} for account_id in account_ids}


def judge_own(account_id: int, *, today: date) -> Verdict:
    """May somebody write a letter of their own to this account?"""
    reasons = list(why_stopped(account_id, despite=DESPITE, today=today))
    return verdict(reasons, otherwise=gettext("Nothing stops letters to this account."))


BLANK_LETTER = LetterKind(
    code="blank_letter",
    title=_("Letter of one's own"),
    fields=(),
    facts=own_facts,
    required=(RequiredPart("whom_to_ask", "Whom to ask about it", LOCAL),),
    judge=judge_own,
    despite=DESPITE,
    may_be_emailed=True,
    is_blank=True,
)

THIRD_PARTY_COPY = LetterKind(
    code=WITH_A_COPY,
    title=_("Leaf: behind a copy for a third party"),
    fields=(),
    required=(
        RequiredPart("owes_nothing", "That the third party owes nothing", LOCAL),
        RequiredPart("how_to_end_it", "How to end the copies", LOCAL),
    ),
    is_leaf=True,
    is_only_written=True,
)

THIRD_PARTY_FORM = LetterKind(
    code="third_party_designation",
    title=_("Form: who else gets copies of my notices"),
    fields=(),
    required=(
        RequiredPart("owes_nothing", "That the third party owes nothing", LOCAL),
        RequiredPart("consent", "That the customer and the third party agree", LOCAL),
        RequiredPart("privacy_notice", "What becomes of private answers", "Minn. Stat. 13.04 subd. 2"),
    ),
    form=True,
    is_only_written=True,
)

# The words of the papers are registered with them.
KINDS = (BLANK_LETTER, THIRD_PARTY_COPY, THIRD_PARTY_FORM)
