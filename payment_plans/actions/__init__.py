"""Everything that can happen to offers and plans. One function per business action."""

from payment_plans.actions.accepting import Accepted, accept_offer
from payment_plans.actions.means import open_means, record_means
from payment_plans.actions.offers import counter_offer, decline_offer, expire_offers, make_offer, think_about_offer

__all__ = [
    "Accepted",
    "accept_offer",
    "counter_offer",
    "decline_offer",
    "expire_offers",
    "make_offer",
    "open_means",
    "record_means",
    "think_about_offer",
]
