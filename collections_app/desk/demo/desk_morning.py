"""What has happened at the counter and between colleagues by the time one logs in? So that no page is bare."""

from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from accounts.holds.actions import end_hold
from accounts.holds.models import Hold
from accounts.models import Account
from accounts.notes.actions import write_note
from accounts.people.actions.numbers import add_number
from accounts.people.actions.parties import add_party
from accounts.places.actions import open_caution
from accounts.tasks.assigning import assign
from collections_app.desk.actions.saved_views import opened, save_view
from collections_app.desk.actions.serving import skip
from collections_app.desk.demo.desk_days import waiting_for_review
from collections_app.desk.papers import make_statement, print_copy, print_receipt
from collections_app.interchange.protections.actions import bring_over
from collections_app.treatments import next_steps
from core import utility
from core.staff.actions import change_person
from core.staff.away import hand_over, name_stand_in
from core.staff.models import Person
from ledger.actions.payments import post_payment
from ledger.actions.taking_back import return_payment, void_receipt
from notices.actions.preparing import prepare_letter

People = dict[str, Person]
_draw = Random(512)
BINDER = (
    "account_number,kind,scope,until_on,review_on,source,note,name,address\r\n"
    "{one},plan_in_force,account,2026-12-31,,Binder of the old system,60.00 a month,,\r\n"
    '{two},third_party,account,,,Form of 2024,,Ingrid Lovaas,"5 Birch Street, Demo City, MN 55804"\r\n'
    "{one},vacation,account,2026-12-31,,Binder of the old system,,,\r\n"
)


def bring_the_binder(today: date, owing: list[Account], people: People) -> None:
    """The first of October: what stood on paper came over, one row of it unreadable."""
    content = BINDER.format(one=owing[40].number, two=owing[41].number)
    with utility.at_hour(time(13, 30)):
        bring_over(content.encode(), name="binder.csv", actor=people["supervisor"], today=today)


def open_the_counter(today: date, owing: list[Account], people: People) -> None:
    """The fifth of October: payments, one entered wrongly, and a check of last week that came back."""
    rosa, maria = people["cashier"], people["specialist-2"]
    first = _paid(owing[30], "60.00", "cash", rosa, today, time(8, 12))
    with utility.at_hour(time(8, 13)):
        print_receipt(first.receipt.pk, actor=rosa, today=today)
        print_copy(first.receipt.pk, actor=rosa, today=today)
    with utility.at_hour(time(8, 50)):
        make_statement(owing[32].pk, since=date(2026, 7, 1), until=date(2026, 9, 30), actor=maria, today=today)
    wrong = _paid(owing[31], "410.00", "cash", rosa, today, time(8, 20))
    with utility.at_hour(time(8, 22)):
        void_receipt(
            wrong.receipt.pk, reason="Typed 410.00 for 41.00; taken again", actor=rosa, today=today, request_id=_id()
        )
    _paid(owing[31], "41.00", "cash", rosa, today, time(8, 23))
    check = _paid(owing[32], "85.00", "check", maria, today, time(8, 40), "Check 2214")
    with utility.at_hour(time(9, 5)):
        return_payment(check.pk, reason="insufficient", returned_on=today, actor=maria, today=today, request_id=_id())


def arrange_the_office(today: date, owing: list[Account], cases: dict[int, Account], people: People) -> None:
    """Whose accounts are whose, who is away, what a trainee prepared, lists under a name, an account passed over."""
    supervisor, samuel, maria = people["supervisor"], people["specialist"], people["specialist-2"]
    trainee = people["trainee"]
    change_person(
        trainee.pk, full_name=trainee.full_name, email="", roles=trainee.roles, mentor=samuel,
        actor=people["administrator"], today=today,
    )  # fmt: skip
    mine = [cases[number].pk for number in (1, 3, 5, 15, 19)] + [account.pk for account in owing[:6]]
    assign(mine, samuel, actor=supervisor, today=today)
    assign([account.pk for account in owing[6:14]], people["specialist-3"], actor=supervisor, today=today)
    friday = today + timedelta(days=4)
    name_stand_in(people["supervisor-2"].pk, from_on=today, until_on=friday, actor=people["director"], today=today)
    hand_over(people["specialist-3"].pk, samuel.pk, from_on=today, until_on=friday, actor=supervisor, today=today)
    looked_at = [cases[8], *waiting_for_review()]
    for review in Hold.objects.filter(account__in=looked_at, kind="billing_review"):
        end_hold(review.pk, ended_on=today, why="Looked at: the readings are right", actor=supervisor, today=today)
    next_steps.renew([account.pk for account in looked_at], today=today)
    with utility.at_hour(time(9, 10)):
        prepare_letter("past_due_reminder", cases[8].pk, actor=people["trainee"], today=today, request_id=_id())
    view = save_view("Tenants with gas", "service=gas&view=person", is_shared=True, actor=samuel, today=today)
    opened(view.pk, actor=maria, today=today)
    for person in (samuel, maria, people["specialist-3"], supervisor):
        name = f"Over 500, {person.full_name.split()[0]}"
        save_view(name, "past_due=500&view=person", is_shared=False, actor=person, today=today)
    skip(owing[3].pk, why="later", words="", query="view=person", actor=maria, today=today)
    _around(cases[3], owing[0], today, people)


def _around(account: Account, other: Account, today: date, people: People) -> None:
    """People, numbers and notes on the account that a visitor of the demo opens first."""
    who = {"actor": people["specialist-2"], "today": today}
    with utility.at_hour(time(8, 5)):
        add_party(
            account.pk, role="caseworker", name="C. Ahonvaara, county", source="Called on Oct 1 with the release", **who
        )
        add_party(
            account.pk, role="authorised", name="Erik Lindqvist", may_be_told="everything",
            source="The holder, in 2025", **who,
        )  # fmt: skip
        add_number(account.pk, kind="phone", value="218-555-0107", source="Erik Lindqvist, Oct 1", **who)
        write_note(account_id=account.pk, text="Asks for letters in large print.", **who)
        write_note(customer_id=account.customer_id, text="Hard of hearing: speak slowly.", is_sticky=True, **who)
        open_caution(
            other.premise_id, kind="access", words="The side door is the one that is used", source="Visit of Sep 14",
            review_on=date(2026, 10, 8), **who,
        )  # fmt: skip


def _paid(account: Account, amount: str, method: str, by: Person, today: date, hour: time, reference: str = ""):
    with utility.at_hour(hour):
        return post_payment(
            account.pk, Decimal(amount), method=method, received_on=today, reference=reference, actor=by, today=today,
            request_id=_id(),
        )  # fmt: skip


def _id() -> UUID:
    return UUID(int=_draw.getrandbits(128), version=4)
