"""What an agent decided or made, in short sentences: an event in the trace, and a line for the user of the job."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from agent_runtime.traces import tracing

#: Field of an agent's output with its sentences. Not one of the reply: a planner of an earlier release would refuse it.
FIELD = "decided"

_told: ContextVar[list[str] | None] = ContextVar("decisions", default=None)


def decided(sentence: str, **metadata: Any) -> None:
    """Tells of a decision, e.g. `Created: 4 visualizations`. The metadata is for the trace only."""
    tracing.event(sentence, **metadata)
    told = _told.get()
    if told is not None:
        told.append(sentence)


@contextmanager
def collected() -> Generator[list[str]]:
    """The sentences that are told inside."""
    told: list[str] = []
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)
