"""A stored job, and a user's spending on jobs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field

from database.job_progress import AgentProgress, progress_of
from database.rows import Amount, Row


class JobStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    PARTIAL = "partial"
    """Some agents failed. The results of the others are there."""
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self not in (JobStatus.PENDING, JobStatus.RUNNING)


def trace_id_of(job_id: str) -> str:
    """Id of the job's trace. The same as Langfuse's `create_trace_id` makes from the job id."""
    return hashlib.sha256(job_id.encode()).digest()[:16].hex()


class Rating(StrEnum):
    UP = "up"
    DOWN = "down"


class Feedback(Row):
    """What a user says of a job."""

    rating: Rating
    comment: str
    updated_at: datetime


class PortfolioBrief(Row):
    """The portfolio that a job speaks of, in brief."""

    positions: int
    value: Amount
    """Of what has a value, rounded to be read."""
    currency: str


class Money(Row):
    amount: Amount
    currency: str


class Job(Row):
    job_id: str
    user_id: str
    pseudonym: str = ""
    """The user's name in logs and traces. Only a claimed job has it."""
    status: JobStatus
    attempts: int
    idempotency_key: str | None = None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    lease_until: datetime | None
    results: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    """Output by agent: tagger, reporter, charter, retirement. Empty in a list of jobs."""
    usage: dict[str, dict[str, Any]]
    """`Usage` by agent."""
    errors: dict[str, dict[str, Any]]
    """`{kind, message}` by agent."""
    summary: str
    cost_usd: Amount
    degraded_reason: str | None = None
    """Why code had to decide for the planner's model, in one sentence; None if the model did its work."""
    progress: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    """`{state, decided, started_at, finished_at}` by agent; waiting agents are missing."""
    outline: PortfolioBrief | None = None
    """None before a planner has begun the job."""
    feedback: Feedback | None = None
    version: int = 0
    feedback_version: int = 0
    stored_results: int = 0
    """Rows of results. Read with the job itself, like the two versions."""

    @property
    def steps(self) -> list[AgentProgress]:
        """Every agent's part, in order of work."""
        return progress_of(
            self.progress,
            running=self.status is JobStatus.RUNNING,
            started_at=self.started_at,
            finished_at=self.finished_at,
            errors=self.errors,
            results=self.results,
        )

    @property
    def feedback_rating(self) -> Rating | None:
        return self.feedback.rating if self.feedback else None

    @property
    def positions(self) -> int | None:
        return self.outline.positions if self.outline else None

    @property
    def value(self) -> Money | None:
        return Money(amount=self.outline.value, currency=self.outline.currency) if self.outline else None

    @property
    def tag(self) -> str:
        """Changes whenever anything changes that clients see of the job: results may also expire."""
        return f"{self.version}-{self.feedback_version}-{self.stored_results}"

    @property
    def trace_id(self) -> str:
        return trace_id_of(self.job_id)


@dataclass(frozen=True)
class Spending:
    """Cost of a user's jobs of the current month."""

    usd: Decimal
    now: datetime
    """By the database's clock, like the creation time of jobs."""


class NewJob(Job):
    """A job that was just created."""

    others: int
    """Other jobs, of all users, that were created in the last seconds."""


class MonthlyCost(Row):
    """Cost of a user's jobs that were created in one calendar month (UTC)."""

    month: str
    """E.g. `2026-11`."""
    jobs: int
    cost_usd: Amount


class KeyedJob(Job):
    """A job found by its idempotency key."""

    age_seconds: float
    """Since the job was stored, by the database's clock and not a Lambda's."""
