"""Everything that can happen to offers and plans. One function per business action."""

from payment_plans.actions.accepting import Accepted, accept_offer
from payment_plans.actions.means import open_means, record_means
from payment_plans.actions.offers import counter_offer, decline_offer, expire_offers, make_offer, think_about_offer
from payment_plans.actions.plans import (
    begin_plan,
    break_plan,
    cancel_plan,
    keep_plan,
    lapse_plan,
    refresh,
    replace_plan,
    sign_plan,
)
from payment_plans.actions.reinstating import Reinstated, reinstate_plan

__all__ = [
    "Accepted",
    "Reinstated",
    "accept_offer",
    "begin_plan",
    "break_plan",
    "cancel_plan",
    "counter_offer",
    "decline_offer",
    "expire_offers",
    "keep_plan",
    "lapse_plan",
    "make_offer",
    "open_means",
    "record_means",
    "refresh",
    "reinstate_plan",
    "replace_plan",
    "sign_plan",
    "think_about_offer",
]
