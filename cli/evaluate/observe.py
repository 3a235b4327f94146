"""Figures of a job that its trace, its scores and the functions' logs hold, besides what the API returns."""

from __future__ import annotations

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from cli.shared.errors import UserError
from cli.shared.reach import http
from cli.trace.agents import divide
from cli.trace.model import Observation, Trace
from cli.trace.source import LangfuseServer, load_trace

#: A job is stored as ended just before its last spans and scores are sent.
WAIT_SECONDS = 10.0
POLL_SECONDS = 0.2
HTTP_TIMEOUT_SECONDS = 20.0
#: The planner sends it with every job that ends, in one request with the other scores.
LAST_SCORE = "completeness"
SPLITS = ("asset_classes", "regions", "sectors")
#: As the agents': `agent_runtime.portfolio.snapshot.PERCENT_TOLERANCE`, which a test compares.
PERCENT_TOLERANCE = 0.5


@dataclass(frozen=True)
class Observed:
    """What the trace of a job says. The defaults are those of a job without a trace."""

    faithfulness: float | None = None
    classifications: int = 0
    classifications_summing_to_100: int = 0
    retries: int = 0
    models: frozenset[str] = frozenset()


def observe(server: LangfuseServer, job_id: str) -> Observed:
    """The figures of an ended job."""
    try:
        trace = load_trace(job_id, server, wait_seconds=WAIT_SECONDS)
    except UserError:
        return Observed()
    splits = [summing for each in _tagger_calls(trace) for summing in _classifications(each.output)]
    return Observed(
        faithfulness=_faithfulness(_scores(server, trace.id)),
        classifications=len(splits),
        classifications_summing_to_100=sum(splits),
        retries=repeated_runs(trace),
        models=frozenset(each.model for each in trace.observations if each.model),
    )


def repeated_runs(trace: Trace) -> int:
    """Agent runs after a rejected answer, and attempts at the job after the first.

    An agent's run starts with turn 1, so that each further turn 1 of one invocation is a repeated one.
    """
    runs = [sum(each.name == "turn 1" for each in run.own) for run in divide(trace).runs]
    return sum(max(0, count - 1) for count in runs) + trace.attempts - 1


def repeated_calls(logs: Any, groups: Iterable[str]) -> Counter[str]:
    """Model calls that an agent repeated at once, e.g. because of throttling, by job id.

    The embedded AWS gives each invocation a log stream, whose lines name the job.

    Args:
        logs: boto3 `logs` client.
        groups: log groups of the agents.
    """
    found: Counter[str] = Counter()
    for group in groups:
        streams: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
            for event in page["events"]:
                if event["message"].startswith("{"):
                    with suppress(ValueError):
                        streams[event["logStreamName"]].append(json.loads(event["message"]))
        for lines in streams.values():
            job_id = next((line["job_id"] for line in lines if "job_id" in line), None)
            if job_id:
                found[job_id] += _repeated(lines)
    return found


def _repeated(lines: list[dict[str, Any]]) -> int:
    """From the metrics in an invocation's log: incidents that say so, else throttled calls."""
    metrics = [line for line in lines if "_aws" in line]
    incidents = [line for line in metrics if "ModelIncidents" in line]
    if incidents:
        return sum(_count(line["ModelIncidents"]) for line in incidents if line.get("Kind") == "asked_again")
    return sum(_count(line["ModelThrottles"]) for line in metrics if "ModelThrottles" in line)


def _count(value: Any) -> int:
    """A metric that was counted several times has a list of values."""
    return int(sum(value) if isinstance(value, list) else value)


def _scores(server: LangfuseServer, trace_id: str) -> list[dict[str, Any]]:
    """The trace's scores; waits until they are there."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        response = http.request(
            "GET",
            f"{server.base_url}/api/public/v3/scores",
            params={"traceId": trace_id, "limit": "100"},
            auth=(server.public_key, server.secret_key),
            timeout=HTTP_TIMEOUT_SECONDS,
        )
        scores = response.raise_for_status().json()["data"]
        if any(score["name"] == LAST_SCORE for score in scores) or time.monotonic() >= deadline:
            return scores
        time.sleep(POLL_SECONDS)


def _faithfulness(scores: list[dict[str, Any]]) -> float | None:
    """Of several scores, e.g. of several texts, the lowest."""
    return min((float(score["value"]) for score in scores if score["name"] == "faithfulness"), default=None)


def _tagger_calls(trace: Trace) -> Iterator[Observation]:
    for run in divide(trace).runs:
        if run.observation.metadata.get("agent") == "tagger":
            yield from (each for each in run.own if each.type == "GENERATION")


def _classifications(answer: Any) -> Iterator[bool]:
    """Of each classification anywhere in an answer, a tool's input or JSON in a text: whether its splits sum to 100."""
    if isinstance(answer, str):
        with suppress(ValueError, RecursionError):
            # The text may be fenced, or have prose around it.
            found = json.loads(answer[answer.index("{") : answer.rindex("}") + 1])
            yield from _classifications(found)
    elif isinstance(answer, list):
        for part in cast(list[Any], answer):
            yield from _classifications(part)
    elif isinstance(answer, dict):
        fields = cast(dict[str, Any], answer)
        if fields.keys() & set(SPLITS):
            yield all(_sums_to_100(fields.get(split)) for split in SPLITS)
        else:
            for part in fields.values():
                yield from _classifications(part)


def _sums_to_100(split: Any) -> bool:
    """`[{key, percent}, …]`, as the tagger is asked for, or `{key: percent}`."""
    try:
        shares = split.values() if isinstance(split, dict) else [share["percent"] for share in split]
        return abs(math.fsum(float(share) for share in shares) - 100) <= PERCENT_TOLERANCE
    except (TypeError, ValueError, KeyError):
        return False
