"""How Langfuse shows an input or an output: as a conversation, or as plain JSON (rules 5.1–5.9, 6.1–6.3).

Of its adapters, the OpenAI one, which Alex's generations are for; any other data is taken as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from local.traces.mapping.schema import is_message, is_part
from local.traces.mapping.values import JsonObject, as_list, as_object, decoded, objects_of

_ROLES = ("system", "user", "assistant", "tool", "function")
_SHOWN = ("role", "name", "content", "audio", "type", "tools", "tool_calls", "tool_call_id", "thinking")
_FIELDS = frozenset({*_SHOWN, "redacted_thinking"})
_MOST_SIMPLE_KEYS = 2


def shown_input(value: Any, *, name: str = "") -> list[JsonObject] | None:
    """The messages of an input; None if Langfuse shows it as text or as JSON.

    Unknown keys of a message are under its key `json`, which is shown as a block below it (5.5).

    Args:
        value: the attribute's text, or what it holds.
        name: of the observation; "openai" in it forces the adapter (5.1).
    """
    listed = as_list(_listed(_taken(decoded(value), name)))
    return _checked(listed)


def shown_output(value: Any, *, name: str = "") -> list[JsonObject] | None:
    """The same for an output: plain text or a single message is one too, by default the assistant's (5.7)."""
    found = decoded(value)
    if isinstance(found, str):
        return [{"role": "assistant", "content": found}]
    taken = _taken(found, name)
    if (whole := as_object(taken)) is not None and "messages" not in whole:
        taken = [whole]
    messages = _checked(as_list(_listed(taken)))
    return messages and [{**message, "role": message.get("role", "assistant")} for message in messages]


def unreadable_parts(message: JsonObject) -> list[Any]:
    """Content parts that are shown as JSON: those without a `type` that Langfuse knows (5.9)."""
    return [part for part in as_list(message.get("content")) or [] if not is_part(part)]


def _checked(messages: list[Any] | None) -> list[JsonObject] | None:
    if not messages or not all(is_message(each) for each in messages):
        return None
    return [_with_block(message) for message in messages]


def _taken(value: Any, name: str) -> Any:
    return _adapted(value) if "openai" in name.lower() or is_openai(value) else value


def _listed(value: Any) -> Any:
    """The list of messages, of an object with `messages` or as the only item of a list (5.8)."""
    if (whole := as_object(value)) is not None:
        return whole.get("messages")
    found = as_list(value)
    return found[0] if found is not None and len(found) == 1 and isinstance(found[0], list) else found


def additional_input(value: Any) -> JsonObject:
    """Keys beside `messages`, which are shown as additional input (5.3)."""
    return {key: each for key, each in (as_object(decoded(value)) or {}).items() if key != "messages"}


def is_openai(value: Any) -> bool:
    """Whether the OpenAI adapter recognises it (5.2)."""
    if (listed := as_list(value)) is not None:
        found = objects_of(listed)
        return len(found) == len(listed) and all(
            each.get("role") in _ROLES and as_list(each.get("parts")) is None for each in found
        )
    whole = as_object(value) or {}
    if any(as_list(whole.get(key)) is not None for key in ("messages", "output")):
        return True
    if isinstance(whole.get("model"), str) and as_list(whole.get("choices")) is not None:
        return True
    calls = as_list(whole.get("tool_calls"))
    return isinstance(whole.get("role"), str) and calls is not None and all(map(_is_nested_call, calls))


def _is_nested_call(call: Any) -> bool:
    whole = as_object(call) or {}
    function = as_object(whole.get("function")) or {}
    return isinstance(whole.get("type"), str) and isinstance(function.get("name"), str)


def _adapted(value: Any) -> Any:
    if (listed := as_list(value)) is not None:
        return [_normal(each) for each in listed]
    whole = as_object(value) or {}
    listed = next((found for key in ("messages", "output") if (found := as_list(whole.get(key))) is not None), None)
    if listed is not None:
        tools = as_list(whole.get("tools"))
        shared = {"tools": [_flat_tool(tool) for tool in tools]} if tools is not None else {}
        return [{**_normal(each), **shared} for each in listed]
    if choices := objects_of(whole.get("choices")):
        return _normal(choices[0].get("message"))
    return _normal(whole) if "role" in whole else whole


def _normal(message: Any) -> JsonObject:
    """A message with flat calls and without nulls (5.4–5.6, 5.9)."""
    whole = {key: each for key, each in (as_object(message) or {}).items() if each is not None}
    if whole.get("type") == "reasoning" and (thought := _reasoning(whole)):
        return {"role": "assistant", "content": "", **thought}
    parts = objects_of(whole.get("content"))
    if parts and parts[0].get("type") == "output_text" and isinstance(parts[0].get("text"), str):
        whole["content"] = parts[0]["text"]
    calls = whole.pop("toolCalls", None)
    if (calls := as_list(calls if calls is not None else whole.get("tool_calls"))) is not None:
        whole["tool_calls"] = [_flat_call(call) for call in objects_of(calls)]
    content = as_object(whole.get("content"))
    if whole.get("role") == "tool" and content is not None:
        if _is_rich(content):
            return {**{key: each for key, each in whole.items() if key != "content"}, **content}
        whole["content"] = json.dumps(content)
    return whole


def _flat_call(call: JsonObject) -> JsonObject:
    function = as_object(call.get("function"))
    flat = {**call} if function is None else {"type": call.get("type") or "function", "name": function.get("name")}
    if function is not None:
        flat |= {key: call[key] for key in ("id", "index") if key in call}
    arguments = (function or call).get("arguments")
    return {**flat, "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments or {})}


def _flat_tool(tool: Any) -> JsonObject:
    whole = as_object(tool) or {}
    inner = as_object(whole.get("function")) or whole
    flat = {"name": inner.get("name"), "description": inner.get("description") or ""}
    return flat if inner.get("parameters") is None else {**flat, "parameters": inner["parameters"]}


def _is_rich(content: JsonObject) -> bool:
    """Shown as a table: more than two keys, or nested ones (5.6)."""
    return len(content) > _MOST_SIMPLE_KEYS or any(isinstance(each, dict | list) for each in content.values())


def _reasoning(item: JsonObject) -> JsonObject | None:
    """Thinking from a reasoning item: its content, else its summary, else what is encrypted (6.2)."""
    content, summary = ("\n".join(_texts(item.get(key))) for key in ("content", "summary"))
    if content or summary:
        both = {"summary": summary} if content and summary else {}
        return {"thinking": [{"type": "thinking", "content": content or summary, **both}]}
    hidden = item.get("encrypted_content")
    return {"redacted_thinking": [{"type": "redacted_thinking", "data": hidden}]} if hidden else None


def _texts(value: Any) -> Iterator[str]:
    for each in as_list(value) or []:
        found = each if isinstance(each, str) else (as_object(each) or {}).get("text")
        if isinstance(found, str) and found:
            yield found


def _with_block(message: JsonObject) -> JsonObject:
    whole = {**message, **(as_object(message.get("additional_kwargs")) or {})}
    whole.pop("additional_kwargs", None)
    others = {key: each for key, each in whole.items() if key not in _FIELDS}
    known = {key: each for key, each in whole.items() if key in _FIELDS}
    return {**known, "json": others} if others else known
