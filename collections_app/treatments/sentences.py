"""How does a person read why an account is here, why it is not, and what happens next? One sentence each."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.holds.kinds import KINDS
from collections_app.treatments.models import NextStep
from collections_app.treatments.policy import TO_ISSUE, WorklistRules
from core.money import in_words
from core.rulebook import rules
from core.templatetags.money import bare_day, long_day

HOLD_WORDS = {kind.code: kind.words for kind in KINDS}
NUMBERS = (
    gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"), gettext_lazy("six"),
    gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("ten"), gettext_lazy("eleven"),
    gettext_lazy("twelve"),
)  # fmt: skip

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
    "already_issued": gettext_lazy("Had this letter before"),
}

Reason = NextStep.Reason


def why(step: NextStep, today: date) -> str:
    """Why this account needs a person, with "and 2 more" of further reasons; for others, why it does not."""
    if step.rank is None:
        return _hidden(step, today)
    sentence = _why(step, today)
    if step.more:
        return ngettext("%(sentence)s (and %(n)d more)", "%(sentence)s (and %(n)d more)", step.more) % {
            "sentence": sentence,
            "n": step.more,
        }
    return sentence


def why_not_here(step: NextStep | None, today: date) -> str:
    """Why an account is not on the worklist: the first failing condition only."""
    if step is None:
        return _("Not on this list: nothing is past due.")
    if step.rank is not None:
        return _("It is on the worklist: %(why)s") % {"why": why(step, today)}
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
    if step.what == NextStep.What.CALL:
        return _("Somebody calls. No reminder goes out: %(why)s.") % {"why": _no_reminder(step)}
    if step.reason == Reason.YOUNG and step.hidden_until:
        return _("A person looks at it on %(day)s, unless %(amount)s is paid. No reminder goes out: %(why)s.") % {
            "day": long_day(step.hidden_until),
            "amount": in_words(step.chaseable),
            "why": _no_reminder(step),
        }
    if step.rank is not None:
        return _why(step, today)
    return _hidden(step, today)


def _no_reminder(step: NextStep) -> str:
    """Why no reminder goes out, to stand inside a sentence."""
    words = str(REASONS.get(step.facts.get("no_reminder", ""), ""))
    return words[:1].lower() + words[1:]


def hidden_why(step: NextStep, today: date | None = None) -> str:
    """Why no person is needed now, to stand after "Hidden until Oct 12: "."""
    facts = step.facts
    match step.reason:
        case Reason.HELD if facts.get("hold") == "plan_in_force":
            return _("on a plan that is kept.")
        case Reason.HELD:
            return _("held: %(kind)s.") % {"kind": HOLD_WORDS.get(facts.get("hold", ""), "").lower()}
        case Reason.TASK:
            return _("somebody took the next step for that day.")
        case Reason.CONTACTED:
            return _("contacted on %(day)s.") % {"day": bare_day(_date(facts["contact_on"]))}
        case Reason.REMINDED if facts.get("waits"):
            return _("a reminder waits to be mailed.")
        case Reason.REMINDED:
            return _("a reminder was mailed on %(day)s.") % {"day": bare_day(_date(facts["reminded_on"]))}
        case Reason.REMINDER_DUE:
            return _("a reminder goes out %(day)s.") % {"day": bare_day(step.on)}
    return ""


def _hidden(step: NextStep, today: date) -> str:
    worklist = rules(WorklistRules, on=today)
    if Decimal(step.facts["past_due"]) <= 0:
        return _("Not on this list: nothing is past due.")
    if step.reason == Reason.SMALL or (step.chaseable < worklist.least_past_due and step.reason == Reason.YOUNG):
        return _("Not on this list: past due is %(amount)s and the list begins at %(least)s.") % {
            "amount": in_words(step.chaseable),
            "least": in_words(worklist.least_past_due),
        }
    if step.reason == Reason.YOUNG:
        return _("Not on this list: it is %(days)s past due and the list begins at %(least)d.") % {
            "days": _days(_age(step, today)),
            "least": worklist.least_days,
        }
    says = hidden_why(step, today)
    if step.hidden_until:
        return _("Hidden until %(day)s: %(why)s") % {"day": bare_day(step.hidden_until), "why": says}
    return _("Hidden: %(why)s") % {"why": says}


def _why(step: NextStep, today: date) -> str:
    facts, amount = step.facts, in_words(step.amount)
    closed = _date(facts.get("closed_on"))
    match step.reason:
        case Reason.SILENT:
            return _("%(amount)s past due, oldest %(days)s, %(contact)s.") % {
                "amount": amount,
                "days": _days(_age(step, today)),
                "contact": _silence(facts, today),
            }
        case Reason.FIRST_TIME:
            return _("First time past due in %(years)s years: %(amount)s, %(days)s. A call may be enough.") % {
                "years": _number(years_between(date.fromisoformat(facts["since"]), today)),
                "amount": amount,
                "days": _days(_age(step, today)),
            }
        case Reason.MOVED:
            return _(
                "The holder moved out%(day)s and has another account here with %(other)s owed: transfer %(amount)s?"
            ) % {
                "day": f" {bare_day(closed)}" if closed else "",
                "other": in_words(max(Decimal(facts["other"]), Decimal("0.00"))),
                "amount": amount,
            }
        case Reason.CLOSED_CREDIT:
            return _("Closed%(day)s with %(amount)s owed to the holder: pay it back or transfer it.") % {
                "day": f" {bare_day(closed)}" if closed else "",
                "amount": amount,
            }
        case Reason.CLOSED_DEBT:
            return _("Closed%(day)s with %(amount)s left: decide whether to ask for it.") % {
                "day": f" {bare_day(closed)}" if closed else "",
                "amount": amount,
            }
        case Reason.UNREACHABLE:
            return _("%(amount)s past due, and there is no mailing address and no phone.") % {"amount": amount}
    raise AssertionError(step.reason)


def _silence(facts: dict, today: date) -> str:
    contact = _date(facts.get("contact_on"))
    if contact is None:
        return _("no contact on file")
    return _("no contact in %(days)s") % {"days": _days((today - contact).days)}


def _age(step: NextStep, today: date) -> int:
    oldest = _date(step.facts.get("oldest_due_on"))
    return (today - oldest).days if oldest else 0


def years_between(first: date, last: date) -> int:
    """Whole years from one day to another."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _number(count: int) -> str:
    return str(NUMBERS[count - 2]) if 2 <= count < 2 + len(NUMBERS) else str(count)


def _days(count: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
