"""Input of the users. It holds tokens, so it is passed to the locust process as a file."""

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
    """URL in front of `/api`."""
    origin_secret: str
    """The secret that CloudFront sends; empty where requests pass CloudFront."""
    tokens: list[str]
    """One for each user."""
    portfolio: str
    """File with the portfolio that every user stores."""
    jobs: int
    """Total of analyses that the users start."""
    seconds: float
    """Duration after all users are ready; in a burst, the longest wait for the jobs."""
    events: str
    """File for the users' events, one JSON object a line."""

    def write(self, file: Path) -> None:
        """Writes the file, readable for its owner only."""
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            json.dump(asdict(self), opened)


def read_plan() -> Plan:
    return Plan(**json.loads(Path(os.environ[VARIABLE]).read_text()))
