"""Converse's messages in the chat shape that Langfuse reads: OpenAI's, with thinking beside the text.

Langfuse finds tools, their calls and their results only in this shape; a content block of Converse's, which has no
`type`, is none that it knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

JsonObject = dict[str, Any]


def asked(request: JsonObject) -> JsonObject:
    """The input of a generation: `{"messages": […], "tools": […]}`, without `tools` if the model was given none.

    Args:
        request: of Converse.
    """
    system = _content(_texts(request.get("system", [])))
    messages = [{"role": "system", "content": system}] if system else []
    for message in request["messages"]:
        messages += [answered(message)] if message["role"] == "assistant" else _from_user(message["content"])
    tools = [_tool(spec["toolSpec"]) for spec in request.get("toolConfig", {}).get("tools", []) if "toolSpec" in spec]
    return {"messages": messages, **({"tools": tools} if tools else {})}


def answered(message: JsonObject) -> JsonObject:
    """The output of a generation: one assistant message. Its content is None if the model only called tools.

    Args:
        message: of Converse; an empty one gives an empty message.
    """
    blocks: list[JsonObject] = message.get("content", [])
    calls = _calls(blocks)
    return {
        "role": "assistant",
        "content": _content(_texts(blocks)),
        **_thinking(blocks),
        **({"tool_calls": calls} if calls else {}),
    }


def _from_user(blocks: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Each tool result is a separate message; text between results is the user's."""
    said: list[JsonObject] = []
    for block in blocks:
        result = block.get("toolResult")
        if result is None:
            said.append(block)
            continue
        yield from _user(said)
        said = []
        text = "\n".join(_texts(result["content"]))
        yield {"role": "tool", "tool_call_id": result["toolUseId"], "content": text}
    yield from _user(said)


def _user(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    content = _content(_texts(blocks))
    if content is not None:
        yield {"role": "user", "content": content}


def _texts(blocks: Iterable[JsonObject]) -> list[str]:
    """The texts of blocks. Of a file, only its kind: a trace holds no images. A cache point is no content."""
    found: list[str] = []
    for block in blocks:
        if "text" in block:
            found.append(block["text"])
        elif "json" in block:
            found.append(json.dumps(block["json"], ensure_ascii=False))
        else:
            found += [f"[{kind}]" for kind in ("image", "document", "video") if kind in block]
    return found


def _content(texts: list[str]) -> Any:
    """One text as it is; several as parts, which must say their type."""
    if len(texts) > 1:
        return [{"type": "text", "text": text} for text in texts]
    return texts[0] if texts else None


def _thinking(blocks: Iterable[JsonObject]) -> JsonObject:
    """Reasoning, readable and encrypted. Signatures and ciphers are left out: only Bedrock can read them."""
    read: list[JsonObject] = []
    sealed: list[JsonObject] = []
    for block in blocks:
        reasoning: JsonObject = block.get("reasoningContent", {})
        if "reasoningText" in reasoning:
            read.append({"type": "thinking", "content": reasoning["reasoningText"].get("text", "")})
        elif "redactedContent" in reasoning:
            size = len(reasoning["redactedContent"])
            sealed.append({"type": "redacted_thinking", "data": f"[{size} encrypted bytes]"})
    return {**({"thinking": read} if read else {}), **({"redacted_thinking": sealed} if sealed else {})}


def _calls(blocks: Iterable[JsonObject]) -> list[JsonObject]:
    """Each with a unique id and with arguments as text: else Langfuse takes two for one, or shows plain JSON."""
    calls: dict[str, JsonObject] = {}
    for use in (block["toolUse"] for block in blocks if "toolUse" in block):
        given, call_id = use.get("input"), str(use.get("toolUseId") or "call")
        if call_id in calls:
            call_id = f"{call_id}-{len(calls) + 1}"
        arguments = given if isinstance(given, str) else json.dumps({} if given is None else given, ensure_ascii=False)
        function = {"name": str(use.get("name") or "unnamed"), "arguments": arguments}
        calls[call_id] = {"id": call_id, "type": "function", "function": function}
    return list(calls.values())


def _tool(spec: JsonObject) -> JsonObject:
    function = {"name": spec["name"], "description": spec["description"], "parameters": spec["inputSchema"]["json"]}
    return {"type": "function", "function": function}
