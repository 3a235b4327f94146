"""The `alex up` that is running on this machine."""

from __future__ import annotations

from pathlib import Path

from cli.shared.errors import UserError
from local.run_file import RunFile, read_run_file

STATE_DIR = Path(__file__).resolve().parents[2] / ".alex"


def running() -> RunFile:
    """Raises UserError when nothing is up."""
    run = read_run_file(STATE_DIR)
    if run is None:
        raise UserError("nothing is running here: start it with `alex up` in another terminal")
    return run
