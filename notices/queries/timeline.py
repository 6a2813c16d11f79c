"""How does an account's timeline tell what came of letters afterwards: mail that came back, and e-mail?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.templatetags.money import harmless
from notices.kinds import title_of
from notices.models import Returned

TOLD = (
    "letter.returned", "address.good_again", "email.chosen", "email.ended", "letter.emailed", "letter.bounced",
    "letter.not_copied",
)  # fmt: skip


def told(action: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """A history line as the timeline says it: icon, sentence, state."""
    letter, why = title_of(str(facts.get("kind", ""))), harmless(str(facts.get("why", ""))).rstrip(".")
    match action:
        case "letter.returned":
            reason = Returned.Reason(facts["reason"]).label
            if facts["makes_bad"]:
                said = _("%(letter)s came back: %(reason)s. The address is bad.")
            else:
                said = _("%(letter)s came back: %(reason)s. The address stays good.")
            return "letter", said % {"letter": letter, "reason": reason}, "blocked" if facts["makes_bad"] else ""
        case "address.good_again":
            return "letter", _("Mail arrives there again: %(why)s.") % {"why": why}, "allowed"
        case "email.chosen":
            return "letter", _("Letters come by e-mail from now on: %(why)s.") % {"why": why}, "allowed"
        case "email.ended":
            return "letter", _("Letters no longer come by e-mail: %(why)s.") % {"why": why}, ""
        case "letter.not_copied":
            return "letter", _("%(letter)s: %(why)s.") % {"letter": letter, "why": why}, "blocked"
        case "letter.emailed":
            return "letter", _("%(letter)s went by e-mail.") % {"letter": letter}, "allowed"
    return (
        "letter",
        _("The e-mail with %(letter)s did not arrive: %(why)s.") % {"letter": letter, "why": why},
        "blocked",
    )
