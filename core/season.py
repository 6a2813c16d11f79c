"""Does the cold weather rule run on a day, and what does the header say of it?"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from core.rulebook import figures, rule
from core.templatetags.money import bare_day


@figures
@dataclass(frozen=True)
class SeasonRules:
    """When residential heat is protected by the cold weather rule. A season runs over the new year."""

    begins: str = rule(
        "10-01", unit="month-day", means="first day of the season", cite="Minn. Stat. 216B.097", basis="statute"
    )
    ends: str = rule(
        "04-30", unit="month-day", means="last day of the season", cite="Minn. Stat. 216B.097", basis="statute"
    )

    def __post_init__(self):
        for said in (self.begins, self.ends):
            _day(said, 2026)
        if self.begins <= self.ends:
            raise RuleViolation(_("A season begins in autumn and ends in spring: its first day is the later one."))


def season_on(on: date, rules: SeasonRules) -> tuple[date, date] | None:
    """The first and the last day of the season that a day lies in; None outside the season."""
    said = on.strftime("%m-%d")
    if rules.ends < said < rules.begins:
        return None
    first_year = on.year if said >= rules.begins else on.year - 1
    return _day(rules.begins, first_year), _day(rules.ends, first_year + 1)


def season_line(on: date, rules: SeasonRules) -> str:
    """ "Cold weather rule, Oct 1 – Apr 30" on a day of the season, else empty."""
    season = season_on(on, rules)
    if season is None:
        return ""
    first, last = season
    return _("Cold weather rule, %(first)s – %(last)s") % {"first": bare_day(first), "last": bare_day(last)}


def _day(said: str, year: int) -> date:
    try:
        return date.fromisoformat(f"{year}-{said}")
    except ValueError:
        raise RuleViolation(_("%(said)s is no day of a year; write it like 10-01.") % {"said": said}) from None
