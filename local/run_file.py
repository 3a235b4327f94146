"""`.alex/run.json`: addresses and keys of the running embedded AWS, for other commands on the same machine."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.processes.ports import accepts

_NAME = "run.json"
_EXPECTED = {"int": int, "str": str, "float": (int, float)}


@dataclass(frozen=True)
class RunFile:
    pid: int
    endpoint: str
    """URL of the embedded AWS."""
    region: str
    access_key_id: str
    """Access key of the embedded account's root user."""
    secret_access_key: str
    api_url: str
    """URL in front of `/api`."""
    site_url: str
    """URL of the site and the API behind the edge; empty where no site is served."""
    token: str
    """A user's token for the API."""
    other_token: str
    """Token of a second user, who starts without data."""
    model_url: str
    """URL of the server that answers Converse; the fake model can be told there to fail."""
    model_name: str
    """Who answers, for a user."""
    model_id: str
    """Id of a real model that all agents use; empty for the stack's models."""
    iam_log: str
    """File with every authorization decision."""
    trace_url: str
    """URL of the trace store, which has Langfuse's API."""
    public_key: str
    secret_key: str
    started: float
    """Unix time."""

    @property
    def is_up(self) -> bool:
        """Whether the process runs and the endpoint answers: another process may have the pid by now."""
        try:
            os.kill(self.pid, 0)
        except PermissionError:
            pass  # it runs, as another user
        except (OSError, OverflowError):
            return False
        try:
            return accepts(urlsplit(self.endpoint).port or 0)
        except ValueError:  # no port, or no URL at all
            return False


def read_run_file(folder: Path) -> RunFile | None:
    """The run file of the running embedded AWS. None without one, if its process is gone, or if it is damaged."""
    try:
        run = _parsed((folder / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return run if run.is_up else None


def damage(folder: Path) -> str:
    """The run file's fault, for a message; empty for a good one, and without one."""
    file = folder / _NAME
    try:
        _parsed(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}"
    except ValueError as error:
        return f"{file} is damaged: {error}"
    return ""


def _parsed(text: str) -> RunFile:
    """Raises ValueError for anything else than the JSON of a run file."""
    try:
        content: Any = json.loads(text)
        run = RunFile(**content)
    except (TypeError, RecursionError):
        raise ValueError("not the fields of a run file") from None
    for field in fields(RunFile):
        value = getattr(run, field.name)
        expected = _EXPECTED[str(field.type)]
        if not isinstance(value, expected) or isinstance(value, bool):
            raise ValueError(f"{field.name}: expected {field.type}, got {type(value).__name__}")
    return run


def write_run_file(folder: Path, run: RunFile) -> bool:
    """Writes the run file, or replaces an earlier one of the same run.

    Returns False, and leaves the file alone, if another embedded AWS is running.
    """
    other = read_run_file(folder)
    if other is not None and (other.pid, other.started) != (run.pid, run.started):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    # It holds keys: mkstemp makes it readable for the owner only. The rename is atomic.
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=_NAME)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(run), file, indent=2)
    Path(temporary).replace(folder / _NAME)
    return True


def remove_run_file(folder: Path, run: RunFile) -> None:
    """Removes the run file if it is that of `run`."""
    with suppress(OSError, ValueError):
        if json.loads((folder / _NAME).read_text()) == asdict(run):
            (folder / _NAME).unlink()
