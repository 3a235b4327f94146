"""Calls made in roles, as the embedded AWS writes down its decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.shared.errors import UserError


@dataclass(frozen=True)
class Call:
    """One decision about a call that somebody made in a role."""

    role: str
    """Physical name."""
    session: str
    """A function's own session has the function's name, which is the role's too."""
    action: str
    resource: str
    allowed: bool
    sid: str
    """Of the statement that allowed it; empty if none of the role's did."""
    time: float
    """Unix time."""


def calls_of(decisions: Iterable[Mapping[str, Any]], since: float = 0.0, until: float = float("inf")) -> list[Call]:
    """The calls in roles among decisions `{time, who, action, resource, decision, sid}`, by time; root's are left out.

    Args:
        since: Unix time, of the first that counts.
        until: Unix time, of the first that does not.
    """
    return [
        _call(decision)
        for decision in decisions
        if ":assumed-role/" in decision["who"] and since <= decision["time"] < until
    ]


def read_decisions(log: Path) -> list[dict[str, Any]]:
    """All of a log. Raises UserError when it cannot be read."""
    try:
        # The last line may not be whole yet: the log is being written to.
        lines = log.read_text(encoding="utf-8").split("\n")[:-1]
    except OSError as error:
        raise UserError(f"{log}: the log of decisions cannot be read: {error.strerror}") from error
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
