"""One system at a time in a checkout: `alex up`, `demo` and `evaluate` share its run file and its traces."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cli.shared.errors import UserError
from local.run_file import read_run_file

_LOCK = "lock"
#: Of a file system without locks: the run file is then all there is.
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Keeps others out of `folder` until the end of the block, or of this process, however it ends.

    Raises UserError while another system starts, runs or stops there.
    """
    run = read_run_file(folder)
    if run is not None and run.pid != os.getpid():
        raise _running(str(run.pid))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a+", encoding="ascii") as file:
        _lock(file)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            # The next one has the lock before its pid is here: nobody should read this one's then.
            file.truncate(0)


def _lock(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise _running(file.read()) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


def _running(pid: str) -> UserError:
    """`pid` is empty between the other one's lock and its pid."""
    other = "another `alex up`, `demo` or `evaluate`"
    if not pid:
        return UserError(f"{other} is starting here", "use it when it is up, or stop it")
    return UserError(f"{other} (pid {pid}) is running here", f"use it, or stop it: kill {pid}")
