"""How does an offer read: its terms, what became of it, why it waits?"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from core.money import in_words
from core.templatetags.money import bare_day
from payment_plans.models import Every, Offer

EACH = {
    Every.MONTH: (lazy("a month"), lambda n: ngettext("%(n)d month", "%(n)d months", n)),
    Every.TWO_WEEKS: (lazy("every two weeks"), lambda n: ngettext("%(n)d payment", "%(n)d payments", n)),
    Every.WEEK: (lazy("a week"), lambda n: ngettext("%(n)d week", "%(n)d weeks", n)),
}


def rate(installment: Decimal, count: int, every: str) -> str:
    """ "250.00 a month for 6 months"."""
    return _("%(amount)s %(rest)s") % {"amount": in_words(installment), "rest": rate_words(count, every)}


def rate_words(count: int, every: str) -> str:
    """ "a month for 6 months", "every two weeks for 12 payments"."""
    each, how_many = EACH[Every(every)]
    return _("%(each)s for %(long)s") % {"each": each, "long": how_many(count) % {"n": count}}


def terms(offer: Offer) -> str:
    """ "120.00 by Oct 9, then 250.00 a month for 6 months"."""
    said = rate(offer.installment, offer.count, offer.every)
    if not offer.down_payment:
        return said
    first = in_words(offer.down_payment)
    if offer.down_by_on:
        return _("%(first)s by %(day)s, then %(rest)s") % {
            "first": first, "day": bare_day(offer.down_by_on), "rest": said,
        }  # fmt: skip
    return _("%(first)s first, then %(rest)s") % {"first": first, "rest": said}


def asked(offer: Offer) -> str:
    """Why an offer waits: for somebody's decision, or until a day for the customer's answer."""
    about = {"terms": terms(offer), "who": offer.made_by or _("the system"), "made": bare_day(offer.made_on)}
    if offer.answer == Offer.Answer.REQUESTED:
        return _("%(terms)s: agreed with %(who)s on %(made)s, waits for a decision.") % about
    about["until"] = bare_day(offer.thinking_until)
    return _("%(terms)s: offered by %(who)s on %(made)s, answer by %(until)s.") % about


def answered(offer: Offer, today: date) -> str:
    """What became of an offer, in a sentence."""
    about = {
        "day": bare_day(offer.answered_on),
        "who": offer.answered_by or _("the system"),
        "why": offer.answer_why.strip().rstrip("."),
        "until": bare_day(offer.thinking_until),
    }
    match offer.answer:
        case Offer.Answer.OPEN:
            return _("Not answered yet.")
        case Offer.Answer.THINKING:
            return _("The customer thinks about it until %(until)s.") % about
        case Offer.Answer.ACCEPTED:
            return _("Accepted on %(day)s.") % about
        case Offer.Answer.DECLINED:
            return _("Declined on %(day)s: %(why)s.") % about
        case Offer.Answer.COUNTERED:
            return _("Answered on %(day)s with other terms.") % about
        case Offer.Answer.REQUESTED:
            return _("The customer accepted on %(day)s; somebody who may must decide.") % about
        case Offer.Answer.RETURNED:
            return _("Not approved on %(day)s: %(why)s.") % about
    return _("Not answered in time.")


def came_from(offer: Offer) -> str:
    """ "Offered on Oct 5 by phone by Maria Olson: 120.00 by Oct 9, then 250.00 a month for 6 months."""
    said = {
        "day": bare_day(offer.made_on),
        "how": offer.get_channel_display(),
        "who": offer.made_by or _("the system"),
        "terms": terms(offer),
    }
    text = _("Offered on %(day)s %(how)s by %(who)s: %(terms)s.") % said
    return f"{text} {_('What the customer can pay was considered.')}" if offer.means_id else text
