"""What a finished job is: decided from what the specialists returned, never by the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_runtime.contracts import DELIVERABLES, AgentError, ErrorKind, storable
from database.job import JobStatus


@dataclass(frozen=True)
class Outcome:
    status: JobStatus
    summary: str
    errors: dict[str, AgentError]


def outcome(results: dict[str, dict[str, Any]], errors: dict[str, AgentError], summary: str) -> Outcome:
    """`completed` when nothing failed, `partial` when something the user asked for is there, else `failed`."""
    delivered = [name for name in DELIVERABLES if name in results]
    if not delivered and not errors:
        errors = {"planner": AgentError(kind=ErrorKind.MODEL_OUTPUT, message="The planner set no specialist to work.")}
    summary = storable(summary)
    if not errors:
        return Outcome(JobStatus.COMPLETED, summary, errors)
    status = JobStatus.PARTIAL if delivered else JobStatus.FAILED
    reasons = "; ".join(f"{name}: {error.message}" for name, error in sorted(errors.items()))
    return Outcome(status, f"{summary} ({reasons})" if summary else reasons, errors)
