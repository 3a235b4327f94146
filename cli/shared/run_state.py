"""The `alex up` that is running on this machine."""

from __future__ import annotations

from cli.shared.errors import UserError
from cli.shared.project import STATE_DIR
from local.run_file import RunFile, read_run_file


def running() -> RunFile:
    """Raises UserError when there is none."""
    run = read_run_file(STATE_DIR)
    if run is None:
        raise UserError("no `alex up` is running here", "start one in another terminal: alex up")
    return run
