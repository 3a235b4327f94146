"""How far each agent of a job is, from what its planner has stored on the way and from how the job stands.

A planner may die at any moment, and a job may be ended without one. So what is stored of an agent at work counts only
as long as the job is at work too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from agent_runtime.contracts import DELIVERABLES

PLANNER = "planner"
#: In order of work.
AGENTS = (PLANNER, "tagger", *DELIVERABLES)


class AgentState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """The portfolio does not need it, or the job ended before its turn."""


class AgentProgress(BaseModel):
    """One agent's part in a job."""

    agent: str
    state: AgentState
    started_at: datetime | None = None
    finished_at: datetime | None = None
    decided: list[str] = Field(default_factory=list[str])
    """Its decisions and results, in short sentences."""


def progress_of(
    stored: Mapping[str, dict[str, Any]],
    *,
    running: bool,
    started_at: datetime | None,
    finished_at: datetime | None,
    errors: Collection[str],
    results: Collection[str],
) -> list[AgentProgress]:
    """Every agent, in order of work.

    Args:
        stored: entries of the column `progress`.
        running: a planner has the job.
        started_at: when the first attempt at the job began.
        finished_at: when the job ended; None before.
        errors: agents with an error.
        results: agents with a result.
    """
    ended = finished_at is not None
    planner = AgentState.RUNNING if running else AgentState.WAITING
    if ended:
        planner = AgentState.FAILED if PLANNER in errors else AgentState.COMPLETED
    decided = stored.get(PLANNER, {}).get("decided", [])
    found = [
        AgentProgress(agent=PLANNER, state=planner, started_at=started_at, finished_at=finished_at, decided=decided)
    ]
    for agent in AGENTS[1:]:
        entry = AgentProgress.model_validate({"state": AgentState.WAITING, **stored.get(agent, {}), "agent": agent})
        entry.state = _state(entry.state, running=running, ended=ended, made=agent in results, wrong=agent in errors)
        if entry.state is AgentState.WAITING:
            # What an attempt that broke off has left says nothing about the next one.
            entry = AgentProgress(agent=agent, state=entry.state)
        found.append(entry)
    return found


def _state(stored: AgentState, *, running: bool, ended: bool, made: bool, wrong: bool) -> AgentState:
    if stored in (AgentState.COMPLETED, AgentState.SKIPPED):
        return stored
    if ended:
        # Jobs of an earlier release have no entries.
        unknown = stored is AgentState.WAITING
        if made and unknown:
            return AgentState.COMPLETED
        return AgentState.FAILED if wrong or not unknown else AgentState.SKIPPED
    return stored if running else AgentState.WAITING
