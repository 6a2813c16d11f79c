"""What was done, by whom, when? One append-only table that every floor can write; the access log stands beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def record(
    action: str,
    *,
    actor,
    on: date,
    subject: Any = None,
    account: str | None = None,
    facts: Mapping[str, Any] | None = None,
    request_id=None,
):
    """Write one line: `action` like "hold.opened", `subject` any model row, `account` an account number, `on` the
    business date. `actor` None is the system. Facts carry what the timeline needs; JSON-ready values, money as text."""
    from core.history.models import HistoryLine
    from core.utility import moment

    return HistoryLine.objects.create(
        at=moment(on),
        business_date=on,
        actor=actor,
        request_id=request_id,
        action=action,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_key=str(subject.pk) if subject is not None else "",
        account_number=account,
        facts=dict(facts or {}),
    )


def looked(account: str, *, by, what: str, today: date | None = None) -> None:
    """Write to the access log that a person looked at an account (or opened something private of it)."""
    from core.history.models import AccessLine
    from core.utility import moment

    AccessLine.objects.create(at=moment(today), person=by, account_number=account, what=what)
