"""Translates a Converse request into a chat completions request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from local.real_model.replies import ConverseError

JsonObject = dict[str, Any]

_INFERENCE = {"maxTokens": "max_tokens", "temperature": "temperature", "topP": "top_p", "stopSequences": "stop"}


def chat_request(model: str, body: JsonObject) -> JsonObject:
    """The body for `POST /chat/completions`.

    Raises:
        ConverseError: ValidationException for a content block that chat completions cannot carry, such as an image.
    """
    messages = [*_system(body.get("system", []))]
    for message in body["messages"]:
        translate = _assistant if message["role"] == "assistant" else _user
        messages += translate(message["content"])
    inference = body.get("inferenceConfig", {})
    settings = {theirs: inference[ours] for ours, theirs in _INFERENCE.items() if ours in inference}
    return {"model": model, "messages": messages, "stream": False, **settings, **_tools(body.get("toolConfig"))}


def _system(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    text = "\n\n".join(block["text"] for block in blocks if "text" in block)
    if text:
        yield {"role": "system", "content": text}


def _user(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    """Tool results come first: they must follow the assistant's calls directly."""
    texts = list[str]()
    for block in blocks:
        if "toolResult" in block:
            result = block["toolResult"]
            yield {"role": "tool", "tool_call_id": result["toolUseId"], "content": _result_text(result)}
        elif "text" in block:
            texts.append(block["text"])
        elif "cachePoint" not in block:
            raise _unsupported(block)
    if texts:
        yield {"role": "user", "content": "\n\n".join(texts)}


def _result_text(result: JsonObject) -> str:
    parts = [part["text"] if "text" in part else json.dumps(part.get("json", part)) for part in result["content"]]
    return "\n".join(parts)


def _assistant(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    """Reasoning is left out: chat completions has no field in which every server takes it back."""
    texts, calls = list[str](), list[JsonObject]()
    for block in blocks:
        if "toolUse" in block:
            use = block["toolUse"]
            function = {"name": use["name"], "arguments": json.dumps(use["input"])}
            calls.append({"id": use["toolUseId"], "type": "function", "function": function})
        elif "text" in block:
            texts.append(block["text"])
        elif "cachePoint" not in block and "reasoningContent" not in block:
            raise _unsupported(block)
    message: JsonObject = {"role": "assistant", "content": "\n\n".join(texts) or None}
    yield {**message, "tool_calls": calls} if calls else message


def _tools(config: JsonObject | None) -> JsonObject:
    """Tools and tool choice. A named choice becomes one tool and `required`: few servers know the named form."""
    if not config:
        return {}
    specs = [tool["toolSpec"] for tool in config["tools"] if "toolSpec" in tool]
    choice = config.get("toolChoice", {"auto": {}})
    if "tool" in choice:
        specs = [spec for spec in specs if spec["name"] == choice["tool"]["name"]]
    tools = [
        {
            "type": "function",
            "function": {
                "name": spec["name"],
                "description": spec.get("description", spec["name"]),
                "parameters": spec["inputSchema"]["json"],
            },
        }
        for spec in specs
    ]
    return {"tools": tools, "tool_choice": "auto" if "auto" in choice else "required"} if tools else {}


def _unsupported(block: JsonObject) -> ConverseError:
    kind = ", ".join(block) or "empty"
    return ConverseError("ValidationException", f"An OpenAI-compatible model takes no content block of type {kind}.")
