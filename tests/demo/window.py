"""A browser window on the demo: whose it is, how wide it is, and what is wrong with the page in it."""

import json
from io import BytesIO
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image

from tests.conftest import PATIENCE

SIZES = {1366: {"width": 1366, "height": 768}, 390: {"width": 390, "height": 844}}
AXE = """() => axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    resultTypes: ["violations"], preload: false,
}).then((found) => found.violations.map(({id, help, nodes}) => ({id, help, at: nodes.map((node) => node.html)})))"""
WIDTH = "document.scrollingElement.scrollWidth"


class Window:
    """One tab, used for page after page; what the browser complains about is kept until it is read."""

    def __init__(self, chromium, server: str, cookie: str) -> None:
        self.server, self.cookie = server, cookie
        self.context = chromium.new_context(viewport=SIZES[1366])
        self.context.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.context.on("console", self._note)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = self.context.new_page()

    def _note(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def belongs_to(self, session: str) -> None:
        """Whoever used it before, now it is somebody else's."""
        self.context.clear_cookies()
        self.context.add_cookies([{"name": self.cookie, "value": session, "url": self.server}])

    def opens(self, path: str) -> bool:
        """Whether an address shows a page of its own: no file, no part of a page, no way to another page."""
        asked = self.context.request.get(self.server + path, max_redirects=0)
        assert asked.status < 500, f"{path}: {asked.status}"
        if asked.status != 200 or "html" not in asked.headers["content-type"]:
            return False
        self.complaints.clear()
        answer = self.page.goto(self.server + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return bool(self.page.query_selector("main"))

    def becomes(self, width: int) -> None:
        self.page.set_viewport_size(SIZES[width])

    def faults(self) -> list[str]:
        """What axe finds, and what hangs over the edge, at the width it has now."""
        width = self.page.viewport_size["width"]
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE_SCRIPT)
        found = [f"{width} px: {json.dumps(fault, indent=1)}" for fault in self.page.evaluate(AXE)]
        if self.page.evaluate(WIDTH) > width:
            found.append(f"{width} px: the page scrolls sideways, {self.page.evaluate(WIDTH)} px")
        return found

    def is_photographed(self, folder: Path, name: str) -> None:
        """Its upper part, as a picture of 64 colours: our pages have few, and eighty pictures should weigh little."""
        picture = Image.open(BytesIO(self.page.screenshot(animations="disabled")))
        few = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(folder / f"{name}-{self.page.viewport_size['width']}.png", optimize=True)

    def close(self) -> None:
        self.context.close()
