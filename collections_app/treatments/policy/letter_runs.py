"""When does a run of letters wait for a person? Rules only: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.rulebook import figures, rule
from core.verdicts import Reason, Verdict, Word, verdict


@figures
@dataclass(frozen=True)
class FuseRules:
    """When a run of letters stops as proposed and waits for a supervisor."""

    most_letters: int = rule(
        2000, unit="letters", means="a larger run waits", cite="local policy", basis="local setting"
    )
    times_usual: int = rule(
        2,
        unit="times",
        means="more than this many times the usual run waits",
        cite="local policy",
        basis="local setting",
    )
    usual_runs: int = rule(
        10, unit="runs", means="newest runs with letters whose median is the usual", cite="local policy", basis="design"
    )
    judged_nights: int = rule(
        35, unit="nights", means="nights whose list of skipped accounts is kept", cite="local policy", basis="design"
    )


@dataclass(frozen=True)
class FuseFacts:
    """What a run of letters is judged by: how many it would issue, how many earlier ones did, newest first."""

    letters: int
    earlier: Sequence[int]
    is_first_after_full_load: bool


def usual(earlier: Sequence[int], rules: FuseRules) -> int | None:
    """The usual number of letters: the median of the newest runs that had any; None before the first."""
    runs = [letters for letters in earlier if letters][: rules.usual_runs]
    return int(median(runs)) if runs else None


def fuse_verdict(facts: FuseFacts, rules: FuseRules) -> Verdict:
    """May this run be issued without a person?"""
    expected = usual(facts.earlier, rules)
    reasons = []
    if facts.letters and facts.is_first_after_full_load:
        reasons.append(_ask("full_load", "This is the first run after a full load."))
    if facts.letters > rules.most_letters:
        reasons.append(
            _ask("most", f"{facts.letters:,} letters are more than the {rules.most_letters:,} the rulebook allows.")
        )
    if expected is not None and facts.letters > rules.times_usual * expected:
        reasons.append(
            _ask(
                "unusual", f"{facts.letters:,} letters are more than {rules.times_usual} times the usual {expected:,}."
            )
        )
    return verdict(reasons, otherwise=f"{facts.letters:,} letters may be issued.")


def _ask(code: str, text: str) -> Reason:
    return Reason(code, text, Word.NEEDS_A_PERSON, citation="local policy")
