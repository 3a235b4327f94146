"""Tools that a model was offered, and those that it called (rules 4.1–4.8).

Computed for every observation. Only shapes that the server knows give a tool: Converse's own gives none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from local.traces.mapping.values import JsonObject, as_list, as_object, decoded, objects_of

_CALL_TYPES = ("function", "function_call", "tool-call", "tool_use")
_MESSAGE_KEYS = ("role", "content", "tool_calls", "additional_kwargs")
_PARAMETERS = ("parameters", "parameters_json_schema", "inputSchema")


def tools_of(given: Any, output: Any) -> JsonObject:
    """The columns of an observation with this input and output, as texts or as values.

    Returns:
        `toolDefinitions`: JSON texts with `description` and `parameters`, by name. `toolCalls`: JSON texts with `id`,
        `arguments`, `type` and `index`; `toolCallNames` are their names, in the same order.
    """
    calls = _distinct(_calls(decoded(output)))
    return {
        "toolDefinitions": _definitions(decoded(given)),
        "toolCalls": [json.dumps({key: call[key] for key in ("id", "arguments", "type", "index")}) for call in calls],
        "toolCallNames": [call["name"] for call in calls],
    }


def moved_into_input(given: Any, metadata: JsonObject) -> tuple[Any, JsonObject]:
    """Input and metadata, with a metadata list `tools` of named tools moved into the input (4.3)."""
    tools = as_list(decoded(metadata.get("tools")))
    if not tools or not all(_named(tool) for tool in tools):
        return given, metadata
    value = decoded(given)
    if (messages := as_list(value)) is not None:
        merged: JsonObject = {"messages": messages, "tools": tools}
    elif (whole := as_object(value)) is not None:
        merged = {**whole, "tools": [*(as_list(whole.get("tools")) or []), *tools]}
    elif value is None or isinstance(value, str):
        merged = {"tools": tools} if value is None else {"prompt": value, "tools": tools}
    else:
        return given, metadata
    return json.dumps(merged), {key: each for key, each in metadata.items() if key != "tools"}


def _definitions(given: Any) -> dict[str, str]:
    """Of the input only; of equal names the first counts (4.1, 4.2)."""
    found: dict[str, str] = {}
    for tool in _offered(given):
        named = _named(tool)
        if named is not None and named["name"] not in found:
            parameters = next((named[key] for key in _PARAMETERS if named.get(key) is not None), None)
            described = {
                "description": named.get("description") or named.get("desc") or "",
                "parameters": json.dumps(parameters) if parameters else "",
            }
            found[named["name"]] = json.dumps(described)
    return found


def _offered(given: Any) -> Iterator[Any]:
    whole = {"messages": given} if isinstance(given, list) else as_object(given) or {}
    yield from as_list(whole.get("tools")) or []
    for message in objects_of(whole.get("messages")):
        yield from as_list(message.get("tools")) or []
        content = as_object(message.get("content")) or {}
        if message.get("role") == "tool" and content.get("type") == "function" and content.get("function"):
            yield content


def _named(tool: Any) -> JsonObject | None:
    """The definition, nested under `function` or flat; None without a name."""
    whole = as_object(decoded(tool)) or {}
    inner = as_object(whole.get("function")) or whole
    return inner if isinstance(inner.get("name"), str) and inner["name"] else None


def _calls(output: Any) -> Iterator[JsonObject]:
    """Of the output only: calls of earlier turns are in the input (4.4)."""
    if isinstance(output, list):
        for each in objects_of(output):
            yield from _found(each)
    elif (whole := as_object(output)) is not None:
        yield from _found(whole)
        if not _is_bare_call(whole):
            for choice in objects_of(whole.get("choices")):
                yield from _listed(as_object(choice.get("message")) or {})
            yield from _listed(as_object(whole.get("additional_kwargs")) or {}, ("tool_calls",))


def _found(value: JsonObject) -> Iterator[JsonObject]:
    """Calls of a message, or a bare call."""
    if _is_bare_call(value):
        yield from _call(value)
        return
    yield from _listed(value)
    for part in objects_of(value.get("content")):
        if part.get("type") in ("tool_use", "tool-call"):
            yield from _call(part)


def _listed(message: JsonObject, keys: tuple[str, ...] = ("tool_calls", "toolCalls")) -> Iterator[JsonObject]:
    listed = next((found for key in keys if (found := as_list(decoded(message.get(key)))) is not None), None)
    for call in objects_of(listed):
        yield from _call(call)


def _is_bare_call(value: JsonObject) -> bool:
    """With a mark of a call, and without those of a message (4.4)."""
    if any(key in value for key in _MESSAGE_KEYS) or value.get("type") == "tool-result":
        return False
    function, kind = as_object(value.get("function")) or {}, value.get("type")
    is_marked = "id" in value or "index" in value or kind in _CALL_TYPES or bool(value.get("call_id"))
    takes_input = any(key in value for key in ("input", "args"))
    return (
        bool(function.get("name") and "arguments" in function)
        or (bool(value.get("toolName")) and (kind == "tool-call" or takes_input))
        or (bool(value.get("name")) and kind == "tool_use" and "input" in value)
        or (bool(value.get("name")) and "arguments" in value and is_marked)
    )


def _call(call: JsonObject) -> Iterator[JsonObject]:
    """The call, nested under `function` or flat; none without a name (4.5)."""
    function = as_object(call.get("function"))
    inner = function or {}
    name = inner.get("name") or call.get("name") or call.get("toolName")
    if not isinstance(name, str) or not name:
        return
    given = (inner.get("arguments"), *(call.get(key) for key in ("arguments", "args", "input")))
    arguments = next((each for each in given if each is not None), {})
    yield {
        "id": next((str(call[key]) for key in ("call_id", "id", "toolCallId") if call.get(key) is not None), ""),
        "name": name,
        "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
        "type": call.get("type") or ("function" if function else ""),
        "index": call.get("index") or 0,
    }


def _distinct(calls: Iterator[JsonObject]) -> list[JsonObject]:
    """One of each id; without an id, one of each name with the same arguments (4.6)."""
    by_key: dict[str, JsonObject] = {}
    for call in calls:
        by_key.setdefault(call["id"] or f"{call['name']}-{call['arguments']}", call)
    return list(by_key.values())
