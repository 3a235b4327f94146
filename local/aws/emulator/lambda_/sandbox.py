"""A sandbox that was restored from a snapshot: a copy of the snapshot's process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True)
class Sandbox:
    """As much of `subprocess.Popen` as ministack uses. The process is no child of the emulator's."""

    pid: int
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    life: int
    """Reading end of a pipe that ends with the process. Its exit status is not known."""

    def poll(self) -> int | None:
        """None while the process runs, then 0."""
        return 0 if self._ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(f"sandbox {self.pid}", timeout or 0.0)
        return 0

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        # An ended process' id may have gone to another process.
        if self.poll() is None:
            os.kill(self.pid, number)

    def _ended(self, seconds: float | None) -> bool:
        # `select.select` takes no descriptor above 1023, which a burst reaches.
        waiting = select.poll()
        waiting.register(self.life, select.POLLIN)
        return bool(waiting.poll(None if seconds is None else seconds * 1000))

    def __del__(self) -> None:
        os.close(self.life)
