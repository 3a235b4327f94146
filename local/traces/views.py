"""Observations and scores as the read endpoints return them: chosen field groups, and whole traces."""

from __future__ import annotations

import json
import math
from typing import Any

from local.traces.ingest import PROJECT_ID
from local.traces.timestamps import microseconds

JsonObject = dict[str, Any]

METADATA_LIMIT = 200
"""The v2 API truncates longer metadata values, unless `expandMetadata` names a key: then it truncates none."""

FIELD_GROUPS = {
    "core": ("id", "traceId", "startTime", "endTime", "projectId", "parentObservationId", "type"),
    "basic": (
        "name",
        "level",
        "statusMessage",
        "version",
        "environment",
        "userId",
        "sessionId",
        "isRootObservation",
        "public",
    ),
    "time": ("completionStartTime", "createdAt", "updatedAt"),
    "io": ("input", "output"),
    "metadata": ("metadata",),
    "model": ("model", "modelParameters"),
    "usage": ("usageDetails", "costDetails", "totalCost"),
    "prompt": ("promptName", "promptVersion"),
    "metrics": ("latency",),
    "trace_context": ("tags", "release", "traceName"),
}
SCORE_DETAILS = {
    "details": ("comment", "configId", "metadata"),
    "subject": ("subject",),
    "annotation": ("authorUserId", "queueId"),
}


def chosen_fields(observation: JsonObject, groups: set[str], expanded: set[str]) -> JsonObject:
    """The observation with the `core` fields and those of `groups`; long metadata is truncated unless `expanded`."""
    keys = [key for group, keys in FIELD_GROUPS.items() if group == "core" or group in groups for key in keys]
    chosen = {key: observation[key] for key in keys}
    if "metadata" in chosen and not expanded:
        chosen["metadata"] = {key: _cut(value) for key, value in chosen["metadata"].items()}
    return chosen


def _cut(value: Any) -> Any:
    """A long value as the beginning of its text: a list comes back as broken JSON then, as from Langfuse's server."""
    text = value if isinstance(value, str) else json.dumps(value)
    return value if len(text) <= METADATA_LIMIT else text[:METADATA_LIMIT]


def score_view(score: JsonObject, groups: set[str]) -> JsonObject:
    """A score of the v3 API: its value typed by `dataType`, and the fields of `groups`."""
    hidden = {key for group, keys in SCORE_DETAILS.items() if group not in groups for key in keys}
    value = bool(score["value"]) if score["dataType"] == "BOOLEAN" else score["value"]
    subject = _subject(score)
    shown = {**score, "value": value, "subject": subject, "projectId": PROJECT_ID}
    return {key: item for key, item in shown.items() if key not in hidden | {"traceId", "observationId", "sessionId"}}


def _subject(score: JsonObject) -> JsonObject:
    if "observationId" in score:
        return {"kind": "observation", "id": score["observationId"], "traceId": score.get("traceId")}
    if "traceId" in score:
        return {"kind": "trace", "id": score["traceId"]}
    return {"kind": "session", "id": score["sessionId"]}


def trace_view(observations: list[JsonObject], scores: list[JsonObject], *, whole: bool) -> JsonObject:
    """One trace from all its observations (at least one); `whole` embeds them, otherwise there are only ids.

    Input, output and metadata come from the observation without a parent; of several, from the last to start.
    """
    roots = [observation for observation in observations if observation["parentObservationId"] is None]
    root = max(roots, key=lambda each: each["startTime"]) if roots else None
    first = min(observations, key=lambda each: each["startTime"])
    source = root or first
    start, end = first["startTime"], max(each["endTime"] for each in observations)
    return {
        "id": source["traceId"],
        "projectId": PROJECT_ID,
        "timestamp": start,
        "name": source["traceName"] or (root and root["name"]),
        "input": decoded(root["input"]) if root else None,
        "output": decoded(root["output"]) if root else None,
        "metadata": root["metadata"] if root else {},
        **{key: source[key] for key in ("userId", "sessionId", "tags", "release", "version", "environment")},
        "public": any(each.get("public") for each in observations),
        "htmlPath": f"/project/{PROJECT_ID}/traces/{source['traceId']}",
        "latency": (microseconds(end) - microseconds(start)) / 1e6,
        "totalCost": math.fsum(each["totalCost"] for each in observations),
        "observations": [
            {**each, "input": decoded(each["input"]), "output": decoded(each["output"])} if whole else each["id"]
            for each in observations
        ],
        "scores": scores if whole else [score["id"] for score in scores],
    }


def decoded(value: Any) -> Any:
    """Decodes input or output, which the store keeps as the text that was sent."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
