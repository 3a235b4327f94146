"""The state of one attempt at a job. It outlives an attempt that breaks off."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from agent_runtime.bedrock.usage import UsageTracker, track_usage
from agent_runtime.contracts import AgentError, Usage
from database.job import Job
from planner.live import Live

Spent = dict[str, Usage]
"""By agent, earlier attempts at the job included."""


@dataclass
class Progress:
    """Filled by the specialists' runner; read when results are stored and when the attempt ends, however it ends."""

    results: dict[str, dict[str, Any]]
    """Stored output by specialist, earlier attempts included."""
    earlier: Spent
    """What earlier attempts used."""
    needed: list[str] = field(default_factory=list[str])
    """Specialists that the portfolio needs; known once it is loaded."""
    without_value: str = "The portfolio holds neither cash nor positions."
    """Why nothing is needed, if nothing is."""
    errors: dict[str, AgentError] = field(default_factory=dict[str, AgentError])
    """By specialist that failed in this attempt."""
    usage: Spent = field(default_factory=dict[str, Usage])
    """By specialist, of this attempt."""
    planner: UsageTracker = field(default_factory=track_usage)
    """The planner's own usage in this attempt."""
    live: Live = field(default_factory=Live)
    """What users see of it."""
    _started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, job: Job) -> Progress:
        """Starts an attempt: usage is tracked from here on, in the calling context."""
        earlier = {agent: Usage.model_validate(usage) for agent, usage in job.usage.items()}
        return cls(results=dict(job.results), earlier=earlier, live=Live(job.progress))

    def spent(self, *agents: str) -> Spent:
        """Usage of these agents, or of all, over this attempt and the earlier ones."""
        total = dict(self.earlier)
        for agent, usage in {**self.usage, "planner": self.planner.usage}.items():
            total[agent] = total.get(agent, Usage()) + usage
        return {agent: total[agent] for agent in agents or total}

    def missing(self) -> list[str]:
        """Needed specialists that have neither a result nor an error."""
        return [name for name in self.needed if name not in self.results and name not in self.errors]

    def is_complete(self) -> bool:
        """Whether everything that the portfolio needs is there."""
        return all(name in self.results for name in self.needed)

    def elapsed_ms(self) -> float:
        """Since the job was claimed."""
        return (time.monotonic() - self._started) * 1000
