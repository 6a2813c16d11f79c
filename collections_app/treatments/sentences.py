"""How does a person read why an account is here, why it is not, and what happens next? One sentence each."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.holds.kinds import KINDS
from collections_app.treatments.models import NextStep
from collections_app.treatments.policy import TO_ISSUE, WorklistRules
from collections_app.treatments.why_here import age, day_of, days, why_here
from core.money import in_words
from core.rulebook import rules
from core.templatetags.money import bare_day, long_day

HOLD_WORDS = {kind.code: kind.words for kind in KINDS}
# What a run says of each group of accounts.
REASONS = {
    TO_ISSUE: gettext_lazy("Gets a reminder"),
    "credit": gettext_lazy("Has a credit"),
    "nothing": gettext_lazy("Nothing is past due"),
    "business": gettext_lazy("Business account"),
    "inactive": gettext_lazy("Account is closed"),
    "estate": gettext_lazy("Holder died: estate"),
    "hold": gettext_lazy("A hold stops letters"),
    "small": gettext_lazy("Below the least amount"),
    "young": gettext_lazy("Too few days past due"),
    "waiting": gettext_lazy("A reminder waits to be mailed"),
    "reminded": gettext_lazy("Reminded lately"),
    "address": gettext_lazy("No complete mailing address"),
    "no_address": gettext_lazy("No address to write on the letter"),
    "no_facts": gettext_lazy("Nothing to ask for"),
    "fact_missing": gettext_lazy("A fact of the letter is missing"),
    "too_late": gettext_lazy("Too late to be mailed"),
    "replaced": gettext_lazy("A stronger letter is still to be mailed"),
    "bad_address": gettext_lazy("Letters came back from the address"),
    "stopped": gettext_lazy("A supervisor stopped these letters"),
    "already_issued": gettext_lazy("Had this letter before"),
}

Reason = NextStep.Reason


def why(step: NextStep, today: date, me=None) -> str:
    """Why this account needs a person, with "and 2 more" of further reasons; for others, why it does not.

    Whoever reads it is told "you" of what they promised themselves."""
    if step.rank is None:
        return _hidden(step, today)
    sentence = why_here(step, today, me=me)
    if step.more:
        return ngettext("%(sentence)s (and %(n)d more)", "%(sentence)s (and %(n)d more)", step.more) % {
            "sentence": sentence,
            "n": step.more,
        }
    return sentence


def why_not_here(step: NextStep | None, today: date, me=None) -> str:
    """Why an account is not on the worklist: the first failing condition only."""
    if step is None:
        return _("Not on this list: nothing is past due.")
    if step.rank is not None:
        return _("It is on the worklist: %(why)s") % {"why": why(step, today, me)}
    return _hidden(step, today)


def next_step(step: NextStep | None, today: date) -> str:
    """What happens if nobody does anything, with its date."""
    if step is None:
        return _("Nothing is past due.")
    if step.what == NextStep.What.REMINDER:
        return _("Reminder goes out %(day)s, unless %(amount)s is paid.") % {
            "day": long_day(step.on),
            "amount": in_words(step.chaseable),
        }
    if step.facts.get("waits"):
        return _("A reminder waits to be mailed.")
    if step.reason in (Reason.SILENT, Reason.FIRST_TIME):
        return _("Somebody calls. No reminder goes out: %(why)s.") % {"why": _no_reminder(step)}
    if step.reason == Reason.YOUNG and step.hidden_until:
        return _("A person looks at it on %(day)s, unless %(amount)s is paid. No reminder goes out: %(why)s.") % {
            "day": long_day(step.hidden_until),
            "amount": in_words(step.chaseable),
            "why": _no_reminder(step),
        }
    if step.rank is not None:
        return why_here(step, today)
    return _hidden(step, today)


def _no_reminder(step: NextStep) -> str:
    """Why no reminder goes out, to stand inside a sentence."""
    words = str(REASONS.get(step.facts.get("no_reminder", ""), ""))
    return words[:1].lower() + words[1:]


def hidden_why(step: NextStep, today: date | None = None) -> str:
    """Why no person is needed now, to stand after "Hidden until Oct 12: "."""
    facts = step.facts
    match step.reason:
        case Reason.HELD if facts.get("plan_waits"):
            return _("a plan waits for its first payment or a signature.")
        case Reason.HELD if facts.get("hold") == "plan_in_force":
            return _("on a plan that is kept.")
        case Reason.HELD:
            return _("held: %(kind)s.") % {"kind": HOLD_WORDS.get(facts.get("hold", ""), "").lower()}
        case Reason.TASK:
            return _("somebody took the next step for that day.")
        case Reason.PROMISED:
            return _("%(amount)s is promised by %(day)s.") % {
                "amount": in_words(Decimal(facts["promised"])),
                "day": bare_day(day_of(facts["promised_on"])),
            }
        case Reason.CONTACTED:
            return _("contacted on %(day)s.") % {"day": bare_day(day_of(facts["contact_on"]))}
        case Reason.REMINDED if facts.get("waits"):
            return _("a reminder waits to be mailed.")
        case Reason.REMINDED:
            return _("a reminder was mailed on %(day)s.") % {"day": bare_day(day_of(facts["reminded_on"]))}
        case Reason.REMINDER_DUE:
            return _("a reminder goes out %(day)s.") % {"day": bare_day(step.on)}
    return ""


def _hidden(step: NextStep, today: date) -> str:
    worklist = rules(WorklistRules, on=today)
    if Decimal(step.facts["past_due"]) <= 0 and step.reason != Reason.TASK:
        return _("Not on this list: nothing is past due.")
    if step.reason == Reason.SMALL or (step.chaseable < worklist.least_past_due and step.reason == Reason.YOUNG):
        return _("Not on this list: past due is %(amount)s and the list begins at %(least)s.") % {
            "amount": in_words(step.chaseable),
            "least": in_words(worklist.least_past_due),
        }
    if step.reason == Reason.YOUNG:
        return _("Not on this list: it is %(days)s past due and the list begins at %(least)d.") % {
            "days": days(age(step, today)),
            "least": worklist.least_days,
        }
    says = hidden_why(step, today)
    if step.hidden_until:
        return _("Hidden until %(day)s: %(why)s") % {"day": bare_day(step.hidden_until), "why": says}
    return _("Hidden: %(why)s") % {"why": says}
