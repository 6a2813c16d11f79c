"""How do the demo's first days go? Played by the same actions as people would use, day by day."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from accounts.contacts.actions import log_call
from accounts.contacts.queries import call_verdict
from accounts.holds.actions import end_hold, open_hold
from accounts.holds.models import Hold
from accounts.models import Account
from collections_app.desk.demo import desk_days, desk_morning, letter_days, plan_days
from collections_app.desk.demo.desk_households import REVIEWED, STREETS
from collections_app.desk.demo.extracts import FULL_LOAD, NIGHTS, SUMMER, UTILITY, City, DemoExtract, draw_city
from collections_app.desk.demo.letter_households import SPEAK
from collections_app.desk.demo.plan_households import NEIGHBOURS
from collections_app.desk.demo.situations import Situation
from collections_app.desk.models import DemoSituation
from collections_app.interchange.actions import explain_difference, load_waiting
from collections_app.interchange.models import Difference
from collections_app.interchange.writing import write_extract
from collections_app.night.actions import run_night
from collections_app.treatments import next_steps
from collections_app.treatments.actions import release_run
from collections_app.treatments.models import LetterRun
from core import utility
from core.rulebook.actions import approve_change, propose_change, sign
from core.rulebook.queries import PROTECTIONS
from core.staff.cast import make_logins
from core.staff.models import Person
from ledger.queries import open_charges
from notices.actions import confirm_mailed, issue_letter, print_waiting
from notices.queries import batches_to_mail

OPENED = FULL_LOAD - timedelta(days=2)  # a Friday
STOPPED_AT_PRINTING = date(2026, 10, 4)
TODAY = date(2026, 10, 5)
OFFICE = {
    "return_line1": "411 Harbor Street",
    "return_line2": "Demo City, MN 55800",
    "phone": "218-555-0100",
    "hours": "weekdays 8:00 to 4:30",
}
CALLS = (  # outcome, note, next step, in how many days
    ("voicemail", "Asked to call back before Thursday", "", 0),
    ("voicemail", "", "Call again in the evening", 2),
    ("no_answer", "", "", 0),
    ("promised", "Will pay half on the 9th, the rest at month's end", "See whether the half came", 5),
    ("wants_plan", "Can pay about 80 a month for everything", "Offer a plan", 3),
    ("wrong_number", "Number belongs to somebody else now", "Find another number", 7),
    ("sends_paper", "Sends the receipt of the August payment", "Look for the receipt", 6),
    ("disputes", "Says the meter was read wrong in August", "Ask for a second reading", 4),
    ("other", "Moves out at the end of October", "", 0),
)
Tell = Callable[[int, str], None]


def load_demo(tell: Tell) -> None:
    """Fill an empty database with the demo city: its extracts, a summer in which plans are made, five nights, and what
    people did on those days."""
    tell(2, "Drawing the demo city")
    city = draw_city()
    people = _people()
    _open_office(people)
    summer, nights = city.extracts[: len(SUMMER)], city.extracts[len(SUMMER) : -1]
    for n, extract in enumerate(summer):
        tell(5 + n * 3, f"Loading billing's extract of {extract.extract_date:%b %-d} and the plans made after it")
        _put_into_the_folder(extract)
        _live_a_summer_day(extract.extract_date + timedelta(days=1), people, city)
    _get_ready_for_nights(people)
    for n, extract in enumerate(nights):
        night = extract.extract_date + timedelta(days=1)
        tell(45 + n * 10, f"Loading billing's extract of {extract.extract_date:%b %-d} and running the night after it")
        _put_into_the_folder(extract)
        with utility.at_hour(time(1, 0)):
            _run(night, people)
        with utility.at_hour(time(7, 50)):
            _let_letters_go(night, people, city)
        _work_the_day(night, people, city)
    _put_into_the_folder(city.extracts[-1])
    tell(97, "Writing the list of demo situations")
    _explain_one_difference(city.explained, people)
    _list(city.situations)
    tell(100, "The demo city is ready")


def _people() -> dict[str, Person]:
    make_logins(settings.DATA / "logins", demo=True)
    return {person.username: person for person in Person.objects.all()}


def _open_office(people: dict[str, Person]) -> None:
    """The utility's row; the extract calendar and what letters say of the office, as two supervisors agreed on them."""
    mine = utility.current()
    mine.name, mine.is_demo, mine.business_date = UTILITY, True, OPENED
    mine.save()
    _agree("ExtractRules", "extract_days", "Mon Tue Wed Thu Fri Sat Sun", "billing's calendar of 2026", OPENED, people)
    for line, value in OFFICE.items():
        _agree("OfficeRules", line, value, "the demo's own letterhead", OPENED, people)


def _get_ready_for_nights(people: dict[str, Person]) -> None:
    """On the eve of the nights that are shown: a figure of plans, and the signature without which no reminder goes."""
    eve = utility.move_business_date(NIGHTS[0])
    _agree("PlanRules", "least_down_percent", "7", "Supervisors’ meeting of Sep 29", eve, people)
    words = "All protections of the binder are entered and were compared by two people"
    sign(PROTECTIONS, is_given=True, words=words, actor=people["supervisor"], today=eve)


def _agree(rules: str, figure: str, value: str, citation: str, today: date, people: dict[str, Person]) -> None:
    change = propose_change(
        rules,
        figure,
        value,
        in_force_from=today,
        citation=citation,
        actor=people["supervisor"],
        today=today,
    )
    approve_change(change.pk, actor=people["supervisor-2"], today=today)


def _live_a_summer_day(today: date, people: dict[str, Person], city: City) -> None:
    """Billing's rows came in the night; what they mean for plans is printed, mailed, and people agree on new ones."""
    with utility.at_hour(time(1, 0)):
        utility.move_business_date(today)
        load_waiting(actor=None)
        plan_days.wake(today)
    plan_days.work(today, _cases(city), people)
    letter_days.work(today, _cases(city), people)
    with utility.at_hour(time(14, 30)):
        _mail(today, people["supervisor"])


def _put_into_the_folder(extract: DemoExtract) -> None:
    folder = Path(settings.EXTRACTS_ROOT) / f"{extract.extract_date:%Y-%m-%d}"
    write_extract(folder, extract.tables, utility=UTILITY, extract_date=extract.extract_date, sequence=extract.sequence)


def _run(night: date, people: dict[str, Person]) -> None:
    """One night; on one of them the disk is full at printing, and it is resumed in the morning."""
    if night == STOPPED_AT_PRINTING:
        with _full_disk():
            run_night(night, actor=None)
        with utility.at_hour(time(7, 40)):
            run_night(night, resume=True, actor=people["supervisor"])
    else:
        run_night(night, actor=None)


def _let_letters_go(today: date, people: dict[str, Person], city: City) -> None:
    """The first run after the full load waits for a supervisor; before it goes out, some people are protected."""
    if today == NIGHTS[1]:
        _protect(list(_owing(city)[20:26]), today, people["specialist-2"])
        desk_days.open_files(today, _cases(city), people)
    for run in LetterRun.objects.waiting():
        release_run(run.pk, actor=people["supervisor"], today=today)
        print_waiting(actor=people["supervisor"], today=today)


def _work_the_day(today: date, people: dict[str, Person], city: City) -> None:
    """What the office did on a working day: mail what was printed, call people, open holds."""
    if today.weekday() >= 5:
        return
    cases = _cases(city)
    owing = [account for n, account in enumerate(_owing(city)[:130]) if n > 30 and n % 5 != 1]
    if today == NIGHTS[1]:
        desk_morning.bring_the_binder(today, owing, people)
    if today == NIGHTS[2]:
        desk_days.work_friday(today, cases, people)
    plan_days.work(today, cases, people)
    letter_days.work(today, cases, people)
    called = list(_owing(city)[1:120:5])
    _call(called, today, people)
    with utility.at_hour(time(14, 30)):
        if today < TODAY:
            _mail(today, people["supervisor"])
        else:
            _let_go(today, people)
            desk_days.work_monday(today, cases, people)
            desk_morning.open_the_counter(today, owing, people)
            with utility.at_hour(time(8, 30)):
                desk_morning.arrange_the_office(today, owing, cases, people)
    next_steps.renew([account.pk for account in called], today=today)


def _cases(city: City) -> dict[int, Account]:
    """The accounts of the situations by their number."""
    accounts = Account.objects.select_related("customer", "premise").in_bulk(
        [situation.account for situation in city.situations if situation.account], field_name="number"
    )
    return {s.number: accounts[s.account] for s in city.situations if s.account in accounts}


def _owing(city: City) -> QuerySet[Account]:
    """Who owes, most first; the situations keep their own story."""
    people = Account.objects.filter(customer__kind="person", status=Account.Status.ACTIVE)
    people = people.exclude(number__in=[situation.account for situation in city.situations])
    lines = [line1 for line1, _first, _last in STREETS]
    people = people.exclude(premise__line1__in=[*lines, *REVIEWED, *NEIGHBOURS, *(home[0] for home in SPEAK.values())])
    return people.filter(standing__past_due__gt=60).order_by("-standing__past_due", "pk")


def _let_go(today: date, people: dict[str, Person]) -> None:
    """The supervisor looked at what the office held back: the hold ends, and a reminder goes out by hand."""
    hold = Hold.objects.get(kind="office")
    end_hold(
        hold.pk,
        ended_on=today,
        why="Looked at: nothing speaks against a letter",
        actor=people["supervisor"],
        today=today,
    )
    issue_letter(
        "past_due_reminder",
        hold.account_id,
        actor=people["specialist"],
        today=today,
        request_id=UUID(int=54, version=4),
    )


def _mail(today: date, supervisor: Person) -> None:
    for batch in batches_to_mail():
        confirm_mailed(
            batch.pk,
            mailed_on=today,
            mail_class="first_class",
            count=batch.expected,  # type: ignore[attr-defined]
            actor=supervisor,
            today=today,
        )


def _call(accounts: list[Account], today: date, people: dict[str, Person]) -> None:
    """A handful of calls, another part of the list each day."""
    draw = Random(today.toordinal())
    callers = [people["specialist"], people["specialist-2"], people["specialist-3"]]
    hours = sorted(time(draw.randrange(8, 14), draw.randrange(60)) for _n in range(9))
    for account, hour in zip(draw.sample(accounts, min(9, len(accounts))), hours, strict=False):
        outcome, note, next_step, days = draw.choice(CALLS)
        caller = draw.choice(callers)
        reached = outcome not in {"voicemail", "no_answer"}
        with utility.at_hour(hour):
            if not call_verdict(account, number=account.customer.phone, today=today).allowed:
                continue
            log_call(
                account.pk,
                direction="in" if outcome == "sends_paper" else "out",
                outcome=outcome,
                number=account.customer.phone,
                spoken_to=account.customer.name if reached else "",
                verified_by="Service address and last payment" if reached else "",
                note=note,
                next_step=next_step,
                next_on=today + timedelta(days=days) if next_step else None,
                next_owner=caller if next_step else None,
                actor=caller,
                today=today,
                request_id=UUID(int=draw.getrandbits(128), version=4),
            )


def _protect(accounts: list[Account], today: date, specialist: Person) -> None:
    """One hold of several kinds: ending this week, later, and with no end but a review date."""
    disputed, medical, military, estate, waiting, office = accounts
    charge = open_charges(disputed.pk, today)[0]
    terms = {"from_on": today, "actor": specialist, "today": today}
    open_hold(
        kind="dispute",
        scope="charges",
        account=disputed,
        charges=[charge.charge_id],
        amount=charge.open,
        until_on=TODAY + timedelta(days=8),
        source="Letter of Sep 29: we were away all of June",
        facts={"about": f"the {charge.service} bill of {charge.billed_on:%b %-d}"},
        **terms,
    )
    open_hold(
        kind="medical",
        scope="account",
        account=medical,
        until_on=TODAY + timedelta(days=4),
        source="Certificate received Sep 30",
        citation="Minn. Stat. 216B.098 s.5",
        facts={"certified_by": "Harbor Clinic", "received_on": today.isoformat()},
        **terms,
    )
    open_hold(
        kind="military",
        scope="customer",
        customer=military.customer,
        review_on=TODAY + timedelta(days=90),
        source="Copy of the orders",
        citation="Minn. Stat. 325E.028",
        facts={"orders_from": "2026-09-14"},
        **terms,
    )
    open_hold(
        kind="estate",
        scope="customer",
        customer=estate.customer,
        review_on=TODAY + timedelta(days=30),
        source="Call from the daughter, Oct 1",
        facts={"representative": "the daughter"},
        **terms,
    )
    open_hold(
        kind="assistance_pending",
        scope="account",
        account=waiting,
        until_on=TODAY + timedelta(days=3),
        source="Agency's message of Oct 1",
        facts={"agency": "County assistance office"},
        **terms,
    )
    open_hold(
        kind="office",
        scope="account",
        account=office,
        review_on=TODAY + timedelta(days=11),
        source="Supervisor's note of Oct 1",
        **terms,
    )


def _explain_one_difference(account_number: str, people: dict[str, Person]) -> None:
    difference = Difference.objects.open().get(account__number=account_number)
    explain_difference(
        difference.pk,
        owner=people["specialist-3"],
        note="Billing entered a reconnect fee by hand on Oct 3; its row comes with the next extract.",
        actor=people["specialist-3"],
        today=TODAY,
    )


def _list(situations: list[Situation]) -> None:
    numbers = {
        account.number: account for account in Account.objects.filter(number__in=[s.account for s in situations])
    }
    DemoSituation.objects.bulk_create(
        DemoSituation(number=s.number, title=s.title, account=numbers.get(s.account), page=s.page) for s in situations
    )


@contextmanager
def _full_disk() -> Iterator[None]:
    """Papers cannot be written for a while: their folder is a file, as when a disk is gone."""
    whole = settings.FILES_ROOT
    nowhere = Path(whole).with_name("no-room")
    nowhere.touch()
    settings.FILES_ROOT = nowhere
    logging.disable(logging.ERROR)  # the failure is meant, and `make run` should not frighten anybody
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        settings.FILES_ROOT = whole
        nowhere.unlink()
