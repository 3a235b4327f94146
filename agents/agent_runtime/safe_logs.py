"""Log lines as JSON in which nothing that looks like a credential stands, nor what a job's user has typed.

An error quotes what caused it: a model's refusal its prompt, a validation error its input. So every line is masked as
spans are, whoever writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from agent_runtime.masking import masked

#: Fields by which lines are found; none of them is a user's choice.
IDENTIFIERS = frozenset(
    {"timestamp", "user_id", "session_id", "job_id", "function_arn", "function_request_id", "xray_trace_id", "version"}
)
_words: dict[str, str] = {}


def protect(words: Mapping[str, str]) -> None:
    """From now on these texts are replaced too; those of the job before are forgotten: a sandbox has one at a time."""
    global _words
    _words = dict(words)


def to_json(line: Mapping[str, Any]) -> str:
    """For `Logger(json_serializer=…)`."""
    cleared = {key: value if key in IDENTIFIERS else _cleared(value) for key, value in line.items()}
    return json.dumps(
        cleared, default=lambda value: masked(str(value), _words), separators=(",", ":"), ensure_ascii=False
    )


def _cleared(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value, _words)
    if isinstance(value, Mapping):
        return {key: _cleared(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_cleared(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value
