"""Runs a command that cannot outlive its parent.

    python -m local.processes.guard [--remove DIR] [--user NAME] [--signal NAME] [--grace SECONDS] -- COMMAND…

The command gets a session, and so a process group, of its own. When it exits, the guard exits with its code. When the
guard's standard input reaches end of file the parent is gone, even if by SIGKILL: the whole group is terminated, and
killed after the grace period. Either way what is left of the group goes too, and then DIR. Only the standard library:
this file is run as a script, without the project on the path.
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
"""How long the rest of a group gets to leave, first asked and then killed."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    # Ctrl-C reaches the parent, which then closes our input; dying of it here would leave the command unguarded. A
    # handler, because the command would inherit it if the signal were ignored.
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
        # The command may have run as another user, so only the guard is sure to be allowed to remove it.
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
    """End what the command started and left behind."""
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
    """Make orphans of the group our children, so that we can reap them where process 1 does not (containers)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap(group: int) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG) != (0, 0):
            pass


def _signal_group(group: int, number: int) -> bool:
    """Whether the group still has a member."""
    # macOS answers EPERM instead of ESRCH for a group of which only zombies are left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="guard", description="Run a command that cannot outlive its parent.")
    parser.add_argument("--remove", type=Path, metavar="DIR", help="directory to remove at the end")
    parser.add_argument("--user", help="run the command as this user (needs root)")
    parser.add_argument("--signal", type=lambda name: signal.Signals[name], default=signal.SIGTERM, metavar="NAME")
    parser.add_argument("--grace", type=float, default=5.0, metavar="SECONDS", help="before what is left is killed")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
