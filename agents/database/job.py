"""A stored job, and a user's spending on jobs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field

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
