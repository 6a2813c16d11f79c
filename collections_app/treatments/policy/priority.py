"""Among accounts where money is at stake, who comes first, and why? Points that anybody can add up. Rules only.

Days count in months of 30, tenure in whole years: coarse steps are easy to say aloud, and the night writes a row again
only when a step is reached. The SQL of `collections_app.treatments.scoring` adds up the same points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import in_words
from core.rulebook import figures, rule

MONTH = 30
MOST = 100
LOCAL = {"cite": "local policy", "basis": "local setting"}


@figures
@dataclass(frozen=True)
class PriorityRules:
    """How many points each part of the priority gives at most, and where it gives them in full."""

    age_points: int = rule(30, unit="points", means="most points for the age of the debt", **LOCAL)
    age_months: int = rule(6, unit="months of 30 days", means="past due so long gives all points", **LOCAL)
    amount_points: int = rule(30, unit="points", means="most points for the amount", **LOCAL)
    amount_full: Decimal = rule(Decimal("2000.00"), unit="dollars", means="so much gives all points", **LOCAL)
    returned_points: int = rule(10, unit="points", means="most points for payments that came back", **LOCAL)
    returned_full: int = rule(2, unit="payments in a year", means="so many give all points", **LOCAL)
    tenure_points: int = rule(10, unit="points", means="most points for a new account", **LOCAL)
    tenure_years: int = rule(5, unit="years", means="so long with us gives no points any more", **LOCAL)
    season_points: int = rule(
        5,
        unit="points",
        means="points of a household in the cold season",
        cite="Minn. Stat. 216B.097",
        basis="local setting",
    )
    contact_points: int = rule(15, unit="points", means="most points for silence", **LOCAL)
    contact_months: int = rule(3, unit="months of 30 days", means="so long without a contact gives all points", **LOCAL)


@dataclass(frozen=True)
class PriorityFacts:
    """What the priority of an account is judged by, on one day. `days_since_contact` None: nobody ever spoke to them.

    `amount` in dollars is what may be chased; `returned` counts payments that came back within a year; `years` are
    whole years since the account was opened, None where billing does not say.
    """

    days_past_due: int
    amount: Decimal
    returned: int
    years: int | None
    is_household: bool
    is_season: bool
    days_since_contact: int | None


@dataclass(frozen=True)
class Part:
    """One part of a priority: its fact, its points out of how many, and what would change it."""

    code: str
    label: str
    value: str
    points: int
    most: int
    sentence: str
    change: str


@dataclass(frozen=True)
class Priority:
    """A score from 0 to 100 and the parts that add up to it."""

    score: int
    parts: tuple[Part, ...]


def priority(facts: PriorityFacts, rules: PriorityRules) -> Priority:
    """Add up the parts, in the order of `PriorityRules`; at most 100."""
    parts = tuple(_parts(facts, rules))
    return Priority(min(sum(part.points for part in parts), MOST), parts)


def points(reached: int, full: int, most: int) -> int:
    """The share of `most` that `reached` is of `full`, in whole points, half up; never more than `most`."""
    full = max(full, 1)
    return (2 * most * min(max(reached, 0), full) + full) // (2 * full)


def _parts(facts: PriorityFacts, rules: PriorityRules) -> Iterator[Part]:
    yield _age(facts.days_past_due, rules)
    yield _amount(facts.amount, rules)
    yield _returned(facts.returned, rules)
    yield _tenure(facts.years, rules)
    yield _season(facts.is_household, facts.is_season, rules)
    yield _contact(facts.days_since_contact, rules)


def _age(days: int, rules: PriorityRules) -> Part:
    return Part(
        "age",
        _("Age"),
        _days(days),
        points(days // MONTH, rules.age_months, rules.age_points),
        rules.age_points,
        _("The oldest unpaid bill is %(days)s past due; %(full)s or more give all points.")
        % {"days": _days(days), "full": _months(rules.age_months)},
        _("A payment on the oldest bill lowers it; each further month raises it."),
    )


def _amount(amount: Decimal, rules: PriorityRules) -> Part:
    return Part(
        "amount",
        _("Amount"),
        in_words(amount),
        points(int(amount * 100), int(rules.amount_full * 100), rules.amount_points),
        rules.amount_points,
        _("%(amount)s may be asked for; %(full)s or more give all points.")
        % {"amount": in_words(amount), "full": in_words(rules.amount_full)},
        _("A payment, or a dispute over a part of it, lowers it; the next bill that is not paid raises it."),
    )


def _returned(count: int, rules: PriorityRules) -> Part:
    return Part(
        "returned",
        _("Returned payments"),
        str(count),
        points(count, rules.returned_full, rules.returned_points),
        rules.returned_points,
        ngettext(
            "%(n)d payment came back within a year; %(full)d or more give all points.",
            "%(n)d payments came back within a year; %(full)d or more give all points.",
            count,
        )
        % {"n": count, "full": rules.returned_full},
        _("A year without one takes the points away.") if count else _("Another payment that comes back raises it."),
    )


def _tenure(years: int | None, rules: PriorityRules) -> Part:
    full = max(rules.tenure_years, 1)
    reached = full if years is None else min(max(years, 0), full)
    says = (
        _("Billing does not say when the account was opened, so it gives no points.")
        if years is None
        else _("The account is %(years)s old; a new one gives all points, one of %(full)s none.")
        % {"years": _years(years), "full": _years(full)}
    )
    return Part(
        "tenure",
        _("Tenure"),
        _("unknown") if years is None else _years(years),
        points(full - reached, full, rules.tenure_points),
        rules.tenure_points,
        says,
        _("It falls with every year that the account stays open.")
        if reached < full
        else _("Nothing: it stays at none."),
    )


def _season(is_household: bool, is_season: bool, rules: PriorityRules) -> Part:
    counts = is_household and is_season
    if not is_household:
        says, change = _("This is no household, so the season does not count."), _("Nothing: it stays at none.")
    elif is_season:
        says = _("It is the cold season: a household is asked first what help or plan it needs.")
        change = _("It falls away when the season ends.")
    else:
        says, change = _("It is not the cold season."), _("It rises for households when the season begins.")
    value = _("in season") if counts else _("does not count")
    return Part(
        "season", _("Season"), value, rules.season_points if counts else 0, rules.season_points, says, change
    )  # fmt: skip


def _contact(days: int | None, rules: PriorityRules) -> Part:
    months = max(rules.contact_months, 1) if days is None else days // MONTH
    says = (
        _("Nobody has spoken to them; %(full)s or more of silence give all points.")
        if days is None
        else _("The last contact was %(days)s ago; %(full)s or more give all points.")
    )
    return Part(
        "contact",
        _("Last contact"),
        _("none") if days is None else _("%(days)s ago") % {"days": _days(days)},
        points(months, rules.contact_months, rules.contact_points),
        rules.contact_points,
        says % {"days": _days(days or 0), "full": _months(rules.contact_months)},
        _("Log a contact: it falls to none, and the account leaves the list for a while."),
    )


def _days(count: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def _months(count: int) -> str:
    return ngettext("%(n)d month of 30 days", "%(n)d months of 30 days", count) % {"n": count}


def _years(count: int) -> str:
    return ngettext("%(n)d year", "%(n)d years", count) % {"n": count}
