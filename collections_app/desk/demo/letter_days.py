"""What did the office write in other languages, what came back, and which text waits? Played by our own steps.

The three languages are approved on the morning on which the first letter goes out in them: written by one colleague,
read by another who is named, approved by a supervisor.
"""

from collections.abc import Callable
from datetime import date, time
from random import Random
from uuid import UUID

from accounts.models import Account
from accounts.notes.actions import write_note
from collections_app.desk.demo.letter_households import INTERPRETER, SPEAK
from core import utility
from core.approvals import actions as approving
from core.approvals.queries import waiting_of
from core.staff.models import Person
from notices.actions import begin_version, issue_letter, print_waiting, record_returned, save_version, send_version
from notices.actions.holding_back import KIND as HELD_LETTERS
from notices.actions.versions import APPROVAL
from notices.models import Letter
from notices.queries.versions import shape

People = dict[str, Person]
Cases = dict[int, Account]
_draw = Random(1656)
STEPS = ("past_due_reminder", "past_due", "final_demand")
# language: who writes it, who reads it
READ_BY = {
    "es": ("specialist", "specialist-2"),
    "hmn": ("specialist-2", "specialist-3"),
    "so": ("specialist-3", "supervisor-2"),
}
MORE = (
    "**Many of our customers pay in parts.** A plan begins with a small payment, and letters like this one stop as "
    "long as it is kept.\n\nThank you,"
)


def work(today: date, cases: Cases, people: People) -> None:
    """What the office wrote, and what came back, on that day."""
    for play in DAYS.get(today, ()):
        play(today, cases, people)


def _translations(today: date, cases: Cases, people: People) -> None:
    with utility.at_hour(time(8, 10)):
        for language in SPEAK:
            for kind in STEPS:
                _approved(kind, language, today, people)


def _approved(kind: str, language: str, today: date, people: People) -> None:
    writer, reader = (people[name] for name in READ_BY[language])
    version = begin_version(kind, language, actor=writer, today=today)
    reading = send_version(version.pk, second_reader=reader, actor=writer, today=today)
    approving.approve(reading.pk, actor=reader, today=today)
    asked = waiting_of(APPROVAL, version)
    assert asked is not None
    approving.approve(asked.pk, actor=people["supervisor"], today=today)


def _reminders(today: date, cases: Cases, people: People) -> None:
    _write("past_due_reminder", [*_speaking(), cases[17]], today, people)


def _past_due_letters(today: date, cases: Cases, people: People) -> None:
    _write("past_due", [*_speaking(), cases[17]], today, people)


def _final_demands(today: date, cases: Cases, people: People) -> None:
    _write("final_demand", _speaking(), today, people)


def _interpreter(today: date, cases: Cases, people: People) -> None:
    with utility.at_hour(time(9, 0)):
        write_note(
            customer_id=_at(SPEAK[INTERPRETER][0]).customer_id, is_sticky=True,
            text="Speaks Hmong. Call with an interpreter of the language line; her daughter helps after 4.",
            actor=people["specialist-3"], today=today,
        )  # fmt: skip


def _reminder_came_back(today: date, cases: Cases, people: People) -> None:
    _came_back(cases[17], "past_due_reminder", "not_known", "", today, people)


def _past_due_came_back(today: date, cases: Cases, people: People) -> None:
    _came_back(cases[17], "past_due", "moved", "Yellow label: no forwarding order on file", today, people)


def _draft(today: date, cases: Cases, people: People) -> None:
    """Situation 56: the reminder says more of plans, and waits for a supervisor."""
    maria = people["specialist-2"]
    with utility.at_hour(time(8, 45)):
        draft = begin_version("past_due_reminder", "en", actor=maria, today=today)
    with utility.at_hour(time(9, 30)):
        saved = save_version(
            draft.pk, body=draft.body.replace("Thank you,", MORE), began_from=shape(draft.body, draft.note),
            note="Says that plans are common: most who call do not know that they may ask for one.", actor=maria,
            today=today,
        )  # fmt: skip
        send_version(saved.pk, in_force_from=date(2026, 10, 13), actor=maria, today=today)


DAYS: dict[date, tuple[Callable[[date, Cases, People], None], ...]] = {
    date(2026, 8, 20): (_translations, _reminders),
    date(2026, 9, 10): (_past_due_letters,),
    date(2026, 9, 11): (_reminder_came_back,),
    date(2026, 9, 24): (_past_due_came_back, _interpreter, _final_demands),
    date(2026, 10, 5): (_draft,),
}


def _write(kind: str, accounts: list[Account], today: date, people: People) -> None:
    """Issued in the morning, let go by a supervisor where the kind asks for it, printed at two when nobody may undo it
    any more; mailed with the rest of the day."""
    with utility.at_hour(time(9, 30)):
        letters = [
            issue_letter(kind, account.pk, actor=people["specialist-3"], today=today, request_id=_id())
            for account in accounts
        ]
    with utility.at_hour(time(11, 0)):
        for letter in Letter.objects.filter(pk__in=[letter.pk for letter in letters]).select_related("waiting__held"):
            if held := letter.waiting.held:
                question = waiting_of(HELD_LETTERS, held)
                assert question is not None
                approving.approve(question.pk, actor=people["supervisor"], today=today)
    with utility.at_hour(time(14, 0)):
        print_waiting(actor=people["supervisor"], today=today)


def _came_back(account: Account, kind: str, reason: str, note: str, today: date, people: People) -> None:
    letter = Letter.objects.get(account=account, kind=kind)
    with utility.at_hour(time(10, 50)):
        record_returned(
            letter.pk, reason=reason, note=note, returned_on=today, actor=people["specialist-2"], today=today
        )


def _speaking() -> list[Account]:
    return [_at(line1) for line1, *_rest in SPEAK.values()]


def _at(line1: str) -> Account:
    return Account.objects.select_related("customer").get(premise__line1=line1)


def _id() -> UUID:
    return UUID(int=_draw.getrandbits(128), version=4)
