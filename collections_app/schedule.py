"""What does a night do, and in which order?"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.night import steps


@dataclass(frozen=True)
class Step:
    """One step: safe to repeat. `is_whole`: its work commits together with its row; the others commit as they go."""

    name: str
    words: str | Promise
    run: Callable[[steps.Tonight], steps.Outcome]
    is_whole: bool = True


NIGHT = (
    Step("load", _("Load waiting extracts"), steps.load, is_whole=False),  # a transaction per extract
    Step("age", _("Age every account"), steps.age),
    # Before the reminders: whose plan broke may be reminded again, whose plan is kept is not. Each commits as it goes.
    Step("plans", _("Watch payment plans"), steps.plans, is_whole=False),
    Step("promises", _("Judge promises"), steps.promises, is_whole=False),
    Step("budgets", _("Review budgets"), steps.budgets, is_whole=False),
    Step("letters", _("Propose and issue reminders"), steps.letters),
    Step("print", _("Print"), steps.print_letters, is_whole=False),  # kept bytes stay kept, whatever comes after
    Step("next_steps", _("Renew next steps"), steps.renew_next_steps),
    Step("verify", _("Verify the books"), steps.verify_books),
)
