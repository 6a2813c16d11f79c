"""How is an inquiry or a dispute answered in writing? Written and approved here; nobody issues one yet."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from notices.kinds import Field, LetterKind, RequiredPart

DUE_PROCESS = "Memphis Light v. Craft, 436 U.S. 1 (1978); 15 U.S.C. 3204(a)"
INQUIRY = _("Inquiry")

INQUIRY_REPLY = LetterKind(
    code="inquiry_reply",
    title=_("Answer to an inquiry or a dispute"),
    fields=(
        Field("received_on", _("When it came in"), INQUIRY),
        Field("question", _("What was asked, to stand after “You asked us about”"), INQUIRY),
        Field("looked_at", _("What was looked at"), INQUIRY),
        Field("found", _("What was found, in a sentence or two"), INQUIRY),
        Field("disputed", _("The amount in question"), _("Hold of the dispute")),
        Field("is_changed", _("Whether the bill changes"), INQUIRY),
        Field("owed", _("What of it is owed now"), _("Ledger")),
        Field("due_on", _("When that is due"), _("Rulebook: inquiries")),
        Field("appeal_by", _("The last day to ask for a review"), _("Rulebook: inquiries")),
        Field("answered_by", _("Who answers"), INQUIRY),
    ),
    required=(
        RequiredPart("what_we_found", "What was found, and why", DUE_PROCESS),
        RequiredPart("how_to_appeal", "How to ask for a review", DUE_PROCESS),
    ),
    despite=frozenset({"plan_in_force", "dispute", "billing_review"}),
    has_legal_effect=True,
    sample={
        "received_on": date(2026, 9, 14),
        "question": "the water on your bill of September 2",
        "looked_at": [
            "The meter readings of July 30 and August 31",
            "The test of your meter on September 22",
        ],
        "found": "The meter counts right, but the reading of August 31 was an estimate. You used 4 units, not 9.",
        "disputed": Decimal("96.20"),
        "is_changed": True,
        "owed": Decimal("42.80"),
        "due_on": date(2026, 10, 26),
        "appeal_by": date(2026, 10, 26),
        "answered_by": "Marit Oyelaran",
    },
    is_only_written=True,
)
