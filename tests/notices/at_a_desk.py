"""A browser at the pages about letters: whose it is, where it goes, and whether a page fits both sizes."""

import os

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

SIZES = ({"width": 1366, "height": 768}, {"width": 390, "height": 844})


class Desk:
    def __init__(self, page, server: str, client) -> None:
        self.page, self.server, self.client = page, server, client

    def log_in(self, person) -> None:
        self.client.force_login(person)
        session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.server}])

    def at(self, name, *args) -> None:
        self.page.goto(self.server + reverse(f"notices:{name}", args=args))

    def fits(self, what) -> None:
        """Axe finds nothing and nothing scrolls sideways, at a desk and in a hand; LOOK=folder keeps a picture."""
        for size in SIZES:
            self.page.set_viewport_size(size)
            faults = Axe().run(self.page).response["violations"]
            assert not faults, (what, size, [(fault["id"], fault["nodes"][0]["html"]) for fault in faults])
            assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], (what, size)
            if folder := os.environ.get("LOOK"):
                self.page.screenshot(path=f"{folder}/{what}-{size['width']}.png", full_page=True)
        self.page.set_viewport_size(SIZES[0])
