"""Calls made in roles, from the embedded AWS's log of authorization decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.shared.errors import UserError


@dataclass(frozen=True)
class Call:
    """The decision on one call made in a role."""

    role: str
    """Physical name."""
    session: str
    """A function's own session has the name of the function, and so of its role."""
    action: str
    resource: str
    allowed: bool
    sid: str
    """Of the statement that allowed it; empty if no statement of the role did."""
    time: float
    """Unix time."""


def calls_of(decisions: Iterable[Mapping[str, Any]], since: float = 0.0, until: float = float("inf")) -> list[Call]:
    """The calls in roles among decisions `{time, who, action, resource, decision, sid}`; leaves out the root user's.

    Args:
        since: Unix time, inclusive.
        until: Unix time, exclusive.
    """
    return [
        _call(decision)
        for decision in decisions
        if ":assumed-role/" in decision["who"] and since <= decision["time"] < until
    ]


def read_decisions(log: Path) -> list[dict[str, Any]]:
    """All decisions of a log. Raises UserError when it cannot be read."""
    try:
        # The last line may be incomplete: the log is still being written.
        lines = log.read_text(encoding="utf-8").split("\n")[:-1]
    except OSError as error:
        raise UserError(f"{log}: cannot be read: {error.strerror}", "restart `alex up`: it writes this log") from error
    return [json.loads(line) for line in lines]


def _call(decision: Mapping[str, Any]) -> Call:
    _, role, session = decision["who"].split("/", 2)
    return Call(
        role,
        session,
        decision["action"],
        decision["resource"],
        decision["decision"] == "Allow",
        decision["sid"],
        decision["time"],
    )
