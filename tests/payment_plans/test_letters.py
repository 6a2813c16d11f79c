"""Do a plan's letters say what is true of it, and on paper?"""

import io
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pdfua import validate

from accounts.holds.models import Hold
from core.utility import moment
from ledger import standings
from notices.actions import issue_letters, print_waiting
from notices.kinds import FRAME, kind_of
from notices.models import Batch, Letter
from notices.page.preview import preview
from notices.paper import body, page, press, words
from notices.queries.versions import shipped_text
from payment_plans.letters.facts import broken_facts
from payment_plans.letters.kinds import BROKEN, KINDS, MISSED, REMINDER
from payment_plans.models import Miss
from tests import factories
from tests.notices.reading import bar_code, text_of
from tests.payment_plans.cast import agreed_plan, bill, pay

TODAY = factories.TODAY
AGREED_ON, FIRST_DUE_ON = date(2026, 7, 13), date(2026, 7, 28)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(settings):
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    return factories.utility(name="Demo City Utilities")


def made(account=None, *, paid="175.00", **fields):
    """A plan of 525.00 in six installments of 87.50 from Jul 28 on, two of them paid unless a test says otherwise."""
    plan = agreed_plan(
        account,
        **{"accepted_on": AGREED_ON, "first_due_on": FIRST_DUE_ON, "hold": not fields.get("ended_on"), **fields},
    )
    if Decimal(paid):
        pay(plan.account, paid, date(2026, 8, 28))
    standings.renew([plan.account_id], as_of=TODAY)
    return plan


def missed_installment():
    return made()


def missed_bill():
    """The installment of Sep 28 is paid, the bill due a day later is not."""
    plan = made(paid="262.50")
    bill(plan.account, "64.12", date(2026, 9, 29))
    return plan


def missed_both(**fields):
    """By figures that let two misses be open at once."""
    plan = made(**{"figures": {"misses_allowed": 2}, **fields})
    bill(plan.account, "64.12", date(2026, 9, 25))
    return plan


def broken(*, cured=None, **fields):
    """As the night leaves it: two misses, the plan ended, its hold with it."""
    ended = {"state": "broken", "ended_on": TODAY, "end_why": "two misses"}
    plan = missed_both(**{**ended, **fields})
    for kind, due_on, amount in (("bill", date(2026, 9, 25), "64.12"), ("installment", date(2026, 9, 28), "87.50")):
        Miss.objects.create(
            plan=plan, kind=kind, due_on=due_on, amount=amount, lacking=amount, flagged_on=due_on + timedelta(days=6),
            cured_on=cured if kind == "bill" else None,
        )  # fmt: skip
    standings.renew([plan.account_id], as_of=TODAY)
    return plan


def printed(kind, plan):
    """The letter as PDF bytes, through the same door as the preview page."""
    return press.print_letter(preview(kind.code, plan.account, today=TODAY).writing)


def said(kind, plan):
    return " ".join(text_of(printed(kind, plan).content).split())


class TestWhatTheReminderSays:
    def test_names_the_installment_the_amount_and_the_day(self):
        text = said(REMINDER, made(paid="262.50"))

        assert "Installment 4 of 6 is due October 28, 2026" in text
        assert "$87.50 , due Wednesday, October 28, 2026" in text
        assert "In all, $262.50 of the plan is left to pay" in text
        assert "218-555-0100" in text and "Dial 211" in text
        assert "come in full" not in text

    def test_asks_for_what_an_installment_paid_in_part_still_lacks(self):
        assert "installment 4 of 6: $37.50" in said(REMINDER, made(paid="312.50"))

    def test_passes_over_what_is_paid_ahead(self):
        assert "Installment 5 of 6 is due November 28, 2026" in said(REMINDER, made(paid="350.00"))

    def test_says_what_is_missed_before_it(self):
        text = said(REMINDER, missed_installment())

        assert "Installment 4 of 6 is due October 28, 2026" in text
        assert "Please pay it now: Installment 3 of 6, $87.50, due September 28, 2026" in text
        assert "open too" not in text

    def test_says_what_else_is_open_and_how_much_of_it(self):
        plan = made(paid="262.50", figures={"misses_allowed": 2})
        bill(plan.account, "71.30", date(2026, 10, 23))
        bill(plan.account, "40.00", date(2026, 10, 26))
        pay(plan.account, "21.30")

        text = said(REMINDER, plan)

        assert "The October bill of $71.30, due October 23, 2026 ($50.00 of it is still to come)" in text
        assert "The October bill of $40.00, due October 26, 2026" in text
        assert "Please pay it now" not in text

    def test_an_earlier_installment_within_its_grace_is_open_too(self):
        plan = made(
            paid="0.00",
            accepted_on=date(2026, 9, 14),
            due_dates=[date(2026, 9, 30), date(2026, 10, 30)],
            arrears="175.00",
        )

        text = said(REMINDER, plan)

        assert "Installment 2 of 2 is due October 30, 2026" in text
        assert "This is open too: Installment 1 of 2, $87.50, due September 30, 2026" in text

    def test_its_stub_says_what_the_amount_is(self):
        content = printed(REMINDER, made(paid="262.50")).content

        assert "Installment 4 of 6 $87.50" in text_of(content)
        assert bar_code(content)[0].endswith("+8750")


class TestWhatTheLetterAfterAMissSays:
    def test_an_installment(self):
        text = said(MISSED, missed_installment())

        assert "Installment 3 of 6, $87.50, due September 28, 2026" in text
        assert "bill of" not in text
        assert "the missing $87.50 must be here by Monday, November 2, 2026" in text
        assert "the plan ends on November 3, 2026, and the $350.00 left of it is past due" in text
        assert "Next in your plan: Installment 4 of 6, $87.50, due October 28, 2026" in text

    def test_a_bill_whose_installment_is_paid(self):
        text = said(MISSED, missed_bill())

        assert "The September bill of $64.12, due September 29, 2026" in text
        assert "Installment 3 of 6" not in text
        assert "Your payment plan: $64.12 was missed" in text

    def test_both_oldest_first_and_what_keeps_the_plan(self):
        text = said(MISSED, missed_both())

        assert "$151.62 was missed" in text
        assert text.index("The September bill of $64.12") < text.index("Installment 3 of 6, $87.50")
        assert "at least $64.12 must be here by Monday, November 2, 2026" in text

    def test_nothing_that_was_made_good_at_noon(self):
        plan = missed_both()
        pay(plan.account, "64.12")

        assert "bill of" not in said(MISSED, plan)

    def test_what_of_it_came(self):
        plan = made()
        pay(plan.account, "50.00")

        text = said(MISSED, plan)

        assert "Installment 3 of 6, $87.50, due September 28, 2026 ($37.50 of it is still to come)" in text
        assert "the missing $37.50 must be here" in text


class TestWhatABrokenPlansLetterSays:
    def test_why_what_is_owed_and_until_when_it_can_come_back(self):
        text = said(BROKEN, broken())

        assert "July 13, 2026 ended on October 5, 2026, because" in text
        assert "The September bill of $64.12, due September 25, 2026" in text
        assert "Installment 3 of 6, $87.50, due September 28, 2026" in text
        assert "$414.12 is past due on your account now" in text
        assert "ask to have your plan back until Wednesday, November 4, 2026" in text
        assert "For that, what was missed must be paid." in text
        assert "If you think this is wrong," in text and "the cold weather rule can keep your heat on" in text
        assert "Past due $414.12 Please pay now" in text

    def test_a_plan_reinstated_before_cannot_come_back_again(self):
        text = said(BROKEN, broken(reinstated_times=1))

        assert "You can ask for another plan." in text and "plan back" not in text

    def test_a_plan_whose_schedule_is_over_cannot_come_back_either(self):
        plan = broken(due_dates=[date(2026, 7, 28), date(2026, 9, 28)], arrears="175.00", paid="87.50")

        assert "You can ask for another plan." in said(BROKEN, plan)

    def test_it_may_be_mailed_as_long_as_the_day_it_names_is_to_come(self):
        plan, used_up = broken(), broken(reinstated_times=1)

        facts = broken_facts([plan.account_id, used_up.account_id], today=TODAY)

        assert facts[plan.account_id]["mail_by"] == TODAY + timedelta(days=30)
        assert "mail_by" not in facts[used_up.account_id]

    def test_leaves_out_what_is_disputed(self):
        plan = broken()
        hold(plan.account, "dispute", scope="service", service="gas", amount=Decimal("64.12"))

        assert "$350.00 is past due" in said(BROKEN, plan)

    def test_a_miss_made_good_before_the_end_did_not_break_it(self):
        assert "bill of" not in said(BROKEN, broken(cured=date(2026, 10, 4)))


class TestOnPaper:
    @pytest.mark.parametrize(
        ("kind", "plan"),
        [(REMINDER, lambda: made(paid="262.50")), (REMINDER, missed_both), (MISSED, missed_both), (BROKEN, broken)],
        ids=["reminder", "reminder after misses", "missed", "broken"],
    )
    def test_is_one_page_that_readers_can_use(self, kind, plan, tmp_path):
        plan = plan()
        bill(plan.account, "71.30", date(2026, 10, 23))
        letter = printed(kind, plan)
        file = tmp_path / "letter.pdf"
        file.write_bytes(letter.content)

        assert letter.pages == 1
        assert [finding for finding in validate(str(file)).findings if finding.severity.name == "ERROR"] == []
        with pikepdf.open(io.BytesIO(letter.content)) as pdf:
            assert str(pdf.docinfo["/Title"]) == str(kind.title)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
    def test_names_only_fields_that_the_kind_explains_and_holds_its_parts(self, kind):
        text = body.understand(shipped_text(kind.code, "en"))
        explained = {field.name for field in (*kind.fields, *FRAME)}

        assert text.fields <= explained
        assert {part.code for part in kind.required} <= text.parts

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
    def test_threatens_nothing(self, kind):
        for word in ("shut", "disconnect", "cut off", "collection agency", "failure", "delinquent"):
            assert word not in shipped_text(kind.code, "en").lower(), word

    def test_what_was_missed_is_one_list(self):
        plan = missed_both()
        facts = words.plain_facts(preview(MISSED.code, plan.account, today=TODAY).shown.facts)

        html = page.page(page.Writing("Missed", "en", shipped_text(MISSED.code, "en"), facts))

        assert html.count("<ul>") == 1 and html.count("<li>") == 2


class TestThePreviewPage:
    def test_shows_each_fact_beside_its_source(self, client):
        plan = missed_both()
        client.force_login(factories.person("specialist"))

        text = " ".join(
            client.get(reverse("notices:preview", args=[plan.account_id, MISSED.code])).content.decode().split()
        )

        assert "<mark>Installment 3 of 6, $87.50, due September 28, 2026</mark>" in text
        assert "What was missed<small>Misses of the plan</small>" in text
        assert "due September 25, 2026; Installment 3 of 6, $87.50" in text
        assert "151.62</td>" in text and "Nothing is missing." in text

    def test_says_why_there_is_none(self, client):
        client.force_login(factories.person("specialist"))
        account = factories.account()

        answer = client.get(reverse("notices:preview", args=[account.pk, BROKEN.code]))

        assert "This account has no payment plan." in answer.content.decode()


def hold(account, kind, *, scope="account", from_on=date(2026, 7, 13), recorded=date(2026, 7, 13), **fields):
    return Hold.objects.create(
        account=account, kind=kind, scope=scope, from_on=from_on, until_on=date(2027, 1, 2), source="a letter",
        recorded_at=moment(recorded), **fields,
    )  # fmt: skip


class TestWhoMayGetIt:
    def sentence(self, kind, account):
        return kind.judge(account.pk, today=TODAY).sentence

    @pytest.mark.parametrize(
        ("kind", "plan", "sentence"),
        [
            (REMINDER, lambda: made(), "An installment of this plan is still to come."),
            (REMINDER, lambda: made(paid="525.00"), "No installment of this plan is still to come: every one was due."),
            (
                REMINDER,
                lambda: made(state="accepted", starts_by_on=date(2026, 10, 9)),
                "The plan of Jul 13 has not begun: the first payment or the signature may come until Oct 9.",
            ),
            (REMINDER, broken, "The plan of Jul 13 no longer runs: broken since Oct 5."),
            (MISSED, missed_both, "Something of this plan is missed."),
            (MISSED, lambda: made(paid="262.50"), "Nothing of this plan is missed."),
            (BROKEN, broken, "This plan broke, and it can still be asked for."),
            (BROKEN, lambda: made(), "The plan of Jul 13 is in force."),
            (
                BROKEN,
                lambda: made(state="kept", ended_on=TODAY, end_why="paid"),
                "The plan of Jul 13 did not break: it is kept.",
            ),
            (
                BROKEN,
                lambda: broken(ended_on=date(2026, 9, 4)),
                "This plan broke on Sep 4, over 30 days ago. A reminder says more.",
            ),
            (
                BROKEN,
                lambda: made(state="broken", ended_on=TODAY, end_why="two misses", paid="525.00"),
                "Nothing that may be asked for is past due, so there is nothing to say.",
            ),
        ],
    )
    def test_answers_in_a_sentence(self, kind, plan, sentence):
        account = plan().account

        assert self.sentence(kind, account) == sentence
        assert kind.judge(account.pk, today=TODAY).allowed == (account.pk in kind.facts([account.pk], today=TODAY))

    def test_not_on_the_day_on_which_the_plan_breaks(self):
        plan = missed_both(figures={})

        assert self.sentence(MISSED, plan.account).startswith("This plan breaks tonight")

    def test_the_last_day_on_which_a_broken_plan_can_be_asked_for_still_counts(self):
        plan = broken(ended_on=TODAY - timedelta(days=30))

        assert BROKEN.facts([plan.account_id], today=TODAY)[plan.account_id]["reinstate_by"] == TODAY

    def test_a_newer_plan_silences_the_broken_one(self):
        plan = broken(accepted_on=date(2026, 7, 1))
        made(plan.account)

        assert plan.account_id not in BROKEN.facts([plan.account_id], today=TODAY)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
    def test_bankruptcy_stops_it_and_the_plans_own_hold_does_not(self, kind):
        plan = broken() if kind is BROKEN else missed_both()
        assert plan.account_id in kind.facts([plan.account_id], today=TODAY)

        hold(plan.account, "bankruptcy", from_on=date(2026, 9, 29))

        assert self.sentence(kind, plan.account) == "All letters stopped on Sep 29: Bankruptcy."
        assert plan.account_id not in kind.facts([plan.account_id], today=TODAY)


def issue(kind, *plans):
    return issue_letters(kind.code, [plan.account_id for plan in plans], cause="night", actor=None, today=TODAY)


def test_a_plans_hold_that_is_renewed_after_a_letter_does_not_keep_it_in_the_house():
    plan = made()
    issue(REMINDER, plan)
    hold(plan.account, "plan_in_force", from_on=TODAY, recorded=TODAY)

    assert print_waiting(actor=None, today=TODAY).letters == 1
    assert Batch.objects.get().letter_count == 1


def test_each_account_gets_its_own_letter_and_an_account_without_a_plan_none():
    one, two, without = missed_installment(), missed_bill(), factories.account()

    issued = issue_letters(
        MISSED.code, [one.account_id, two.account_id, without.pk], cause="night", actor=None, today=TODAY
    )

    assert issued.skipped == {"no_facts": [without.pk]}
    frozen = {letter.account_id: letter.facts["missed"] for letter in Letter.objects.all()}
    assert frozen == {
        one.account_id: ["Installment 3 of 6, $87.50, due September 28, 2026"],
        two.account_id: ["The September bill of $64.12, due September 29, 2026"],
    }


@pytest.mark.parametrize(("kind", "plan"), [(REMINDER, made), (MISSED, missed_both), (BROKEN, broken)])
def test_many_accounts_take_as_many_statements_as_one(kind, plan):
    accounts = [plan().account_id for _ in range(4)]
    kind_of(kind.code).facts(accounts[:1], today=TODAY)

    with CaptureQueriesContext(
        connection,
    ) as one:
        kind.facts(accounts[:1], today=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert len(kind.facts(accounts, today=TODAY)) == 4

    assert len(many) == len(one) <= 10
