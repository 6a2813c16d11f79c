"""How do a caution and an owner read: in a banner, on a route, in a timeline?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.places.models import Caution
from core.templatetags.money import bare_day, harmless

# What each kind says when nobody wrote more: what to do at the door, and nothing about anybody.
WHAT_TO_DO: dict[str, Any] = {
    Caution.Kind.DOG: gettext_lazy("A dog is kept here. Call out before you enter the yard."),
    Caution.Kind.IN_PAIRS: gettext_lazy("Two people go to this door together."),
    Caution.Kind.POLICE_INFORMED: gettext_lazy("The police know of this address. Call the office before you go."),
    Caution.Kind.ACCESS: gettext_lazy("Ask the office how to get to the door."),
}
KINDS: dict[str, Any] = {
    Caution.Kind.DOG: gettext_lazy("Dog"),
    Caution.Kind.IN_PAIRS: gettext_lazy("Go in pairs"),
    Caution.Kind.POLICE_INFORMED: gettext_lazy("Police informed"),
    Caution.Kind.ACCESS: gettext_lazy("Way in"),
    Caution.Kind.OTHER: gettext_lazy("Caution"),
}


def says(caution: Caution) -> str:
    """What to do at the door: what somebody wrote, else the words of the kind."""
    return harmless(caution.words) or str(WHAT_TO_DO[caution.kind])


def title(caution: Caution) -> str:
    """ "Caution: dog.", the bold words of a banner."""
    kind = str(KINDS[caution.kind])
    if caution.kind == Caution.Kind.OTHER:
        return _("Caution.")
    return _("Caution: %(kind)s.") % {"kind": f"{kind[0].lower()}{kind[1:]}"}


def banner(caution: Caution, today: date) -> dict[str, str]:
    """A caution for `components/banners.html`; the page adds its own link."""
    text = says(caution)
    if caution.review_on <= today:
        text = _("%(says)s To be looked at again since %(day)s.") % {
            "says": text, "day": bare_day(caution.review_on),
        }  # fmt: skip
    return {"state": "person", "icon": "caution", "strong": title(caution), "text": text}


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a place as the timeline says it."""
    kind = str(KINDS.get(str(facts.get("kind", "")), _("Caution")))
    if action == "caution.opened":
        return _("Caution for visitors entered: %(kind)s.") % {"kind": kind}
    if action == "caution.kept":
        review = date.fromisoformat(facts["review_on"])
        return _("Caution looked at and kept: %(kind)s; again on %(day)s.") % {"kind": kind, "day": bare_day(review)}
    if action == "caution.ended":
        return _("Caution ended: %(kind)s.") % {"kind": kind}
    return _("Owner of the place ended.") if action == "owner.ended" else _("Owner of the place entered.")
