"""Observations and scores as the read endpoints return them: with the field groups that are asked for."""

from __future__ import annotations

import json
from typing import Any

from local.traces.mapping.values import PROJECT_ID
from local.traces.scores import SUBJECTS
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
        "bookmarked",
        "public",
    ),
    "time": ("completionStartTime", "createdAt", "updatedAt"),
    "io": ("input", "output"),
    "metadata": ("metadata",),
    # Documented as `providedModelName`; what is sent is `model`.
    "model": ("model", "internalModelId", "modelParameters"),
    "usage": ("usageDetails", "costDetails", "totalCost", "usagePricingTierName"),
    "prompt": ("promptId", "promptName", "promptVersion"),
    "metrics": ("latency", "timeToFirstToken"),
    "trace_context": ("tags", "release", "traceName"),
}
#: Of every observation here: there are no bookmarks, stored prompts, or models and prices of a project.
_NEVER_SET: JsonObject = {
    "bookmarked": False,
    **dict.fromkeys(("promptId", "internalModelId", "usagePricingTierName")),
}
_ALWAYS_THERE = ("modelId", "inputPrice", "outputPrice", "totalPrice")
SCORE_DETAILS = {
    "details": ("comment", "configId", "metadata"),
    "subject": ("subject",),
    "annotation": ("authorUserId", "queueId"),
}


def chosen_fields(observation: JsonObject, groups: set[str], expanded: set[str]) -> JsonObject:
    """The observation with the `core` fields and those of `groups`; long metadata is truncated unless `expanded`."""
    keys = [key for group, keys in FIELD_GROUPS.items() if group == "core" or group in groups for key in keys]
    known: JsonObject = {**_NEVER_SET, "timeToFirstToken": _seconds_to_first_token(observation), **observation}
    chosen = {key: known[key] for key in keys} | dict.fromkeys(_ALWAYS_THERE)
    if "metadata" in chosen and not expanded:
        metadata: JsonObject = observation["metadata"]
        chosen["metadata"] = {key: _cut(value) for key, value in metadata.items()}
    return chosen


def _seconds_to_first_token(observation: JsonObject) -> float | None:
    came = observation.get("completionStartTime")
    return None if came is None else (microseconds(came) - microseconds(observation["startTime"])) / 1e6


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
    return {key: item for key, item in shown.items() if key not in hidden | set(SUBJECTS)}


def _subject(score: JsonObject) -> JsonObject:
    if "observationId" in score:
        return {"kind": "observation", "id": score["observationId"], "traceId": score.get("traceId")}
    if "traceId" in score:
        return {"kind": "trace", "id": score["traceId"]}
    if "sessionId" in score:
        return {"kind": "session", "id": score["sessionId"]}
    return {"kind": "experiment", "id": score["datasetRunId"]}
