"""Log lines as JSON in which nothing that looks like a credential stands, nor what a job's user has typed.

An error quotes what caused it: a model's refusal its prompt, a validation error its input. So every line is masked as
spans are, whoever writes it. The user's words are looked for in what a line tells, not in the fields that the code
itself sets (`OWN_FIELDS`): an account named `planner` must not rename the planner.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from agent_runtime.masking import cleared, cleared_item

#: Fields by which lines are found; none of them is a user's choice.
IDENTIFIERS = frozenset(
    {"timestamp", "user_id", "session_id", "job_id", "function_arn", "function_request_id", "xray_trace_id", "version"}
)
#: Fields whose values the code chooses, or AWS; a credential in them is replaced all the same. A message is one: what
#: varies in a line is a field of its own, which a test demands of every call.
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
    }
)
_STACK_TRACE = "stack_trace"
#: Of a stack trace, what may quote a user: the error's text. The frames hold names and statements of the code.
_QUOTING = "value"
_words: dict[str, str] = {}


def protect(words: Mapping[str, str]) -> None:
    """From now on these texts are replaced too; those of the job before are forgotten: a sandbox has one at a time."""
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
    # A message that is no text is data, e.g. the errors of a validation.
    own = key in OWN_FIELDS and not (key == "message" and not isinstance(value, str))
    return cleared_item(key, value, {} if own else _words)


def _stack_trace(trace: Mapping[str, Any]) -> dict[str, Any]:
    return {key: cleared_item(key, part, _words if key == _QUOTING else {}) for key, part in trace.items()}
