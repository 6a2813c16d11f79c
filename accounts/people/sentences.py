"""How do people around an account, their numbers and notes read on a page and in the timeline?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import ContactPoint, Party, PlaceRelation
from accounts.people.numbers import BILLING, Number
from core.templatetags.money import bare_day, harmless

ROLES = {
    Party.Role.HOLDER: gettext_lazy("holder, not yet in billing"),
    Party.Role.CO_RESPONSIBLE: gettext_lazy("co-responsible"),
    Party.Role.OWNER: gettext_lazy("owner of the place"),
    Party.Role.LANDLORD: gettext_lazy("landlord"),
    Party.Role.OCCUPANT: gettext_lazy("occupant"),
    Party.Role.THIRD_PARTY: gettext_lazy("third party, gets copies"),
    Party.Role.CASEWORKER: gettext_lazy("caseworker"),
    Party.Role.GUARANTOR: gettext_lazy("guarantor"),
    Party.Role.AUTHORISED: gettext_lazy("authorised to talk"),
}
TOLD = {
    Party.MayBeTold.EVERYTHING: gettext_lazy("everything"),
    Party.MayBeTold.BALANCE: gettext_lazy("the balance only"),
    Party.MayBeTold.NOTHING: gettext_lazy("nothing"),
}
KINDS = {
    ContactPoint.Kind.PHONE: gettext_lazy("Phone"),
    ContactPoint.Kind.EMAIL: gettext_lazy("E-mail"),
    ContactPoint.Kind.ADDRESS: gettext_lazy("Address"),
}
STATES = {
    ContactPoint.State.UNKNOWN: ("", gettext_lazy("not tried")),
    ContactPoint.State.WORKS: ("allowed", gettext_lazy("works")),
    ContactPoint.State.BAD: ("blocked", gettext_lazy("bad")),
}
RELATIONS = {
    PlaceRelation.Relation.OWNER: gettext_lazy("Owner"),
    PlaceRelation.Relation.TENANT: gettext_lazy("Tenant"),
    PlaceRelation.Relation.LANDLORD: gettext_lazy("Landlord"),
    PlaceRelation.Relation.UNKNOWN: gettext_lazy("Owner or tenant: not known"),
}
ICONS = {"party": "person", "number": "call", "note": "note", "place_relation": "pin"}


def name_shown(party: Party) -> str:
    """The name as any page may show it; of a private party nothing but that there is one."""
    return _("Somebody private by law") if party.is_private else harmless(party.name)


def role_shown(party: Party) -> str:
    """What they are to the account; a caseworker's role tells as much as the name."""
    return _("private") if party.is_private else str(ROLES[Party.Role(party.role)])


def may_be_told(party: Party) -> str:
    """`may be told the balance only`."""
    return _("may be told %(what)s") % {"what": TOLD[Party.MayBeTold(party.may_be_told)]}


def speaks_for(party: Party) -> str:
    """`Ole Berg, authorised to talk: the balance only`, for the line "May be spoken to"."""
    told = TOLD[Party.MayBeTold(party.may_be_told)]
    return _("%(name)s, %(role)s: %(told)s") % {"name": name_shown(party), "role": role_shown(party), "told": told}


def state_of(number: Number) -> dict[str, str]:
    """A number's state for `people/partials/state.html`; not to be used is stronger than anything."""
    if number.do_not_use:
        return {"state": "blocked", "word": _("do not use")}
    state, word = STATES[ContactPoint.State(number.state)]
    return {"state": state, "word": str(word)}


def tried_when(number: Number) -> str:
    return _("last tried %(day)s") % {"day": bare_day(number.last_tried_on)} if number.last_tried_on else ""


def source_of(number: Number) -> str:
    if number.source != BILLING:
        return harmless(number.source)
    return _("billing") if number.billing_field else _("billing, earlier")


def told(action: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """A history line about people, numbers, notes and places as the timeline says it: icon, sentence, state."""
    noun = action.partition(".")[0]
    says = {"party": _party, "number": _number, "note": _note, "place_relation": _place}[noun]
    return ICONS[noun], says(action, facts), "blocked" if facts.get("state") == "bad" else ""


def _party(action: str, facts: Mapping[str, Any]) -> str:
    added = action == "party.added"
    if not facts:
        return _("Somebody private by law entered.") if added else _("Somebody private by law ended.")
    who = {"name": harmless(facts["name"]), "role": ROLES[Party.Role(facts["role"])]}
    return _("Entered: %(name)s, %(role)s.") % who if added else _("Ended: %(name)s, %(role)s.") % who


def _number(action: str, facts: Mapping[str, Any]) -> str:
    what = {"kind": KINDS[ContactPoint.Kind(facts["kind"])], "value": harmless(facts["value"])}
    if action == "number.added":
        return _("%(kind)s added: %(value)s.") % what
    if action == "number.dropped":
        return _("%(kind)s taken off: %(value)s.") % what
    if facts.get("do_not_use"):
        return _("%(kind)s not to be used: %(value)s.") % what
    state = STATES[ContactPoint.State(facts["state"])][1]
    return _("%(kind)s %(value)s: %(state)s.") % {**what, "state": state}


def _note(action: str, facts: Mapping[str, Any]) -> str:
    text = harmless(facts.get("text", "")).rstrip(".")
    if action == "note.taken_down":
        return _("Note taken down: %(text)s.") % {"text": text} if text else _("Private note taken down.")
    return _("Note: %(text)s.") % {"text": text} if text else _("Private note written.")


def _place(_action: str, facts: Mapping[str, Any]) -> str:
    return _("The holder to the place: %(relation)s.") % {
        "relation": str(RELATIONS[PlaceRelation.Relation(facts["relation"])]).lower()
    }
