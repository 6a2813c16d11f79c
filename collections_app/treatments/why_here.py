"""Why does an account need a person? A sentence for each reason: a fact with its date or amount, and what is wanted."""

from datetime import date, time
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.holds.kinds import BY_CODE
from collections_app.treatments.models import NO_HOUR, NextStep
from core.money import in_words
from core.templatetags.money import bare_day, harmless, long_day
from payment_plans.policy.compliance_sentences import missed_installment
from payment_plans.promises.sentences import not_kept

Reason = NextStep.Reason
RANKS = {
    1: gettext_lazy("Someone may be harmed"),
    2: gettext_lazy("The law’s clock runs"),
    3: gettext_lazy("We gave our word"),
    4: gettext_lazy("They broke theirs"),
    5: gettext_lazy("Money at stake"),
    6: gettext_lazy("Tidying"),
}
NUMBERS = (
    gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"), gettext_lazy("six"),
    gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("ten"), gettext_lazy("eleven"),
    gettext_lazy("twelve"),
)  # fmt: skip
CAME_BACK = {
    "check": gettext_lazy("The check of %(day)s came back"),
    "card": gettext_lazy("The card payment of %(day)s came back"),
    "ach": gettext_lazy("The bank payment of %(day)s came back"),
}
ANSWERED = {
    "dispute": gettext_lazy("The dispute%(over)s was answered on %(day)s; tell the customer the result."),
    "appeal": gettext_lazy("The appeal was decided on %(day)s; tell the customer the result."),
    "billing_review": gettext_lazy("The bill was reviewed by %(day)s; tell the customer the result."),
}
CALL_BACK = "call back"


def why_here(step: NextStep, today: date, *, me=None, opened: bool = False) -> str:
    """The strongest reason. What is private by law stays closed unless it was `opened`; `me` reads "you"."""
    match step.reason:
        case Reason.MEDICAL_ENDS:
            return _medical(step, today, opened)
        case Reason.HOLD_ENDS:
            return _hold(step, today, opened)
        case Reason.ASSURANCE:
            return _("The petition was filed %(filed)s; assurance of payment is due by %(day)s.") % {
                "filed": bare_day(day_of(step.facts["filed_on"])),
                "day": bare_day(step.by_on),
            }
        case Reason.LIMITATION:
            return _("%(years)s years on the oldest bill end on %(day)s: decide on legal referral.") % {
                "years": number(step.facts["years"]).capitalize(),
                "day": bare_day(step.by_on),
            }
        case Reason.TASK_DUE:
            return _task(step, today, me)
        case Reason.ANSWERED:
            return _answered(step)
        case Reason.RETURNED:
            return _returned(step)
        case Reason.PLAN_MISSED:
            return _plan_missed(step, today)
        case Reason.PROMISE_BROKEN:
            facts = step.facts
            return not_kept(Decimal(facts["promised"]), Decimal(facts["came"]), date.fromisoformat(facts["due_on"]))
        case Reason.PLAN_BROKEN:
            return _("The plan of %(agreed)s broke on %(day)s; %(amount)s of it is open.") % {
                "agreed": bare_day(day_of(step.facts["agreed_on"])),
                "day": bare_day(day_of(step.facts["news_on"])),
                "amount": in_words(step.amount),
            }
        case Reason.LETTERS_BACK:
            count = step.facts["letters"]
            return ngettext(
                "A letter came back from this address; no phone works.",
                "%(count)s letters came back from this address; no phone works.",
                count,
            ) % {"count": number(count).capitalize()}
    return _money(step, today)


def further(step: NextStep) -> list[str]:
    """The further reasons that `more` counts, in a few words each; private ones stay unnamed."""
    words = dict(Reason.choices) | {Reason.MEDICAL_ENDS: _("a private protection ends and no renewal is on file")}
    return [str(words[code]) for code in step.facts.get("further", ())]


def _medical(step: NextStep, today: date, opened: bool) -> str:
    words = (
        _("The medical certificate ends %(day)s, and no renewal is on file.")
        if opened
        else _("A private protection ends %(day)s, and no renewal is on file.")
    )
    return words % {"day": _by(step.by_on, today)}


def _hold(step: NextStep, today: date, opened: bool) -> str:
    kind = BY_CODE[step.facts["protection"]]
    says = {
        "hold": _("A private protection")
        if kind.is_private and not opened
        else _("The hold “%(kind)s”") % {"kind": kind.words},
        "day": _by(step.by_on, today),
    }
    if not step.facts.get("review"):
        return _("%(hold)s ends %(day)s: decide what follows.") % says
    if step.by_on < today:
        return _("%(hold)s was to be looked at by %(day)s.") % says
    return _("%(hold)s has no last day; look at it by %(day)s.") % says


def _task(step: NextStep, today: date, me) -> str:
    what = harmless(step.facts["task"]).strip().rstrip(".")
    says = {
        "who": harmless(step.facts["owner_name"]),
        "when": _promised_for(step.by_on, step.by_at, today),
        "what": what,
        "rest": what[len(CALL_BACK) :].rstrip(),
    }
    is_mine = me is not None and me.pk == step.facts["owner"]
    if what[: len(CALL_BACK)].lower() == CALL_BACK and not what[len(CALL_BACK) :][:1].isalnum():
        if is_mine:
            return _("You promised to call back %(when)s%(rest)s.") % says
        return _("%(who)s promised to call back %(when)s%(rest)s.") % says
    if is_mine:
        return _("You promised for %(when)s: %(what)s.") % says
    return _("%(who)s promised for %(when)s: %(what)s.") % says


def _answered(step: NextStep) -> str:
    service = step.facts.get("service")
    over = _(" over the %(service)s bill") % {"service": harmless(service)} if service else ""
    return str(ANSWERED[step.facts["protection"]]) % {"over": over, "day": bare_day(step.by_on)}


def _returned(step: NextStep) -> str:
    came_back = str(CAME_BACK.get(step.facts.get("method", ""), gettext_lazy("The payment of %(day)s came back")))
    says = {
        "came_back": came_back % {"day": bare_day(day_of(step.facts["paid_on"]))},
        "amount": in_words(step.amount),
        "fee": in_words(Decimal(step.facts.get("fee", "0"))),
    }
    if step.facts.get("fee"):
        return _("%(came_back)s; %(amount)s is open again, with a %(fee)s fee.") % says
    return _("%(came_back)s; %(amount)s is open again.") % says


def _plan_missed(step: NextStep, today: date) -> str:
    facts = step.facts
    due, part = date.fromisoformat(facts["due_on"]), Decimal(facts["part"])
    if facts["missed"] == "bill":
        says = {"month": date_format(due, "F"), "part": in_words(part)}
        return _("The installment is paid, but the %(month)s bill (%(part)s) is not.") % says
    return missed_installment(
        facts["number"], facts["of"], part, due, date.fromisoformat(facts["grace_until"]), today
    )  # fmt: skip


def _money(step: NextStep, today: date) -> str:
    facts, amount = step.facts, in_words(step.amount)
    closed = day_of(facts.get("closed_on"))
    match step.reason:
        case Reason.SILENT:
            return _("%(amount)s past due, oldest %(days)s, %(contact)s.") % {
                "amount": amount,
                "days": days(age(step, today)),
                "contact": _silence(facts, today),
            }
        case Reason.FIRST_TIME:
            return _("First time past due in %(years)s years: %(amount)s, %(days)s. A call may be enough.") % {
                "years": number(years_between(date.fromisoformat(facts["since"]), today)),
                "amount": amount,
                "days": days(age(step, today)),
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
    contact = day_of(facts.get("contact_on"))
    if contact is None:
        return _("no contact on file")
    return _("no contact in %(days)s") % {"days": days((today - contact).days)}


def _by(on: date, today: date) -> str:
    """ "today", or "Friday, Oct 9"."""
    return _("today") if on == today else long_day(on)


def _promised_for(on: date, at: time, today: date) -> str:
    """ "today at 3:00", or "Friday, Oct 2, at 3:00 (3 days ago)"."""
    hour = "" if at == NO_HOUR else _(" at %(hour)s") % {"hour": f"{at.hour % 12 or 12}:{at:%M}"}
    if on >= today:
        return f"{_('today')}{hour}"
    ago = _("%(days)s ago") % {"days": days((today - on).days)}
    return f"{long_day(on)}{hour} ({ago})"


def age(step: NextStep, today: date) -> int:
    """Days since the oldest unpaid bill fell due."""
    oldest = day_of(step.facts.get("oldest_due_on"))
    return (today - oldest).days if oldest else 0


def years_between(first: date, last: date) -> int:
    """Whole years from one day to another."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def number(count: int) -> str:
    """A small number as a word."""
    return str(NUMBERS[count - 2]) if 2 <= count < 2 + len(NUMBERS) else str(count)


def days(count: int) -> str:
    """ "1 day", "34 days"."""
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


def day_of(text: str | None) -> date | None:
    """A date as facts keep it."""
    return date.fromisoformat(text) if text else None
