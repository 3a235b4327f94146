"""`alex` as a process, with a run file apart from the checkout's: a developer's `alex up` may be running there."""

from __future__ import annotations

import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = """
import sys
from pathlib import Path
from cli import main
from cli.run import up
up.STATE_DIR = Path(sys.argv.pop())
main.main()
"""


def alex_apart(state: Path, *words: str) -> list[str]:
    """The command of a process that keeps its run file in the folder `state`."""
    return [sys.executable, "-u", "-c", _PROGRAM, *words, str(state)]


@contextmanager
def closed_port() -> Generator[int]:
    """A port on which nothing listens, and that no other process takes meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
