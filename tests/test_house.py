"""Does the house still stand as docs/house.md draws it? Walks every module, page, role, model and template there is."""

import ast
import inspect
import logging
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import migrations, models
from django.test import Client
from django.urls import get_resolver, reverse
from importlinter.cli import lint_imports

from core.staff.roles import TABLE, Role
from tests import factories
from tests.factories import TODAY

HOUSE = Path(__file__).parent.parent
FLOORS = ("core", "accounts", "ledger", "notices", "payment_plans", "inquiries", "shutoffs", "collections_app")
OPEN_PAGES = {"favicon", "health", "staff:log_in"}
LET_IN = {200, 202, 204, 302, 400, 404, 405, 409, 422, 503}


# ---- floors and rooms ----


def modules():
    return sorted(path for floor in FLOORS for path in (HOUSE / floor).rglob("*.py") if "migrations" not in path.parts)


def module_name(path):
    return str(path.relative_to(HOUSE))


def test_imports_point_downstairs(monkeypatch):
    monkeypatch.chdir(HOUSE)

    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("path", modules(), ids=module_name)
def test_no_module_is_too_long_to_read_at_once(path):
    assert len(path.read_text().splitlines()) <= 400


def modules_that_answer():
    return [path for path in modules() if path.name not in ("__init__.py", "apps.py", "wsgi.py")]


@pytest.mark.parametrize("path", modules_that_answer(), ids=module_name)
def test_a_module_says_what_it_answers(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


# ---- money ----


def rooms_without_float():
    rooms = ("policy", "models", "actions", "queries", "money", "standings", "aging")
    return [path for path in modules() if any(part.removesuffix(".py") in rooms for part in path.parts)]


@pytest.mark.parametrize("path", rooms_without_float(), ids=module_name)
def test_no_float_where_money_is_worked_out(path):
    floats = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not floats, f"float in lines {floats}"


def our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in FLOORS]


def test_no_column_is_a_float():
    floats = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert not floats


# ---- the database ----


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_every_law_of_the_database_can_be_taken_back():
    from django.db.migrations.loader import MigrationLoader

    laws = [
        (label, operation)
        for (label, _name), migration in MigrationLoader(None).disk_migrations.items()
        for operation in migration.operations
        if apps.get_app_config(label).name.split(".")[0] in FLOORS
        and isinstance(operation, migrations.RunSQL | migrations.RunPython)
    ]
    assert laws
    assert not [f"{label}: {operation}" for label, operation in laws if not operation.reversible]


def test_no_foreign_key_points_upstairs():
    upstairs = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and floor_of(field.related_model) > floor_of(model)
    ]
    assert not upstairs


def floor_of(model):
    found = model.__module__.split(".")[0]
    return FLOORS.index(found) if found in FLOORS else -1


# ---- pages ----


def named_pages(resolver=None, namespace=""):
    """Every page of the product: its name, the function behind it, and what its address needs."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_pages(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback, pattern.pattern.converters


PAGES = list(named_pages())
CLOSED = [found for found in PAGES if found[0] not in OPEN_PAGES]


def walk(pages):
    return pytest.mark.parametrize(("page", "view", "needs"), pages, ids=[name for name, *_rest in pages])


@pytest.fixture
def town(db):
    """One of everything that an address may name; what is not here answers 404, after the role was asked."""
    from accounts.holds.actions import open_hold
    from collections_app.treatments import questions
    from collections_app.treatments.models import LetterRun
    from core.utility import moment
    from ledger.actions import post_payment
    from notices.actions import begin_version

    factories.utility()
    account = factories.account(customer=factories.customer(first_name="Zephyrine", last_name="Quackenbush"))
    factories.bill(account, "311.07", billed_on=date(2026, 6, 1), due_on=date(2026, 6, 22))
    hold = open_hold(
        kind="dispute",
        scope="account",
        account=account,
        from_on=TODAY,
        until_on=date(2026, 10, 9),
        source="Letter of Oct 1",
        note="thinks the meter leaks",
        actor=None,
        today=TODAY,
    )
    run = LetterRun.objects.create(
        kind="past_due_reminder", night_on=TODAY, judged_on=TODAY, state="waiting", proposed_at=moment(TODAY)
    )
    approval = questions.question(run.pk, today=TODAY)
    specialist = factories.person("specialist")
    away = factories.account(customer=factories.customer(first_name="Zephyrine", last_name="Quackenbush"))
    paid = post_payment(
        account.pk, Decimal("1.00"), method="cash", received_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )
    return {
        "receipt": paid.receipt,
        "account": account,
        "hold": hold,
        "person": specialist,
        "approval": approval,
        **doors_of_town(away, specialist),
        **people_of_town(account, specialist),
        **log_of_town(account, specialist),
        "promise": promise_of_town(account, specialist),
        "plan": plan_of_town(),
        "version": begin_version("past_due_reminder", "so", actor=specialist, today=TODAY),
    }


def doors_of_town(account, specialist):
    """A visit on its way, and the owner and a caution of its place."""
    from accounts.places.actions import add_owner, open_caution
    from accounts.visits.actions import plan_visit

    by = {"actor": specialist, "today": TODAY}
    place = account.premise_id
    owner = add_owner(place, name="Harbor Flats LLC", source="County list", from_on=date(2024, 5, 1), **by)
    caution = open_caution(place, kind="dog", source="Crew", review_on=date(2026, 12, 1), **by)
    visit = plan_visit(account.pk, purpose="warn", planned_on=TODAY, visitor=specialist, **by)
    return {"owner": owner, "caution": caution, "visit": visit}


def log_of_town(account, specialist):
    """A letter that came in with its paper, and the next step that it asks for."""
    from accounts.contacts.actions import log_letter_in
    from accounts.contacts.papers import Upload

    line = log_letter_in(
        account.pk, outcome="asks", spoken_to="Zephyrine Quackenbush", note="husband asks",
        papers=[Upload(b"%PDF-1.7", "husband.pdf")], next_step="Call the husband", next_on=TODAY, actor=specialist,
        today=TODAY, request_id=uuid4(),
    )  # fmt: skip
    return {"line": line, "paper": line.papers.get(), "task": account.tasks.get()}


def promise_of_town(account, specialist):
    """Something that somebody promised to pay."""
    from payment_plans.promises.actions import record_promise

    return record_promise(
        account.pk, Decimal("100.00"), date(2026, 10, 9), method="mail", said_by="Quackenbush", note="husband pays",
        actor=specialist, today=TODAY,
    )  # fmt: skip


def plan_of_town():
    """A plan that somebody agreed on."""
    from tests.payment_plans.cast import agreed_plan, in_arrears

    return agreed_plan(in_arrears(customer=factories.customer(first_name="Zephyrine", last_name="Quackenbush")))


def people_of_town(account, specialist):
    """Somebody private around the account, a number of the holder, and a note."""
    from accounts.notes.actions import write_note
    from accounts.people.actions import add_number, add_party

    by = {"actor": specialist, "today": TODAY}
    party = add_party(account.pk, role="caseworker", name="Quackenbush, county", source="Call", **by)
    point = add_number(account.pk, kind="phone", value="218-555-0199", source="Call", **by)
    return {"party": party, "point": point, "note": write_note(account_id=account.pk, text="husband called", **by)}


def address_of(page, needs, town):
    known = {"pk": 1, "kind": "csv", "figure": "past_due", "reason": "reminded"}
    if page.startswith("desk:") or page in ("holds:open", "notices:preview", "treatments:priority"):
        known["pk"] = town["account"].pk
    elif page.startswith("holds:"):
        known["pk"] = town["hold"].pk
    elif page.startswith("staff:"):
        known["pk"] = town["person"].pk
    if "desk:" in page and re.search(r"receipt|void_payment|return_payment|take_fee_back", page):
        known["pk"] = town["receipt"].pk
    if page in ("desk:approval", "desk:approve", "desk:return_approval", "desk:withdraw_approval"):
        known["pk"] = town["approval"].pk
    if page in ("desk:contact", "desk:correct_contact", "desk:attach_paper", "desk:withdraw_line"):
        known |= {"pk": town["line"].pk, "kind": "contact"}
    elif page in ("desk:paper", "desk:open_paper"):
        known["pk"] = town["paper"].pk
    elif page in ("desk:finish_task", "desk:move_task"):
        known["pk"] = town["task"].pk
    if page in ("visits:plan", "places:add_owner", "places:open_caution"):
        known["pk"] = town["account"].pk
    elif page in ("visits:print_route", "visits:move_route"):
        known |= {"pk": town["person"].pk, "day": TODAY.isoformat()}
    elif page.startswith("visits:"):
        known["pk"] = town["visit"].pk
    elif page == "places:end_owner":
        known["pk"] = town["owner"].pk
    elif page.startswith("places:"):
        known["pk"] = town["caution"].pk
    if re.match(r"payment_plans:(account_plans|offers|\w+_offers?|show_means)$", page):
        known["pk"] = town["plan"].account_id
    elif page.startswith("payment_plans:"):
        known["pk"] = town["plan"].pk
    if page == "promises:record":
        known["pk"] = town["account"].pk
    elif page.startswith("promises:"):
        known["pk"] = town["promise"].pk
    if page in ("people:show_private", "people:end_party"):
        known["pk"] = town["party"].pk
    elif page.startswith("people:"):
        known |= {"pk": town["account"].pk, "number": town["point"].pk, "kind": "phone"}
    elif page in ("notes:show_private", "notes:take_down_note"):
        known["pk"] = town["note"].pk
    elif page == "notes:write_note":
        known["pk"] = town["account"].pk
    elif page in ("desk:customer", "notes:write_note_about_person"):
        known["pk"] = town["account"].customer_id
    if page in ("rulebook:figure", "rulebook:propose_change"):
        known |= {"kind": "ReminderRules", "figure": "least_amount"}
    if page.startswith("notices:"):
        known |= {"kind": "past_due_reminder", "language": "en"}
    if page in ("notices:form_pdf", "notices:filled_form_pdf", "notices:forms_for"):
        known |= {"kind": "inability_to_pay", "pk": town["account"].pk}
    if re.match(r"notices:(\w*version\w*|compare\w*)$", page):
        known["pk"] = town["version"].pk
    return reverse(page, kwargs={name: known.get(name, 1) for name in needs})


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


@walk(PAGES)
def test_every_page_asks_for_a_permission_of_the_table(page, view, needs):
    if page in OPEN_PAGES:
        assert not hasattr(view, "permission")
    else:
        assert view.permission in TABLE


@walk(CLOSED)
def test_every_page_turns_strangers_away(client, town, page, view, needs):
    url = address_of(page, needs, town)

    responses = [client.get(url), client.post(url)]

    assert {response.status_code for response in responses} <= {302, 405}
    for response in responses:
        assert response.status_code == 405 or response["Location"].startswith(reverse("staff:log_in"))


@walk(CLOSED)
def test_every_page_lets_in_whom_the_table_names_and_nobody_else(town, page, view, needs):
    url = address_of(page, needs, town)
    who, _words = TABLE[view.permission]

    for role in Role:
        client = logged_in(factories.person(role.value))
        for ask in (client.get, client.post):
            answer = ask(url).status_code
            if role in who:
                assert answer in LET_IN, f"{role} gets {answer} from {url}"
            else:
                assert answer in (403, 405), f"{role} gets {answer} from {url}"


def test_a_closed_page_says_who_may(town):
    page = logged_in(factories.person("cashier")).get(reverse("holds:list"))

    assert page.status_code == 403
    assert "Only a specialist, supervisor, director, auditor or trainee may read holds." in page.content.decode()


def test_somebody_without_any_role_sees_nothing_but_their_own_settings(town):
    nobody = get_user_model().objects.create_user("nobody", "a-long-pass-phrase", full_name="No Role", roles=[])
    client = logged_in(nobody)

    opened = {
        page for page, _view, needs in CLOSED if client.get(address_of(page, needs, town)).status_code not in (403, 405)
    }
    assert opened == set()


# ---- templates ----


def partials():
    return sorted((HOUSE / "templates").rglob("partials/*.html")) + sorted(
        (HOUSE / "templates/components").glob("*.html")
    )


@pytest.mark.parametrize("path", partials(), ids=module_name)
def test_every_partial_says_what_it_needs(path):
    said = path.read_text()

    assert said.startswith("{% comment %}")
    assert str(path.relative_to(HOUSE)) in said.split("{% endcomment %}")[0]


@pytest.mark.parametrize("path", sorted((HOUSE / "templates").rglob("*.html")), ids=module_name)
def test_no_template_asks_the_database(path):
    asks = re.findall(r"\.(?:objects|filter|exclude|all|exists|values|\w+_set)\b(?=[ |}.%])", path.read_text())
    assert not asks


# ---- privacy ----


def test_nothing_private_is_written_to_the_log(town, caplog):
    from accounts.contacts.actions import log_call

    account = town["account"]
    log_call(
        account.pk, direction="in", outcome="other", number="218-555-0199", note="husband lost his job",
        actor=town["person"], today=TODAY, request_id=uuid4(),
    )  # fmt: skip
    everyone = logged_in(factories.person(*(role.value for role in Role)))
    with caplog.at_level(logging.INFO):
        for page, _view, needs in PAGES:
            everyone.get(address_of(page, needs, town))
        everyone.get(reverse("desk:search"), {"q": "quackenbush"})
        Client().post(reverse("staff:log_in"), {"username": "quackenbush", "password": "husband"})
        Client().get("/nowhere/")

    written = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    for private in ("Quackenbush", "quackenbush", "Zephyrine", "555-0199", "husband", "311.07", "meter leaks"):
        assert private not in written
    assert str(Decimal("311.07")) not in written


def our_tasks():
    from collections_app.celery import app

    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in FLOORS}


def test_tasks_carry_ids_and_days_and_nothing_else():
    carried = {
        f"{name}({parameter})"
        for name, task in our_tasks().items()
        for parameter in inspect.signature(task.run).parameters
        if not re.fullmatch(r"\w+_ids?|day|resume", parameter)
    }
    assert our_tasks() and not carried


def test_no_address_carries_more_than_ids_and_closed_words():
    assert {need for _page, _view, needs in PAGES for need in needs} <= {
        "pk",
        "kind",
        "figure",
        "reason",
        "day",
        "number",
        "language",
    }
