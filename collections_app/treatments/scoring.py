"""How is the priority of money worked out for a million accounts? `policy.priority` in SQL, point for point."""

from dataclasses import asdict
from typing import Any

from collections_app.treatments.policy import PriorityRules


def _points(reached: str, full: str, most: str) -> str:
    full = f"greatest({full}, 1)"
    return f"(2 * {most} * least(greatest({reached}, 0), {full}) + {full}) / (2 * {full})"


_FULL_YEARS = "greatest(%(tenure_years)s, 1)"
_YEARS = f"greatest(coalesce(extract(year from age(%(today)s::date, opened_on))::int, {_FULL_YEARS}), 0)"
SCORE = f"""least(100,
    {_points("days_past_due / 30", "%(age_months)s", "%(age_points)s")}
  + {_points("(chased * 100)::bigint", "trunc(%(amount_full)s * 100)::bigint", "%(amount_points)s")}
  + {_points("coalesce(returned, 0)", "%(returned_full)s", "%(returned_points)s")}
  + {_points(f"{_FULL_YEARS} - least({_YEARS}, {_FULL_YEARS})", "%(tenure_years)s", "%(tenure_points)s")}
  + case when is_household and %(is_season)s then %(season_points)s else 0 end
  + {
    _points(
        "coalesce((%(today)s::date - contact_on) / 30, greatest(%(contact_months)s, 1))",
        "%(contact_months)s",
        "%(contact_points)s",
    )
}
)::smallint"""


def filled_in(rules: PriorityRules, *, is_season: bool) -> dict[str, Any]:
    """What `SCORE` asks for besides the day."""
    return {**asdict(rules), "is_season": is_season}
