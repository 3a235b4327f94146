"""A span's attributes as they may be sent: masked, or without contents.

The user's words are replaced in content only: a user who calls an account `total` must not rewrite the system's own
fields. The fields that the system sets are listed (`is_structural`); everything else is content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agent_runtime.contracts import Usage
from agent_runtime.privacy.chat_masking import cleared_chat
from agent_runtime.privacy.masking import Content, cleared_item, masked

#: Attributes that identify the user and the session: without them, traces could not be found or costs attributed.
IDENTIFIERS = frozenset({"user.id", "session.id"})
_STATUS_MESSAGE = "langfuse.observation.status_message"
#: A number or truth value as JSON.
_FIGURE = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,4})?|true|false|null")
#: Characters of a status message that are sent without contents.
MOST_OF_A_CAUSE = 60
_INPUT_OUTPUT = ("langfuse.observation.input", "langfuse.observation.output")
_TYPE = "langfuse.observation.type"
_METADATA = "langfuse.observation.metadata."
#: Further attributes that the system sets. `alex trace` and `alex costs` read them.
_STRUCTURAL = frozenset(
    {
        _TYPE,
        "langfuse.observation.level",
        "langfuse.observation.model.name",
        "langfuse.observation.model.parameters",
        "langfuse.observation.usage_details",
        "langfuse.observation.cost_details",
        "langfuse.observation.completion_start_time",
        "langfuse.observation.prompt.name",
        "langfuse.observation.prompt.version",
        "langfuse.trace.name",
        "langfuse.trace.tags",
        "langfuse.trace.public",
        "langfuse.trace.metadata.job_id",
        "langfuse.environment",
        "langfuse.release",
        "langfuse.version",
        "langfuse.internal.as_root",
        "langfuse.internal.is_app_root",
        *(
            _METADATA + name
            for name in (
                "agent",
                "persona",
                "status",
                "attempt",
                "turn",
                "job_id",
                "user_id",
                "accounts",
                "positions",
                "portfolio_value",
                "execution_ms",
                "degraded_reason",
                "faithfulness",
                "written",
                *Usage.model_fields,
            )
        ),
    }
)


def exportable(attributes: Mapping[str, Any], content: Content, known: Mapping[str, str]) -> dict[str, Any]:
    """A span's attributes as they may be sent."""
    if content is Content.FULL:
        return dict(attributes)
    kept = dict(attributes)
    if content is Content.METADATA:
        kept = {key: _said(key, value) for key, value in kept.items() if _is_no_content(key, value)}
    is_chat = kept.get(_TYPE) == "generation"
    return {key: _exportable_value(key, value, known, is_chat) for key, value in kept.items()}


def sayable(text: str | None, content: Content, known: Mapping[str, str]) -> str | None:
    """A status message as it may be sent."""
    if text is None or content is Content.FULL:
        return text
    return masked(_cause(text) if content is Content.METADATA else text, known)


def _is_no_content(key: str, value: Any) -> bool:
    """Whether an attribute holds neither the user's nor the model's words: the code sets it, or it is a figure."""
    if key in _INPUT_OUTPUT:
        return False
    if is_structural(key) or key in IDENTIFIERS or key == _STATUS_MESSAGE:
        return True
    return _FIGURE.fullmatch(value) is not None if isinstance(value, str) else isinstance(value, int | float)


def _said(key: str, value: Any) -> Any:
    return _cause(value) if key == _STATUS_MESSAGE and isinstance(value, str) else value


def _cause(message: str) -> str:
    """The cause that a message begins with, e.g. `ValidationException`. What follows may quote prompt or answer."""
    return message.partition(":")[0][:MOST_OF_A_CAUSE]


def is_structural(key: str) -> bool:
    """Whether the system sets the attribute of this name, so that it holds no words of the user."""
    return key in _STRUCTURAL


def _exportable_value(key: str, value: Any, known: Mapping[str, str], is_chat: bool) -> Any:
    if key in IDENTIFIERS:
        return value
    if is_chat and key in _INPUT_OUTPUT and isinstance(value, str):
        return cleared_chat(value, known)
    safe = cleared_item(key, value, {} if is_structural(key) else known)
    return tuple(safe) if isinstance(safe, list) else safe
