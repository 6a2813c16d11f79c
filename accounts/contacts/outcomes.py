"""How may a conversation, a letter or a visit end? A closed list for each channel, in the order of the digits."""

from accounts.contacts.models import Contact

Channel = Contact.Channel
Outcome = Contact.Outcome

_TALK = (
    Outcome.PROMISED, Outcome.CALLS_BACK, Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER,
    Outcome.WANTS_PLAN, Outcome.DISPUTES, Outcome.SENDS_PAPER, Outcome.OTHER,
)  # fmt: skip
_WRITTEN = (
    Outcome.ASKS, Outcome.ENCLOSES, Outcome.DISPUTES, Outcome.PROMISED, Outcome.WANTS_PLAN, Outcome.TELLS,
    Outcome.OTHER,
)  # fmt: skip
OF_CHANNEL: dict[str, tuple[Contact.Outcome, ...]] = {
    Channel.PHONE: _TALK,
    Channel.COUNTER: _TALK,
    Channel.LETTER: _WRITTEN,
    Channel.EMAIL: _WRITTEN,
    Channel.OTHER: _WRITTEN,
    Channel.VISIT: (
        Outcome.SPOKE, Outcome.PROMISED, Outcome.WANTS_PLAN, Outcome.DISPUTES, Outcome.NOT_HOME, Outcome.LEFT_CARD,
        Outcome.REFUSED, Outcome.LOOKS_EMPTY, Outcome.NO_ACCESS, Outcome.OTHER,
    ),
}  # fmt: skip

# Somebody said it, so somebody is named.
SAID_BY_SOMEBODY = {
    Outcome.PROMISED, Outcome.WANTS_PLAN, Outcome.DISPUTES, Outcome.SENDS_PAPER, Outcome.CALLS_BACK, Outcome.SPOKE,
}  # fmt: skip
NOBODY_THERE = {
    Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER, Outcome.NOT_HOME, Outcome.LEFT_CARD,
    Outcome.LOOKS_EMPTY, Outcome.NO_ACCESS,
}  # fmt: skip


def choices_of(channel: str) -> list[tuple[str, str]]:
    """The outcomes of a channel as a form offers them."""
    return [(outcome.value, str(outcome.label)) for outcome in OF_CHANNEL[channel]]
