"""Reads the events that the users have recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    route: str
    status: int
    """0 without a response."""
    started: float
    """Unix time."""
    ms: float
    again: bool
    """The API was busy and the user retried: the response counts neither as an error nor in the times."""
    error: str | None

    @property
    def failed(self) -> bool:
        return not self.again and self.error is not None


@dataclass(frozen=True)
class Diary:
    requests: list[Request] = field(default_factory=list[Request])
    accepted: dict[str, int] = field(default_factory=dict[str, int])
    """Job to its user's number."""
    gave_up: list[str] = field(default_factory=list[str])
    """Failed actions of users, with the reason."""
    ready: float | None = None
    """Unix time at which all users were ready."""
    over: float | None = None


def read_diary(lines: Iterable[str]) -> Diary:
    """Raises ValueError for a line that is none of a diary's."""
    requests, accepted, gave_up = list[Request](), dict[str, int](), list[str]()
    moments: dict[str, float] = {}
    for line in lines:
        entry = json.loads(line)
        match entry.pop("kind"):
            case "request":
                entry.pop("at")
                requests.append(Request(**entry))
            case "accepted":
                accepted[entry["job"]] = entry["user"]
            case "gave up":
                gave_up.append(f"user {entry['user']}: {entry['why']}")
            case "ready" | "over" as moment:
                moments[moment] = entry["at"]
            case kind:
                raise ValueError(f"a diary has no {kind!r}")
    return Diary(requests, accepted, gave_up, moments.get("ready"), moments.get("over"))
