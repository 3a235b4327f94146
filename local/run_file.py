"""`.alex/run.json`: where the embedded AWS that is up can be reached, for other commands on the same machine."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from local.processes.ports import accepts

_NAME = "run.json"


@dataclass(frozen=True)
class RunFile:
    pid: int
    endpoint: str
    """Of the embedded AWS."""
    region: str
    access_key_id: str
    """Of the embedded account's root user, as is the next."""
    secret_access_key: str
    api_url: str
    """What stands before `/api`."""
    token: str
    """A user's token for the API."""
    other_token: str
    """Of a second user, who has no data until somebody puts some in."""
    model_url: str
    """Of the stand-in model, which can be told to fail."""
    iam_log: str
    """File with every authorization decision."""
    trace_url: str
    """Of the trace store, which speaks Langfuse's API."""
    public_key: str
    secret_key: str
    started: float
    """Unix time."""

    @property
    def is_up(self) -> bool:
        """Whether its owner lives and its endpoint answers: a number may have gone to another process since."""
        try:
            os.kill(self.pid, 0)
        except PermissionError:
            pass  # it lives, as another user
        except OSError:
            return False
        return accepts(urlsplit(self.endpoint).port or 0)


def read_run_file(folder: Path) -> RunFile | None:
    """The embedded AWS that is up, or None; what a dead process left behind counts as none."""
    try:
        run = RunFile(**json.loads((folder / _NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return run if run.is_up else None


def write_run_file(folder: Path, run: RunFile) -> bool:
    """Announces `run`, unless another one is up: then the file stays its own, and the answer is False."""
    if read_run_file(folder) is not None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    # It holds keys: mkstemp makes it readable for its owner only. The rename makes it appear whole.
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=_NAME)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(run), file, indent=2)
    Path(temporary).replace(folder / _NAME)
    return True


def remove_run_file(folder: Path, run: RunFile) -> None:
    """Takes back the announcement of `run`, if it is the one that stands there."""
    with suppress(OSError, ValueError):
        if json.loads((folder / _NAME).read_text()) == asdict(run):
            (folder / _NAME).unlink()
