"""What does a run of letters that waits ask of a supervisor, and what follows from the answer?"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collections_app.treatments.models import LetterRun
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.approvals.queries import waiting_of
from core.errors import RuleViolation
from core.money import in_words
from core.templatetags.money import day

KIND = "letter_run"


def ask(run: LetterRun, *, today: date) -> Approval:
    """Put a run before the supervisors. The night asks, whoever started it: none of them wrote these letters."""
    return approving.ask(
        KIND,
        subject=run,
        sentence=_("%(letters)s of the night of %(day)s. %(why)s")
        % {"letters": _reminders(run), "day": day(run.night_on), "why": " ".join(r["text"] for r in run.waits_because)},
        follows=_(
            "Everybody is judged once more on the balances of that moment. Then the letters are issued and wait to be "
            "printed; they ask for %(amount)s in all."
        )
        % {"amount": in_words(run.amount)},
        amount=run.amount,
        deadline_on=max(run.night_on, today),
        facts={"letters": run.letters},
        actor=None,
        today=today,
    )


def question(run_id: int, *, today: date) -> Approval:
    """The approval that a waiting run waits for; asked now where an earlier release left a run without one."""
    run = LetterRun.objects.get(pk=run_id)
    if run.state != LetterRun.State.WAITING:
        raise RuleViolation(_("This run no longer waits: it is %(state)s.") % {"state": run.get_state_display()})
    return waiting_of(KIND, run) or ask(run, today=today)


def close_all(night_on: date, *, today: date) -> None:
    """A night judges everybody anew, so what an earlier judgment asked is asked no longer. Taken before any run's row,
    as a release does it (docs/locking.md)."""
    for approval in Approval.objects.waiting().filter(kind=KIND).select_for_update().order_by("pk"):
        approving.withdraw(
            approval.pk,
            reason=_("The night of %(day)s judged everybody anew.") % {"day": day(night_on)},
            actor=None,
            today=today,
        )


def _reminders(run: LetterRun) -> str:
    words = ngettext("Release %(n)s reminder", "Release %(n)s reminders", run.letters)
    return words % {"n": f"{run.letters:,}"}
