"""How a job ends, decided from the specialists' results and never by the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_runtime.contracts import DELIVERABLES, AgentError, ErrorKind, storable
from database.job import JobStatus


@dataclass(frozen=True)
class Outcome:
    """How a job ends."""

    status: JobStatus
    summary: str
    errors: dict[str, AgentError]
    """By agent."""


def outcome(results: dict[str, dict[str, Any]], errors: dict[str, AgentError], summary: str) -> Outcome:
    """`completed` if nothing failed, `partial` if at least one deliverable is there, else `failed`."""
    delivered = [name for name in DELIVERABLES if name in results]
    if not delivered and not errors:
        errors = {"planner": AgentError(kind=ErrorKind.MODEL_OUTPUT, message="The planner set no specialist to work.")}
    summary = storable(summary)
    if not errors:
        return Outcome(JobStatus.COMPLETED, summary, errors)
    status = JobStatus.PARTIAL if delivered else JobStatus.FAILED
    reasons = "; ".join(f"{name}: {error.message}" for name, error in sorted(errors.items()))
    return Outcome(status, f"{summary} ({reasons})" if summary else reasons, errors)
