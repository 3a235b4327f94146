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
        yield


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
    return UserError(f"another `alex up` or `alex demo` (pid {pid}) is running here", f"use it, or stop it: kill {pid}")
