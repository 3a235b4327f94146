"""What one analysis uses: counted on the embedded AWS, kept in `usage.json`. `make usage` writes it anew."""

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
    """By function; those of the API are the requests of one watched analysis."""
    log_bytes: Mapping[str, int]
    """Of each function's log group."""
    series: Mapping[str, int]
    """Custom metrics with data, by the function that reports them; those over the whole stack under `stack`."""
    statements: int
    """Over the RDS Data API."""
    calls: Mapping[str, int]
    """Calls of the functions to other services, by service."""
    tokens: Mapping[str, Tokens]
    """By agent."""


def recorded() -> Usage:
    """The kept counts."""
    kept = json.loads(FILE.read_bytes())
    tokens = {agent: Tokens(**counts) for agent, counts in kept.pop("tokens").items()}
    return Usage(**kept, tokens=tokens)
