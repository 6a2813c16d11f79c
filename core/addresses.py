"""Where is a page? Asked for every row of a list, and Django looks through its patterns each time."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address(name: str, *args: int | str) -> str:
    """`reverse`, remembered."""
    return reverse(name, args=args)
