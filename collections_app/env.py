"""How does a setting come out of the environment? Typed, and refusing what it cannot use."""

import os
import re
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


def whole(name: str, default: int, *, least: int, most: int) -> int:
    def understand(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return _read(name, default, understand, f"a number from {least} to {most}")


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    def understand(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError
        return text.lower()

    return _read(name, default, understand, " or ".join(choices))


def mailbox(name: str, default: str = "") -> str:
    """An e-mail address without a name beside it."""

    def understand(text: str) -> str:
        if not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", text):
            raise ValueError
        return text

    return _read(name, default, understand, "an address such as letters@example.gov")


def listed(name: str, default: list[str]) -> list[str]:
    return _read(
        name, default, lambda text: [part.strip() for part in text.split(",") if part.strip()], "a list with commas"
    )
