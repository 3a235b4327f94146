"""A delay of every function's start, for measurements: which starts a job waits for, whatever a machine's speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime

from local.aws.emulator.wraps import wrap


def install(seconds: float) -> None:
    """Waits before each init. Install it before the functions' metrics, so that it counts as init duration."""

    def late(spawn: Callable[[Any], None]) -> Callable[[Any], None]:
        def spawn_late(worker: Any) -> None:
            time.sleep(seconds)
            spawn(worker)

        return spawn_late

    if seconds:
        wrap(lambda_runtime.Worker, "_spawn", "self", by=late)
