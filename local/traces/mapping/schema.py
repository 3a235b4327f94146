"""The schema of a message: one that breaks it makes Langfuse show the whole input or output as JSON (rule 5.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.traces.mapping.values import as_list, as_object

Check = Callable[[Any], bool]


def is_message(value: Any) -> bool:
    """Whether it has a message's form. Keys that are not named here may hold anything."""
    message = as_object(value)
    if message is None:
        return False
    return all(check(message[key]) for key, check in _CHECKS.items() if key in message) and (
        message.get("content", "") is not None or "role" in message
    )


def is_part(value: Any) -> bool:
    """Whether a part of a content is shown as text, image or sound (5.9)."""
    if isinstance(value, str):
        return value.startswith("@@@langfuseMedia:")
    part = as_object(value) or {}
    return any(part.get("type") == kind and of(part.get(key)) for kind, (key, of) in _PARTS.items())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_content(value: Any) -> bool:
    """Parts of any form pass; only those with a known `type` are shown as such (5.9)."""
    return value is None or isinstance(value, str | list | dict)


def _object_with(optional: tuple[str, ...] = (), **needed: Check) -> Check:
    """An object whose `needed` keys are there and right, and whose `optional` ones are texts if they are there."""

    def check(value: Any) -> bool:
        found = as_object(value)
        return (
            found is not None
            and all(key in found and of(found[key]) for key, of in needed.items())
            and all(_is_text(found[key]) for key in optional if key in found)
        )

    return check


def _list_of(check: Check) -> Check:
    def check_all(value: Any) -> bool:
        found = as_list(value)
        return found is not None and all(check(each) for each in found)

    return check_all


def _exactly(expected: str) -> Check:
    return lambda value: value == expected


_PARTS: dict[str, tuple[str, Check]] = {
    **dict.fromkeys(("text", "input_text", "output_text"), ("text", _is_text)),
    "image_url": ("image_url", _object_with(url=_is_text)),
    "input_audio": ("input_audio", _object_with(data=_is_text)),
}
_call = _object_with(("type",), id=_is_text, name=_is_text, arguments=_is_text)
_thinking = _object_with(("signature", "summary"), type=_exactly("thinking"), content=_is_text)
_redacted = _object_with(type=_exactly("redacted_thinking"), data=_is_text)


def _is_tool(value: Any) -> bool:
    found = as_object(value) or {}
    return _object_with(("description",), name=_is_text)(value) and isinstance(found.get("parameters", {}), dict)


_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("role", "name", "tool_call_id"), _is_text),
    "content": _is_content,
    "additional_kwargs": lambda value: isinstance(value, dict),
    "tools": _list_of(_is_tool),
    "tool_calls": _list_of(_call),
    "thinking": _list_of(_thinking),
    "redacted_thinking": _list_of(_redacted),
}
