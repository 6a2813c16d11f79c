"""What must a letter say before a service is shut off? Written and approved here; nobody issues one yet."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from notices.kinds import OFFER_OF_A_PLAN, WHERE_TO_GET_HELP, Field, LetterKind, RequiredPart
from shutoffs.said import NATURAL_GAS, TO_KEEP_SERVICE, WATER

PACKAGE = "Minn. Stat. 216B.097 subd. 2(a)"
LIMITS = "Minn. Stat. 216B.097 subd. 3"
DUE_PROCESS = "Memphis Light v. Craft, 436 U.S. 1 (1978); 15 U.S.C. 3204(a)"
HEARD = "Freeman v. Hayek, 635 F. Supp. 178; Smith v. Owatonna, 450 N.W.2d 309"
TENANTS = "Minn. Stat. 504B.215 subd. 3"

# On the notice these say that the leaf lies behind it; on the leaf itself, that its words are there.
RIGHTS = RequiredPart("rights", "Rights", PACKAGE)
RESPONSIBILITIES = RequiredPart("responsibilities", "Responsibilities", PACKAGE)
PROVIDERS = RequiredPart("assistance_providers", "Who helps with energy bills here", PACKAGE)
FORM = RequiredPart("inability_to_pay", "Form to say that one cannot pay", PACKAGE)
PRIVACY = RequiredPart("privacy_notice", "What becomes of private answers", "Minn. Stat. 13.04 subd. 2")
WAYS = RequiredPart("ways_to_keep_service", "Ways to keep the service", PACKAGE)
APPEAL = RequiredPart("how_to_appeal", "How to appeal", f"{LIMITS}; {DUE_PROCESS}")
MEDICAL = RequiredPart("medical", "When somebody's health depends on it", "Minn. Stat. 216B.098 subd. 5")
MILITARY = RequiredPart("military", "When somebody has military orders", "Minn. Stat. 325E.028")
CLOSED_DAYS = RequiredPart("closed_days", "Days on which nothing is shut off", LIMITS)
PROPOSED_DATE = RequiredPart("proposed_date", "The proposed day", f"{PACKAGE}; {LIMITS}")
WHAT_TO_PAY = RequiredPart("what_to_pay", "What to pay to keep the service", PACKAGE)

THE_LAW, SHUTOFF, STANDING = _("Rules of the season"), _("Proposed shutoff"), _("Standing and holds")
PROPOSED_ON = Field("proposed_on", _("The first day on which the service may be shut off"), THE_LAW)
SERVICE = Field("service", _("Which service"), SHUTOFF)
AMOUNT = Field("amount", _("What keeps the service on: the part of the debt that counts"), STANDING)
MAIL_BY = Field("mail_by", _("The last mailing day for which the proposed day holds"), THE_LAW)
PAY_BY = Field("pay_by", _("The last day before it"), THE_LAW)

WHY_SHUTOFF = Field("oldest_due_on", _("When the oldest bill in it was due"), STANDING)
ASKED_AS = Field("asked_as", _("What the stub calls the amount"), SHUTOFF)

# A letter of a run that asks for less than a notice of a shutoff leaves the queue.
WEAKER = frozenset({"past_due_reminder", "past_due", "final_demand"})

WINTER_NOTICE = LetterKind(
    code="winter_shutoff_notice",
    title=_("Notice of proposed disconnection, cold weather"),
    fields=(
        SERVICE,
        AMOUNT,
        PROPOSED_ON,
        PAY_BY,
        MAIL_BY,
        WHY_SHUTOFF,
        ASKED_AS,
    ),
    required=(
        PROPOSED_DATE,
        WHAT_TO_PAY,
        RIGHTS,
        RESPONSIBILITIES,
        PROVIDERS,
        FORM,
        WAYS,
        APPEAL,
        WHERE_TO_GET_HELP,
    ),
    after_protections=True,
    has_legal_effect=True,
    asks_release=True,
    replaces=WEAKER | {"shutoff_notice"},
    copies_to=("third_party", "caseworker"),
    leaves=("shutoff_rights", "assistance_providers", "inability_to_pay", "ways_to_keep_service"),
    sample={
        "service": NATURAL_GAS,
        "amount": Decimal("612.48"),
        "proposed_on": date(2026, 11, 17),
        "pay_by": date(2026, 11, 16),
        "mail_by": date(2026, 10, 16),
        "oldest_due_on": date(2026, 6, 24),
        "asked_as": TO_KEEP_SERVICE,
    },
    is_only_written=True,
)

# Outside the season, and for what heats no home: no statute lists its parts, due process wants notice and a hearing.
NOTICE = LetterKind(
    code="shutoff_notice",
    title=_("Notice of proposed disconnection"),
    fields=(SERVICE, AMOUNT, PROPOSED_ON, PAY_BY, MAIL_BY, WHY_SHUTOFF, ASKED_AS),
    required=(
        replace(PROPOSED_DATE, citation=HEARD),
        replace(WHAT_TO_PAY, citation=HEARD),
        OFFER_OF_A_PLAN,
        replace(APPEAL, citation=f"{HEARD}; {DUE_PROCESS}"),
        MEDICAL,
        MILITARY,
        RequiredPart("extreme_heat", "That nothing is shut off in extreme heat", "Minn. Stat. 216B.0975"),
        WHERE_TO_GET_HELP,
    ),
    after_protections=True,
    has_legal_effect=True,
    asks_release=True,
    replaces=WEAKER,
    copies_to=("third_party", "caseworker"),
    sample={
        "service": "water",
        "amount": Decimal("318.75"),
        "proposed_on": date(2026, 7, 28),
        "pay_by": date(2026, 7, 27),
        "mail_by": date(2026, 7, 13),
        "oldest_due_on": date(2026, 4, 22),
        "asked_as": "To keep service",
    },
    is_only_written=True,
)

RIGHTS_LEAF = LetterKind(
    code="shutoff_rights",
    title=_("Leaf: your rights and responsibilities in cold weather"),
    fields=(),
    required=(RIGHTS, RESPONSIBILITIES, CLOSED_DAYS, MEDICAL, MILITARY),
    has_legal_effect=True,
    is_leaf=True,
    is_only_written=True,
)

PROVIDERS_LEAF = LetterKind(
    code="assistance_providers",
    title=_("Leaf: who helps with energy bills"),
    fields=(),
    required=(PROVIDERS,),
    has_legal_effect=True,
    is_leaf=True,
    is_only_written=True,
)

INABILITY_TO_PAY = LetterKind(
    code="inability_to_pay",
    title=_("Form: I cannot pay now"),
    fields=(),
    required=(FORM, PRIVACY),
    has_legal_effect=True,
    is_leaf=True,
    form=True,
    is_only_written=True,
)

WAYS_LEAF = LetterKind(
    code="ways_to_keep_service",
    title=_("Leaf: ways to keep your service, and how to appeal"),
    fields=(),
    required=(WAYS, OFFER_OF_A_PLAN, APPEAL),
    has_legal_effect=True,
    is_leaf=True,
    is_only_written=True,
)

TENANT_POSTING = LetterKind(
    code="tenant_posting",
    title=_("Posting for the tenants of a building"),
    fields=(PROPOSED_ON, SERVICE, Field("building", _("Which building"), _("Premise, billing"))),
    required=(
        RequiredPart("proposed_date", "The day of the shutoff", TENANTS),
        RequiredPart("who_to_call", "The utility's phone number", TENANTS),
        RequiredPart("tenants_may_keep_it", "The tenants' right to keep or restore service", TENANTS),
        RequiredPart("legal_help", "Advice to look for legal help", TENANTS),
    ),
    after_protections=True,
    has_legal_effect=True,
    asks_release=True,
    sample={
        "service": WATER,
        "proposed_on": date(2026, 10, 27),
        "building": "1208 Garfield Street",
        # It hangs where everybody passes: no account of the landlord's on it.
        "account_number": "",
        "mailing_lines": ["To the tenants of", "1208 Garfield Street"],
        "service_address": "1208 Garfield Street",
    },
    is_only_written=True,
)

KINDS = (WINTER_NOTICE, NOTICE, RIGHTS_LEAF, PROVIDERS_LEAF, INABILITY_TO_PAY, WAYS_LEAF, TENANT_POSTING)
