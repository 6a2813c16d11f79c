"""Are the words of a caution neutral, and when is it looked at again? Rules only: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.rulebook import figures, rule
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, Word, verdict

# Words about a person instead of the door. Whoever asks for their file may read them (Minn. Stat. 13.04).
ABOUT_A_PERSON = (
    "aggressive", "alcohol", "alcoholic", "angry", "convict", "crazy", "criminal", "dangerous", "deadbeat", "dealer",
    "drug", "drugs", "drunk", "felon", "gang", "hostile", "idiot", "insane", "jerk", "lunatic", "mental", "mentally",
    "nasty", "paranoid", "psycho", "rude", "schizophrenic", "sick", "thief", "thug", "violent", "weird",
)  # fmt: skip
WORD = re.compile(r"[a-z]+")


@figures
@dataclass(frozen=True)
class CautionRules:
    """How long a caution about a place stands before somebody looks at it again."""

    review_days: int = rule(
        180, unit="days", means="a caution is looked at again after so long", cite="local policy", basis="local setting"
    )
    longest_review_days: int = rule(
        365, unit="days", means="no caution goes longer unseen", cite="local policy", basis="local setting"
    )


def may_caution(words: str, *, review_on: date, today: date, rules: CautionRules) -> Verdict:
    """Whether a caution may be written like this."""
    reasons = []
    judging = [word for word in WORD.findall(words.lower()) if word in ABOUT_A_PERSON]
    if judging:
        said = _("“%(word)s” says something about a person. Say what to do at the door; the customer may read it.")
        reasons.append(Reason("neutral", said % {"word": judging[0]}, Word.BLOCKED, "Minn. Stat. 13.04"))
    latest = today + timedelta(days=rules.longest_review_days)
    if not today < review_on <= latest:
        said = _("A caution is looked at again after today and by %(day)s, %(year)s.")
        said %= {"day": bare_day(latest), "year": latest.year}
        reasons.append(Reason("review", said, Word.BLOCKED, "local policy"))
    return verdict(reasons, otherwise=_("This caution may be written."))
