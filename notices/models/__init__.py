"""Which letters were written, issued, printed and mailed, and which came back?"""

from notices.models.afterwards import Bounce, EmailChoice, Emailed, GoodAgain, Returned
from notices.models.batches import Batch, BatchLine, MailClass, Mailing
from notices.models.letters import AccessibleCopy, HeldRun, Letter, Pull, Rendering, Waiting
from notices.models.versions import TemplateVersion

__all__ = [
    "AccessibleCopy",
    "Batch",
    "BatchLine",
    "Bounce",
    "EmailChoice",
    "Emailed",
    "GoodAgain",
    "HeldRun",
    "Letter",
    "MailClass",
    "Mailing",
    "Pull",
    "Rendering",
    "Returned",
    "TemplateVersion",
    "Waiting",
]
