"""What becomes of a letter that a trainee prepared? It waits until a specialist releases it under their own name."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people import doors
from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import waiting_of
from core.errors import RuleViolation
from core.templatetags.money import account_number
from notices.actions.issuing import issue_letter, refuse_stale_balances, refuse_what_no_hand_issues
from notices.kinds import kind_of, title_of
from notices.models import Letter

KIND = "trainee_letter"


@transaction.atomic
def prepare_letter(kind: str, account_id: int, *, actor, today: date, request_id: UUID) -> Approval:
    """Put one letter before the trainee's mentor, or any specialist. What could not be issued is not prepared.

    The letter is written and judged anew when it is released, so it says what is so on that day. The same `request_id`
    again answers what it asked the first time.
    """
    account = Account.objects.select_for_update(no_key=True, of=("self",)).select_related("customer").get(pk=account_id)
    doors.refuse_closed(account_id, actor)
    earlier = Approval.objects.filter(kind=KIND, asked_by=actor, facts__request_id=str(request_id)).first()
    if earlier:
        return earlier
    if actor.may("issue_letters"):
        raise RuleViolation(_("You can issue this letter yourself; nobody has to release it."))
    letter_kind = kind_of(kind)
    refuse_stale_balances(today)
    verdict = letter_kind.judge(account_id, today=today) if letter_kind.judge else None
    if verdict and not verdict.allowed:
        raise RuleViolation(verdict.sentence)
    refuse_what_no_hand_issues(letter_kind, "", today)
    return approving.ask(
        KIND,
        subject=account,
        account=account.number,
        sentence=_("%(letter)s to %(name)s, account %(number)s.")
        % {"letter": letter_kind.title, "name": account.customer.name, "number": account_number(account.number)},
        follows=_("The letter is written on the figures of that moment, issued in your name, and waits to be printed."),
        for_person=mentor_of(actor),
        facts={"letter": kind, "request_id": str(request_id)},
        actor=actor,
        today=today,
    )


def release_prepared(approval: Approval, *, actor, today: date) -> Letter:
    """What follows when a specialist approves: their letter, and a line that says who prepared it."""
    facts = approval.facts
    letter = issue_letter(
        facts["letter"], int(approval.subject_key), actor=actor, today=today, request_id=UUID(facts["request_id"])
    )
    history.record(
        "letter.released",
        subject=letter,
        account=approval.account_number,
        actor=actor,
        on=today,
        facts={"letter": title_of(facts["letter"]), "prepared_by": str(approval.asked_by)},
    )
    return letter


def prepared(account: Account) -> Approval | None:
    """The letter to an account that waits for a specialist, if one does."""
    return waiting_of(KIND, account)


def mentor_of(trainee):
    """Who is asked first: the mentor, as long as they are here and may release; otherwise nobody by name."""
    mentor = trainee.mentor
    return mentor if mentor and mentor.may("release_trainee_work") else None
