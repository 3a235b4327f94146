"""Runs a command that cannot outlive its parent.

    python -m local.processes.guard [--remove DIR] [--user NAME] [--signal NAME] [--grace SECONDS] -- COMMAND…

The command gets a new session, and so a new process group. When it exits, the guard exits with its code. When the
guard's standard input reaches end of file, the parent is gone, even by SIGKILL: the guard terminates the whole group
and kills it after the grace period. In both cases the guard then ends the rest of the group and removes DIR. Standard
library only: this file is run as a script, without the project on the path.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_LEAVE_SECONDS = 2.0
"""Time for the rest of a group to exit after each signal: first SIGTERM, then SIGKILL."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    # Ctrl-C reaches the parent, which then closes the guard's input. If the guard died of it, the command would be
    # unguarded. A handler, because the command would inherit an ignored signal.
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    _adopt_orphans()
    command = subprocess.Popen(  # noqa: S603
        options.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=options.user,
        extra_groups=None if options.user is None else [],
    )
    signal.signal(signal.SIGTERM, lambda _number, _frame: _signal_group(command.pid, options.signal))
    finished = threading.Event()
    watch = (command.pid, options.signal, options.grace, finished)
    threading.Thread(target=_stop_when_input_ends, args=watch, daemon=True).start()
    code = command.wait()
    finished.set()
    _clear_group(command.pid)
    if options.remove is not None:
        # The command may run as another user, so only the guard is certain to have the permission.
        shutil.rmtree(options.remove, ignore_errors=True)
    return code if code >= 0 else 128 - code


def _stop_when_input_ends(group: int, first: signal.Signals, grace: float, finished: threading.Event) -> None:
    # Not a buffered read: its lock would be held by this thread while the interpreter shuts down.
    while os.read(0, 4096):
        pass
    _signal_group(group, first)
    if not finished.wait(grace):
        _signal_group(group, signal.SIGKILL)


def _clear_group(group: int) -> None:
    """Ends processes that the command started and left behind."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _LEAVE_SECONDS
        if not _signal_group(group, number):
            return
        while time.monotonic() < deadline:
            _reap(group)
            if not _signal_group(group, 0):
                return
            time.sleep(0.005)


def _adopt_orphans() -> None:
    """Makes orphans of the group children of the guard, which reaps them where process 1 does not (containers)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap(group: int) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG) != (0, 0):
            pass


def _signal_group(group: int, number: int) -> bool:
    """Whether the group still has a member."""
    # macOS returns EPERM instead of ESRCH for a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="guard", description="Run a command that cannot outlive its parent.")
    parser.add_argument("--remove", type=Path, metavar="DIR", help="directory to remove at the end")
    parser.add_argument("--user", help="run the command as this user (needs root)")
    parser.add_argument("--signal", type=lambda name: signal.Signals[name], default=signal.SIGTERM, metavar="NAME")
    parser.add_argument("--grace", type=float, default=5.0, metavar="SECONDS", help="time before SIGKILL")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
