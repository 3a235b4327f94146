"""What a function is: its row in `functions.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from components.foundation import time_limits
from components.foundation.grants import (
    Grant,
    InvokeModel,
    ReadSecret,
    SendTo,
    UseDataApi,
    WriteOwnLogs,
    WriteTraceSegments,
)
from components.foundation.shared_names import DEAD_LETTERS_QUEUE, LANGFUSE_SECRET, MIGRATOR

#: Grants of every function. The queue takes asynchronous invocations that exhausted their retries.
BASELINE: tuple[Grant, ...] = (WriteOwnLogs(), WriteTraceSegments(), SendTo(DEAD_LETTERS_QUEUE))
#: Further grants of every agent.
AGENT: tuple[Grant, ...] = (InvokeModel(), ReadSecret(LANGFUSE_SECRET))


@dataclass(frozen=True)
class FunctionSpec:
    """One Lambda function."""

    name: str
    """Folder in `agents/`, and the last part of every physical name."""
    title: str
    icon: str
    description: str
    """One sentence."""
    kind: Literal["agent", "service"]
    memory_mb: int
    timeout_seconds: int
    reserved_concurrency: int
    grants: tuple[Grant, ...]
    """Grants in addition to the baseline."""
    packages: tuple[str, ...] = ()
    """Folders of `agents/` in its zip, in addition to `agent_runtime` and the function's own folder."""
    layers: tuple[str, ...] = ("dependencies",)
    """Layers it runs on, see `LAYERS` in `components/packaging/layout.py`."""

    def __post_init__(self) -> None:
        if not 1 <= self.timeout_seconds <= 900:
            raise ValueError(f"FunctionSpec {self.name}: timeout_seconds must be 1..900")
        if not 128 <= self.memory_mb <= 10_240:
            raise ValueError(f"FunctionSpec {self.name}: memory_mb must be 128..10240")

    @property
    def label(self) -> str:
        """Icon and title, e.g. `📝 Report Writer`."""
        return f"{self.icon} {self.title}"

    @property
    def serves(self) -> bool:
        """Whether it works for users: its code must fit the database's schema, and that of the others."""
        uses_database = any(isinstance(grant, UseDataApi) for grant in self.grants)
        return self.kind == "agent" or (uses_database and self.name != MIGRATOR)

    @property
    def all_grants(self) -> tuple[Grant, ...]:
        return (*BASELINE, *self.grants)


def specialist(
    name: str,
    title: str,
    icon: str,
    description: str,
    memory_mb: int = 1024,
    layers: tuple[str, ...] = ("dependencies",),
    packages: tuple[str, ...] = (),
) -> FunctionSpec:
    """Agent that the planner invokes synchronously: a pure function of its payload."""
    return FunctionSpec(
        name,
        title,
        icon,
        description,
        "agent",
        memory_mb,
        time_limits.SPECIALIST,
        10,
        AGENT,
        packages=packages,
        layers=layers,
    )
