"""What a run of load showed: times, where they went, what became of the jobs, and which aims are met."""

from __future__ import annotations

from dataclasses import dataclass

from bench.load.outcome import Outcome
from bench.load.queue_watch import Depth


@dataclass(frozen=True)
class Times:
    """Of a number of things that took time; unit as given."""

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
    """Answers that told the user to ask again, because there was too much at once."""
    per_second: float
    ms: Times


@dataclass(frozen=True)
class Share:
    """Where the mean time of a route went, in milliseconds; the four parts add up to what the user waited."""

    route: str
    gateway: float
    """Outside the function: the way to it, the token's check, its start if there was none waiting."""
    runtime: float
    """In the function, outside the API's code."""
    code: float
    """The API's code, without waiting for the database."""
    database: float
    statements: float
    """Calls of the Data API for one request."""


@dataclass(frozen=True)
class Aim:
    what: str
    limit: float
    measured: float | None
    unit: str = "ms"

    @property
    def met(self) -> bool | None:
        """None: not measured."""
        return None if self.measured is None else self.measured <= self.limit


@dataclass(frozen=True)
class Report:
    users: int
    seconds: float
    """Of measuring: from when all users were there."""
    requests: int
    """All of them, those before the measuring too."""
    errors: int
    example_errors: list[str]
    gave_up: list[str]
    complete: bool
    """Whether the users came to the end of what they were to do."""
    routes: list[Route]
    shares: list[Share]
    operations: dict[str, Times]
    """By operation of the database, milliseconds."""
    depths: list[Depth]
    outcome: Outcome
    jobs_per_minute: float | None
    job_seconds: Times | None
    aims: list[Aim]

    @property
    def faults(self) -> list[str]:
        """What is wrong, each a line; being slow is not."""
        found = [
            (not self.complete, "the users did not come to the end of their work"),
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
    "lost": "were accepted and did not end",
    "failed": "failed",
    "doubled": "ended more than once",
    "strangers": "exist of which no user was told",
}
