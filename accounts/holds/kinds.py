"""Which protections exist, and what does each one stop? The closed list and its rulebook table."""

from dataclasses import dataclass

from core.rulebook import figures, rule

STOPPABLE = (
    "letters",
    "calls",
    "visits",
    "fees",
    "plans",
    "shutoff",
    "write_off",
    "legal",
    "certification",
    "recapture",
)
CHASING = "letters calls visits fees shutoff write_off legal certification recapture"
REMEDIES = "shutoff write_off legal certification recapture"


@dataclass(frozen=True)
class Kind:
    """A protection of the closed list. What rests on health, income or help received is private by law."""

    code: str
    words: str
    is_private: bool = False

    @property
    def words_shown(self) -> str:
        """What anybody may read: that there is a protection, and of what kind unless that is private by law."""
        return "Private protection" if self.is_private else self.words


KINDS = (
    Kind("dispute", "Dispute"),
    Kind("bankruptcy", "Bankruptcy"),
    Kind("estate", "Estate: the holder died"),
    Kind("medical", "Medical certificate", is_private=True),
    Kind("military", "Military service"),
    Kind("cold_weather", "Cold weather rule", is_private=True),
    Kind("assistance_pending", "Energy assistance applied for", is_private=True),
    Kind("pledge", "Agency pledge", is_private=True),
    Kind("plan_in_force", "Plan in force"),
    Kind("appeal", "Appeal"),
    Kind("billing_review", "Bill under review"),
    Kind("do_not_contact", "Asked not to be contacted"),
    Kind("office", "Held by the office"),
)
BY_CODE = {kind.code: kind for kind in KINDS}
CHOICES = [(kind.code, kind.words) for kind in KINDS]


@figures
@dataclass(frozen=True)
class HoldRules:
    """What each kind of hold stops: words of `STOPPABLE`, separated by blanks."""

    dispute: str = rule(
        CHASING,
        unit="what it stops",
        means="a bill is disputed",
        cite="local policy; due process, Smith v. Owatonna",
        basis="local setting",
    )
    bankruptcy: str = rule(
        CHASING + " plans",
        unit="what it stops",
        means="a petition was filed",
        cite="11 U.S.C. 362(a)",
        basis="statute",
    )
    estate: str = rule(
        "letters calls visits fees shutoff certification",
        unit="what it stops",
        means="the holder died",
        cite="local policy",
        basis="local setting",
    )
    medical: str = rule(
        "shutoff",
        unit="what it stops",
        means="a medical certificate is on file",
        cite="Minn. Stat. 216B.098 s.5",
        basis="statute",
    )
    military: str = rule(
        "shutoff",
        unit="what it stops",
        means="a household member has orders",
        cite="Minn. Stat. 325E.028",
        basis="statute",
    )
    cold_weather: str = rule(
        "shutoff",
        unit="what it stops",
        means="the cold weather rule protects",
        cite="Minn. Stat. 216B.097",
        basis="statute",
    )
    assistance_pending: str = rule(
        REMEDIES,
        unit="what it stops",
        means="an application is undecided",
        cite="local policy",
        basis="local setting",
    )
    pledge: str = rule(
        "visits " + REMEDIES,
        unit="what it stops",
        means="an agency has promised money",
        cite="local policy",
        basis="local setting",
    )
    plan_in_force: str = rule(
        "letters visits fees " + REMEDIES,
        unit="what it stops",
        means="a plan is kept",
        cite="Minn. Stat. 216B.098 s.3",
        basis="statute",
    )
    appeal: str = rule(
        REMEDIES,
        unit="what it stops",
        means="an appeal is undecided",
        cite="Minn. Stat. 216B.097 s.3",
        basis="statute",
    )
    billing_review: str = rule(
        "letters calls visits fees " + REMEDIES,
        unit="what it stops",
        means="the office reviews the bill",
        cite="local policy",
        basis="local setting",
    )
    do_not_contact: str = rule(
        "calls visits",
        unit="what it stops",
        means="the customer wants letters only",
        cite="local policy",
        basis="local setting",
    )
    office: str = rule(
        CHASING + " plans",
        unit="what it stops",
        means="a supervisor asked everybody to wait",
        cite="local policy",
        basis="local setting",
    )


def what_it_stops(kind: str, rules: HoldRules) -> list[str]:
    """What a kind stops, in the order of `STOPPABLE`."""
    words = getattr(rules, kind).split()
    return [what for what in STOPPABLE if what in words]


def citation_of(kind: str) -> str:
    """The source in law or local policy of what a kind stops."""
    return HoldRules.__dataclass_fields__[kind].metadata["cite"]


def kinds_that_stop(what: str, rules: HoldRules) -> list[str]:
    """The codes of the kinds that stop `what`, one of `STOPPABLE`."""
    assert what in STOPPABLE, what
    return [kind.code for kind in KINDS if what in getattr(rules, kind.code).split()]
