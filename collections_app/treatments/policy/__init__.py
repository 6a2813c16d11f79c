"""Who gets a reminder, when does a run of letters wait for a person, and whom should a person call? Rules only."""

from collections_app.treatments.policy.demands import DemandFacts, DemandRules, Sent, demand_verdict
from collections_app.treatments.policy.priority import Part, Priority, PriorityFacts, PriorityRules, priority
from collections_app.treatments.policy.reminders import (
    SKIPPED,
    TO_ISSUE,
    ReminderFacts,
    ReminderRules,
    first_reminder_date,
    reminder_verdict,
)
from collections_app.treatments.policy.worklist import ReasonRules, WorklistRules
from notices.policy import FuseFacts, FuseRules, fuse_verdict, usual

__all__ = [
    "SKIPPED",
    "TO_ISSUE",
    "DemandFacts",
    "DemandRules",
    "FuseFacts",
    "FuseRules",
    "Part",
    "Priority",
    "PriorityFacts",
    "PriorityRules",
    "ReasonRules",
    "ReminderFacts",
    "ReminderRules",
    "Sent",
    "WorklistRules",
    "demand_verdict",
    "first_reminder_date",
    "fuse_verdict",
    "priority",
    "reminder_verdict",
    "usual",
]
