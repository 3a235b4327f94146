"""An invocation's last log lines: on a busy machine ministack would attribute them to the next one."""

from __future__ import annotations

import fcntl
import struct
import termios
import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime

from local.aws.emulator.wraps import wrap

_PATIENCE_SECONDS = 5.0
_LOOK_SECONDS = 0.001


def install() -> None:
    """Waits until the function's whole output is read, before ministack collects the lines.

    ministack takes five milliseconds of silence for the end. Metrics in the lines would come late, or never when no
    next invocation follows.
    """

    def patient(drain: Callable[..., str]) -> Callable[..., str]:
        def drain_stderr(worker: Any, *arguments: float, **named: float) -> str:
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while _unread(worker) and time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)
            return drain(worker, *arguments, **named)

        return drain_stderr

    limits = ("first_line_wait", "idle_confirm", "hard_cap")
    wrap(lambda_runtime.Worker, "_drain_stderr_bounded", "self", *limits, by=patient)


def _unread(worker: Any) -> int:
    """Bytes that the function has written and the log reader has not read yet."""
    # A failed function has no process left; its output is then read to the end.
    if worker._proc is None or worker._proc.stderr.closed:
        return 0
    waiting = fcntl.ioctl(worker._proc.stderr.fileno(), termios.FIONREAD, bytes(4))
    return struct.unpack("i", waiting)[0]
