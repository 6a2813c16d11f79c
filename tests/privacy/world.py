"""One of everything that hangs on an account, made by the product's own actions, and which address names it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.urls import reverse

from accounts.contacts.actions import log_call
from accounts.contacts.papers import Upload, attach_paper
from accounts.holds.actions import open_hold
from accounts.notes.actions import write_note
from accounts.people.actions import add_number, add_party
from accounts.places.actions import add_owner, open_caution
from accounts.tasks.actions import add_task
from accounts.visits.actions import plan_visit
from collections_app.desk.papers import make_statement, print_copy, print_receipt
from collections_app.interchange.models import Difference, Extract
from collections_app.treatments import next_steps
from collections_app.treatments.actions import propose_reminders
from core.approvals import KINDS
from core.approvals.models import Approval
from core.utility import moment
from ledger.actions import post_payment
from ledger.models import Receipt
from notices.actions import issue_letter
from payment_plans.actions import accept_offer, make_offer, sign_plan
from payment_plans.budgets.actions import join_budget
from payment_plans.policy.schedule import Terms
from payment_plans.promises.actions import record_promise
from tests import factories
from tests.budgets.cast import home
from tests.factories import TODAY
from tests.payment_plans.cast import in_arrears

LATER = TODAY + timedelta(days=30)


def everything_about(account, worker) -> dict:
    """By word, the row that an address names."""
    said = {"actor": worker, "today": TODAY}
    factories.bill(account, "311.07", billed_on=date(2026, 6, 1), due_on=date(2026, 6, 22))
    hold = open_hold(
        kind="dispute", scope="charges", account=account, from_on=TODAY, until_on=LATER, source="Letter of Oct 1",
        amount=Decimal("10.00"), service="gas", **said,
    )  # fmt: skip
    letter = issue_letter("past_due_reminder", account.pk, request_id=uuid4(), **said)
    call = log_call(
        account.pk, direction="in", outcome="other", spoken_to="Harriet", note="asks", request_id=uuid4(), **said
    )
    paper = attach_paper(
        call.pk, content=b"%PDF-1.4 income", name="income.pdf", is_private=True, request_id=uuid4(), **said
    )
    paid = post_payment(account.pk, Decimal("20.00"), method="cash", received_on=TODAY, request_id=uuid4(), **said)
    receipt = Receipt.objects.get(transaction=paid)
    print_receipt(receipt.pk, **said)
    extract = Extract.objects.filter(sequence=1).first() or Extract.objects.create(
        sequence=1, kind="nightly", extract_date=TODAY, state="loaded", digest="d", arrived_at=moment(TODAY),
        loaded_at=moment(TODAY),
    )  # fmt: skip
    next_steps.renew([account.pk], today=TODAY)
    return {
        "account": account,
        "run": propose_reminders(TODAY, actor=None, today=TODAY),
        "customer": account.customer,
        "hold": hold,
        "letter": letter,
        "contact": call,
        "paper": paper,
        "task": add_task(account.pk, "Call back", due_on=TODAY, **said),
        "receipt": receipt,
        "copy": print_copy(receipt.pk, **said),
        "statement": make_statement(account.pk, since=date(2026, 6, 1), until=TODAY, **said),
        "party": add_party(
            account.pk,
            role="caseworker",
            name="Ines Ruud",
            source="phone",
            may_be_told="nothing",
            is_private=True,
            **said,
        ),
        "number": add_number(account.pk, kind="phone", value="218-555-0188", source="phone", **said),
        "note": write_note(text="Rings twice", account_id=account.pk, **said),
        "owner": add_owner(account.premise_id, name="Gudrun Moe", source="county", from_on=TODAY, **said),
        "caution": open_caution(account.premise_id, kind="dog", source="crew", review_on=LATER, **said),
        "visit": plan_visit(account.pk, purpose="collect", planned_on=TODAY, visitor=worker, **said),
        "difference": Difference.objects.create(
            kind="balance",
            account=account,
            ours=Decimal("1.00"),
            theirs=Decimal("2.00"),
            since=extract,
            cause="late_charge",
        ),
        "approval": Approval.objects.create(
            kind=next(iter(KINDS)),
            subject_kind="accounts.account",
            subject_key=str(account.pk),
            account_number=account.number,
            sentence="A letter waits",
            follows="It leaves",
            asked_at=moment(TODAY),
            asked_on=TODAY,
        ),
        "promise": record_promise(
            account.pk, Decimal("20.00"), LATER, method="counter", said_by="Harriet", request_id=uuid4(), **said
        ),
        # On other accounts of the holder, since they stop much of what is done above.
        "budget": join_budget(home(customer=account.customer).pk, **said),
        "plan": signed_plan(in_arrears("525.00", customer=account.customer), said),
    }


def signed_plan(account, said):
    """A plan with its agreement and the signed paper."""
    terms = Terms(Decimal("525.00"), Decimal("0.00"), 3, date(2026, 11, 5))
    offer = make_offer(account.pk, terms=terms, **said)
    plan = accept_offer(offer.pk, **said).plan
    return sign_plan(plan.pk, paper=Upload(b"signed", "signed.txt"), **said)


# What the number in an address names, where it hangs on an account. `None`: it names nothing of any account.
NAMES = {
    "desk:contact": "contact", "desk:correct_contact": "contact", "desk:attach_paper": "contact",
    "desk:withdraw_line": "contact",
    "desk:paper": "paper", "desk:open_paper": "paper",
    "desk:finish_task": "task", "desk:move_task": "task",
    "desk:customer": "customer", "notes:write_note_about_person": "customer",
    "desk:statement_pdf": "statement",
    "desk:receipt": "receipt", "desk:receipt_pdf": "receipt", "desk:copy_receipt": "receipt",
    "desk:receipt_copy": "receipt", "desk:void_payment": "receipt", "desk:return_payment": "receipt",
    "desk:take_fee_back": "receipt",
    "people:show_private": "party", "people:end_party": "party",
    "notes:show_private": "note", "notes:take_down_note": "note",
    "holds:hold": "hold", "holds:show_private": "hold", "holds:change": "hold", "holds:end": "hold",
    "places:end_owner": "owner", "places:caution": "caution", "places:keep_caution": "caution",
    "places:end_caution": "caution",
    "visits:stop": "visit", "visits:record": "visit", "visits:move": "visit", "visits:cancel": "visit",
    "notices:letter": "letter", "notices:letter_pdf": "letter", "notices:pull": "letter", "notices:try_again": "letter",
    "notices:print_despite_hold": "letter", "notices:record_returned": "letter", "notices:good_again": "letter",
    "notices:record_bounce": "letter",
    "notices:undo_letter": "letter",
    "notices:form_pdf": None,
    "interchange:difference": "difference", "treatments:priority": "account",
    "payment_plans:plan": "plan", "payment_plans:agreement": "plan", "payment_plans:signed_agreement": "plan",
    "payment_plans:sign_plan": "plan", "payment_plans:cancel_plan": "plan", "payment_plans:reinstate_plan": "plan",
    "payment_plans:replace_plan": "plan", "promises:withdraw": "promise",
    "budgets:review": "budget", "budgets:settle": "budget", "budgets:leave": "budget",
    "privacy:change": "protection", "privacy:end": "protection",
    "desk:approval": "approval", "desk:approve": "approval", "desk:return_approval": "approval",
    "desk:withdraw_approval": "approval", "desk:remove_view": None,
    # These two leave out what is closed: tests/visits.
    "visits:print_route": None, "visits:move_route": None,
    "notices:version": None, "notices:save_version": None, "notices:version_preview": None, "notices:version_pdf": None,
    "notices:send_version": None, "notices:discard_version": None, "notices:compare": None,
    "notices:compare_pages": None,
    "notices:batch": None, "notices:batch_pdf": None, "notices:confirm_mailed": None,
    "notices:manifest": None, "notices:affidavit": None, "notices:print_part_again": None,
    "notices:overtaken": None, "notices:take_out_overtaken": None,
    # Leaves out what is closed, and of one account alone refuses: tests/notices/test_hold_back.py.
    "notices:held_run": None, "notices:let_go": None, "notices:stop_held": None,
    "interchange:extract": None, "interchange:progress": None, "interchange:rejects": None,
    "interchange:rejected_holds": None, "privacy:unlock": None,
}  # fmt: skip
OF_NO_ACCOUNT = ("staff:", "rulebook:", "treatments:", "night:", "approvals:")
OTHER_WORDS = {
    "desk:withdraw_line": {"kind": "contact"},
    "desk:receipt_copy": {"number": 1},
    "desk:explain": {"figure": "balance"},
    "people:judge_billing_number": {"kind": "phone"},
    "notices:form_pdf": {"kind": "inability_to_pay"},
    "notices:filled_form_pdf": {"kind": "inability_to_pay"},
}


RUNS = ("treatments:run", "treatments:decisions")


def named_by(page: str) -> str | None:
    """The word of what a page's number names: `account` for all that is not listed here."""
    if page in NAMES:
        return NAMES[page]
    return None if page.startswith(OF_NO_ACCOUNT) else "account"


def address_of(page: str, needs, things: dict) -> str:
    """The address of a page about these things."""
    words = {
        "kind": "csv",
        "figure": "balance",
        "reason": "waiting",
        "day": TODAY.isoformat(),
        "number": 1,
        "language": "en",
    }
    if page.startswith("notices:"):
        words |= {"kind": "past_due_reminder", "language": "en"}
    if page in ("people:judge_number", "people:drop_number"):
        words["number"] = things["number"].pk
    words |= OTHER_WORDS.get(page, {})
    about = things["run"] if page in RUNS else things.get(named_by(page) or "")
    words["pk"] = about.pk if about is not None else 1
    return reverse(page, kwargs={name: words[name] for name in needs})
