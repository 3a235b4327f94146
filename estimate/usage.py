"""What one analysis uses: counted on the embedded AWS, kept in `usage.json`. `make usage` rewrites it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("usage.json")


@dataclass(frozen=True)
class Tokens:
    """Of one agent in one analysis."""

    calls: int
    input: int
    """Not cached."""
    cached: int
    """Read from the model's cache."""
    output: int


@dataclass(frozen=True)
class Usage:
    """Counts of one analysis of a sample portfolio whose functions were warm."""

    portfolio: str
    """Sample, see `samples/portfolios/`."""
    positions: int
    invocations: Mapping[str, int]
    """By function, the API's aside."""
    log_bytes: Mapping[str, int]
    """Of each of these functions' log groups."""
    series: Mapping[str, int]
    """Custom metrics with data, by the function that reports them; those over the whole stack under `stack`."""
    calls: Mapping[str, int]
    """Calls of these functions to other services, by service: `rds-data` are the statements."""
    request_calls: Mapping[str, float]
    """Of the API in one request; how many requests a watched analysis needs depends on its time."""
    request_log_bytes: float
    """As `request_calls`."""
    tokens: Mapping[str, Tokens]
    """By agent."""

    def calls_to(self, service: str, requests: float) -> float:
        """In one analysis with so many requests to the API."""
        return self.calls.get(service, 0) + requests * self.request_calls.get(service, 0.0)


def recorded() -> Usage:
    """The kept counts."""
    kept = json.loads(FILE.read_bytes())
    tokens = {agent: Tokens(**counts) for agent, counts in kept.pop("tokens").items()}
    return Usage(**kept, tokens=tokens)
