"""What does each step of the night do? Every one works on sets and may be repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collections_app.interchange import actions as interchange
from collections_app.interchange.models import Extract
from collections_app.night.models import Night
from collections_app.treatments import next_steps
from collections_app.treatments.actions import propose_reminders
from collections_app.treatments.models import LetterRun
from core.outcomes import Outcome
from core.templatetags.money import bare_day
from core.templatetags.money import day as said_day
from core.utility import business_date, current
from ledger import checks, standings
from notices.actions import print_waiting
from notices.tasks import call_help
from payment_plans.actions.offers import expire_offers
from payment_plans.budgets.models import BudgetPlan
from payment_plans.budgets.night import review_budgets
from payment_plans.models import PaymentPlan
from payment_plans.night import watch_plans
from payment_plans.promises.models import Promise
from payment_plans.promises.night import judge_promises


@dataclass(frozen=True)
class Tonight:
    """The night at work: its date, who asked for it (None: the clock), and how it says how far it is."""

    night_on: date
    actor: Any
    tell: Callable[[int, str], None]

    @property
    def today(self) -> date:
        """The business date: the night's, or a later one if an extract of a later day was waiting."""
        return max(self.night_on, business_date())


def load(tonight: Tonight) -> Outcome:
    """Every extract that lies in the folder, in its order. One that is refused stops no later step."""
    came = interchange.load_waiting(actor=tonight.actor, tell=tonight.tell)
    return Outcome(
        " ".join(_came_in(one) for one in came) or _none_waited(tonight.night_on),
        {
            "loaded": sum(1 for one in came if one.extract.state == Extract.State.LOADED),
            "refused": sum(1 for one in came if one.extract.state == Extract.State.REFUSED),
            "rejected": sum(len(one.rejects) for one in came),
        },
        needs_a_look=any(one.extract.state == Extract.State.REFUSED or not one.is_clean for one in came),
    )


def _came_in(one) -> str:
    extract = one.extract
    if extract.state == Extract.State.REFUSED:
        return _("An extract was refused: %(why)s") % {"why": extract.said}
    if extract.state == Extract.State.REPEATED:
        return _("The extract of %(day)s was loaded before.") % {"day": bare_day(extract.extract_date)}
    sentence = _("The extract of %(day)s was loaded") % {"day": bare_day(extract.extract_date)}
    if one.rejects:
        rejected = ngettext("%(n)s row rejected", "%(n)s rows rejected", len(one.rejects))
        sentence = f"{sentence}, {rejected % {'n': f'{len(one.rejects):,}'}}"
    if one.exceptions:
        differs = ngettext("%(n)s balance differs", "%(n)s balances differ", one.exceptions)
        sentence = f"{sentence}; {differs % {'n': f'{one.exceptions:,}'}}"
    return f"{sentence}."


def _none_waited(night_on: date) -> str:
    """Nothing lay in the folder; what people loaded since the last night is named."""
    last = Night.objects.filter(date__lt=night_on, finished_at__isnull=False).order_by("-date").first()
    loaded = Extract.objects.loaded().order_by("sequence")
    since = loaded.filter(loaded_at__gt=last.finished_at) if last else loaded
    days = [bare_day(extract.extract_date) for extract in since]
    if not days:
        return _("No extract was waiting.")
    return ngettext(
        "The extract of %(days)s was loaded before the night.",
        "The extracts of %(days)s were loaded before the night.",
        len(days),
    ) % {"days": ", ".join(days)}


def age(tonight: Tonight) -> Outcome:
    """Where every account stands on the business date."""
    renewed = standings.renew_all(as_of=tonight.today)
    return Outcome(
        ngettext("%(n)s balance aged.", "%(n)s balances aged.", renewed) % {"n": f"{renewed:,}"},
        {"renewed": renewed},
    )


def plans(tonight: Tonight) -> Outcome:
    """Offers that nobody answered; plans that are missed, made good, broken or kept."""
    expire_offers(today=tonight.today)
    return _found(watch_plans, PaymentPlan.objects.in_force(), tonight)


def promises(tonight: Tonight) -> Outcome:
    """What was promised and has come, or has not."""
    return _found(judge_promises, Promise.objects.open(), tonight)


def budgets(tonight: Tonight) -> Outcome:
    """Budgets that are not paid, to be reviewed or to be settled."""
    return _found(review_budgets, BudgetPlan.objects.active(), tonight)


def _found(watch: Callable[..., Outcome], judged: QuerySet, tonight: Tonight) -> Outcome:
    found = watch(actor=tonight.actor, today=tonight.today, tell=tonight.tell)
    return Outcome(_("There was nothing to judge.")) if found.waits and not judged.exists() else found


def letters(tonight: Tonight) -> Outcome:
    """Who gets a reminder, and whether the run goes out by itself."""
    run = propose_reminders(tonight.night_on, actor=tonight.actor, today=tonight.today)
    counts = {"considered": run.considered, "issued": run.issued, "skipped": run.skipped}
    said = {
        "considered": ngettext("%(n)s account", "%(n)s accounts", run.considered) % {"n": f"{run.considered:,}"},
        "letters": ngettext("%(n)s reminder", "%(n)s reminders", run.letters) % {"n": f"{run.letters:,}"},
        "skipped": f"{run.skipped:,}",
    }
    match run.state:
        case LetterRun.State.STALE:
            return Outcome(_stale_sentence(), waits=True)
        case LetterRun.State.WAITING:
            sentence = _("%(considered)s past due; a supervisor must release %(letters)s.") % said
            lacks = [why["text"] for why in run.waits_because if why["code"] == "office"]
            sentence = " ".join([sentence, *lacks])
            return Outcome(sentence, counts | {"waiting": run.letters}, waits=True)
        case LetterRun.State.DECLINED:
            return Outcome(_("%(letters)s declined.") % said, counts)
        case _:
            sentence = _("%(considered)s considered, %(letters)s issued, %(skipped)s skipped.") % said
            return Outcome(sentence, counts)


def print_letters(tonight: Tonight) -> Outcome:
    """Whatever waits to be printed, the letters of earlier nights and of people too."""
    call_help()
    printed = print_waiting(actor=tonight.actor, today=tonight.today, tell=tonight.tell)
    if not printed.letters and not printed.aside:
        return Outcome(_("No letter waited to be printed."), {"letters": 0})
    sentence = _("%(letters)s printed in %(batches)s.") % {
        "letters": ngettext("%(n)s letter", "%(n)s letters", printed.letters) % {"n": f"{printed.letters:,}"},
        "batches": ngettext("%(n)s batch", "%(n)s batches", len(printed.batches)) % {"n": len(printed.batches)},
    }
    counts = {"letters": printed.letters, "batches": len(printed.batches), "sheets": printed.sheets}
    if printed.aside:
        aside = _("%(n)s could not be made and stand aside.") % {"n": f"{printed.aside:,}"}
        return Outcome(f"{sentence} {aside}", counts | {"aside": printed.aside}, needs_a_look=True)
    return Outcome(sentence, counts)


def renew_next_steps(tonight: Tonight) -> Outcome:
    """What each account is due next."""
    renewed = next_steps.renew(today=tonight.today)
    return Outcome(
        ngettext("%(n)s account has a new next step.", "%(n)s accounts have a new next step.", renewed)
        % {"n": f"{renewed:,}"},
        {"renewed": renewed},
    )


def verify_books(tonight: Tonight) -> Outcome:
    """Every law of the books, asked again of the rows."""
    broken = checks.verify()
    if not broken:
        return Outcome(_("The books are right."), {"broken": 0})
    laws = "; ".join(str(finding.law) for finding in broken)
    return Outcome(_("The books are not right: %(laws)s.") % {"laws": laws}, {"broken": len(broken)}, needs_a_look=True)


def _stale_sentence() -> str:
    newest = current().balances_on
    if newest is None:
        return _("No extract has been loaded, so no reminder was issued.")
    return _(
        "The newest extract is of %(day)s, which is too old. No reminder was issued; they go out when it comes."
    ) % {"day": said_day(newest)}
