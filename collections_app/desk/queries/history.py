"""What happened on an account, told from bills, payments, letters, conversations, holds and steps?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.contacts.sentences import icon_of
from accounts.contacts.sentences import told as told_contact
from accounts.holds.sentences import told as told_hold
from accounts.models import Account
from accounts.people.sentences import told as told_of_people
from accounts.places.sentences import told as told_place
from accounts.tasks.models import Task
from accounts.tasks.queries import open_tasks
from accounts.visits.sentences import told as told_visit
from collections_app.desk.timeline import Line, merged
from collections_app.desk.words import credit_says, entry_says, service_says
from collections_app.treatments.models import NextStep
from collections_app.treatments.sentences import next_step
from core.addresses import address
from core.approvals import KINDS
from core.history import told_lines
from core.history.models import HistoryLine
from core.money import in_words
from core.planned import Statement
from core.templatetags.money import bare_day, harmless
from ledger.queries import Line as LedgerLine
from notices.queries import timeline_lines
from notices.queries.timeline import TOLD as TOLD_OF_MAIL
from notices.queries.timeline import told as told_of_mail
from payment_plans.budgets.sentences import told as told_budget
from payment_plans.promises.sentences import told as told_promise
from payment_plans.sentences import state_of
from payment_plans.sentences import told as told_plan

# Told by their own rows: the ledger, the correspondence log, the letters.
TOLD_ELSEWHERE = (
    "contact.logged", "contact.corrected", "payment.posted", "payment.reversed", "payment.returned", "receipt.voided",
    "receipt.copied", "charge.reversed", "letter.issued",
    "letter.pulled", "letter.undone", "letter.set_aside", "letter.tried_again", "visit.recorded",
)  # fmt: skip
LETTER_STATES = {"mailed": "allowed", "pulled": "blocked", "aside": "blocked"}


ABOUT_PLANS = (
    (("payment_plan.", "offer."), "plan", told_plan),
    ("promise.", "agree", told_promise),
    ("budget.", "plan", told_budget),
)


# Most accounts have bills and payments and nothing else: one look at five indexes saves five questions.
ANYTHING = Statement.named("""
select exists (select from contacts_contact where account_id = %(account)s),
       exists (select from history_historyline where account_number = %(number)s),
       exists (select from tasks_task where account_id = %(account)s and done_on is null),
       exists (select from notices_letter where account_id = %(account)s),
       exists (select from holds_hold where account_id = %(account)s or customer_id = %(customer)s),
       exists (select from places_caution where premise_id = %(premise)s and ended_on is null),
       exists (select from visits_visit where account_id = %(account)s and state = 'planned'),
       exists (select from contacts_contact c join accounts_account a on a.id = c.account_id
               where a.customer_id = %(customer)s and a.id <> %(account)s and c.at >= %(since)s),
       exists (select from payment_plans_paymentplan where account_id = %(account)s and state in ('accepted', 'active'))
       or exists (select from budgets_budgetplan where account_id = %(account)s and state = 'active'),
       exists (select from promises_promise where account_id = %(account)s and state = 'open')
""")


@dataclass(frozen=True)
class Kept:
    """Of which kinds anything is kept for an account."""

    contacts: bool = True
    history: bool = True
    tasks: bool = True
    letters: bool = True
    holds: bool = True
    cautions: bool = True
    visits: bool = True
    other_contacts: bool = True  # lately, on other accounts of the person
    plans: bool = True  # a payment plan or a budget in force
    promises: bool = True  # open ones


def kept_of(account: Account, today: date) -> Kept:
    return Kept(
        *ANYTHING.row(
            account=account.pk,
            number=account.number,
            customer=account.customer_id,
            premise=account.premise_id,
            since=today - timedelta(days=1),
        )
    )


def of_account(
    account: Account,
    entries: Sequence[LedgerLine],
    step: NextStep | None,
    *,
    today: date,
    contacts: Sequence[Contact] | None = None,
    history: Sequence[HistoryLine] | None = None,
    kept: Kept = Kept(),
    tasks: Sequence[Task] | None = None,
    limit: int | None = None,
) -> list[Line]:
    """The newest lines of an account, what is to come on top. Sources that were read already may be handed in."""
    return merged(
        _ahead(step, _tasks(account, kept) if tasks is None else tasks, today),
        _entries(account.pk, entries),
        _contacts(contacts_of(account) if contacts is None else contacts),
        _letters(account.pk) if kept.letters else [],
        _history(history_of(account) if history is None else history),
        limit=limit,
    )


def contacts_of(account: Account, most: int | None = None) -> list[Contact]:
    return list(Contact.objects.current().filter(account=account).select_related("actor", "listened_in")[:most])


def history_of(account: Account, most: int | None = None) -> list[HistoryLine]:
    """What history alone tells of an account, newest first."""
    lines = HistoryLine.objects.filter(account_number=account.number).exclude(action__in=TOLD_ELSEWHERE)
    return list(told_lines(lines).select_related("actor")[:most])


def _tasks(account: Account, kept: Kept) -> Iterable[Task]:
    return open_tasks(account.pk) if kept.tasks else []


def _ahead(step: NextStep | None, tasks: Iterable[Task], today: date) -> Iterator[Line]:
    if step is not None and step.what == NextStep.What.REMINDER and step.on and step.on >= today:
        yield Line(on=step.on, icon="letter", text=next_step(step, today), ahead=True)
    for task in tasks:
        at = _(" at %(time)s") % {"time": f"{task.due_at:%H:%M}"} if task.due_at else ""
        yield Line(
            on=task.due_on,
            icon="clock",
            text=f"{harmless(task.what)}{at}",
            detail=str(task.owner),
            ahead=True,
            state="" if task.due_on >= today else "person",
        )


def _entries(account_id: int, entries: Sequence[LedgerLine]) -> Iterator[Line]:
    by_id = {entry.transaction_id: entry for entry in entries}
    for entry in entries:
        is_bill = entry.kind == "charge"
        yield Line(
            on=entry.effective_on,
            turn=entry.transaction_id,
            icon="bill" if is_bill else "money",
            text=entry_says(entry, by_id),
            detail=", ".join(service_says(c.service) for c in entry.charges) if is_bill else credit_says(entry),
            amount=abs(entry.amount) if entry.kind == "payment" else entry.amount,
            url=f"{address('desk:explain', account_id, 'entry')}?id={entry.transaction_id}",
            state=_entry_state(entry),
        )


def _entry_state(entry: LedgerLine) -> str:
    if entry.is_reversed or entry.kind == "reversal":
        return "blocked" if entry.kind == "reversal" else ""
    return "allowed" if entry.amount < 0 else ""


def _contacts(contacts: Sequence[Contact]) -> Iterator[Line]:
    for contact in contacts:
        says = told_contact(contact)
        yield Line(
            on=contact.on,
            at=timezone.localtime(contact.at),
            turn=contact.pk,
            icon=icon_of(contact),
            text=says.text,
            outcome=says.outcome,
            detail=says.detail,
        )


def _letters(account_id: int) -> Iterator[Line]:
    for letter in timeline_lines(account_id):
        yield Line(
            on=letter.when,
            turn=letter.letter_id,
            icon="letter",
            text=f"{letter.sentence}.",
            detail=letter.said,
            state=LETTER_STATES.get(letter.state, ""),
            links=[(_("Open the letter"), reverse("notices:letter", args=[letter.letter_id]))],
        )


def _history(lines: Sequence[HistoryLine]) -> Iterator[Line]:
    for line in lines:
        if line.action == "line.withdrawn":
            yield _withdrawn(line)
            continue
        icon, text, state = _told(line.action, line.facts)
        yield Line(
            on=line.business_date,
            at=timezone.localtime(line.at),
            turn=line.pk,
            icon=icon,
            text=text,
            # Who takes a step for themselves is named already.
            detail=str(line.actor) if line.actor_id and line.facts.get("owner") != str(line.actor) else "",
            state=state,
        )


def _withdrawn(line: HistoryLine) -> Line:
    """In the place of a line that was withdrawn: by whom and why."""
    said = {"who": line.actor or _("the office"), "why": harmless(str(line.facts.get("reason", "")))}
    stood = timezone.localtime(datetime.fromisoformat(line.facts["stood_at"]))
    return Line(
        on=stood.date(), at=stood, turn=line.pk, icon="close", text=_("1 line withdrawn by %(who)s: %(why)s") % said
    )


def _told(action: str, facts: dict[str, Any]) -> tuple[str, str, str]:
    if action.startswith("hold."):
        return "shield", told_hold(action, facts), "protect" if action == "hold.opened" else ""
    if action.startswith(("caution.", "owner.")):
        return ("caution" if action.startswith("caution.") else "pin"), told_place(action, facts), ""
    if action.startswith("visit."):
        return "pin", told_visit(action, facts), ""
    for begins, icon, tells in ABOUT_PLANS:
        if action.startswith(begins):
            return icon, tells(action, facts), state_of(action)
    if action.startswith(("party.", "number.", "note.", "place_relation.")):
        return told_of_people(action, facts)
    if action in TOLD_OF_MAIL:
        return told_of_mail(action, facts)
    what = harmless(str(facts.get("what", "")))
    if action == "task.added":
        due = date.fromisoformat(facts["due_on"])
        return "clock", _("%(owner)s takes the next step by %(day)s: %(what)s.") % {
            "owner": facts.get("owner", ""), "day": bare_day(due), "what": what,
        }, ""  # fmt: skip
    if action == "task.moved":
        due = date.fromisoformat(facts["due_on"])
        return "clock", _("Moved to %(day)s, %(owner)s: %(what)s. %(why)s") % {
            "owner": facts.get("owner", ""), "day": bare_day(due), "what": what, "why": harmless(facts.get("why", "")),
        }, ""  # fmt: skip
    if action == "paper.attached":
        return "paper", _("A paper was added."), ""
    if action.startswith("approval.") or action == "letter.released":
        return _told_answer(action, facts)
    if action == "task.finished":
        return "agree", _("Done: %(what)s.") % {"what": what}, "allowed"
    return "note", _spelled(action, facts), ""


def _told_answer(action: str, facts: dict[str, Any]) -> tuple[str, str, str]:
    """What was put before a second person, and what they said."""
    if action == "letter.released":
        said = _("%(letter)s released; %(who)s had prepared it.")
        return "letter", said % {"letter": facts["letter"], "who": harmless(facts["prepared_by"])}, "allowed"
    kind, why = KINDS.get(facts["kind"]), harmless(facts.get("reason", ""))
    what = {"what": kind.title if kind else facts["kind"], "why": why}
    match action:
        case "approval.asked":
            return "person", _("Put before a second person: %(what)s.") % what, ""
        case "approval.approved":
            return "agree", _("Approved: %(what)s.") % what, "allowed"
        case "approval.returned":
            return "person", _("Returned: %(what)s. %(why)s") % what, "blocked"
    return "person", _("No longer asked: %(what)s. %(why)s") % what, ""


def _spelled(action: str, facts: dict[str, Any]) -> str:
    """A line nobody has words for yet: its action as words, an amount if it has one."""
    words = action.replace(".", " ").replace("_", " ").capitalize()
    amount = facts.get("amount")
    return f"{words}, {in_words(amount)}." if amount and not isinstance(amount, str) else f"{words}."
