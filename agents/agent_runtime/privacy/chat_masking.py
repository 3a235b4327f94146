"""Masks a model's conversation and leaves its shape: a user may call an account `user`, `messages` or `string`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from agent_runtime.privacy.masking import cleared, cleared_item, unique

#: Names that the code writes (`trace_chat`). All others are masked as contents are.
_NAMES = frozenset(
    {
        *("messages", "role", "content", "text", "thinking", "redacted_thinking", "data"),
        *("tools", "tool_calls", "tool_call_id", "id", "type", "function", "name", "arguments"),
    }
)
#: Words that the code writes below a name.
_WORDS: Mapping[str, frozenset[str]] = {
    "role": frozenset({"system", "user", "assistant", "tool"}),
    "type": frozenset({"function", "text", "thinking", "redacted_thinking"}),
}


def cleared_chat(text: str, known: Mapping[str, str]) -> str:
    """The JSON text of a conversation with its contents masked. The tools' definitions hold no words of the user.

    Args:
        known: whole words to replace, and their labels.
    """
    try:
        chat: Any = json.loads(text, object_pairs_hook=unique)
        safe = _shaped(chat, known)
        if isinstance(chat, dict) and "tools" in chat:
            safe["tools"] = json.loads(_cleared_tools(json.dumps(chat["tools"])))
    except (ValueError, RecursionError):
        return cleared(text, known)
    return text if safe == chat else json.dumps(safe)


@lru_cache(maxsize=16)
def _cleared_tools(definitions: str) -> str:
    """The same for all calls of an agent, and for all jobs."""
    return json.dumps(cleared(json.loads(definitions), {}))


def _shaped(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_shaped(part, known) for part in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return cleared(value, known)
    safe: dict[str, Any] = {}
    for name, part in cast("dict[str, Any]", value).items():
        if name not in _NAMES:
            safe |= cast("dict[str, Any]", cleared({name: part}, known))
        elif isinstance(part, str) and part in _WORDS.get(name, ()):
            safe[name] = part
        else:
            safe[name] = _shaped(part, known) if isinstance(part, dict | list) else cleared_item(name, part, known)
    return safe
