"""Every page of the demo as an address: which row of the demo stands for the number in it."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from collections_app.desk.models import DemoSituation


def situation(number: int):
    return DemoSituation.objects.select_related("account").get(number=number).account


def first(label: str, *, of: str = "pk", **which) -> Callable[[], Any]:
    """The key of the first row of a model, or of what it belongs to; None when there is none."""

    def found() -> Any:
        model: type[Model] = apps.get_model(label)
        return model._default_manager.filter(**which).order_by("pk").values_list(of, flat=True).first()

    return found


ACCOUNT = lambda: situation(3).pk  # noqa: E731

# What the number of an address names, by page; pages about an account are not listed.
ROWS: dict[str, Callable[[], Any]] = {
    "desk:contact": first("contacts.contact", papers__isnull=False),
    "desk:correct_contact": first("contacts.contact", corrections__isnull=True),
    "desk:attach_paper": first("contacts.contact"),
    "desk:paper": first("contacts.paper"),
    "desk:open_paper": first("contacts.paper"),
    "desk:withdraw_line": first("contacts.contact"),
    "desk:finish_task": first("tasks.task", done_on__isnull=True),
    "desk:move_task": first("tasks.task", done_on__isnull=True),
    "desk:customer": lambda: situation(9).customer_id,
    "desk:remove_view": first("desk.savedview"),
    "desk:approval": first("approvals.approval", state="waiting"),
    "desk:approve": first("approvals.approval", state="waiting"),
    "desk:return_approval": first("approvals.approval", state="waiting"),
    "desk:withdraw_approval": first("approvals.approval", state="waiting"),
    "desk:statement": first("documents.document", kind="statement", of="account"),
    "desk:statement_pdf": first("documents.document", kind="statement"),
    "people:judge_number": first("people.contactpoint", of="customer__accounts"),
    "people:drop_number": first("people.contactpoint", of="customer__accounts"),
    "desk:receipt": first("ledger.receipt"),
    "desk:receipt_pdf": first("ledger.receipt"),
    "desk:copy_receipt": first("ledger.receipt"),
    "desk:receipt_copy": first("ledger.receipt"),
    "desk:void_payment": first("ledger.receipt"),
    "desk:return_payment": first("ledger.receipt"),
    "desk:take_fee_back": first("ledger.receipt"),
    "staff:": first("staff.person"),
    "rulebook:change": first("rulebook.rulechange", approved_at__isnull=True),
    "rulebook:approve_change": first("rulebook.rulechange", approved_at__isnull=True),
    "rulebook:return_change": first("rulebook.rulechange", approved_at__isnull=True),
    "people:show_private": first("people.party"),
    "people:end_party": first("people.party"),
    "privacy:change": first("people.protectedaddress"),
    "privacy:end": first("people.protectedaddress"),
    "privacy:unlock": first("people.lockedaccount"),
    "privacy:show_address": lambda: situation(13).customer_id,
    "privacy:protect": ACCOUNT,
    "notes:write_note_about_person": lambda: situation(9).customer_id,
    "notes:show_private": first("notes.note"),
    "notes:take_down_note": first("notes.note"),
    "holds:open": ACCOUNT,
    "holds:": first("holds.hold", ended_on__isnull=True),
    "places:end_owner": first("places.premiseowner", until_on__isnull=True),
    "places:caution": first("places.caution"),
    "places:keep_caution": first("places.caution"),
    "places:end_caution": first("places.caution"),
    "visits:plan": ACCOUNT,
    "visits:print_route": first("staff.person", username="specialist-3"),
    "visits:move_route": first("staff.person", username="specialist-3"),
    "visits:": first("visits.visit", state="planned"),
    "payment_plans:account_plans": lambda: situation(22).pk,
    "payment_plans:offers": ACCOUNT,
    "payment_plans:quote_offers": ACCOUNT,
    "payment_plans:show_means": ACCOUNT,
    "payment_plans:accept_offer": ACCOUNT,
    "payment_plans:decline_offer": ACCOUNT,
    "payment_plans:think_about_offer": ACCOUNT,
    "payment_plans:reinstate_plan": first("payment_plans.paymentplan", state="broken"),
    "payment_plans:": first("payment_plans.paymentplan", state="active"),
    "budgets:account": lambda: situation(29).pk,
    "budgets:join": ACCOUNT,
    "budgets:": first("budgets.budgetplan", state="active"),
    "promises:record": ACCOUNT,
    "promises:withdraw": first("promises.promise", state="open"),
    "notices:preview": ACCOUNT,
    "notices:preview_pdf": ACCOUNT,
    "notices:issue_letter": ACCOUNT,
    "notices:forms_for": ACCOUNT,
    "notices:filled_form_pdf": ACCOUNT,
    "notices:batch": first("notices.batch"),
    "notices:batch_pdf": first("notices.batch"),
    "notices:confirm_mailed": first("notices.batch"),
    "notices:manifest": first("notices.batch"),
    "notices:affidavit": first("notices.batch", mailing__isnull=False),
    "notices:print_part_again": first("notices.batch"),
    "notices:overtaken": first("notices.batch"),
    "notices:take_out_overtaken": first("notices.batch"),
    "notices:version": first("notices.templateversion"),
    "notices:version_preview": first("notices.templateversion"),
    "notices:version_pdf": first("notices.templateversion"),
    "notices:save_version": first("notices.templateversion"),
    "notices:send_version": first("notices.templateversion"),
    "notices:discard_version": first("notices.templateversion"),
    "notices:compare": first("notices.templateversion"),
    "notices:compare_pages": first("notices.templateversion"),
    "notices:held_run": first("notices.heldrun"),
    "notices:let_go": first("notices.heldrun"),
    "notices:stop_held": first("notices.heldrun"),
    "notices:choose_email": ACCOUNT,
    "notices:end_email": ACCOUNT,
    "notices:record_returned": first("notices.letter", batch_line__batch__mailing__isnull=False, returned=None),
    "notices:good_again": first("notices.returned", of="letter"),
    "notices:": first("notices.letter"),
    "treatments:priority": ACCOUNT,
    "treatments:": first("treatments.letterrun"),
    "interchange:difference": first("interchange.difference"),
    "interchange:rejects": first("interchange.extract", rejects__isnull=False),
    "interchange:rejected_holds": first("interchange.broughtover"),
    "interchange:": first("interchange.extract"),
}
ASKED = {"desk:search": "?q=lind", "desk:statement": "?since=2026-07-01&until=2026-09-30"}
WORDS = {
    "kind": {"desk:withdraw_line": "contact", "notices:": "past_due_reminder",
             "notices:form_pdf": "inability_to_pay", "notices:filled_form_pdf": "inability_to_pay",
             "rulebook:": "ReminderRules",
             "people:": "phone", "": "csv"},
    "language": {"": "en"},
    "figure": {"rulebook:": "least_amount", "": "past-due"},
    "reason": {"": "young"},
    "day": {"": "2026-10-05"},
    "number": {"people:": first("people.contactpoint"), "": 1},
}  # fmt: skip


def address_of(page: str, needs) -> str | None:
    """Where the demo shows a page; None where the demo holds no row for it."""
    known = {name: _by_page(words, page) for name, words in WORDS.items() if name in needs}
    known = {name: word() if callable(word) else word for name, word in known.items()}
    if "pk" in needs:
        found = _by_page(ROWS, page, ACCOUNT)
        known["pk"] = found()
    return None if None in known.values() else reverse(page, kwargs=known) + ASKED.get(page, "")


def _by_page(table: dict, page: str, otherwise: Any = None) -> Any:
    """The entry of a page, else of its app, else of all."""
    for name in (page, f"{page.split(':')[0]}:", ""):
        if name in table:
            return table[name]
    return otherwise
