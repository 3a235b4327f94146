"""Assigns every observation of a trace to the agent run it belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cli.trace.model import Observation, Tokens, Trace


@dataclass(frozen=True)
class AgentRun:
    """One invocation of an agent: its handler's observation, and those below it that belong to no other agent."""

    observation: Observation
    own: tuple[Observation, ...]
    """In the order of their starts, without the handler's observation."""
    is_parallel: bool
    """Whether it overlaps another agent of the same caller."""

    @property
    def title(self) -> str:
        return f"{self.observation.name} (Parallel)" if self.is_parallel else self.observation.name

    @property
    def is_failed(self) -> bool:
        return self.observation.is_error or self.observation.metadata.get("status") == "failed"

    @property
    def status(self) -> str:
        return "failed" if self.is_failed else str(self.observation.metadata.get("status", "completed"))

    @property
    def model_calls(self) -> int:
        return sum(each.type == "GENERATION" for each in self.own)

    @property
    def tool_calls(self) -> int:
        return sum(each.type == "TOOL" for each in self.own)

    @property
    def tokens(self) -> Tokens:
        return Tokens.sum(each.tokens for each in (self.observation, *self.own))

    @property
    def cost(self) -> float:
        """US dollars."""
        return math.fsum(each.cost for each in (self.observation, *self.own))


@dataclass(frozen=True)
class Work:
    """A trace divided among its agents."""

    runs: tuple[AgentRun, ...]
    """In the order of their starts."""
    outside: tuple[Observation, ...]
    """Observations of no agent, the roots included."""

    @property
    def tops(self) -> list[Observation]:
        """The uppermost observations outside of agents, below the trace's roots."""
        roots = {each.id for each in self.outside if each.parent_id is None}
        inner = {each.id for each in self.outside} - roots
        return [each for each in self.outside if each.id not in roots and each.parent_id not in inner]


def divide(trace: Trace) -> Work:
    """Finds the agent runs of a trace at any depth, and assigns each observation to the innermost run."""
    owners = _owners(trace)
    handlers = [each for each in trace.observations if _is_handler(each)]
    runs = tuple(
        AgentRun(
            observation=handler,
            own=tuple(each for each in trace.observations if owners[each.id] == handler.id and not _is_handler(each)),
            is_parallel=any(
                other.id != handler.id and owners[other.id] == owners[handler.id] and _overlap(other, handler)
                for other in handlers
            ),
        )
        for handler in handlers
    )
    outside = tuple(each for each in trace.observations if owners[each.id] is None and not _is_handler(each))
    return Work(runs, outside)


def _is_handler(observation: Observation) -> bool:
    """The Agents SDK makes agent observations too; only those of a Lambda handler name their agent."""
    return observation.type == "AGENT" and "agent" in observation.metadata


def _owners(trace: Trace) -> dict[str, str | None]:
    """Observation id to the id of the nearest agent run above it. A missing parent ends the search."""
    by_id = {each.id: each for each in trace.observations}

    def owner(observation: Observation) -> str | None:
        seen = {observation.id}
        above = by_id.get(observation.parent_id or "")
        while above and above.id not in seen:
            if _is_handler(above):
                return above.id
            seen.add(above.id)
            above = by_id.get(above.parent_id or "")
        return None

    return {each.id: owner(each) for each in trace.observations}


def _overlap(left: Observation, right: Observation) -> bool:
    return max(left.start, right.start) < min(left.end, right.end)
