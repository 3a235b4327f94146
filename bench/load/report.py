"""Report of a load run: times, their shares, the outcome of the jobs, and the targets."""

from __future__ import annotations

from dataclasses import dataclass

from bench.load.outcome import Outcome
from bench.load.queue_watch import Depth


@dataclass(frozen=True)
class Times:
    """Statistics of durations; the field that holds them gives the unit."""

    count: int
    mean: float
    p50: float
    p95: float
    p99: float
    most: float


@dataclass(frozen=True)
class Route:
    route: str
    errors: int
    again: int
    """Responses that told the user to retry because of load."""
    per_second: float
    ms: Times


@dataclass(frozen=True)
class Share:
    """Parts of a route's mean time, in milliseconds; they add up to the user's response time."""

    route: str
    gateway: float
    """Outside the function: network, token validation, cold start."""
    runtime: float
    """In the function, outside the API's code."""
    code: float
    """The API's code, without waiting for the database."""
    database: float
    statements: float
    """Data API calls for each request."""


@dataclass(frozen=True)
class Aim:
    what: str
    limit: float
    measured: float | None
    unit: str = "ms"

    @property
    def met(self) -> bool | None:
        """None without a measurement."""
        return None if self.measured is None else self.measured <= self.limit


@dataclass(frozen=True)
class Report:
    users: int
    seconds: float
    """Duration of the measurement, from when all users were ready."""
    requests: int
    """All requests, including those before the measurement."""
    errors: int
    example_errors: list[str]
    gave_up: list[str]
    complete: bool
    """Whether the users finished their work."""
    routes: list[Route]
    shares: list[Share]
    operations: dict[str, Times]
    """Milliseconds, by database operation."""
    depths: list[Depth]
    outcome: Outcome
    jobs_per_minute: float | None
    job_seconds: Times | None
    aims: list[Aim]

    @property
    def faults(self) -> list[str]:
        """Faults, one line each; slowness is none."""
        found = [
            (not self.complete, "the users did not finish their work"),
            (self.errors, f"{self.errors} of {self.requests} requests failed"),
            (self.gave_up and not self.errors, f"{len(self.gave_up)} times a user gave up"),
        ]
        jobs = self.outcome
        for name in ("lost", "failed", "doubled", "strangers"):
            ids: list[str] = getattr(jobs, name)
            found.append((ids, f"{len(ids)} jobs {_MEANING[name]}: {', '.join(ids[:3])}"))
        found.append((jobs.dead_letters, f"{jobs.dead_letters} messages in the dead-letter queue"))
        found.append((jobs.left_in_queue, f"{jobs.left_in_queue} messages still in the queue"))
        return [line for wrong, line in found if wrong]


_MEANING = {
    "lost": "were accepted but did not end",
    "failed": "failed",
    "doubled": "ended more than once",
    "strangers": "exist that no response announced",
}
