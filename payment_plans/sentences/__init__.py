"""How do offers and plans read: on a list, on an account, on a page of their own, in a timeline?"""

from payment_plans.sentences.history import TOLD, state_of, told
from payment_plans.sentences.offers import answered, asked, came_from, rate, rate_words, terms
from payment_plans.sentences.plans import (
    STATES,
    after_cancelling,
    after_reinstating,
    after_signing,
    breaks,
    cured,
    due,
    empty,
    ended,
    may_come_back,
    missed,
    missed_too,
    no_new_bills,
    waits_for,
    what_breaks,
    word,
)

__all__ = [
    "STATES", "TOLD", "after_cancelling", "after_reinstating", "after_signing", "answered", "asked", "breaks",
    "came_from", "cured", "due", "empty", "ended", "may_come_back", "missed", "missed_too",
    "no_new_bills", "rate", "rate_words", "state_of", "terms", "told", "waits_for", "what_breaks", "word",
]  # fmt: skip
