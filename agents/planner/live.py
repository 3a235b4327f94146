"""What users see of an attempt at work: which agents are at work, and what they have decided.

Only the state is here. It goes to the database with what is stored anyway; `Announcer` writes what starts in between.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_runtime.portfolio.shares import places_of
from agent_runtime.portfolio.snapshot import Portfolio
from agent_runtime.traces import tracing
from database.job_progress import AGENTS, PLANNER, AgentState
from database.job_writes import News
from holdings.amounts import rounded, text_of
from planner.needs import TITLES

#: Of one agent, and characters of each: what all agents have decided fits into the job's row.
MOST_SENTENCES, MOST_CHARACTERS = 12, 160


@dataclass
class _Part:
    """One agent's part. Times are of this process's monotonic clock."""

    state: AgentState = AgentState.WAITING
    decided: list[str] = field(default_factory=list[str])
    started: float | None = None
    finished: float | None = None

    def entry(self) -> dict[str, Any]:
        """As `JobWrites.show` takes it."""
        now = time.monotonic()
        return {
            "state": self.state,
            "decided": list(self.decided),
            "started": None if self.started is None else round(now - self.started, 3),
            "finished": None if self.finished is None else round(now - self.finished, 3),
        }


class Live:
    """Not safe to share between threads.

    Args:
        earlier: entries that earlier attempts have left: what they decided counts.
    """

    def __init__(self, earlier: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._parts = {PLANNER: _Part(AgentState.RUNNING)}
        for agent, entry in (earlier or {}).items():
            state = AgentState.RUNNING if agent == PLANNER else AgentState(entry["state"])
            self._parts[agent] = _Part(state, list(entry["decided"]))
        self._changed = set[str]()
        self.outline: dict[str, Any] | None = None
        """The portfolio in brief, as `JobWrites.show` takes it; None before it is loaded."""

    def begin(self, portfolio: Portfolio, needed: Iterable[str]) -> None:
        """The portfolio is known, and which specialists it needs."""
        value = rounded(portfolio.value, places_of(portfolio.value))
        positions = sum(1 for _ in portfolio.positions())
        self.outline = {"positions": positions, "value": text_of(value), "currency": portfolio.currency}
        for agent in AGENTS[1:]:
            if agent not in needed and agent not in self._parts:
                self._part(agent).state = AgentState.SKIPPED

    def decide(self, sentence: str, **metadata: Any) -> None:
        """A decision of the planner's; the metadata is for the trace only."""
        tracing.event(f"Decision: {sentence}", **metadata)
        self.tell(PLANNER, [sentence])

    def route(self, specialist: str, **metadata: Any) -> None:
        """The planner sets a specialist to work; the metadata is for the trace only."""
        sentence = f"Routing to: {TITLES[specialist]}"
        tracing.event(sentence, **metadata)
        self.tell(PLANNER, [sentence])

    def tell(self, agent: str, sentences: Iterable[str]) -> None:
        """An agent has decided this. What it has said before, and what is too much, is left out."""
        part = self._part(agent)
        for sentence in sentences:
            short = _short(sentence)
            if short not in part.decided and len(part.decided) < MOST_SENTENCES:
                part.decided.append(short)

    def start(self, agent: str) -> None:
        part = self._part(agent)
        part.state, part.started, part.finished = AgentState.RUNNING, time.monotonic(), None

    def end(self, agent: str, state: AgentState, *, written: bool = False) -> None:
        """Completed or failed. An agent ends once in an attempt. `written`: the database knows it already."""
        part = self._part(agent)
        if part.finished is None:
            part.state, part.finished = state, time.monotonic()
        if written:
            self._changed.discard(agent)

    def as_completed(self, agent: str) -> News:
        """The entry that is right once the agent's result is stored."""
        return {agent: self._parts[agent].entry() | {"state": AgentState.COMPLETED, "finished": 0.0}}

    def end_all(self) -> None:
        """The attempt is over: who is still at work has failed."""
        for agent, part in self._parts.items():
            if agent != PLANNER and part.state is AgentState.RUNNING:
                self.end(agent, AgentState.FAILED)

    def changes(self) -> News:
        """What has changed since the last call."""
        found = {agent: self._parts[agent].entry() for agent in AGENTS if agent in self._changed}
        self._changed.clear()
        return found

    def still_to_tell(self, agents: Iterable[str]) -> None:
        """These changes were not written."""
        self._changed.update(agents)

    def everything(self) -> News:
        self._changed.clear()
        return {agent: part.entry() for agent, part in self._parts.items()}

    def _part(self, agent: str) -> _Part:
        """To be changed."""
        self._changed.add(agent)
        return self._parts.setdefault(agent, _Part())


def _short(sentence: str) -> str:
    """As PostgreSQL can store it."""
    text = sentence.replace("\x00", "\ufffd").encode(errors="replace").decode()
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
