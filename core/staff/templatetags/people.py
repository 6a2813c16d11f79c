"""How does a history line about a person read?"""

from django import template
from django.utils.translation import gettext as _

from core.history.models import HistoryLine
from core.staff.roles import Role

register = template.Library()


@register.filter
def told_of_person(line: HistoryLine) -> str:
    """ "Maria Olson added roles: supervisor." from one line of the history."""
    who = str(line.actor) if line.actor_id else _("The system")
    return f"{who} {_what(line)}"


def _what(line: HistoryLine) -> str:
    if line.action == "person.changed":
        return _changed(line.facts)
    said = {
        "person.added": _("let this person in as %(roles)s."),
        "person.log_in_closed": _("closed the log-in."),
        "person.log_in_opened": _("opened the log-in again."),
        "person.unlocked": _("unlocked the log-in."),
        "person.password_set": _("gave a new first password."),
        "person.password_changed": _("chose a new password."),
    }
    return said.get(line.action, line.action) % {"roles": _in_words(line.facts.get("roles", [])) or _("nothing yet")}


def _changed(facts: dict) -> str:
    now, before = set(facts.get("roles", [])), set(facts.get("roles_before", []))
    parts = []
    if now - before:
        parts.append(_("gave the role %(roles)s") % {"roles": _in_words(now - before)})
    if before - now:
        parts.append(_("took away the role %(roles)s") % {"roles": _in_words(before - now)})
    return (", ".join(parts) or _("changed name or e-mail")) + "."


def _in_words(roles) -> str:
    known = {role.value: role.words for role in Role}
    return ", ".join(known.get(role, role) for role in sorted(roles))
