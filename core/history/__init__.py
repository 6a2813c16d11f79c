"""What was done, by whom, when? One append-only table that every floor can write; the access log stands beside it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from core.planned import Statement

# In plain SQL: every action writes one, and a desk waits for it.
WRITE = Statement.named("""
insert into history_historyline
  (at, business_date, actor_id, request_id, action, subject_kind, subject_key, account_number, facts)
values (%(at)s, %(on)s, %(actor)s, %(request)s, %(action)s, %(kind)s, %(key)s, %(account)s, %(facts)s) returning id
""")


def record(
    action: str,
    *,
    actor,
    on: date,
    subject: Any = None,
    account: str | None = None,
    facts: Mapping[str, Any] | None = None,
    request_id=None,
) -> None:
    """Write one line: `action` like "hold.opened", `subject` any model row, `account` an account number, `on` the
    business date. `actor` None is the system. Facts carry what the timeline needs; JSON-ready values, money as text."""
    from core.utility import moment

    said = json.dumps(dict(facts or {}), cls=DjangoJSONEncoder)
    about = (subject._meta.label_lower, str(subject.pk)) if subject is not None else ("", "")
    WRITE.row(
        at=moment(on), on=on, actor=actor and actor.pk, request=request_id, action=action, kind=about[0], key=about[1],
        account=account, facts=said,
    )  # fmt: skip


def looked(account: str, *, by, what: str, today: date | None = None) -> None:
    """Write to the access log that a person looked at an account (or opened something private of it)."""
    from core.history.models import AccessLine
    from core.utility import moment

    AccessLine.objects.create(at=moment(today), person=by, account_number=account, what=what)


def withdraw(subject: Any, reason: str, *, actor, today: date, account: str | None = None):
    """Take a line that stands on the wrong account out of view, with a reason. The line itself stays where it is.

    `account` is the number of the account on which it stood: there a line says that one was withdrawn. The caller
    holds the lock of that account. Refused without a reason, and a second time.
    """
    from core.errors import RuleViolation
    from core.history.models import Withdrawal
    from core.private import refuse_private
    from core.templatetags.money import bare_day
    from core.utility import moment

    named = {"subject_kind": subject._meta.label_lower, "subject_key": str(subject.pk)}
    earlier = Withdrawal.objects.filter(**named).select_related("by").first()
    if earlier:
        said = {"who": earlier.by or _("the system"), "day": bare_day(earlier.on)}
        raise RuleViolation(_("This line was already withdrawn by %(who)s on %(day)s.") % said)
    if not reason.strip():
        raise RuleViolation(_("Say why the line is withdrawn; it is shown in its place."))
    refuse_private(reason)
    withdrawal = Withdrawal.objects.create(
        **named, account_number=account, reason=reason.strip(), by=actor, at=moment(today), on=today
    )
    stood = getattr(subject, "at", None) or withdrawal.at
    told = {"reason": withdrawal.reason, "stood_at": stood}
    record("line.withdrawn", subject=subject, account=account, actor=actor, on=today, facts=told)
    return withdrawal


def in_view(rows: QuerySet) -> QuerySet:
    """The rows of any model without those that were withdrawn from view."""
    from core.history.models import Withdrawal

    withdrawn = Withdrawal.objects.filter(
        subject_kind=rows.model._meta.label_lower, subject_key=Cast(OuterRef("pk"), CharField())
    )
    return rows.filter(~Exists(withdrawn))


def told_lines(lines: QuerySet) -> QuerySet:
    """History lines without those about what was withdrawn; only that it was is told."""
    from core.history.models import Withdrawal

    subject = {"subject_kind": OuterRef("subject_kind"), "subject_key": OuterRef("subject_key")}
    return lines.filter(Q(action="line.withdrawn") | ~Exists(Withdrawal.objects.filter(**subject)))


def withdrawals_of(account: str) -> QuerySet:
    """What was withdrawn from an account, newest first: a line in its place says by whom and why."""
    from core.history.models import Withdrawal

    return Withdrawal.objects.filter(account_number=account).select_related("by")
