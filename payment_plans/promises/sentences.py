"""How does a promise read: in a list, in a banner, in a timeline, on the worklist?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import in_words
from core.templatetags.money import bare_day, harmless, short_day
from payment_plans.promises import policy
from payment_plans.promises.models import Promise
from payment_plans.promises.queries import Record

SHAPES = {
    policy.State.OPEN: "person",
    policy.State.KEPT: "allowed",
    policy.State.BROKEN: "blocked",
    policy.State.WITHDRAWN: "private",
}


def when(due_on: date, today: date) -> str:
    """ "today", "tomorrow", "in 4 days", "3 days ago", under the day itself."""
    days = (due_on - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return _("in %(n)d days") % {"n": days}
    return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}


def record(so_far: Record) -> str:
    """ "3 of 4 kept": how the person's promises went that are decided."""
    if not so_far.decided:
        return _("none decided yet")
    return _("%(kept)d of %(all)d kept") % {"kept": so_far.kept, "all": so_far.decided}


def state(outcome: policy.Outcome, promise: Promise, today: date) -> str:
    """ "open", "kept", "not kept": the word of a row."""
    if promise.state != Promise.State.OPEN:
        return str(promise.get_state_display())
    if outcome.state == policy.State.KEPT:
        return _("enough has come")
    return _("open") if today <= promise.keep_by_on else _("its day is over")


def shape(outcome: policy.Outcome, promise: Promise) -> str:
    """The shape beside the word: what the night has not decided is neither good nor bad, unless enough is there."""
    if promise.state == Promise.State.OPEN and outcome.state != policy.State.KEPT:
        return SHAPES[policy.State.OPEN]
    return SHAPES[outcome.state]


def follows(outcome: policy.Outcome, promise: Promise, today: date) -> str:
    """What follows from it: until when the account is left alone, and what happens if no more comes."""
    said = {
        "last": short_day(promise.keep_by_on),
        "lacks": in_words(policy.least(promise.judged) - outcome.paid),
        "decided": bare_day(promise.decided_on),
    }
    match promise.state:
        case Promise.State.KEPT:
            return _("Kept on %(decided)s.") % said
        case Promise.State.BROKEN:
            return _("Not kept on %(decided)s: the account went back to the worklist.") % said
        case Promise.State.WITHDRAWN:
            return f"{bare_day(promise.decided_on)}: {harmless(promise.withdrawn_why)}"
    match outcome.state:
        case policy.State.KEPT:
            return _("The next night marks it as kept.")
        case policy.State.BROKEN:
            return _("The next night marks it as not kept, and the account goes to the worklist.")
        case policy.State.WITHDRAWN:
            return _("Nothing is owed any more; the next night lets it go.")
    if today <= promise.keep_by_on:
        return _("Left alone through %(last)s. Unless %(lacks)s more comes by then, it goes to the worklist.") % said
    return _("Judged by the night that knows what came on %(last)s.") % said


def banner(promise: Promise, outcome: policy.Outcome, today: date) -> dict[str, str]:
    """An open promise for `components/banners.html`; the page adds its own link."""
    said = {"amount": in_words(promise.amount), "day": short_day(promise.due_on), "who": harmless(promise.said_by)}
    return {
        "state": "person",
        "icon": "clock",
        "strong": _("Promised: %(amount)s by %(day)s.") % said,
        "text": f"{_('%(who)s said so.') % said} {came(outcome.paid)} {follows(outcome, promise, today)}",
    }


def came(paid: Decimal) -> str:
    """ "60.00 came." or "Nothing came yet."."""
    return _("%(paid)s came.") % {"paid": in_words(paid)} if paid else _("Nothing came yet.")


def not_kept(amount: Decimal, paid: Decimal, due_on: date) -> str:
    """The worklist's sentence of a row of `SQL_BROKEN`: "Promise of 150.00 by Oct 2 not kept: 60.00 came."."""
    said = {"amount": in_words(amount), "day": bare_day(due_on), "paid": in_words(paid)}
    if not paid:
        return _("Promise of %(amount)s by %(day)s not kept: nothing came.") % said
    return _("Promise of %(amount)s by %(day)s not kept: %(paid)s came.") % said


def recorded(promise: Promise) -> str:
    """What a colleague reads after saving one."""
    said = {
        "amount": in_words(promise.amount),
        "day": short_day(promise.due_on),
        "last": short_day(promise.keep_by_on),
    }
    return _("Promise kept on file: %(amount)s by %(day)s. The account is left alone through %(last)s.") % said


def means(rules: policy.PromiseRules) -> str:
    """What a promise does and when it is kept, by the figures of today."""
    said = {"n": rules.grace_days, "percent": rules.threshold_percent}
    grace = ngettext(
        "The account is left alone through the promised day and %(n)d day of grace.",
        "The account is left alone through the promised day and %(n)d days of grace.",
        rules.grace_days,
    )
    enough = _("%(percent)d percent of the amount, received by then, keeps the promise.")
    otherwise = _("Otherwise the account comes back to the worklist on the day after.")
    return f"{grace % said} {enough % said} {otherwise}"


def calls_stop(stop: policy.Stop) -> str:
    """Beside the form: nobody may call about it, whatever becomes of it."""
    said = {"until": stop.until, "kind": stop.kind}
    return _("A hold stops calls %(until)s: %(kind)s. If the promise is not kept, nobody may call about it.") % said


def empty(tab: str, next_day: date | None) -> str:
    """Why a list of promises is empty, and what to do."""
    match tab:
        case "broken":
            return _("No promise was broken.")
        case "kept":
            return _("No promise was kept yet; the night decides.")
        case "open":
            return _("No promise is open. One is recorded on an account, by the key y.")
    if next_day is None:
        return _("No promise falls due today. One is recorded on an account, by the key y.")
    return _("No promise falls due today. The next falls due on %(day)s.") % {"day": short_day(next_day)}


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a promise as the timeline says it."""
    said = {
        "amount": in_words(Decimal(facts["amount"])),
        "day": bare_day(date.fromisoformat(facts["due_on"])),
        "why": harmless(str(facts.get("why", ""))).rstrip("."),
    }
    match action:
        case "promise.recorded":
            return _("Promised: %(amount)s by %(day)s.") % said
        case "promise.kept":
            return _("Promise of %(amount)s by %(day)s kept.") % said
        case "promise.broken":
            return not_kept(Decimal(facts["amount"]), Decimal(facts["paid"]), date.fromisoformat(facts["due_on"]))
    return _("Promise of %(amount)s by %(day)s withdrawn: %(why)s.") % said
