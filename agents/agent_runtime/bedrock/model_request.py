"""The Converse request for one answer, in the strongest form that the model takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from agents import AgentOutputSchemaBase, ModelSettings, TResponseInputItem
from agents.tool import Tool

from agent_runtime.bedrock import converse
from agent_runtime.bedrock.capabilities import Capabilities, Choice

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request of the SDK to a model."""

    system: str
    input_items: str | list[TResponseInputItem]
    settings: ModelSettings
    tools: list[Tool]
    schema: AgentOutputSchemaBase | None
    """Of a structured answer; None for an agent that answers with text."""

    @property
    def submit(self) -> str | None:
        """Name of the tool that takes the structured answer."""
        return converse.output_tool_name(self.schema) if self.schema else None

    @property
    def tool_names(self) -> frozenset[str]:
        return frozenset(tool.name for tool in self.tools)

    def call_ids(self) -> set[str]:
        """Ids of the calls in the conversation so far."""
        items = cast(Sequence[dict[str, Any]], [] if isinstance(self.input_items, str) else self.input_items)
        return {item["call_id"] for item in items if item.get("type") == "function_call"}


def build(model_id: str, asked: Asked, capabilities: Capabilities, notes: Sequence[str] = ()) -> JsonObject:
    """The request.

    Args:
        model_id: model or inference profile.
        asked: the contents.
        capabilities: forms that the model has not refused.
        notes: sentences about the last answers, for the model; they stand at the end.
    """
    tool_config = converse.tool_config(asked.tools, asked.schema, asked.settings)
    messages = converse.messages(asked.input_items)
    system = asked.system
    if tool_config and capabilities.choice is Choice.NO_TOOLS:
        system += _tools_as_text(tool_config["tools"], asked)
        messages = _calls_as_text(messages)
        tool_config = None
    elif tool_config:
        forced = "auto" not in tool_config["toolChoice"]
        tool_config |= {"toolChoice": _weakened(tool_config["toolChoice"], capabilities.choice)}
        if capabilities.choice is Choice.LEFT_OUT:
            del tool_config["toolChoice"]
        if forced and asked.submit and capabilities.choice >= Choice.AUTO:
            system += f"\n\nGive your final answer by calling the tool {asked.submit}, not as text."
    if not capabilities.reasoning:
        messages = _without_reasoning(messages)
    if notes:
        messages[-1]["content"] += [{"text": note} for note in notes]
    request: JsonObject = {"modelId": model_id, "messages": messages}
    if capabilities.system:
        cache = [{"cachePoint": {"type": "default"}}] if capabilities.cache_points else []
        # Tools, which stand first in Bedrock's prompt, and instructions never change between an agent's calls.
        request["system"] = [{"text": system}, *cache]
    else:
        messages[0]["content"].insert(0, {"text": system})
    request["inferenceConfig"] = _inference(asked.settings, capabilities)
    return request | ({"toolConfig": tool_config} if tool_config else {})


def _inference(settings: ModelSettings, capabilities: Capabilities) -> JsonObject:
    chosen = converse.inference_config(settings)
    if not capabilities.temperature:
        chosen.pop("temperature", None)
    if not capabilities.top_p:
        chosen.pop("topP", None)
    if capabilities.most_tokens and "maxTokens" in chosen:
        chosen["maxTokens"] = min(chosen["maxTokens"], capabilities.most_tokens)
    return chosen


def _weakened(choice: JsonObject, strongest: Choice) -> JsonObject:
    """The choice, or the strongest that the model takes if that is weaker."""
    wanted = Choice[next(iter(choice)).upper()]
    if wanted >= strongest:
        return choice
    return {"any": {}} if strongest is Choice.ANY else {"auto": {}}


def _without_reasoning(messages: list[JsonObject]) -> list[JsonObject]:
    kept = [
        {**message, "content": [block for block in message["content"] if "reasoningContent" not in block]}
        for message in messages
    ]
    return [message for message in kept if message["content"]]


def _tools_as_text(specs: list[JsonObject], asked: Asked) -> str:
    """For a model without tools: how to call them in text, and which form the final answer has."""
    lines: list[str] = []
    calls = [spec["toolSpec"] for spec in specs if spec["toolSpec"]["name"] != asked.submit]
    if calls:
        form = '{"name": "…", "arguments": {…}}'
        lines.append(f"To call a tool, answer with only this JSON object: {form}. You are given its result. The tools:")
        lines += [f"- {spec['name']}: {spec['description']} Arguments: {_schema(spec)}" for spec in calls]
    lines += [
        f"Give your final answer as only one JSON object of this schema: {_schema(spec['toolSpec'])}"
        for spec in specs
        if spec["toolSpec"]["name"] == asked.submit
    ]
    return "\n\n" + "\n".join(lines)


def _schema(spec: JsonObject) -> str:
    return json.dumps(spec["inputSchema"]["json"], ensure_ascii=False)


def _calls_as_text(messages: list[JsonObject]) -> list[JsonObject]:
    return [{**message, "content": [_as_text(block) for block in message["content"]]} for message in messages]


def _as_text(block: JsonObject) -> JsonObject:
    if "toolUse" in block:
        use = block["toolUse"]
        return {"text": json.dumps({"name": use["name"], "arguments": use["input"]}, ensure_ascii=False)}
    if "toolResult" in block:
        return {"text": "Result: " + "".join(part["text"] for part in block["toolResult"]["content"])}
    return block
