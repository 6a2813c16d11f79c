"""How does a limit read to the colleague who asks? What is refused, the fact, what can be done instead or who can."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import ZERO, in_words
from core.templatetags.money import bare_day
from payment_plans.policy.schedule import MONTH, Terms, installment_of
from payment_plans.policy.words import asks, capital, length, months, number, place


def beyond(terms: Terms, own: int, role: str | None, is_own: bool, most: int, offer: Terms | None) -> str:
    """ "Nine months is beyond your limit of six. Ask a supervisor, or offer six months at 71.40." """
    said = {"asked": asks(terms.count, terms.every), "limit": _limit(terms, own), "role": role}
    said |= {"most": months(most), "offer": offered(terms, offer)}
    if role is None:
        text = _("%(asked)s beyond the longest plan of this office, %(most)s.") % said
        return f"{text} {capital(_('offer %(offer)s.') % said)}" if offer else text
    ask = _("Ask another %(role)s") if is_own else _("Ask a %(role)s")
    text = _("%(asked)s beyond your limit of %(limit)s.") % said
    return f"{text} {ask % said}{_(', or offer %(offer)s') % said if offer else ''}."


def decided_by(terms: Terms, own: int, role: str) -> str:
    """ "Ten months is beyond your limit of six: a supervisor decides." """
    said = {"asked": asks(terms.count, terms.every), "limit": _limit(terms, own), "role": role}
    return _("%(asked)s beyond your limit of %(limit)s: a %(role)s decides.") % said


def within(terms: Terms, own: int) -> str:
    said = {"asked": asks(terms.count, terms.every), "limit": _limit(terms, own)}
    return _("%(asked)s within your limit of %(limit)s.") % said


def _limit(terms: Terms, own: int) -> str:
    # "Nine months is beyond your limit of six": what is counted alike is named once.
    return number(own) if terms.every == MONTH else months(own)


def offered(terms: Terms, offer: Terms | None) -> str:
    """ "six months at 71.40", with the first payment and the day where they are others than asked for."""
    if offer is None:
        return ""
    each = installment_of(offer.rest, offer.count)
    text = _("%(length)s at %(each)s") % {
        "length": length(offer.count, offer.every),
        "each": in_words(each if each is not None else offer.rest),
    }
    if offer.down_payment != terms.down_payment:
        text += _(" after a first payment of %(down)s") % {"down": in_words(offer.down_payment)}
    if offer.first_due_on != terms.first_due_on:
        text += _(" from %(day)s") % {"day": bare_day(offer.first_due_on)}
    return text


def broken_before(count: int, since: date | None, today: date | None, look_back: int, must_offer: bool) -> str:
    """ "Two plans were broken since November. You cannot agree on a third alone; a supervisor can." """
    broken = ngettext("%(n)s plan was broken", "%(n)s plans were broken", count) % {"n": capital(number(count))}
    when = _("in the last %(n)s") % {"n": months(look_back)}
    if since:
        # The same month of the year before is named with its year, or it would read as this one.
        is_plain = today is not None and (since.year == today.year or since.month > today.month)
        when = _("since %(month)s") % {"month": date_format(since, "F" if is_plain else "F Y")}
    text = _("%(broken)s %(when)s. You cannot agree on a %(next)s alone; a supervisor can") % {
        "broken": broken, "when": when, "next": place(count + 1),
    }  # fmt: skip
    return f"{text}{_(', and in season a plan must be offered') if must_offer else ''}."


def down_too_small(terms: Terms, least: Decimal) -> str:
    text = _("A first payment of %(down)s is less than the %(least)s you may agree on.")
    return f"{text} {_('Ask a supervisor, or ask for %(least)s.')}" % {
        "down": in_words(terms.down_payment),
        "least": in_words(least),
    }


def down_too_large(terms: Terms) -> str:
    said = {"down": in_words(terms.down_payment), "arrears": in_words(terms.arrears)}
    text = _("A first payment of %(down)s leaves nothing of the %(arrears)s to pay in installments.") % said
    return f"{text} {_('Take it as a payment.')}"


def installment_too_small(terms: Terms, offer: Terms | None) -> str:
    text = _("%(rest)s in %(count)s installments leaves nothing for the last one.") % {
        "rest": in_words(terms.rest), "count": number(terms.count),
    }  # fmt: skip
    return f"{text} {capital(_('offer %(offer)s.') % {'offer': offered(terms, offer)})}" if offer else text


def start_past(first: date) -> str:
    return _("%(day)s is over. Let the first installment fall due today or later.") % {"day": bare_day(first)}


def start_too_late(first: date, latest: date) -> str:
    said = {"day": f"{bare_day(first)}, {first.year}", "latest": f"{bare_day(latest)}, {latest.year}"}
    return _("%(day)s is too late: the first installment falls due by %(latest)s.") % said


def above_means(monthly: Decimal, percent: int) -> str:
    said = _("%(monthly)s a month is more than the %(percent)d percent of income that a plan should not pass.")
    return said % {"monthly": in_words(monthly), "percent": percent}


def decides(role: str) -> str:
    return _("A %(role)s decides.") % {"role": role}


def fit(more: Decimal | None, named: Decimal | None, more_now: Decimal, named_now: Decimal | None) -> tuple[str, str]:
    """What a page sets in bold, and the rest: "51.00 more" "a month than the 380.00 named."; "Fits," "with 39.00 a
    month to spare."."""
    said = {"more": in_words(abs(more or ZERO)), "named": in_words(named or ZERO), "now": in_words(more_now)}
    said["named_now"] = in_words(named_now or ZERO)
    if more is not None and more > 0:
        also = _(", and %(now)s more now") % said if more_now else ""
        return _("%(more)s more") % said, f"{_('a month than the %(named)s named') % said}{also}."
    if more_now:
        also = _("; each month it fits") if more is not None else ""
        return _("%(now)s more") % said, f"{_('now than the %(named_now)s named') % said}{also}."
    if more is None:
        return _("Fits"), _("the %(named_now)s named for now.") % said
    if more == 0:
        return _("Fits,"), _("with nothing to spare.")
    return _("Fits,"), _("with %(more)s a month to spare.") % said
