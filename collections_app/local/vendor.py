"""Which few built files of the npm packages do browsers and letters get?

Run as `python -m collections_app.local.vendor` after `npm ci`.
"""

import re
import shutil
from pathlib import Path

from collections_app.local.where import CHECKOUT

FONTS = "@fontsource/public-sans"

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    f"{FONTS}/LICENSE": "fonts/LICENSE",
    **{
        f"{FONTS}/files/public-sans-{letters}-{weight}-normal.woff2": f"fonts/public-sans-{letters}-{weight}.woff2"
        for letters in ("latin", "latin-ext")
        for weight in (400, 700)
    },
}

# The maps stay in node_modules, and a file that names a missing one fails collectstatic.
NAMES_ITS_MAP = re.compile(rb"(?m)^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)\n?")


def vendor(packages: Path, target: Path) -> None:
    """Replace the target folder by the built files of these packages."""
    shutil.rmtree(target, ignore_errors=True)
    for source, name in FILES.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = (packages / source).read_bytes()
        is_text = copy.suffix in {".css", ".js"}
        copy.write_bytes(NAMES_ITS_MAP.sub(b"", content) if is_text else content)


if __name__ == "__main__":
    vendor(CHECKOUT / "node_modules", CHECKOUT / "static" / "vendor")
