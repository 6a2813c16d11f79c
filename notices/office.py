"""What does a letter say about this office, and does the office say enough of itself for a letter to leave?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import rulebook
from core.errors import RuleViolation
from core.rulebook.actions import approve_change, propose_change
from core.rulebook.models import RuleChange
from core.rulebook.queries import waiting_changes
from notices.policy import OfficeRules

RULES = OfficeRules.__name__
FIGURES = {
    "return_line1": gettext_lazy("Street or box"),
    "return_line2": gettext_lazy("City, state and ZIP code"),
    "phone": gettext_lazy("Number to call"),
    "hours": gettext_lazy("When somebody answers it"),
}
# On one machine for a look a letter may be made without them; on paper nobody can take these for an address.
PLACEHOLDER = "[{what} not set: see The office on letters]"


class OfficeNotSet(RuleViolation):
    """A letter cannot leave, because nobody has said where mail comes back to, or whom to call."""


@dataclass(frozen=True)
class Office:
    """The office's lines as the rulebook has them, otherwise as the settings do. Empty where neither says anything."""

    lines: tuple[str, ...]
    phone: str
    hours: str
    help_line: str

    @property
    def lacks(self) -> list[str]:
        """What is not set, to stand in a sentence."""
        wanted = ((_("return address"), self.lines), (_("phone number"), self.phone), (_("hours"), self.hours))
        return [str(words) for words, value in wanted if not value]

    @property
    def why_not(self) -> str:
        """Why no letter can leave, as a sentence; empty when nothing is lacking."""
        if not self.lacks:
            return ""
        lacks = self.lacks if len(self.lacks) == 1 else [", ".join(self.lacks[:-1]), self.lacks[-1]]
        return _(
            "Not set for this office: %(what)s. No letter can leave until a supervisor sets it under "
            "“The office on letters” in the mail room."
        ) % {"what": _(" and ").join(lacks)}


def office(today: date) -> Office:
    """A dated row of the rulebook wins over the setting of its line."""
    said = rulebook.rules(OfficeRules, on=today)
    of_rulebook = tuple(line for line in (said.return_line1, said.return_line2) if line)
    return Office(
        lines=of_rulebook or tuple(settings.OFFICE_ADDRESS),
        phone=said.phone or settings.OFFICE_PHONE,
        hours=said.hours or settings.OFFICE_HOURS,
        help_line=said.help_with_bills,
    )


def on_paper(found: Office) -> dict[str, object]:
    """The facts of every letter, with a marked placeholder where something is not set."""
    return {
        "office_lines": list(found.lines) or [_placeholder("Return address")],
        "office_phone": found.phone or _placeholder("Phone number"),
        "office_hours": found.hours or _placeholder("Hours"),
        "help_line": found.help_line,
    }


def _placeholder(what: str) -> str:
    return PLACEHOLDER.format(what=what)


def why_no_letter(today: date) -> str:
    """Why no letter may be issued for want of the office's lines, as a sentence; empty when one may."""
    return "" if settings.LETTERS_MAY_LACK_OFFICE else office(today).why_not


def refuse_without_office(today: date) -> None:
    if why := why_no_letter(today):
        raise OfficeNotSet(why)


def in_force(today: date) -> dict[str, RuleChange]:
    """The newest approved row of each line that holds today."""
    return {change.field: change for change in RuleChange.objects.in_force(today).filter(rules=RULES)}


def pending() -> list[RuleChange]:
    """What was proposed and awaits a second person: of each line the newest, unless a newer one was approved."""
    newest = {change.field: change for change in waiting_changes(RULES)}
    held = {change.field: change.pk for change in RuleChange.objects.filter(rules=RULES, approved_at__isnull=False)}
    return [newest[field] for field in FIGURES if field in newest and newest[field].pk > held.get(field, 0)]


@transaction.atomic
def propose_office(
    lines: dict[str, str], *, in_force_from: date, citation: str, actor, today: date
) -> list[RuleChange]:
    """Propose what differs from what holds, by figure (`FIGURES`); another person approves it."""
    said = rulebook.rules(OfficeRules, on=in_force_from)
    changed = {field: lines[field].strip() for field in FIGURES if lines[field].strip() != getattr(said, field)}
    if not changed:
        raise RuleViolation(_("Nothing differs from what is in force."))
    return [
        propose_change(RULES, field, value, in_force_from=in_force_from, citation=citation, actor=actor, today=today)
        for field, value in changed.items()
    ]


@transaction.atomic
def approve_office(change_ids: Sequence[int], *, actor, today: date) -> list[RuleChange]:
    """Put the proposal that a person has read in force. Refuses one that another has overtaken since."""
    awaiting = [change.pk for change in pending()]
    if sorted(awaiting) != sorted(change_ids) or not awaiting:
        raise RuleViolation(_("This proposal has changed meanwhile. Read it again, then approve it."))
    return [approve_change(change_id, actor=actor, today=today) for change_id in awaiting]
