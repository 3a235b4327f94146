"""The Converse wire format: what Bedrock would refuse, how it counts tokens, how it answers."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from local.fake_model.conversation import Answer, JsonObject

#: Bedrock's errors and their HTTP statuses.
ERRORS: dict[str, int] = {
    "ValidationException": 400,
    "ServiceQuotaExceededException": 400,
    "AccessDeniedException": 403,
    "ResourceNotFoundException": 404,
    "ModelTimeoutException": 408,
    "ModelErrorException": 424,
    "ThrottlingException": 429,
    "ModelNotReadyException": 429,
    "InternalServerException": 500,
    "ServiceUnavailableException": 503,
}
CHARACTERS_PER_TOKEN = 4

_TOOL_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


def request_problem(body: JsonObject) -> str | None:
    """Why Bedrock would answer ValidationException; None if it would not."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "The messages field is required and must not be empty."
    turns: list[JsonObject] = messages
    if turns[0].get("role") != "user" or turns[-1].get("role") != "user":
        return "A conversation must start and end with a user message."
    if any(one.get("role") == other.get("role") for one, other in pairwise(turns)):
        return "Roles must alternate between user and assistant."
    if any(not turn.get("content") for turn in turns):
        return "The content field of a message must not be empty."
    return _tool_problem(body, turns) or _reasoning_problem(turns)


def _tool_problem(body: JsonObject, turns: list[JsonObject]) -> str | None:
    specs = [tool["toolSpec"] for tool in body.get("toolConfig", {}).get("tools", []) if "toolSpec" in tool]
    for spec in specs:
        if not _TOOL_NAME.match(spec["name"]):
            return f"The tool name {spec['name']} is invalid."
        if spec["inputSchema"]["json"].get("type") != "object":
            return f"The value at toolConfig.tools.{spec['name']}.inputSchema.json.type must be object."
    nothing: JsonObject = {"content": []}
    for before, after in pairwise([nothing, *turns, nothing]):
        asked = {block["toolUse"]["toolUseId"] for block in before["content"] if "toolUse" in block}
        given = {block["toolResult"]["toolUseId"] for block in after["content"] if "toolResult" in block}
        if asked != given:
            return f"Expected toolResult blocks for exactly these toolUse ids: {', '.join(sorted(asked)) or 'none'}."
        if asked and not specs:
            return "The toolConfig field must be defined when using toolUse and toolResult content blocks."
    return None


def _reasoning_problem(turns: list[JsonObject]) -> str | None:
    for turn in turns:
        for block in turn["content"]:
            reasoning = block.get("reasoningContent", {}).get("reasoningText")
            if reasoning and reasoning.get("signature") != signature(reasoning["text"]):
                return "Invalid signature in reasoningContent: reasoning must be passed back as it was given."
    return None


def signature(reasoning: str) -> str:
    """What marks reasoning as this model's own."""
    return hashlib.sha256(f"stand-in:{reasoning}".encode()).hexdigest()


def tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_PER_TOKEN)


class PromptCache:
    """Prefixes up to a cachePoint that were seen before, by model. Bedrock's minimum length is not imitated."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def input_usage(self, model_id: str, body: JsonObject) -> JsonObject:
        """`inputTokens`, `cacheReadInputTokens`, `cacheWriteInputTokens` of a request: buckets that do not overlap."""
        text = read = cacheable = ""
        for block in _prompt_order(body):
            if "cachePoint" not in block:
                text += json.dumps(block, sort_keys=True)
                continue
            cacheable = text
            key = hashlib.sha256(f"{model_id}\n{text}".encode()).hexdigest()
            if key in self._seen:
                read = text
            self._seen.add(key)
        return {
            "inputTokens": tokens(text[len(cacheable) :]),
            "cacheReadInputTokens": tokens(read),
            "cacheWriteInputTokens": tokens(cacheable[len(read) :]),
        }


def _prompt_order(body: JsonObject) -> list[JsonObject]:
    """All blocks in the order in which Bedrock puts them before the model: tools, system, messages."""
    blocks: list[JsonObject] = [*body.get("toolConfig", {}).get("tools", []), *body.get("system", [])]
    for message in body["messages"]:
        blocks += message["content"]
    return blocks


@dataclass(frozen=True)
class Turn:
    """The model's turn on the wire."""

    content: list[JsonObject]
    stop_reason: str

    @property
    def output_tokens(self) -> int:
        return sum(tokens(_generated(block)) for block in self.content)


def _generated(block: JsonObject) -> str:
    if "reasoningContent" in block:
        return block["reasoningContent"]["reasoningText"]["text"]
    if "toolUse" in block:
        return block["toolUse"]["name"] + json.dumps(block["toolUse"]["input"])
    return block["text"]


def turn(answer: Answer, body: JsonObject) -> Turn:
    """The content blocks of an answer. Tool-use ids follow from the conversation, so that they repeat with it."""
    content: list[JsonObject] = []
    if answer.reasoning:
        text = {"text": answer.reasoning, "signature": signature(answer.reasoning)}
        content.append({"reasoningContent": {"reasoningText": text}})
    if answer.text:
        content.append({"text": answer.text})
    digest = hashlib.sha256(json.dumps(body["messages"], sort_keys=True).encode()).hexdigest()[:16]
    for number, call in enumerate(answer.calls):
        use = {"toolUseId": f"tooluse_{digest}_{number}", "name": call.name, "input": call.input}
        content.append({"toolUse": use})
    return Turn(content, "tool_use" if answer.calls else "end_turn")


def response(made: Turn, input_usage: JsonObject, latency_ms: int) -> dict[str, Any]:
    """The body of a successful Converse call."""
    total = sum(input_usage.values()) + made.output_tokens
    return {
        "output": {"message": {"role": "assistant", "content": made.content}},
        "stopReason": made.stop_reason,
        "usage": {**input_usage, "outputTokens": made.output_tokens, "totalTokens": total},
        "metrics": {"latencyMs": latency_ms},
    }
