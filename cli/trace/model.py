"""A trace as Langfuse or the local store returns it: observations, and sums over them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

JsonObject = dict[str, Any]
HEALTH_CHECK = "health-check"
"""Langfuse's environment of what `alex doctor` sends, which is no use of the stack."""


@dataclass(frozen=True)
class Tokens:
    """Tokens in buckets that do not overlap: `input` is uncached, `cached` was read from the prompt cache."""

    input: int = 0
    cached: int = 0
    output: int = 0

    @property
    def total(self) -> int:
        return self.input + self.cached + self.output

    @classmethod
    def of(cls, usage: dict[str, int]) -> Tokens:
        """From Langfuse's `usageDetails`. Tokens written to the cache count as input."""
        cached = sum(count for bucket, count in usage.items() if _is_cache_read(bucket))
        read = sum(count for bucket, count in usage.items() if bucket.startswith("input"))
        output = sum(count for bucket, count in usage.items() if bucket.startswith("output"))
        return cls(read - cached, cached, output)

    @classmethod
    def sum(cls, parts: Iterable[Tokens]) -> Tokens:
        listed = list(parts)
        return cls(
            sum(part.input for part in listed), sum(part.cached for part in listed), sum(part.output for part in listed)
        )


def _is_cache_read(bucket: str) -> bool:
    return bucket in ("input_cached_tokens", "input_cache_read")


@dataclass(frozen=True)
class Observation:
    """One step of a job. Times are in UTC, `cost` is US dollars."""

    id: str
    parent_id: str | None
    type: str
    """SPAN, AGENT, CHAIN, TOOL, GENERATION, GUARDRAIL, EVENT …"""
    name: str
    start: datetime
    end: datetime
    level: str
    """DEBUG, DEFAULT, WARNING or ERROR."""
    status_message: str | None
    input: Any
    output: Any
    metadata: JsonObject
    model: str | None
    model_parameters: Any
    usage: dict[str, int]
    cost: float

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    @property
    def tokens(self) -> Tokens:
        return Tokens.of(self.usage)

    @property
    def is_error(self) -> bool:
        return self.level == "ERROR"


@dataclass(frozen=True)
class Trace:
    """All observations of a job, at least one, in the order of their starts."""

    id: str
    name: str
    user_id: str | None
    session_id: str | None
    environment: str | None
    release: str | None
    tags: tuple[str, ...]
    observations: tuple[Observation, ...]

    @cached_property
    def roots(self) -> list[Observation]:
        """Observations without a parent: none during the first attempt at the job."""
        return [observation for observation in self.observations if observation.parent_id is None]

    @property
    def attempts(self) -> int:
        """At the job, as its root counts them: a later attempt completes the root of the first."""
        counted: Any = self.root.metadata.get("attempt") if self.root else None
        return max(len(self.roots), counted if isinstance(counted, int) else 1)

    @property
    def root(self) -> Observation | None:
        """The root of the last attempt."""
        return self.roots[-1] if self.roots else None

    @property
    def status(self) -> str:
        """The job's own word: its root is an error also when only a part failed. A root that says none has crashed."""
        if self.root is None:
            return "running"
        return str(self.root.metadata.get("status") or ("failed" if self.root.is_error else "completed"))

    @property
    def job_id(self) -> str | None:
        ids = (observation.metadata.get("job_id") for observation in (*self.roots[-1:], *self.observations))
        return next((str(job_id) for job_id in ids if job_id), None)

    @property
    def start(self) -> datetime:
        return self.observations[0].start

    @property
    def end(self) -> datetime:
        return max(observation.end for observation in self.observations)

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    @property
    def cost(self) -> float:
        return math.fsum(observation.cost for observation in self.observations)

    @property
    def tokens(self) -> Tokens:
        return Tokens.sum(observation.tokens for observation in self.observations)


def trace_from_api(trace_id: str, documents: Iterable[JsonObject]) -> Trace:
    """From observations of Langfuse's v2 API with all field groups, in any order; at least one."""
    ordered = sorted(
        newest(documents), key=lambda each: (_instant(each["startTime"]), each["parentObservationId"] is not None)
    )
    observations = tuple(_observation(document) for document in ordered)
    roots = [document for document in ordered if document["parentObservationId"] is None]
    source = (roots or ordered)[-1]
    return Trace(
        id=trace_id,
        name=source.get("traceName") or source.get("name") or "",
        user_id=source.get("userId"),
        session_id=source.get("sessionId"),
        environment=source.get("environment"),
        release=source.get("release"),
        tags=tuple(source.get("tags") or ()),
        observations=observations,
    )


def newest(documents: Iterable[JsonObject]) -> list[JsonObject]:
    """One of each id, the newest arrival, as Langfuse's own pages show them.

    A second attempt at a job sends the ids of the first one again. With another start these are more rows, and the API
    returns them all.
    """
    by_id: dict[str, JsonObject] = {}
    for each in sorted(documents, key=lambda each: (each.get("updatedAt") or "", _instant(each["startTime"]))):
        by_id[each["id"]] = each
    return list(by_id.values())


def _observation(document: JsonObject) -> Observation:
    metadata = cast(JsonObject, document.get("metadata") or {})
    return Observation(
        id=document["id"],
        parent_id=document.get("parentObservationId"),
        type=document["type"],
        name=document.get("name") or "",
        start=_instant(document["startTime"]),
        end=_instant(document.get("endTime") or document["startTime"]),
        level=document.get("level") or "DEFAULT",
        status_message=document.get("statusMessage"),
        input=_decoded(document.get("input")),
        output=_decoded(document.get("output")),
        metadata={key: _decoded(value) for key, value in metadata.items()},
        model=document.get("model"),
        model_parameters=_decoded(document.get("modelParameters")),
        usage={bucket: int(count) for bucket, count in (document.get("usageDetails") or {}).items()},
        cost=float(document.get("totalCost") or 0),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _decoded(value: Any) -> Any:
    """Langfuse returns input, output and some metadata as the JSON text that was sent."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
