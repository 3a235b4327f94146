"""How a job ends, decided from the portfolio's needs and the specialists' results, and never by the model."""

from __future__ import annotations

from dataclasses import dataclass

from agent_runtime.contracts import DELIVERABLES, AgentError, ErrorKind, storable
from database.job import JobStatus
from planner.needs import PRODUCTS
from planner.progress import Progress
from planner.summary import summary


@dataclass(frozen=True)
class Outcome:
    """How a job ends."""

    status: JobStatus
    summary: str
    errors: dict[str, AgentError]
    """By agent."""
    degraded: str | None = None
    """Why the deterministic plan had to finish the job. Only for one that delivers something."""


def outcome(progress: Progress, planner: AgentError | None = None, degraded: str | None = None) -> Outcome:
    """`completed` if everything needed is there, `partial` if at least one deliverable is there, else `failed`.

    A classification that failed makes a job partial: its report and its charts have to say "unclassified".

    Args:
        progress: what was needed, what was delivered, and what failed.
        planner: what stopped the planner itself. It is the job's error only if something is missing because of it.
        degraded: as in `Outcome`.
    """
    delivered = [name for name in DELIVERABLES if name in progress.results]
    unfinished, errors = progress.missing(), dict(progress.errors)
    if not delivered and not progress.needed and planner is None:
        planner = AgentError(kind=ErrorKind.BAD_REQUEST, message=progress.without_value)
    if planner and (unfinished or not delivered):
        errors["planner"] = planner
    elif unfinished:
        errors |= {name: _unfinished(name) for name in unfinished}
    status = JobStatus.COMPLETED if not errors else JobStatus.PARTIAL if delivered else JobStatus.FAILED
    text = storable(summary(progress.results, errors, unfinished))
    return Outcome(status, text, errors, storable(degraded) if degraded and delivered else None)


def _unfinished(name: str) -> AgentError:
    return AgentError(kind=ErrorKind.INTERNAL, message=f"The job ended without {PRODUCTS[name]}.")
