"""How does nobody reach a data folder under a home that is closed to others, with no mode changed?

PostgreSQL refuses to run as root, so root runs it as nobody; and a checkout under /root is closed to nobody. Linux lets
root leave nobody one right only: to pass through and read. Where root itself has no such right, or elsewhere than on
Linux, a closed folder is named to the person at the terminal instead.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

# From <linux/capability.h> and <linux/prctl.h>.
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITY_VERSION_3 = 0x20080522
PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 1 << 2


def right_to_pass() -> int | None:
    """The least right that we have and that passes closed folders."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return None
    [held] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapPrm:")]
    rights = int(held.split()[1], 16)
    return next((right for right in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if rights & 1 << right), None)


def leaving(right: int) -> Callable[[], None]:
    """A `preexec_fn` for children that have become nobody: they and what they start keep this one right.

    From now on becoming nobody takes no right from a child of ours, so every such child must be started with this.
    """
    library = ctypes.CDLL(None, use_errno=True)
    # Without it, access(2), by which PostgreSQL looks for its own programs, would count no right of nobody.
    library.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(*[1 << right] * 3)  # effective, permitted, inheritable

    def leave() -> None:
        if library.capset(header, sets) or library.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, right, 0, 0):
            os._exit(1)  # rather nothing than a server with all rights of root

    return leave
