"""How do we start a process that never outlives us, and stop it for certain?"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

PATIENCE_IN_SECONDS = 15

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1


def with_usual_signals() -> None:
    """A `preexec_fn`: a shell's background job ignores some signals and hands that down; our children hear them."""
    for sig in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(sig, signal.SIG_DFL)


def bound_by(sig: signal.Signals, *, after: Callable[[], None] | None = None) -> Callable[[], None]:
    """A `preexec_fn`: the child gets this signal when we die, however we die.

    The kernel counts the *thread* that starts the child as its parent, so start children from the main thread.
    Outside Linux there is no such signal; there a killed parent may leave its children.
    """
    parent = os.getpid()

    def bind() -> None:
        with_usual_signals()
        if after:
            after()
        if sys.platform != "linux":
            return
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sig)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def stop(children: Iterable[tuple[subprocess.Popen, signal.Signals]]) -> None:
    """Ask all of them to end, wait, and kill what has not ended after 15 seconds."""
    running = [(child, sig) for child, sig in children if child.poll() is None]
    for child, sig in running:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(sig)
    deadline = time.monotonic() + PATIENCE_IN_SECONDS
    for child, _ in running:
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
