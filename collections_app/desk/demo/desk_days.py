"""What did people do about the situations of the desk? Played by the product's own steps, day by day."""

from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.contacts.actions import correct_contact, log_call, log_letter_in
from accounts.contacts.models import Contact
from accounts.contacts.papers import Upload
from accounts.contacts.withdrawing import withdraw_contact
from accounts.holds.actions import open_hold
from accounts.models import Account
from accounts.notes.actions import write_note
from accounts.people.actions.parties import add_party, record_place_relation
from accounts.people.models import LockedAccount
from accounts.people.privacy.actions import Designated, lock_account, protect_address
from accounts.places.actions import add_owner, open_caution
from accounts.tasks.actions import add_task
from accounts.visits.actions import plan_visits, record_visit
from collections_app.desk.demo.desk_households import REVIEWED, STREETS
from collections_app.treatments import next_steps
from core import utility
from core.rulebook.actions import propose_change
from core.rulebook.queries import whom_it_touches
from core.staff.models import Person
from ledger.queries import open_charges

People = dict[str, Person]
_draw = Random(311)


def open_files(today: date, cases: dict[int, Account], people: People) -> None:
    """The first of October: what the office knew of these accounts is entered."""
    _landlord(cases[6], today, people)
    _owner_known(cases[7], today, people)
    _nobody_knows(cases[8], today, people)
    _leak(cases[11], today, people)
    _watched(cases[11], today, people)
    _protect(cases[13], today, people)
    _lock(cases[14], today, people)
    _copies(cases[18], today, people)
    for account in waiting_for_review():
        _reviewed(account, today, people)
    with utility.at_hour(time(9, 12)):
        _called(
            cases[19], today, people["specialist"], outcome="promised", note="Promised 120.00 by the 15th",
            next_step="See whether 120.00 came", next_on=date(2026, 10, 15),
        )  # fmt: skip


def work_friday(today: date, cases: dict[int, Account], people: People) -> None:
    """The second of October: a call-back promised, a line corrected, one taken off its account, a route planned."""
    with utility.at_hour(time(10, 40)):
        _called(
            cases[15], today, people["specialist"], direction="in", outcome="calls_back",
            note="Asks why the October bill is higher; wants to be called after work",
            next_step="Call back about the October bill", next_on=date(2026, 10, 5), next_at=time(15, 0),
        )  # fmt: skip
    with utility.at_hour(time(11, 5)):
        line = Contact.objects.filter(account=cases[19]).latest("pk")
        correct_contact(
            line.pk, note="Promised 102.00 by the 15th, not 120.00", actor=people["specialist"],
            today=today, request_id=_id(),
        )  # fmt: skip
        wrong = _called(
            cases[19],
            today,
            people["specialist-2"],
            direction="in",
            outcome="wants_plan",
            note="Can pay 60 a month from November",
        )
    with utility.at_hour(time(11, 20)):
        withdraw_contact(
            wrong.pk, reason="Written on the wrong account: the caller lives at 44 Rail Street",
            actor=people["specialist-2"], today=today,
        )  # fmt: skip
    _plan_route(today, people)


def work_monday(today: date, cases: dict[int, Account], people: People) -> None:
    """The fifth of October, so far: two doors of the route are done, and a figure of the rulebook is proposed."""
    for stop, (outcome, spoken_to, note, hour) in enumerate(
        (
            ("left_card", "", "Nobody home at 8:35; lights on in the kitchen", time(8, 35)),
            ("spoke", "Gerald Larrabee", "Works nights. Will come to the counter on Thursday", time(8, 58)),
        )
    ):
        with utility.at_hour(hour):
            visit = _stops()[stop].visits.get(planned_on=today)
            record_visit(
                visit.pk, outcome=outcome, spoken_to=spoken_to, note=note, actor=people["specialist-3"], today=today,
                request_id=_id(),
            )  # fmt: skip
    propose_reminder_from_fifty(today, people)
    next_steps.renew([account.pk for account in [*cases.values(), *_stops()]], today=today)


def propose_reminder_from_fifty(today: date, people: People) -> None:
    touched = whom_it_touches(
        "ReminderRules", "least_amount", "50.00", from_on=today + timedelta(days=7), today=today, person=None
    )
    with utility.at_hour(time(9, 20)):
        propose_change(
            "ReminderRules",
            "least_amount",
            "50.00",
            in_force_from=today + timedelta(days=7),
            citation="Director’s memo of Oct 2: a letter costs more than a small debt brings",
            follows=touched.sentence if touched else "",
            actor=people["supervisor-2"],
            today=today,
        )


def _landlord(account: Account, today: date, people: People) -> None:
    who = {"actor": people["specialist-2"], "today": today}
    record_place_relation(account.pk, "landlord", source="Lease list of Sep 28", **who)
    add_owner(
        account.premise_id, parcel="010-2240-00170", name="Ridgeline Apartments", line1="9 Harbor Plaza",
        city="Demo City", state="MN", zip="55802", source="County list of August", from_on=today, **who,
    )  # fmt: skip
    for unit in range(1, 9):
        add_party(account.pk, role="occupant", name=f"Household of Unit {unit}", source="Lease list of Sep 28", **who)
    write_note(
        account_id=account.pk, is_sticky=True,
        text="Eight households behind one meter. Ask a supervisor before a visit.", **who,
    )  # fmt: skip


def _owner_known(account: Account, today: date, people: People) -> None:
    who = {"actor": people["specialist"], "today": today}
    record_place_relation(account.pk, "tenant", source="Said so on the phone", **who)
    add_owner(
        account.premise_id, parcel="010-0430-01120", name="Lake Street Holdings", line1="PO Box 118",
        city="Demo City", state="MN", zip="55801", source="County list of August", from_on=today, **who,
    )  # fmt: skip
    add_party(account.pk, role="landlord", name="Lake Street Holdings", source="County list of August", **who)
    add_party(
        account.pk, role="authorised", name="Ayaan Warsamegal", may_be_told="everything",
        source="The holder on the phone, Oct 1", **who,
    )  # fmt: skip


def _nobody_knows(account: Account, today: date, people: People) -> None:
    who = {"actor": people["specialist-3"], "today": today}
    record_place_relation(account.pk, "unknown", source="Neither the lease list nor the county names anybody", **who)
    open_hold(
        kind="billing_review", scope="account", account=account, from_on=today, review_on=date(2026, 10, 12),
        source="The meter may serve both halves of the house", facts={"about": "which meter serves which half"}, **who,
    )  # fmt: skip
    add_task(account.pk, "Find out who owns 58 Pier Street", due_on=date(2026, 10, 8), **who)


def _leak(account: Account, today: date, people: People) -> None:
    who = {"actor": people["specialist-2"], "today": today}
    letter = b"To the utility: our water bill of August 4 is four times the usual. We believe the line leaks."
    with utility.at_hour(time(9, 40)):
        log_letter_in(
            account.pk, outcome="disputes", spoken_to="Northlight Car Wash", request_id=_id(),
            note="Says the August water bill is four times the usual; believes the line leaks",
            papers=[Upload(letter, "letter-of-sep-29.txt")], **who,
        )  # fmt: skip
    charge = next(open_ for open_ in open_charges(account.pk, today) if open_.open > 1000)
    open_hold(
        kind="dispute", scope="charges", account=account, charges=[charge.charge_id], amount=charge.open, from_on=today,
        review_on=date(2026, 10, 15), source="Letter of Sep 29", facts={"about": "the August water bill"}, **who,
    )  # fmt: skip


def _watched(account: Account, today: date, people: People) -> None:
    open_caution(
        account.premise_id, kind="access", words="The office is behind bay 3; the front is never locked",
        source="Visit of Apr 8", review_on=date(2026, 10, 5), actor=people["specialist-2"], today=today,
    )  # fmt: skip


def _protect(account: Account, today: date, people: People) -> None:
    protect_address(
        account.customer_id,
        Designated("PO Box 17370", "", "Saint Paul", "MN", "55117"),
        named=[people["supervisor"], people["specialist-3"]],
        source="Address confidentiality card shown at the counter",
        actor=people["supervisor"],
        today=today,
    )


def _lock(account: Account, today: date, people: People) -> None:
    lock_account(account.pk, people["specialist-2"], why=LockedAccount.Why.OWN, actor=people["supervisor"], today=today)


def waiting_for_review() -> list[Account]:
    """Three households whose bills were looked at over the weekend, so that nobody wrote to them."""
    return list(Account.objects.filter(premise__line1__in=REVIEWED).select_related("customer").order_by("pk"))


def _reviewed(account: Account, today: date, people: People) -> None:
    open_hold(
        kind="billing_review", scope="account", account=account, from_on=today, review_on=date(2026, 10, 5),
        source="Readings of Cedar Court are looked at", facts={"about": "the readings"}, actor=people["specialist-2"],
        today=today,
    )  # fmt: skip


def _copies(account: Account, today: date, people: People) -> None:
    who: dict[str, Any] = {"actor": people["specialist"], "today": today}
    form = b"I ask the utility to send a copy of every notice to Ruth Okeraho. Signed: D. Okeraho, Sep 30."
    with utility.at_hour(time(10, 15)):
        line = log_letter_in(
            account.pk, outcome="encloses", spoken_to="Dolores Okeraho", note="Third-party form, signed",
            papers=[Upload(form, "third-party-form.txt")], request_id=_id(), **who,
        )  # fmt: skip
    add_party(
        account.pk, role="third_party", name="Ruth Okeraho", source="Signed form of Sep 30",
        paper=line.papers.select_related("document").get().document, mailing_line1="12 Mill Road",
        mailing_city="Demo City", mailing_state="MN", mailing_zip="55804", **who,
    )  # fmt: skip


def _plan_route(today: date, people: People) -> None:
    stops = _stops()
    open_caution(
        stops[3].premise_id, kind="dog", words="Ring first and wait at the gate; go in pairs",
        source="Meter reader, Sep 14", review_on=date(2027, 3, 1), actor=people["specialist-3"], today=today,
    )  # fmt: skip
    with utility.at_hour(time(14, 10)):
        plan_visits(
            [account.pk for account in stops],
            purpose="collect",
            planned_on=date(2026, 10, 5),
            visitor=people["specialist-3"],
            companion=people["specialist-2"],
            may_offer=["plan", "assistance"],
            actor=people["specialist-3"],
            today=today,
            request_id=_id(),
        )


def _stops() -> list[Account]:
    lines = [line1 for line1, _first, _last in STREETS]
    found = {account.premise.line1: account for account in Account.objects.filter(premise__line1__in=lines)
             .select_related("premise", "customer")}  # fmt: skip
    return [found[line1] for line1 in lines]


def _called(account: Account, today: date, caller: Person, **said: Any) -> Contact:
    return log_call(
        account.pk,
        **{
            "direction": "out", "number": account.customer.phone, "spoken_to": account.customer.name,
            "verified_by": "service address and last payment", **said,
        },
        actor=caller,
        today=today,
        request_id=_id(),
    )  # fmt: skip


def _id() -> UUID:
    return UUID(int=_draw.getrandbits(128), version=4)
