"""What does a step of the night answer?"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """What a step did, in counts and one sentence; whether it waits, and whether somebody should look at it."""

    sentence: str
    counts: dict[str, int] = field(default_factory=dict)
    waits: bool = False
    needs_a_look: bool = False
