"""How is the worker told that something waits? Losing a nudge loses nothing: the unprocessed row is the queue."""

import logging
from typing import Any

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def nudge(task: Any, *ids: int | str) -> bool:
    """Send the task to the worker; False where the queue does not answer, and then somebody else must come by."""
    try:
        task.delay(*ids)
    except OperationalError:
        logger.warning("the queue does not answer: %s was not sent", task.name)
        return False
    return True
