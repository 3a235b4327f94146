"""What the users are told: it goes to locust's process as a file, for it holds tokens."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

#: Names the file in locust's environment.
VARIABLE = "ALEX_LOAD_PLAN"


@dataclass(frozen=True)
class Plan:
    url: str
    """What stands before `/api`."""
    origin_secret: str
    """What CloudFront would send; empty where CloudFront is in front."""
    tokens: list[str]
    """One a user."""
    portfolio: str
    """File with the portfolio that every user stores."""
    jobs: int
    """Analyses that the users start, all together."""
    seconds: float
    """How long they go on, once all of them are there; for a burst, how long they wait at most for their jobs."""
    events: str
    """File to which the users write what happened to them, a JSON object a line."""

    def write(self, file: Path) -> None:
        """Readable for its owner only."""
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            json.dump(asdict(self), opened)


def read_plan() -> Plan:
    return Plan(**json.loads(Path(os.environ[VARIABLE]).read_text()))
