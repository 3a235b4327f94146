"""A version's snapshot: a process that has loaded the function and waits. Each sandbox is a copy of it."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

from local.aws.emulator.lambda_.sandbox import Sandbox
from local.aws.emulator.lambda_.snapshots.server import SOCKET
from local.aws.emulator.wraps import existing

_this_thread = threading.local()


def being_taken() -> bool:
    """Whether this thread starts a snapshot's process."""
    return getattr(_this_thread, "takes", False)


class Snapshot:
    """Of the worker's version, once it is taken."""

    def __init__(self, worker: Any) -> None:
        self._worker: Any = lambda_runtime.Worker(worker.func_name, worker.config, worker.code_zip)
        self._control: Any = None
        """The socket to the process."""
        self._lock = threading.Lock()

    def take(self) -> None:
        """Returns when hooks before the snapshot have run. If it fails, the process remains until `end`.

        Raises RuntimeError when the function or such a hook fails. `end` in another thread makes it fail too.
        """
        given = self._worker.config
        variables = given.get("Environment", {}).get("Variables", {})
        # A Unix socket's path is short; those of workers are not.
        with tempfile.TemporaryDirectory(prefix="snapshot-") as folder, socket.socket(socket.AF_UNIX) as listener:
            path = str(Path(folder, "s"))
            listener.bind(path)
            listener.listen()
            self._worker.config = {**given, "Environment": {"Variables": {**variables, SOCKET: path}}}
            _this_thread.takes = True
            try:
                existing(lambda_runtime.Worker, "_spawn", "self")(self._worker)
            finally:
                _this_thread.takes = False
            # The process connects before it says that it is ready.
            self._control, _ = listener.accept()

    def sandbox(self) -> Sandbox:
        """A new copy, before its hooks after a restore. Raises OSError when the snapshot's process has ended."""
        pipes = [os.pipe() for _ in range(4)]
        (into, _), (_, out), (_, errors), (_, life) = pipes
        theirs = (into, out, errors, life)
        try:
            with self._lock:
                socket.send_fds(self._control, [b"+"], theirs)
                pid = int(self._answer())
        except BaseException:
            for descriptor in {end for pipe in pipes for end in pipe} - {*theirs}:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        ours = (pipes[0][1], pipes[1][0], pipes[2][0])
        stdin, stdout, stderr = (
            os.fdopen(descriptor, mode, buffering=1, encoding="utf-8")
            for descriptor, mode in zip(ours, ("w", "r", "r"), strict=True)
        )
        return Sandbox(pid, stdin, stdout, stderr, pipes[3][0])

    def _answer(self) -> bytes:
        answer = b""
        while not answer.endswith(b"\n"):
            if not (part := self._control.recv(64)):
                raise ConnectionError("the snapshot's process has ended")
            answer += part
        return answer

    def has_ended(self) -> bool:
        """Whether the process is gone, e.g. because the machine had no memory left."""
        process = self._worker._proc
        return process is None or process.poll() is not None

    def end(self) -> None:
        """Ends the process. Its sandboxes must have ended: they load code from its folder."""
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.close()
        self._worker.kill()
