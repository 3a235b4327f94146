"""Type, level, name and rank of an observation (rules 2.1–2.4, 2.20–2.22)."""

from __future__ import annotations

import json

from local.traces.mapping.model import model
from local.traces.mapping.values import OBSERVATION, Attributes

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
_NAMES = ("gen_ai.tool.name", "genkit:name", "logfire.msg", "ai.toolCall.name")


def observation_type(attributes: Attributes) -> str:
    """Langfuse's types are known in lower case only. What has a model is a generation (2.1)."""
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
    """The attribute wins over the span's status, which counts only without a level that is known (2.2)."""
    named = str(attributes.get(f"{OBSERVATION}.level", "")).strip().upper()
    return _LEVELS.get(named) or ("ERROR" if failed else "DEFAULT")


def status_message(attributes: Attributes, of_status: str) -> str | None:
    """The attribute, else the message of the span's status. Span events are not looked at (2.3)."""
    return attributes.get(f"{OBSERVATION}.status_message") or of_status or None


def name(attributes: Attributes, span_name: str) -> str:
    """The span's, unless another instrumentation gives one (2.4)."""
    for key in _NAMES:
        if found := attributes.get(key):
            return found if isinstance(found, str) else json.dumps(found)
    if operation := attributes.get("ai.operationId"):
        function = attributes.get("ai.telemetry.functionId")
        return f"{function}:{operation}" if function else str(operation)
    return span_name


def is_root(attributes: Attributes, parent_id: str | None) -> bool:
    """Without a parent, or marked as the root of its application (2.20, 2.22). `as_root` makes none (2.21)."""
    return parent_id is None or attributes.get("langfuse.internal.is_app_root") in (True, "true")
