"""How does a setting come out of the environment? Typed, and refusing what it cannot use."""

import os
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


def _read(name: str, default: T, understand: Callable[[str], T], wanted: str) -> T:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return understand(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be {wanted}, not {text!r}.") from None


def words(name: str, default: str = "") -> str:
    return _read(name, default, str, "text")


def truth(name: str, default: bool = False) -> bool:
    known = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}

    def understand(text: str) -> bool:
        if text.lower() not in known:
            raise ValueError
        return known[text.lower()]

    return _read(name, default, understand, "yes or no")


def listed(name: str, default: list[str]) -> list[str]:
    return _read(
        name, default, lambda text: [part.strip() for part in text.split(",") if part.strip()], "a list with commas"
    )
