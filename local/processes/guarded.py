"""Starts processes under `local/processes/guard.py`, with their output in a log that is quoted when they fail."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local.errors import LocalError

_GUARD = Path(__file__).with_name("guard.py")
_POLL_SECONDS = 0.01
_TAIL_LINES = 5
_REMOVAL_SECONDS = 300
"""Upper limit. With layers, the directory holds ten thousand files for each invoked function."""


class GuardedProcess:
    """A command that dies with this process, however this process dies.

    Standard output and error go to an unlinked temporary file.

    Args:
        remove: directory to delete after the command has ended.
        user: user to run the command as; needs root.
        stop_signal: signal that asks the command to end.
        grace: seconds between `stop_signal` and SIGKILL.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        remove: Path | None = None,
        user: str | None = None,
        stop_signal: str = "SIGTERM",
        grace: float = 5.0,
    ) -> None:
        self.name = name
        self._grace = grace
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed by stop()
        options = ["--signal", stop_signal, "--grace", str(grace)]
        options += [] if remove is None else ["--remove", str(remove)]
        options += [] if user is None else ["--user", user]
        # -E and -S: the guard needs no site-packages, and its environment must not change its imports.
        self._guard = subprocess.Popen(  # noqa: S603
            [sys.executable, "-E", "-S", str(_GUARD), *options, "--", *command],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            # Out of the terminal's process group: Ctrl-C must not reach the command before its parent acts on it.
            start_new_session=True,
        )

    def wait_ready(self, ready: Callable[[], bool], seconds: float) -> None:
        """Polls `ready` until it is true. Raises LocalError when the process ends or the deadline passes first."""
        deadline = time.monotonic() + seconds
        while not ready():
            code = self._guard.poll()
            if code is not None:
                raise LocalError(f"{self.name} ended at start with exit code {code}: {self.tail()}")
            if time.monotonic() > deadline:
                raise LocalError(f"{self.name} was not ready after {seconds:g} s: {self.tail()}")
            time.sleep(_POLL_SECONDS)

    def log(self) -> str:
        """All output so far."""
        # pread, because the file's offset is shared with the process that writes.
        descriptor = self._log.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode(errors="replace")

    def tail(self) -> str:
        """The last lines of the output, joined into one."""
        lines = [line.strip() for line in self.log().splitlines() if line.strip()]
        return " | ".join(lines[-_TAIL_LINES:]) or "no output"

    def stop(self) -> None:
        """Ends the command and its group. Returns once they and the directory to remove are gone."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait(timeout=self._grace + _REMOVAL_SECONDS)
        self._log.close()
