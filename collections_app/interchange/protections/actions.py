"""How are protections brought over? All good rows in one transaction, each bad row rejected alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.documents.actions import keep_document
from accounts.holds.actions import open_hold
from accounts.holds.models import Hold
from accounts.models import Account
from accounts.people.actions import add_party
from accounts.people.models import Party
from collections_app.interchange.models import BroughtOver
from collections_app.interchange.protections.reading import Fault, read
from collections_app.interchange.protections.terms import BroughtOverRules, Terms, understood
from collections_app.interchange.writing import rejects_csv
from core import history
from core.errors import RuleViolation
from core.rulebook import rules
from core.utility import moment

LOCK = 4117
Reject = tuple[str, int, str, str, str]


class _Undo(Exception):
    """A check that changes nothing was asked for."""


@dataclass(frozen=True)
class Outcome:
    """What came over: counts by what became of a row, the rejects, and the columns nobody knows."""

    rows: int
    holds: int
    third_parties: int
    repeated: int
    without_end: int
    rejects: list[Reject]
    unknown: tuple[str, ...]
    kept: BroughtOver | None = None

    @property
    def is_clean(self) -> bool:
        return not self.rejects


def bring_over(content: bytes, *, name: str, actor, today: date, check_only: bool = False) -> Outcome:
    """Open a hold, or add a third party, for every good row of a CSV; answers counts and rejects.

    A row that is here already, word for word, is counted and changes nothing, so a file may come twice. A whole file
    that cannot be read is refused. With `check_only` nothing stays.
    """
    found = read(content)
    outcome: Outcome
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s, 0)", [LOCK])
            outcome = _bring(found, name, actor, today)
            if check_only:
                raise _Undo
            outcome = _keep(outcome, name, actor, today)
    except _Undo:
        pass
    return outcome


def _bring(found, name: str, actor, today: date) -> Outcome:
    numbers = {row["account_number"] for _line, row in found.records if isinstance(row, dict)}
    named = Account.objects.select_related("customer").filter(number__in=numbers)
    # In the order of their ids, whatever the file's: several at once, letters and a load take them so (locking.md).
    accounts = {a.number: a for a in named.select_for_update(no_key=True, of=("self",)).order_by("pk")}
    figures = rules(BroughtOverRules, on=today)
    counts = {"hold": 0, "third_party": 0, "repeated": 0, "without_end": 0}
    rejects: list[Reject] = []
    for line, row in found.records:
        terms = row if isinstance(row, Fault) else understood(
            row, found.header, known=accounts.keys(), today=today, rules=figures
        )  # fmt: skip
        fault = terms if isinstance(terms, Fault) else None
        if isinstance(terms, Terms):
            try:
                with transaction.atomic():
                    became = _brought(terms, accounts[terms.account_number], actor, today)
                counts[became] += 1
                counts["without_end"] += terms.has_no_end and became == "hold"
            except RuleViolation as refused:
                fault = Fault("kind", terms.kind, str(refused))
        if fault:
            rejects.append((name, line, fault.column, fault.value, fault.reason))
    return Outcome(
        len(found.records), counts["hold"], counts["third_party"], counts["repeated"], counts["without_end"], rejects,
        found.unknown,
    )  # fmt: skip


def _brought(terms: Terms, account: Account, actor, today: date) -> str:
    return _third_party(terms, account, actor, today) if terms.is_third_party else _hold(terms, account, actor, today)


def _hold(terms: Terms, account: Account, actor, today: date) -> str:
    whose: dict[str, Any] = {"customer": account.customer} if terms.scope == "customer" else {"account": account}
    told = {key: value for key, value in terms.hold.items() if key not in ("citation", "facts", "review_on")}
    same = Hold.objects.running(today).filter(kind=terms.kind, scope=terms.scope, **whose, **told)
    if not terms.has_no_end:
        same = same.filter(review_on=terms.hold["review_on"])
    if same.exists():
        return "repeated"
    open_hold(kind=terms.kind, scope=terms.scope, **whose, **terms.hold, actor=actor, today=today)
    return "hold"


def _third_party(terms: Terms, account: Account, actor, today: date) -> str:
    there = Party.objects.in_force(today).filter(account=account, role=Party.Role.THIRD_PARTY, name=terms.name)
    if there.exists():
        return "repeated"
    add_party(
        account.pk,
        role=Party.Role.THIRD_PARTY,
        name=terms.name,
        source=terms.hold["source"],
        from_on=terms.hold["from_on"],
        until_on=terms.hold["until_on"],
        actor=actor,
        today=today,
        **mailing_of(terms.address),
    )
    return "third_party"


def mailing_of(address: str) -> dict[str, Any]:
    """An address of one line as the parts of a letter's window: "12 Mill Road, Duluth, MN 55802"."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    state, zip_ = "", ""
    if parts and len(last := parts[-1].split()) == 2 and len(last[0]) == 2 and last[1][:5].isdigit():
        state, zip_ = last
        parts.pop()
    city = parts.pop() if state and len(parts) > 1 else ""
    return {
        "mailing_line1": parts[0] if parts else "",
        "mailing_line2": ", ".join(parts[1:]),
        "mailing_city": city,
        "mailing_state": state,
        "mailing_zip": zip_,
    }


def _keep(outcome: Outcome, name: str, actor, today: date) -> Outcome:
    rejects = None
    if outcome.rejects:
        rejects = keep_document(
            rejects_csv(outcome.rejects), name=f"rejects-{today}.csv", kind="rejects", media_type="text/csv",
            privacy="private", actor=actor, today=today,
        )  # fmt: skip
    counts = {
        "rows": outcome.rows,
        "holds": outcome.holds,
        "third_parties": outcome.third_parties,
        "repeated": outcome.repeated,
        "without_end": outcome.without_end,
        "rejected": len(outcome.rejects),
    }
    kept = BroughtOver.objects.create(
        name=name[:200], counts=counts, rejects=rejects, actor=actor, at=moment(today), on=today
    )
    history.record("protections.brought_over", subject=kept, actor=actor, on=today, facts=counts)
    return Outcome(**{**outcome.__dict__, "kept": kept})


def says(outcome: Outcome) -> str:
    """ "12 rows: 9 holds, 1 third party, 1 was here already, 1 rejected." """
    return _(
        "%(rows)s rows: %(holds)s holds opened, %(third)s third parties added, %(repeated)s here already, "
        "%(rejected)s rejected."
    ) % {
        "rows": f"{outcome.rows:,}",
        "holds": f"{outcome.holds:,}",
        "third": f"{outcome.third_parties:,}",
        "repeated": f"{outcome.repeated:,}",
        "rejected": f"{len(outcome.rejects):,}",
    }
