"""What Bedrock refuses in a Converse request, in Bedrock's words where they are known."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from itertools import pairwise
from typing import Any

from local.fake_model.conversation import JsonObject
from local.fake_model.converse import signature

_TOOL_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_TOOL_USE_ID = re.compile(r"^[a-zA-Z0-9_.:-]{1,64}$")
_REDACTED = re.compile(rb"fake-model:[0-9a-f]{64}")


def request_problem(body: JsonObject) -> str | None:
    """Message of the ValidationException that Bedrock would return; None for a valid request."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "The messages field is required and must not be empty."
    turns: list[JsonObject] = messages
    if turns[0].get("role") != "user" or turns[-1].get("role") != "user":
        return "A conversation must start and end with a user message."
    if any(before.get("role") == after.get("role") for before, after in pairwise(turns)):
        return "Roles must alternate between user and assistant."
    for number, turn in enumerate(turns):
        if not turn.get("content"):
            return (
                f"The content field in the Message object at messages.{number} is empty. Add a ContentBlock object to "
                "the content field and try again."
            )
    return _text_problem(body, turns) or _tool_problem(body, turns) or _id_problem(turns) or _reasoning_problem(turns)


def _text_problem(body: JsonObject, turns: list[JsonObject]) -> str | None:
    for number, block in enumerate(body.get("system", [])):
        if "text" in block and not block["text"].strip():
            return _blank("SystemContentBlock", f"system.{number}")
    for number, turn in enumerate(turns):
        for place, block in enumerate(turn["content"]):
            where = f"messages.{number}.content.{place}"
            if "text" in block and not block["text"].strip():
                return _blank("ContentBlock", where)
            for part, content in enumerate(block.get("toolResult", {}).get("content", [])):
                if "text" in content and not content["text"].strip():
                    return _blank("ToolResultContentBlock", f"{where}.toolResult.content.{part}")
    return None


def _blank(kind: str, where: str) -> str:
    return f"The text field in the {kind} object at {where} is blank. Add text to the text field, and try again."


def _tool_problem(body: JsonObject, turns: list[JsonObject]) -> str | None:
    specs = [tool["toolSpec"] for tool in body.get("toolConfig", {}).get("tools", []) if "toolSpec" in tool]
    for spec in specs:
        if not _TOOL_NAME.match(spec["name"]):
            return f"The tool name {spec['name']} is invalid."
        if spec["inputSchema"]["json"].get("type") != "object":
            return f"The value at toolConfig.tools.{spec['name']}.inputSchema.json.type must be object."
    if specs and (named := _named_choice(body)) and named not in {spec["name"] for spec in specs}:
        return f"The tool {named} of toolConfig.toolChoice is not among the tools."
    if not specs and any(_ids(turn, "toolUse") for turn in turns):
        return "The toolConfig field must be defined when using toolUse and toolResult content blocks."
    return None


def _named_choice(body: JsonObject) -> str | None:
    return body["toolConfig"].get("toolChoice", {}).get("tool", {}).get("name")


def _id_problem(turns: list[JsonObject]) -> str | None:
    """Each tool use has one id, and its result is in the next message."""
    nothing: JsonObject = {"content": []}
    seen = set[str]()
    for number, (before, after) in enumerate(pairwise([nothing, *turns, nothing])):
        asked, given = _ids(before, "toolUse"), _ids(after, "toolResult")
        for kind, place, ids in (("toolUse", number - 1, asked), ("toolResult", number, given)):
            if twice := [identifier for identifier, times in Counter(ids).items() if times > 1]:
                return f"The {kind} blocks at messages.{place}.content contain duplicate Ids: {', '.join(twice)}"
        if invalid := [identifier for identifier in asked if not _TOOL_USE_ID.match(identifier)]:
            return f"The toolUseId {invalid[0]!r} at messages.{number - 1}.content is invalid."
        if missing := [identifier for identifier in asked if identifier not in given]:
            return (
                f"Expected toolResult blocks at messages.{number}.content for the following Ids: {', '.join(missing)}"
            )
        if len(given) > len(asked):
            return (
                f"The number of toolResult blocks at messages.{number}.content exceeds the number of toolUse blocks of "
                "previous turn."
            )
        if again := seen & set(asked):
            return f"messages.{number - 1}: `tool_use` ids must be unique: {', '.join(sorted(again))}"
        seen |= set(asked)
    return None


def _ids(turn: JsonObject, kind: str) -> list[str]:
    return [block[kind]["toolUseId"] for block in turn["content"] if kind in block]


def _reasoning_problem(turns: list[JsonObject]) -> str | None:
    for turn in turns:
        for block in turn["content"]:
            if "reasoningContent" in block and not _is_ours(block["reasoningContent"]):
                return "Invalid signature in reasoningContent: reasoning must be passed back as it was given."
    return None


def _is_ours(reasoning: JsonObject) -> bool:
    if "redactedContent" in reasoning:
        try:
            content = base64.b64decode(reasoning["redactedContent"], validate=True)
        except (binascii.Error, TypeError, ValueError):
            return False
        return _REDACTED.fullmatch(content) is not None
    text: dict[str, Any] = reasoning["reasoningText"]
    return text.get("signature") == signature(text["text"])
