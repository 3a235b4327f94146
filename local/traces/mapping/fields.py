"""Fields of an observation from its span's attributes, by the rules of Langfuse's server.

Langfuse's own attributes come first; of others, those of OpenTelemetry's semantic conventions are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from local.traces.timestamps import iso_utc, microseconds

JsonObject = dict[str, Any]
Attributes = Mapping[str, Any]

OBSERVATION, TRACE = "langfuse.observation", "langfuse.trace"
_TYPES = ("span", "generation", "event", "embedding", "agent", "tool", "chain", "retriever", "guardrail", "evaluator")
_OPERATIONS = {
    **dict.fromkeys(("chat", "completion", "text_completion", "generate_content", "generate"), "GENERATION"),
    "embeddings": "EMBEDDING",
    **dict.fromkeys(("invoke_agent", "create_agent"), "AGENT"),
    "execute_tool": "TOOL",
}
_LEVELS = {
    **dict.fromkeys(("DEBUG", "TRACE", "VERBOSE"), "DEBUG"),
    **dict.fromkeys(("DEFAULT", "INFO", "LOG", "NOTICE", "OK", "SUCCESS"), "DEFAULT"),
    **dict.fromkeys(("WARNING", "WARN"), "WARNING"),
    **dict.fromkeys(("ERROR", "FATAL", "CRITICAL"), "ERROR"),
}
_MODELS = (f"{OBSERVATION}.model.name", "gen_ai.response.model", "gen_ai.request.model", "llm.model_name", "model")
_NAMES = ("gen_ai.tool.name", "logfire.msg", "ai.toolCall.name", "ai.operationId")
_ENVIRONMENTS = ("langfuse.environment", "deployment.environment.name", "deployment.environment")
_OWN_PREFIX = re.compile(r"^(?:langfuse[-_]?)+")
MOST_PROMPT_VERSION = 2**16 - 1


def observation_type(attributes: Attributes) -> str:
    """Langfuse's types are known in lower case only. What has a model is a generation."""
    own = attributes.get(f"{OBSERVATION}.type")
    if own in _TYPES:
        return str(own).upper()
    operation = attributes.get("gen_ai.operation.name")
    if operation in _OPERATIONS:
        return _OPERATIONS[str(operation)]
    if attributes.get("gen_ai.tool.name") or attributes.get("gen_ai.tool.call.id"):
        return "TOOL"
    return "GENERATION" if model(attributes) else "SPAN"


def level(attributes: Attributes, *, failed: bool) -> str:
    """The attribute wins over the span's status, which counts only without a level that is known."""
    named = str(attributes.get(f"{OBSERVATION}.level", "")).strip().upper()
    return _LEVELS.get(named) or ("ERROR" if failed else "DEFAULT")


def name(attributes: Attributes, span_name: str) -> str:
    return _first(attributes, _NAMES) or span_name


def model(attributes: Attributes) -> str | None:
    """Of any type, not only of generations."""
    return _first(attributes, _MODELS)


def model_fields(attributes: Attributes, kind: str) -> JsonObject:
    """Model, usage, cost and prompt."""
    cost = _cost(attributes)
    return {
        "model": model(attributes),
        "modelParameters": _parameters(attributes.get(f"{OBSERVATION}.model.parameters")),
        "usageDetails": _usage(attributes),
        "costDetails": cost,
        "totalCost": cost.get("total", 0.0),
        "completionStartTime": _instant(attributes.get(f"{OBSERVATION}.completion_start_time")),
        **_prompt(attributes, kind),
    }


def _prompt(attributes: Attributes, kind: str) -> JsonObject:
    """Only a generation has a prompt, and only one with a version is linked."""
    prompt, version = (decoded(attributes.get(f"{OBSERVATION}.prompt.{part}")) for part in ("name", "version"))
    is_known = isinstance(version, int) and 0 < version <= MOST_PROMPT_VERSION
    if kind != "GENERATION" or prompt is None or not is_known:
        return {"promptName": None, "promptVersion": None}
    return {"promptName": str(prompt), "promptVersion": version}


def _parameters(value: Any) -> JsonObject | None:
    """Texts and numbers as they are; any other value as its JSON text."""
    found = decoded(value)
    if not isinstance(found, dict):
        return None
    items = cast(JsonObject, found).items()
    return {key: item if _is_number(item) or isinstance(item, str) else json.dumps(item) for key, item in items}


def _usage(attributes: Attributes) -> dict[str, int]:
    """Buckets of tokens; `total` defaults to their sum."""
    found = decoded(attributes.get(f"{OBSERVATION}.usage_details"))
    if isinstance(found, str) or found is None:
        known = {"input": "gen_ai.usage.input_tokens", "output": "gen_ai.usage.output_tokens"}
        found = {bucket: attributes[key] for bucket, key in known.items() if key in attributes}
    buckets = {bucket: int(count) for bucket, count in _counts(found).items()}
    return buckets and {**buckets, "total": buckets.get("total", sum(buckets.values()))}


def _cost(attributes: Attributes) -> dict[str, float]:
    """As given. `total` defaults to input and output, if there is nothing else."""
    found = decoded(attributes.get(f"{OBSERVATION}.cost_details"))
    if found is None:
        costs = [attributes[key] for key in ("gen_ai.usage.cost", "llm.cost.total") if key in attributes]
        found = {"total": costs[0]} if costs else None
    buckets = _counts(found)
    if buckets and "total" not in buckets and buckets.keys() <= {"input", "output"}:
        buckets["total"] = sum(buckets.values())
    return buckets


def _counts(found: Any) -> dict[str, float]:
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in cast(JsonObject, found).items() if _is_number(value) and value >= 0}


def context(attributes: Attributes, resource: Attributes, metadata: Attributes) -> JsonObject:
    """Fields of the trace that the SDK repeats on each observation."""
    user = (attributes.get("langfuse.user.id"), attributes.get("user.id"), metadata.get("langfuse_user_id"))
    session = (*(attributes.get(f"{name}.id") for name in ("langfuse.session", "session", "gen_ai.conversation")),)
    return {
        "traceName": text(attributes.get(f"{TRACE}.name")),
        "userId": text(*user),
        "sessionId": text(*session, metadata.get("langfuse_session_id")),
        "tags": _tags(attributes.get(f"{TRACE}.tags", attributes.get("langfuse.tags"))),
        "public": attributes.get(f"{TRACE}.public") in (True, "true"),
        "environment": _environment(attributes, resource),
        "release": text(attributes.get("langfuse.release"), resource.get("langfuse.release")),
        "version": text(attributes.get("langfuse.version"), resource.get("service.version")),
    }


def _tags(value: Any) -> list[str]:
    """A text may be a JSON list, or have commas."""
    found = decoded(value) if isinstance(value, str) and value.startswith("[") else value
    if isinstance(found, str):
        return [part.strip() for part in found.split(",")]
    if isinstance(found, list):
        return [str(tag) for tag in cast(list[Any], found)]
    return [] if found is None else [str(found)]


def _environment(attributes: Attributes, resource: Attributes) -> str:
    """Of each name the span's attribute comes first, then the resource's."""
    found = next((each[key] for key in _ENVIRONMENTS for each in (attributes, resource) if each.get(key)), "")
    normal = _OWN_PREFIX.sub("", str(found).lower())[:40]
    return normal if re.fullmatch(r"[a-z0-9_-]+", normal) else "default"


def _instant(value: Any) -> str | None:
    """A date text, or the JSON text of one."""
    found = decoded(value)
    try:
        return iso_utc(microseconds(found)) if isinstance(found, str) else None
    except ValueError:
        return None


def _first(attributes: Attributes, keys: tuple[str, ...]) -> str | None:
    return next((str(attributes[key]) for key in keys if attributes.get(key)), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def decoded(value: Any) -> Any:
    """Decodes a JSON text; returns any other value unchanged."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def text(*candidates: Any) -> str | None:
    """The first present value; JSON for a value other than text."""
    value = next((candidate for candidate in candidates if candidate), None)
    return value if value is None or isinstance(value, str) else json.dumps(value)
