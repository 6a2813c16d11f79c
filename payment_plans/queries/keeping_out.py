"""Which kinds of holds keep what they hold out of a plan and out of what a budget rolls in?"""

from datetime import date

from accounts.holds.queries import stopping

DISPUTE = "dispute"


def keeping_out(on: date) -> list[str]:
    """What stops plans, and a dispute: that stops none, but nobody agrees on paying what is disputed."""
    return sorted({DISPUTE, *stopping("plans", on=on)})
