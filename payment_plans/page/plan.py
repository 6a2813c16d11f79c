"""What does the page of one plan show, and what can be done about it now?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.history.models import HistoryLine
from core.money import ZERO, in_words
from core.staff.access import refusal
from core.staff.models import Person
from core.templatetags.money import bare_day, day
from payment_plans import sentences
from payment_plans.models import Miss, Offer, PaymentPlan, PlanStanding
from payment_plans.page.account import state_class, state_sentence
from payment_plans.policy.compliance import Asked, Kept
from payment_plans.policy.reinstating import may_come_back
from payment_plans.policy.rules import PlanRules
from payment_plans.queries.facts import rules_of, standing_of

State = PaymentPlan.State
STEP, WIDE, HIGH = 24, 16, 60  # of the picture: a column and its gap, a column, the whole
FEWEST = 8  # columns it has room for, so that few are no wider than many


def context(plan: PaymentPlan, person: Person, today: date) -> dict[str, Any]:
    """The context of `payment_plans/plan.html`."""
    rules = rules_of(plan, today)
    kept = standing_of(plan, today)
    standing = as_standing(plan, kept, today)
    numbers: dict[date | None, int | None] = {one.due_on: one.number for one in kept.installments}
    # As the lists of plans have them, from the database.
    vars(plan).update(
        next_number=numbers.get(standing.next_due_on), missed_number=numbers.get(standing.missed_since)
    )  # fmt: skip
    acts, also = acts_of(plan, standing, person, today, rules)
    cured = {(miss.kind, miss.due_on): miss.cured_on for miss in plan.misses.filter(cured_on__isnull=False)}
    dues = [*_first_payment(plan, kept, today), *(row_of(one, cured, today) for one in kept.installments)]
    return {
        "plan": plan,
        "account": plan.account,
        "today": today,
        "state": state_class(plan, standing.is_behind),
        "word": sentences.word(plan, standing.is_behind),
        "says": state_sentence(plan, today, rules, standing),
        "is_behind": standing.is_behind,
        "breaks": sentences.breaks(standing) if plan.state == State.ACTIVE else "",
        "terms": sentences.terms(plan.offer),
        "acts": acts,
        "also": also,
        "sums": sums_of(plan, kept),
        "bars": bars_of(dues, today),
        "dues": dues,
        "bills": [row_of(one, cured, today) for one in kept.bills],
        "bills_say": sentences.no_new_bills(plan, rules),
        "rules_say": list(sentences.what_breaks(rules)),
        "papers": list(papers_of(plan)),
        "offer_says": sentences.came_from(plan.offer),
        "history": [line_of(line) for line in history_of(plan)],
    }


def as_standing(plan: PaymentPlan, kept: Kept, today: date) -> PlanStanding:
    """Where a plan stands now, as the night would write it down; what came since it ran counts."""
    missed, bills = kept.missed, kept.missed_bills
    return PlanStanding(
        plan=plan, as_of=today, down_paid=kept.down_paid, paid=kept.paid, left=kept.left, paid_count=kept.paid_count,
        missed_count=len(missed), missed_amount=sum((one.lacking for one in missed), ZERO),
        missed_since=missed[0].due_on if missed else None,
        bills_count=len(bills), bills_amount=sum((one.lacking for one in bills), ZERO),
        bills_since=bills[0].due_on if bills else None,
        next_due_on=kept.next_due_on, next_amount=kept.next_amount,
        breaks_on=kept.breaks_on, breaks_amount=kept.breaks_amount,
    )  # fmt: skip


# ---- what it holds ----


def sums_of(plan: PaymentPlan, kept: Kept) -> list[dict[str, Any]]:
    """The arrears it held, what was paid of them, and what is left."""
    ledger = reverse("desk:ledger", args=[plan.account_id])
    rows = [{"label": _("Arrears it holds"), "amount": plan.arrears, "url": ledger}]
    if plan.down_payment:
        rows.append({"label": _("Less first payment"), "amount": kept.down_paid, "url": ledger})
    rows.append({"label": _("Less installments"), "amount": kept.paid, "url": ledger})
    return [*rows, {"label": _("Left in the plan"), "amount": kept.left, "total": True, "url": ledger}]


def row_of(one: Asked, cured: Mapping[tuple[str, date], date | None], today: date) -> dict[str, Any]:
    """An installment or a new bill as `payment_plans/partials/dues.html` draws it."""
    kind = Miss.Kind.BILL if one.is_bill else Miss.Kind.INSTALLMENT
    label = _("Bill") if one.is_bill else _("Installment %(n)d") % {"n": one.number}
    state, word, small = "", _("To come"), ""
    if one.missed:
        state, word = "blocked", _("Missed")
        small = _("grace ended %(day)s") % {"day": bare_day(one.grace_ends_on)}
    elif not one.lacking:
        state, word = "allowed", _("Paid")
        made_good = cured.get((kind, one.due_on))
        small = _("made good on %(day)s") % {"day": bare_day(made_good)} if made_good else ""
    elif one.due_on <= today:
        state, word = "person", _("Due")
        small = _("grace ends %(day)s") % {"day": bare_day(one.grace_ends_on)}
    elif one.paid:
        word = _("Begun")
    return {
        "label": label, "due_on": one.due_on, "amount": one.amount, "paid": one.paid, "state": state, "word": word,
        "small": small,
    }  # fmt: skip


def _first_payment(plan: PaymentPlan, kept: Kept, today: date) -> Iterator[dict[str, Any]]:
    if not plan.down_payment:
        return
    is_paid = kept.down_paid >= plan.down_payment
    due_on = plan.offer.down_by_on or plan.starts_by_on or plan.accepted_on
    late = not is_paid and due_on < today
    yield {
        "label": _("First payment"), "due_on": due_on, "amount": plan.down_payment, "paid": kept.down_paid,
        "state": "allowed" if is_paid else "blocked" if late else "person",
        "word": _("Paid") if is_paid else _("Not here") if late else _("Waits"), "small": "",
    }  # fmt: skip


def bars_of(dues: Sequence[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """The picture of what was scheduled and what of it is paid."""
    most = max((due["amount"] for due in dues), default=Decimal(1)) or Decimal(1)
    columns = []
    for n, due in enumerate(dues):
        height = max(2, int(due["amount"] * (HIGH - 4) / most))
        paid = int(min(due["paid"], due["amount"]) * (HIGH - 4) / most)
        columns.append({
            "x": n * STEP + (STEP - WIDE) // 2, "height": height, "y": HIGH - height, "paid_height": paid,
            "paid_y": HIGH - paid, "missed": due["state"] == "blocked",
        })  # fmt: skip
    before = sum(1 for due in dues if due["due_on"] < today)
    said = {
        "paid": in_words(sum((due["paid"] for due in dues), ZERO)),
        "due": in_words(sum((due["amount"] for due in dues if due["due_on"] <= today), ZERO)),
        "all": in_words(sum((due["amount"] for due in dues), ZERO)),
    }
    return {
        "columns": columns,
        "wide": max(len(dues), FEWEST) * STEP,
        "today_at": before * STEP if dues else None,
        "says": _("%(paid)s paid; %(due)s was due by today, %(all)s in all") % said,
    }


# ---- papers ----


def papers_of(plan: PaymentPlan) -> Iterator[tuple[str, str, str]]:
    """The agreement and its signature."""
    if plan.agreement_id:
        yield _("Agreement"), _("Download (PDF)"), reverse("payment_plans:agreement", args=[plan.pk])
    else:
        yield _("Agreement"), _("no paper was made"), ""
    if plan.signed_on:
        yield _("Signed"), day(plan.signed_on), ""
    elif plan.needs_signature:
        yield _("Signed"), _("not yet; needed by %(day)s") % {"day": bare_day(plan.starts_by_on)}, ""
    else:
        yield _("Signed"), _("agreed by word, which is enough here"), ""
    if plan.signed_paper_id:
        yield _("Signed paper"), _("Download"), reverse("payment_plans:signed_agreement", args=[plan.pk])
    yield _("Agreed by"), str(plan.accepted_by or _("the system")), ""


def _letter(plan: PaymentPlan, kind: str) -> str:
    return reverse("notices:preview", args=[plan.account_id, kind])


# ---- what can be done now ----


def acts_of(
    plan: PaymentPlan, standing: PlanStanding, person: Person, today: date, rules: PlanRules
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The buttons of the head, the one that is wanted now last and filled; and what stands behind "More"."""
    may, no = person.may("agree_plans"), refusal("agree_plans")
    acts: list[dict[str, Any]] = []
    also: list[dict[str, Any]] = []
    if plan.agreement_id:
        acts.append({"label": _("Agreement"), "url": reverse("payment_plans:agreement", args=[plan.pk]), "key": "a"})
    if plan.is_in_force:
        cancel = {"label": _("Cancel the plan"), "url": reverse("payment_plans:cancel_plan", args=[plan.pk])}
        replace = {"label": _("Replace the plan"), "url": reverse("payment_plans:replace_plan", args=[plan.pk])}
        sign = {"label": _("Record the signature"), "url": reverse("payment_plans:sign_plan", args=[plan.pk])}
        unsigned = plan.signed_on is None and (plan.needs_signature or plan.agreement_id)
        first = _wanted(plan, standing, person, sign, replace)
        also = [act for act in (sign if unsigned else None, replace, cancel) if act and act["url"] != first["url"]]
        also = also if may else []
        acts.append({**first, "first": True})
    elif plan.state == State.BROKEN:
        reinstate = {"label": _("Reinstate"), "url": reverse("payment_plans:reinstate_plan", args=[plan.pk])}
        offer = {"label": _("Offer another plan"), "url": reverse("payment_plans:offers", args=[plan.account_id]),
                 "key": "o"}  # fmt: skip
        # Past its days or its times a supervisor can still say yes; the page behind it says what stands in the way.
        soon = may_come_back(plan.ended_on, plan.reinstated_times, today, rules)
        other, wanted = (offer, reinstate) if soon else (reinstate, offer)
        acts += [other, {**wanted, "first": True}]
    refused = ("sign_plan", "replace_plan", "reinstate_plan")
    needs_agreeing = {reverse(f"payment_plans:{name}", args=[plan.pk]) for name in refused}
    for act in acts:
        if act["url"] in needs_agreeing and not may:
            act["why_not"] = no
        elif act["url"] == reverse("payment_plans:offers", args=[plan.account_id]) and not person.may("offer_plans"):
            act["why_not"] = refusal("offer_plans")
    return acts, also


def _wanted(plan: PaymentPlan, standing: PlanStanding, person: Person, sign: dict, replace: dict) -> dict[str, Any]:
    """The one step that the state of a plan in force asks for."""
    if plan.state == State.ACCEPTED and plan.needs_signature and plan.signed_on is None:
        return sign
    if plan.state == State.ACCEPTED and person.may("post_payments"):
        return {"label": _("Take the first payment"), "url": reverse("desk:take_payment", args=[plan.account_id])}
    if standing.is_behind and person.may("draft_letters"):
        return {"label": _("Write about it"), "url": _letter(plan, "plan_missed")}
    if standing.next_due_on and person.may("draft_letters") and plan.state == State.ACTIVE:
        return {"label": _("Remind"), "url": _letter(plan, "plan_reminder")}
    return replace


# ---- what happened ----


def history_of(plan: PaymentPlan) -> list[HistoryLine]:
    """What was done about this plan and the offer that it came from, newest first."""
    of_plan = Q(subject_kind=PaymentPlan._meta.label_lower, subject_key=str(plan.pk))
    of_offer = Q(subject_kind=Offer._meta.label_lower, subject_key=str(plan.offer_id))
    lines = HistoryLine.objects.filter(of_plan | of_offer, account_number=plan.account.number)
    return [line for line in lines.select_related("actor").order_by("-pk")[:100] if line.action in sentences.TOLD]


def line_of(line: HistoryLine) -> dict[str, Any]:
    """One line of history for `components/timeline.html`."""
    who = str(line.actor) if line.actor else _("by the night")
    return {
        "when": line.at, "icon": "plan", "text": sentences.told(line.action, line.facts), "detail": who,
        "state": sentences.state_of(line.action),
    }  # fmt: skip
