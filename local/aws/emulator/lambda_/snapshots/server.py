"""Part of the program of a snapshot's process: it has loaded the function, and each restored sandbox is a copy of it.

It runs in the function's process, so it imports nothing of Alex. A message of the emulator brings the copy's standard
streams and a pipe whose end tells that the copy has ended.
"""

import json
import os
import random
import signal
import socket
import stat
import sys
import threading

SOCKET = "_ALEX_SNAPSHOT_SOCKET"
"""Environment variable with the path of the emulator's socket."""

#: Standard input, output and error, and the pipe of the copy's life.
_PASSED = 4
_HIGHEST_DESCRIPTOR = 1024


def serve_copies() -> None:
    """Returns in each copy, with its own standard streams. Never returns in the snapshot's process."""
    lost = threads() + connections()
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    control.connect(os.environ.pop(SOCKET))
    drawn = random.getstate()
    # A copy that ended leaves no zombie.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.write(1, json.dumps({"status": "ready"}).encode() + b"\n")
    while True:
        _, passed, _, _ = socket.recv_fds(control, 1, _PASSED)
        if len(passed) < _PASSED:
            # The emulator has ended, or the version was deleted.
            os._exit(0)
        pid = os.fork()
        if not pid:
            control.close()
            _become(passed)
            # Python draws a new state in a fork's child. In a copy of a machine's memory nothing does.
            random.setstate(drawn)
            if lost:
                _warn(lost)
            return
        for descriptor in passed:
            os.close(descriptor)
        control.sendall(f"{pid}\n".encode())


def _become(passed: list[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for target, descriptor in enumerate(passed[:3]):
        os.dup2(descriptor, target)
        os.close(descriptor)
    # Programs that the function starts do not keep the copy alive.
    os.set_inheritable(passed[3], False)


def threads() -> list[str]:
    """Running threads, by name, but for this one."""
    return [f"thread {each.name}" for each in threading.enumerate() if each is not threading.current_thread()]


def connections() -> list[str]:
    """Open sockets, by the address that they are connected to."""
    return [_named(descriptor) for descriptor in range(3, _HIGHEST_DESCRIPTOR) if _is_socket(descriptor)]


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:  # no such descriptor
        return False


def _named(descriptor: int) -> str:
    with socket.socket(fileno=os.dup(descriptor)) as copy:
        try:
            return f"connection to {_address(copy.getpeername())}"
        except OSError:  # not connected
            return f"socket at {_address(copy.getsockname())}"


def _address(address: object) -> str:
    return ":".join(str(part) for part in address[:2]) if isinstance(address, tuple) else str(address or "no address")


def _warn(lost: list[str]) -> None:
    message = f"SnapStart: open when the snapshot was taken, lost in the restored sandbox: {', '.join(lost)}"
    sys.stderr.write(json.dumps({"level": "WARN", "message": message, "lost": lost}) + "\n")
    sys.stderr.flush()
