"""Wait for events of the running system by polling."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE_SECONDS = 300
"""Much longer than any event takes: other work on the machine must not fail a test."""


def until(
    condition: Callable[[], Any], what: str | Callable[[], Any], seconds: float = PATIENCE_SECONDS, every: float = 0.1
) -> Any:
    """Poll the condition and return its first true value.

    Args:
        what: event for the message, or a function that describes the state at the timeout.
        every: seconds between two polls.

    Raises:
        AssertionError: the condition did not become true in time.
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what() if callable(what) else what}"
        time.sleep(every)
    return value
