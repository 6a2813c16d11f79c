"""What does the page of offers show: what can be in a plan, whose limits hold, and three plans side by side?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.holds.kinds import HoldRules, what_it_stops
from core.money import ZERO, in_words
from core.rulebook import rules
from core.templatetags.money import bare_day, day, short_day
from payment_plans import sentences
from payment_plans.forms import terms_as_text
from payment_plans.page.talk import Talk
from payment_plans.policy import limits
from payment_plans.policy import offers as side_by_side
from payment_plans.policy.words import number
from payment_plans.queries.eligible import Eligible, Part

# What a plan may stop, as one tells a customer; whether it does is the rulebook's (`HoldRules.plan_in_force`).
STOPS = {
    "letters": gettext_lazy("reminders"),
    "calls": gettext_lazy("collection calls"),
    "visits": gettext_lazy("visits"),
    "fees": gettext_lazy("late fees on it"),
    "shutoff": gettext_lazy("a shutoff for these %(arrears)s"),
    "write_off": gettext_lazy("write-off"),
    "legal": gettext_lazy("legal referral"),
}
WIDTH = 600  # of the picture; the widest cost of the three or what was named fills it
SHOWN = 6  # charges in a plan that are named; the rest are counted


def redrawn(talk: Talk, actions: dict[str, str], *, disabled_by: str = "") -> dict[str, Any]:
    """What changes while one types: the context of `payment_plans/partials/offer_cards.html`."""
    chosen = _chosen(talk)
    widest = max((offer.true_cost for offer in talk.offers), default=ZERO)
    widest = max(widest, talk.means.a_month or ZERO, Decimal(1))
    return {
        "actions": actions,
        "chosen": chosen,
        "cards": [_card(n, talk, widest, chosen, disabled_by) for n in range(1, len(talk.offers) + 1)],
        "nothing": _nothing_to_offer(talk) if not talk.offers else "",
    }


def _card(n: int, talk: Talk, widest: Decimal, chosen: int, disabled_by: str) -> dict[str, Any]:
    offer = talk.offers[n - 1]
    answer = offer.quote
    fits = bool(offer.fit and offer.fit.is_within)
    refused = answer.word is limits.Answer.REFUSED
    return {
        "n": n,
        "title": _title(n, offer, talk),
        "terms": terms_as_text(offer.terms),
        "count": answer.terms.count,
        "proposed": talk.proposed[n - 1].terms.count,
        "installment": offer.installment,
        "rate": sentences.rate_words(offer.terms.count, offer.terms.every),
        "rows": list(_rows(offer)),
        "together": offer.terms.arrears,
        "cost": offer.true_cost,
        "cost_says": _cost_says(offer),
        **_picture(offer, widest, talk.means.a_month),
        "fit": "allowed" if fits else "person",
        "shape": "allowed" if fits else "caution",
        "strong": offer.fit.word if offer.fit else "",
        "rest": offer.fit.rest if offer.fit else "",
        "says": list(_says(offer)),
        "fits": fits,
        "chosen": n == chosen,
        "fewer": answer.terms.count > 1,
        "more": answer.terms.count < limits.MOST_INSTALLMENTS,
        "button": _button(n, offer, talk),
        "is_first": fits and not refused,
        "refused": refused,
        "disabled_by": disabled_by,
    }


def _chosen(talk: Talk) -> int:
    """The card that the arrows move: the one last moved, else the plan within the means, else the longest."""
    data = talk.form.data if talk.form.is_bound else {}
    for name in ("more", "fewer", "chosen"):
        if data.get(name) in ("1", "2", "3") and int(data[name]) <= len(talk.offers):
            return int(data[name])
    return len(talk.offers)


def _title(n: int, offer: side_by_side.PlanOffer, talk: Talk) -> str:
    words = {
        "short": _("shortest"), "middle": _("in between"), "longest": _("your longest"), "means": _("within the means"),
    }  # fmt: skip
    if offer.terms.count != talk.proposed[n - 1].terms.count:
        return _("Offer %(n)d, moved") % {"n": n}
    return _("Offer %(n)d, %(what)s") % {"n": n, "what": words[offer.kind]}


def _rows(offer: side_by_side.PlanOffer) -> Iterator[tuple[str, str]]:
    if offer.terms.down_payment:
        yield _("First payment, by %(day)s") % {"day": short_day(offer.down_by_on)}, in_words(offer.terms.down_payment)
    count = offer.terms.count
    then = ngettext("Then %(n)d installment on", "Then %(n)d installments from", count) % {"n": count}
    yield then, short_day(offer.first_due_on)
    if count > 1 and offer.last_installment != offer.installment:
        yield _("The last of them"), in_words(offer.last_installment)
    yield _("Paid off"), day(offer.paid_off_on).split(" ", 1)[1]


def _cost_says(offer: side_by_side.PlanOffer) -> str:
    said = {"plan": in_words(offer.monthly), "bills": in_words(offer.expected_bill or ZERO)}
    if not offer.expected_bill:
        return _("%(plan)s; what new bills will be is not known") % said
    return _("%(plan)s and new bills of about %(bills)s") % said


def _picture(offer: side_by_side.PlanOffer, widest: Decimal, named: Decimal | None) -> dict[str, Any]:
    def wide(amount: Decimal) -> int:
        return int(amount * WIDTH / widest)

    plan, bills = wide(offer.monthly), wide(offer.expected_bill or ZERO)
    said = {"cost": in_words(offer.true_cost), "named": in_words(named or ZERO)}
    return {
        "scale": WIDTH,
        "plan_wide": plan,
        "bills_from": plan,
        "bills_wide": bills,
        "line_at": min(max(wide(named), 1), WIDTH - 1) if named is not None else None,
        "picture_says": (
            _("%(cost)s a month") % said if named is None else _("%(cost)s a month against the %(named)s named") % said
        ),
        "legend": (
            _("Dark: plan. Light: new bills.")
            if named is None
            else _("Dark: plan. Light: new bills. Line: the %(named)s named.") % said
        ),
    }


def _says(offer: side_by_side.PlanOffer) -> Iterator[str]:
    """What else is to be known before it is accepted: who decides, or why it cannot be."""
    if offer.quote.word is limits.Answer.REFUSED:
        yield from (reason.text for reason in offer.quote.reasons)
        return
    if offer.decision:
        yield offer.decision
    passed = {"BEYOND_MONTHS"} if offer.decision else set()
    for reason in offer.quote.reasons:
        if reason.code not in passed | {"WITHIN_LIMITS"}:
            yield reason.text


def _button(n: int, offer: side_by_side.PlanOffer, talk: Talk) -> str:
    if offer.quote.word is limits.Answer.NEEDS_APPROVAL:
        who = offer.quote.decides or "supervisor"
        return _("Accept and ask a %(who)s") % {"who": who}
    if not talk.person.may("agree_plans"):
        return _("Accept; a specialist releases it")
    return _("Accept offer %(n)d") % {"n": n}


def _nothing_to_offer(talk: Talk) -> str:
    """Why no plan can be worked out from what is typed, and what to type instead."""
    if talk.facts.terms.down_payment >= talk.can.arrears:
        return _("A first payment of %(down)s pays all of the %(arrears)s: take it as a payment, or type less.") % {
            "down": in_words(talk.facts.terms.down_payment), "arrears": in_words(talk.can.arrears),
        }  # fmt: skip
    return _("From what is typed no plan can be worked out. Try another first payment or another day.")


# ---- what can be in, and whose limits ----


def in_plan(talk: Talk) -> list[dict[str, Any]]:
    """The sum on the page: past due, less what stays out, in the plan; each figure with what explains it."""
    can, pk = talk.can, talk.account.pk
    return [
        {"label": _("Past due"), "why": "", "amount": can.arrears + can.left_out, "total": False,
         "url": reverse("desk:explain", args=[pk, "past_due"])},
        *(_left_out(part, pk) for part in can.kept_out if part.code != "not_due"),
        {"label": _("In the plan"), "why": "", "amount": can.arrears, "total": True,
         "url": reverse("desk:ledger", args=[pk])},
    ]  # fmt: skip


def _left_out(part: Part, pk: int) -> dict[str, Any]:
    said = {"service": part.service, "day": bare_day(part.due_on)}
    return {
        "label": _("Less %(service)s, due %(day)s") % said, "why": part.why, "amount": part.amount, "total": False,
        "url": f"{reverse('desk:explain', args=[pk, 'charge'])}?id={part.charge_id}",
    }  # fmt: skip


def stays_out(can: Eligible) -> list[str]:
    """ "The bill of 164.72 is due Oct 26, so it stays out." for each day on which something falls due."""
    by_day: dict[date, Decimal] = {}
    for part in can.kept_out:
        if part.code == "not_due":
            by_day[part.due_on] = by_day.get(part.due_on, ZERO) + part.amount
    return [
        _("The bill of %(amount)s is due %(day)s, so it stays out.") % {"amount": in_words(owed), "day": bare_day(on)}
        for on, owed in sorted(by_day.items())
    ]


def your_limits(talk: Talk) -> list[tuple[str, str]]:
    """What this person may agree on alone, and who may go beyond."""
    own = limits.months_of(talk.role, talk.rules)
    least = limits.least_down(talk.can.arrears, talk.role, talk.rules)
    above = [
        (role, months)
        for role, months in (("supervisor", talk.rules.supervisor_months), ("director", talk.rules.director_months))
        if months > own
    ]
    months = ngettext("up to %(n)s", "up to %(n)s", own) % {"n": own}
    if above:
        months = _("%(own)s; a %(role)s up to %(most)d") % {"own": months, "role": above[0][0], "most": above[0][1]}
    broken = _("none in %(n)d months") if not talk.facts.broken_before else _("%(k)s in %(n)d months")
    said = [
        (_("Months"), months),
        (_("First payment"), _("from %(least)s") % {"least": in_words(least)} if least else _("none needed")),
        (_("Broken plans"), broken % {"k": number(talk.facts.broken_before), "n": talk.rules.look_back_months}),
    ]
    if talk.account.is_residential:
        said.append((_("Season"), _("a plan must be offered") if talk.facts.in_season else _("out of season")))
    if talk.bill is not None:
        said.append((_("New bills"), _("about %(bill)s a month") % {"bill": in_words(talk.bill)}))
    return said


def stops_and_not(talk: Talk) -> dict[str, str]:
    """What the plan stops while it is kept, and what it does not."""
    stopped = what_it_stops("plan_in_force", rules(HoldRules, on=talk.today))
    stops = listed([str(words) for what, words in STOPS.items() if what in stopped])
    left = _("the answer on the %(left)s left out") % {"left": in_words(talk.can.left_out)}
    does_not = listed([
        _("new bills, which must be paid on time too"),
        *([left] if talk.can.left_out else []),
        *(str(words) for what, words in STOPS.items() if what not in stopped),
    ])  # fmt: skip
    return {"stops": f"{stops % {'arrears': in_words(talk.can.arrears)}}.", "does_not_stop": f"{does_not}."}


def listed(words: list[str]) -> str:
    """ "letters, visits and a shutoff"."""
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]} if words[1:] else words[0]
