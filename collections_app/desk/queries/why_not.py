"""Why is an account not on the list that one looks at?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.holds.queries import holds_of
from accounts.models import Account
from accounts.people.doors import close_addresses, why_closed
from accounts.tasks.queries import whose
from collections_app.desk.policy import ListFacts, why_filtered
from collections_app.desk.queries.worklist import ME, MINE, PAST_DUE
from collections_app.treatments.models import LetterRun, NextStep
from collections_app.treatments.policy import TO_ISSUE
from collections_app.treatments.sentences import why_not_here
from core.approvals.models import Approval
from core.money import ZERO
from core.staff.queries import works_for
from core.templatetags.money import bare_day, harmless
from ledger.models import Standing


def account_of(number: str) -> Account | None:
    """The account that somebody typed a number of, with or without blanks."""
    typed = number.replace("\0", "").strip()[:100]
    whole = Account.objects.select_related("customer", "premise")
    return whole.filter(number__in={typed, typed.replace(" ", "")}).first()


def why_not(number: str, *, view: str, filters: Mapping[str, Any], today: date, person) -> tuple[str, Account | None]:
    """The first condition that fails, as a sentence, and the account if there is one that this person may open."""
    account = account_of(number)
    if account is None:
        return _("No account has the number %(number)s.") % {"number": harmless(number.strip()[:100])}, None
    closed = why_closed(account.pk, person)
    if closed:
        return closed, None
    close_addresses([account])  # a list by route must not tell where a protected address is
    standing = Standing.objects.filter(account=account).first()
    step = NextStep.objects.filter(account=account).first()
    if view != PAST_DUE and (step is None or step.rank is None):
        return _waits_elsewhere(account, step, today) or why_not_here(step, today, person), account
    if view == PAST_DUE and (standing is None or standing.past_due <= 0):
        return _("Not on this list: nothing is past due."), account
    chosen = {**filters, "whose": ME} if view == MINE else filters
    filtered = why_filtered(_facts(account, standing, today, person), chosen)
    return filtered or _("It is on this list."), account


def _waits_elsewhere(account: Account, step: NextStep | None, today: date) -> str:
    """What waits for a second person needs nobody else: an approval about the account, or the run with its reminder."""
    asked = Approval.objects.waiting().filter(account_number=account.number).values_list("asked_on", flat=True).first()
    if asked is None and step is not None and step.reason == NextStep.Reason.REMINDER_DUE:
        runs = LetterRun.objects.waiting().filter(decisions__account=account, decisions__reason=TO_ISSUE)
        asked = runs.values_list("night_on", flat=True).first()
    if asked is None:
        return ""
    return _("Another view has it: it waits for a supervisor since %(day)s.") % {"day": _since(asked, today)}


def _since(on: date, today: date) -> str:
    if on >= today:
        return _("today")
    return date_format(on, "l") if (today - on).days < 7 else bare_day(on)


def _facts(account: Account, standing: Standing | None, today: date, person) -> ListFacts:
    assigned = whose([account.pk]).get(account.pk)
    return ListFacts(
        past_due=standing.past_due if standing else ZERO,
        days=standing.days_past_due if standing else 0,
        is_residential=account.is_residential,
        is_active=account.status == Account.Status.ACTIVE,
        services_on=set(account.services.filter(status="on").values_list("service", flat=True)),
        is_held=holds_of(account, on=today).exists(),
        language=account.customer.language,
        route=account.premise.route,
        cycle=account.billing_cycle,
        whose=str(assigned.person) if assigned else "",
        is_mine=assigned is not None and assigned.person_id in works_for(person, today=today),
    )
