"""Whom does a caller mean? Find accounts by the beginnings of whatever is said on the phone."""

from accounts.search.finding import Hit, find
from accounts.search.lines import renew

__all__ = ["Hit", "find", "renew"]
