"""Scores of `POST /api/public/scores`, each validated separately, as on Langfuse's server."""

from __future__ import annotations

import re
import uuid
from typing import Any, cast

from local.traces.mapping.context import DEFAULT_ENVIRONMENT
from local.traces.timestamps import iso_utc, microseconds

JsonObject = dict[str, Any]

NUMBERS, TEXTS = frozenset({"NUMERIC", "BOOLEAN"}), frozenset({"CATEGORICAL", "TEXT", "CORRECTION"})
SUBJECTS = ("traceId", "observationId", "sessionId", "datasetRunId")
MOST_CHARACTERS = 500
"""Of the value of a TEXT score."""
#: Of an environment. A span's is brought into this form, a score's is not.
ENVIRONMENT = re.compile(r"(?!langfuse)[a-z0-9_-]{1,40}")
OPTIONAL_FIELDS = (*SUBJECTS, "comment", "metadata", "configId", "queueId")


class InvalidScore(ValueError):
    """The message has the field and the expectation."""


def score_from(item: Any, received_us: int) -> JsonObject:
    """One score, ready to store. Raises InvalidScore."""
    if not isinstance(item, dict):
        raise InvalidScore("a score must be an object")
    score = cast(JsonObject, item)
    name, value = score.get("name"), score.get("value")
    if not isinstance(name, str) or not name:
        raise InvalidScore("name must be a text of at least one character")
    for field in SUBJECTS:
        if not isinstance(score.get(field, ""), str):
            raise InvalidScore(f"{name}: {field} must be a text")
    if not any(score.get(field) for field in SUBJECTS if field != "observationId"):
        raise InvalidScore(f"{name}: traceId, sessionId or datasetRunId must be given")
    if score.get("observationId") and not score.get("traceId"):
        raise InvalidScore(f"{name}: traceId must be given with observationId")
    environment = score.get("environment", DEFAULT_ENVIRONMENT)
    if not isinstance(environment, str) or not ENVIRONMENT.fullmatch(environment):
        raise InvalidScore(f"{name}: environment must have 1..40 of a-z, 0-9, - and _, and not begin with langfuse")
    return {
        "id": str(score.get("id") or uuid.uuid4()),
        "name": name,
        "value": value,
        "dataType": _data_type(name, value, score.get("dataType")),
        "source": str(score.get("source", "API")),
        "timestamp": _timestamp(name, score.get("timestamp"), received_us),
        "environment": environment,
        **{field: score[field] for field in OPTIONAL_FIELDS if score.get(field) is not None},
    }


def _data_type(name: str, value: Any, given: Any) -> str:
    is_text = isinstance(value, str)
    if not is_text and not isinstance(value, int | float):
        raise InvalidScore(f"{name}: value must be a number or a text")
    if given is None:
        return "CATEGORICAL" if is_text else "NUMERIC"
    if given not in (TEXTS if is_text else NUMBERS):
        raise InvalidScore(f"{name}: dataType {given!r} does not fit the value {value!r}")
    if given == "TEXT" and not 1 <= len(str(value)) <= MOST_CHARACTERS:
        raise InvalidScore(f"{name}: value of a TEXT score must have 1..{MOST_CHARACTERS} characters")
    if given == "BOOLEAN" and value not in (0, 1):
        raise InvalidScore(f"{name}: value of a BOOLEAN score must be 0 or 1")
    return str(given)


def _timestamp(name: str, given: Any, received_us: int) -> str:
    if given is None:
        return iso_utc(received_us)
    try:
        return iso_utc(microseconds(str(given)))
    except ValueError as error:
        raise InvalidScore(f"{name}: timestamp must be an ISO 8601 date and time, got {given!r}") from error
