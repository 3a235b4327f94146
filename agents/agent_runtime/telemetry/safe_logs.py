"""Log lines as JSON, without credentials and without text that a job's user has typed.

Errors quote their causes: a model's refusal quotes its prompt, a validation error its input. So every line is masked as
spans are. The user's words are not looked for in the fields that the code itself sets (`OWN_FIELDS`): an account named
`planner` must not rename the planner.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from agent_runtime.privacy.masking import cleared, cleared_item

#: Fields for finding lines. None is the user's choice.
IDENTIFIERS = frozenset(
    {"timestamp", "user_id", "session_id", "job_id", "function_arn", "function_request_id", "xray_trace_id", "version"}
)
#: Fields whose values the code or AWS chooses; credentials in them are still replaced. `message` is one of them: a test
#: demands that every log call puts variable parts into separate fields.
OWN_FIELDS = frozenset(
    {
        "level",
        "location",
        "message",
        "service",
        "cold_start",
        "function_name",
        "function_memory_size",
        "exception_name",
        "message_id",
        "receive",
        "specialist",
        "aws_service",
        "kind",
        "error_kind",
        "status",
        "status_before",
        "ok",
        "usage",
        "model",
        "duration_ms",
        "seconds",
        "operation",
        "method",
        "step",
        "done",
        "applied",
        "login",
        "removed",
        "traces_deleted",
        "waiting_days",
    }
)
_STACK_TRACE = "stack_trace"
#: The part of a stack trace that may quote a user: the error's text. The frames hold only code.
_QUOTING = "value"
_words: dict[str, str] = {}


def protect(words: Mapping[str, str]) -> None:
    """Replaces these texts from now on, instead of the previous job's: a sandbox runs one job at a time."""
    global _words
    _words = dict(words)


def to_json(line: Mapping[str, Any]) -> str:
    """For `Logger(json_serializer=…)`."""
    safe = {str(key): _field(str(key), value) for key, value in line.items()}
    return json.dumps(safe, separators=(",", ":"), ensure_ascii=False)


def _field(key: str, value: Any) -> Any:
    if key in IDENTIFIERS:
        return value if isinstance(value, str | int | float) else cleared(value, {})
    if key == _STACK_TRACE and isinstance(value, Mapping):
        return _stack_trace(cast("Mapping[str, Any]", value))
    # A message that is not a text is data, e.g. validation errors.
    own = key in OWN_FIELDS and not (key == "message" and not isinstance(value, str))
    return cleared_item(key, value, {} if own else _words)


def _stack_trace(trace: Mapping[str, Any]) -> dict[str, Any]:
    return {key: cleared_item(key, part, _words if key == _QUOTING else {}) for key, part in trace.items()}
