"""How does an extract get refused as a whole?"""

from typing import Any

from core.errors import RuleViolation


class ExtractRefused(RuleViolation):
    """The whole extract is refused and nothing of it is loaded: one sentence why (extract.md rules 1 to 3)."""

    promised: Any = None  # the manifest, where it could be understood
