"""Why is it 412.18? The entries that add up to a figure, its rule, and what would change it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collections_app.desk.words import METHODS, charge_says, dated, entry_says, service_says
from core.money import ZERO, in_words
from core.templatetags.money import harmless
from ledger.models import Transaction
from ledger.policy import Allocation, bucket
from ledger.queries import Line, OpenCharge, account_lines, allocation, open_charges, postings_of

BUCKETS = {
    "d1_30": (1, 30), "d31_60": (31, 60), "d61_90": (61, 90), "d91_plus": (91, None),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Whose figure, as of when, as known when, and for one charge or entry which."""

    account_id: int
    as_of: date
    known_on: date | None = None
    id: str = ""


@dataclass(frozen=True)
class Explained:
    """A figure as `components/explained.html` draws it; its lines add up to its total."""

    title: str
    sentence: str
    total: Decimal
    lines: Sequence[dict[str, Any]] = ()
    rule: str = ""
    changes: Sequence[str] = field(default=())

    @property
    def cite(self) -> str:
        """Since when the rule is in force and where it is written; no figure of the rulebook is in it."""
        return _("Rule of the books, in force since they began; docs/books.md, Aging") if self.rule else ""


def explain(figure: str, asked: Asked) -> Explained | None:
    """The explanation of a figure of `FIGURES`; None when there is no such figure, charge or entry."""
    if figure.startswith("service-"):
        return _of_service(asked, figure.removeprefix("service-"))
    make = FIGURES.get(figure)
    return make(asked) if make else None


def _balance(asked: Asked) -> Explained:
    charges, credit = _open(asked), _credit(asked)
    total = sum((c.open for c in charges), ZERO) - credit
    lines = list(_charge_lines(charges, asked))
    if credit:
        lines.append(
            {"when": asked.as_of, "label": _("Credit not used"), "amount": -credit, "url": _url(asked, "credit")}
        )
    if total > 0:
        says = ngettext("One charge is open.", "%(n)d charges are open.", len(charges)) % {"n": len(charges)}
    elif total == 0:
        says = _("Everything charged is paid.")
    else:
        says = _("More was paid than was charged.")
    return Explained(
        _("Balance, %(amount)s") % {"amount": in_words(total)}, says, total, lines, _rule(),
        _changes(charges, asked, total),
    )  # fmt: skip


def _past_due(asked: Asked) -> Explained:
    charges = [c for c in _open(asked) if c.due_on < asked.as_of]
    says = _("Nothing is past due: no open charge fell due before %(day)s.") % {"day": _day(asked)}
    if charges:
        says = _("Due dates up to %(day)s are over, the oldest by %(days)d days.") % {
            "day": dated(max(c.due_on for c in charges), asked.as_of),
            "days": max(c.days_past_due(asked.as_of) for c in charges),
        }
    return _of_charges(_("Past due"), says, charges, asked)


def _current(asked: Asked) -> Explained:
    charges = [c for c in _open(asked) if c.due_on >= asked.as_of]
    says = _("Nothing is open that is still to fall due.")
    if charges:
        says = _("Open, and due %(day)s or later.") % {"day": dated(min(c.due_on for c in charges), asked.as_of)}
    return _of_charges(_("Due next"), says, charges, asked)


def _in_bucket(name: str) -> Callable[[Asked], Explained]:
    first, last = BUCKETS[name]

    def explained(asked: Asked) -> Explained:
        charges = [c for c in _open(asked) if bucket(c.due_on, asked.as_of) == name]
        days = f"{first}–{last}" if last else _("%(n)d and more") % {"n": first}
        says = _("Open charges that fell due %(days)s days before %(day)s.") % {"days": days, "day": _day(asked)}
        if not charges:
            says = _("No open charge fell due %(days)s days before %(day)s.") % {"days": days, "day": _day(asked)}
        return _of_charges(_("%(days)s days past due") % {"days": days}, says, charges, asked)

    return explained


def _of_service(asked: Asked, service: str) -> Explained | None:
    charges = [c for c in _open(asked) if c.service == service]
    says = _("Open charges for %(service)s.") if charges else _("Nothing is open for %(service)s.")
    says = says % {"service": service_says(service).lower()}
    return _of_charges(service_says(service), says, charges, asked)


def _credit_figure(asked: Asked) -> Explained:
    entries = [e for e in _entries(asked) if e.left_over > 0]
    total = -_credit(asked)
    says = _("Paid beyond all charges; it pays the next charge.") if total else _("No credit is left over.")
    lines = [_entry_line(e, -e.left_over, asked) for e in entries]
    return Explained(_("Credit, %(amount)s") % {"amount": in_words(total)}, says, total, lines, _rule())


def _charge(asked: Asked) -> Explained | None:
    """One charge: what it was, what paid it, what is left."""
    shared = _allocation(asked)
    found = next(((charge, left) for charge, left in shared.open if charge.charge_id == asked.id), None)
    if found is None:
        return None
    charge, left = found
    paid = [share for share in shared.shares if share.charge.charge_id == asked.id]
    methods = _methods(asked, [share.credit.transaction_id for share in paid])
    title = _("%(charge)s %(service)s, open %(amount)s") % {
        "charge": charge_says(charge.kind), "service": service_says(charge.service).lower(), "amount": in_words(left),
    }  # fmt: skip
    lines = [
        {"when": charge.effective_on, "label": _("%(charge)s, charged") % {"charge": charge_says(charge.kind)},
         "amount": charge.amount, "url": _url(asked, "entry", charge.transaction_id)},
        *(
            {"when": share.credit.effective_on, "label": methods.get(share.credit.transaction_id, _("Credit")),
             "amount": -share.amount, "url": _url(asked, "entry", share.credit.transaction_id)}
            for share in paid
        ),
    ]  # fmt: skip
    assert charge.due_on is not None
    says = _("Charged %(charged)s, due %(due)s.") % {
        "charged": dated(charge.effective_on, asked.as_of), "due": dated(charge.due_on, asked.as_of),
    }  # fmt: skip
    if not left:
        says += " " + _("It is paid in full.")
    return Explained(title, says, left, lines, _rule(), [_would_clear(left)] if left else [])


def _entry(asked: Asked) -> Explained | None:
    """One entry of the books: a bill's parts, or what a payment paid."""
    entries = {entry.transaction_id: entry for entry in _entries(asked)}
    entry = entries.get(int(asked.id)) if asked.id.isascii() and asked.id.isdecimal() else None
    if entry is None:
        return None
    title = f"{entry_says(entry, entries)}, {in_words(entry.amount)}"
    if entry.kind == Transaction.Kind.PAYMENT and not entry.is_reversed:
        lines = [
            {"when": paid.due_on, "label": f"{charge_says(paid.kind)}, {service_says(paid.service).lower()}",
             "amount": -paid.amount, "url": _url(asked, "charge", paid.charge_id)}
            for paid in entry.paid
        ]  # fmt: skip
        if entry.left_over:
            lines.append(
                {"when": entry.effective_on, "label": _("Not used yet"), "amount": -entry.left_over, "url": ""}
            )
        says = _("What this payment paid, oldest due date first.")
        return Explained(title, f"{says} {_learned(entry)}", entry.amount, lines, _rule())
    if entry.charges:
        lines = [
            {"when": charge.due_on, "label": f"{charge_says(charge.kind)}, {service_says(charge.service).lower()}",
             "amount": charge.amount, "url": "" if entry.is_reversed else _url(asked, "charge", charge.charge_id)}
            for charge in entry.charges
        ]  # fmt: skip
        return Explained(title, f"{_('The parts of this entry.')} {_learned(entry)}", entry.amount, lines)
    legs = [leg for leg in postings_of(entry.transaction_id) if leg.book.startswith("receivable:")]
    lines = [
        {"when": leg.effective_on, "label": service_says(leg.book.removeprefix("receivable:")), "amount": leg.amount,
         "url": _url(asked, "entry", entry.reverses_id) if entry.reverses_id else ""}
        for leg in legs
    ]  # fmt: skip
    return Explained(title, f"{_('It cancels the entry it takes back.')} {_learned(entry)}", entry.amount, lines)


FIGURES: dict[str, Callable[[Asked], Explained | None]] = {
    "balance": _balance,
    "past-due": _past_due,
    "current": _current,
    "credit": _credit_figure,
    "charge": _charge,
    "entry": _entry,
    **{name: _in_bucket(name) for name in BUCKETS},
}


def _of_charges(name: str, says: str, charges: Sequence[OpenCharge], asked: Asked) -> Explained:
    total = sum((c.open for c in charges), ZERO)
    return Explained(
        f"{name}, {in_words(total)}", says, total, list(_charge_lines(charges, asked)), _rule(),
        [_would_clear(total)] if total else [],
    )  # fmt: skip


def _charge_lines(charges: Sequence[OpenCharge], asked: Asked) -> Iterator[dict[str, Any]]:
    for charge in charges:
        label = _("%(charge)s, %(service)s") % _names(charge)
        if charge.open != charge.amount:
            label += _(", rest of %(amount)s") % {"amount": in_words(charge.amount)}
        label += _(", due")
        yield {
            "when": charge.due_on,
            "label": label,
            "amount": charge.open,
            "url": _url(asked, "charge", charge.charge_id),
        }


def _names(charge: OpenCharge) -> dict[str, str]:
    return {"charge": charge_says(charge.kind), "service": service_says(charge.service).lower()}


def _entry_line(entry: Line, amount: Decimal, asked: Asked) -> dict[str, Any]:
    return {
        "when": entry.effective_on, "label": entry_says(entry, {}), "amount": amount,
        "url": _url(asked, "entry", entry.transaction_id),
    }  # fmt: skip


def _changes(charges: Sequence[OpenCharge], asked: Asked, total: Decimal) -> list[str]:
    following = [c for c in charges if c.due_on >= asked.as_of]
    changes = [_would_clear(total)] if total > 0 else []
    if following:
        due = min(c.due_on for c in following)
        amount = sum((c.open for c in following if c.due_on == due), ZERO)
        changes.append(
            _("After %(day)s another %(amount)s is past due.")
            % {"day": dated(due, asked.as_of), "amount": in_words(amount)}
        )
    return changes


def _would_clear(total: Decimal) -> str:
    return _("A payment of %(amount)s would clear it, if nothing older is open.") % {"amount": in_words(total)}


def _rule() -> str:
    return _(
        "Credits pay charges oldest due date first, then by bill date. "
        "A charge is past due from the day after its due date."
    )


def _learned(entry: Line) -> str:
    who = entry.actor_name or (_("billing") if entry.source == Transaction.Source.CIS else _("the office"))
    reference = f", {entry.reference}" if entry.reference else ""
    return _("Counts from %(day)s; learned from %(who)s%(reference)s.") % {
        "day": dated(entry.effective_on, entry.effective_on), "who": who, "reference": reference,
    }  # fmt: skip


def _methods(asked: Asked, ids: Sequence[int]) -> dict[int, str]:
    """How the credits that paid a charge came in, by one query."""
    rows = Transaction.objects.filter(account=asked.account_id, pk__in=ids, postings__payment_id__isnull=False)
    return {
        pk: _("Payment %(how)s") % {"how": METHODS.get(method) or harmless(method)}
        for pk, method in rows.values_list("pk", "postings__kind")
    }


def _open(asked: Asked) -> list[OpenCharge]:
    return open_charges(asked.account_id, asked.as_of, known_on=asked.known_on)


def _credit(asked: Asked) -> Decimal:
    return _allocation(asked).left_over


def _allocation(asked: Asked) -> Allocation:
    return allocation(asked.account_id, asked.as_of, known_on=asked.known_on)


def _entries(asked: Asked) -> list[Line]:
    return account_lines(asked.account_id, asked.as_of, asked.known_on)


def _day(asked: Asked) -> str:
    return dated(asked.as_of, asked.as_of)


def address_of(asked: Asked, figure: str, id: object = "") -> str:
    """Where a figure is explained, with the dates it was asked for."""
    return _url(asked, figure, id)


def hold_address(account_id: int, charge_id: str) -> str:
    """Where a hold on one charge is opened: ids and codes only, no amount."""
    query = {"kind": "dispute", "scope": "charges", "charges": charge_id}
    return reverse("holds:open", args=[account_id], query=query)


def _url(asked: Asked, figure: str, id: object = "") -> str:
    query = {"id": id, "as_of": asked.as_of, "known_on": asked.known_on or ""}
    return reverse("desk:explain", args=[asked.account_id, figure], query={k: v for k, v in query.items() if v != ""})
