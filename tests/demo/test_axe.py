"""Can readers use every page of the fresh demo, at a desk and in a hand? SCREENS=folder keeps a picture of each."""

import os
from pathlib import Path

import pytest

from core.staff.roles import TABLE, Role
from tests.demo.pages import address_of
from tests.demo.window import SIZES
from tests.test_house import CLOSED, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Asking for these does something, or shows a part of a page.
NO_PAGES = {
    "desk:work", "notices:progress", "notices:compare_pages", "interchange:progress", "night:progress", "staff:log_out",
}  # fmt: skip


def beholder(view) -> Role:
    """A supervisor sees the most buttons of a page; where none may see it, the first role of the table that may."""
    who, _words = TABLE[view.permission]
    return Role.SUPERVISOR if Role.SUPERVISOR in who else next(role for role in Role if role in who)


@walk([found for found in CLOSED if found[0] not in NO_PAGES])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(demo_files, window, sessions, page, view, needs):
    url = address_of(page, needs)
    if not url:
        return  # test_every_page names what the demo does not hold
    window.belongs_to(sessions[beholder(view)])
    if not window.opens(url):
        return

    found = []
    for width in SIZES:
        window.becomes(width)
        found += window.faults()
        if folder := os.environ.get("SCREENS"):
            window.is_photographed(Path(folder), page.replace(":", "-"))
    window.becomes(1366)

    assert not found, "\n".join(found)
    assert not window.complaints, "\n".join(window.complaints)
