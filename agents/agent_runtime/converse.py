"""Pure translation between the Agents SDK's items and Bedrock's Converse messages."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from agents import AgentOutputSchemaBase, FunctionTool, ModelSettings, TResponseInputItem
from agents.tool import Tool
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningItem,
)
from openai.types.responses.response_reasoning_item import Summary

from agent_runtime.prices import TokenCounts

JsonObject = dict[str, Any]


def messages(input_items: str | list[TResponseInputItem]) -> list[JsonObject]:
    """SDK input items as Converse messages. Adjacent ones of one role are merged: Converse demands alternation."""
    if isinstance(input_items, str):
        return [{"role": "user", "content": [{"text": input_items}]}]
    merged: list[JsonObject] = []
    for item in input_items:
        role, block = _content_block(cast(Mapping[str, Any], item))
        if merged and merged[-1]["role"] == role:
            merged[-1]["content"] += block
        elif block:
            merged.append({"role": role, "content": block})
    return merged


def _content_block(item: Mapping[str, Any]) -> tuple[str, list[JsonObject]]:
    kind = item.get("type", "message")
    if kind == "function_call":
        arguments = json.loads(item["arguments"] or "{}")
        use = {"toolUseId": item["call_id"], "name": item["name"], "input": arguments}
        return "assistant", [{"toolUse": use}]
    if kind == "function_call_output":
        text = _text_of(item["output"])
        return "user", [{"toolResult": {"toolUseId": item["call_id"], "content": [{"text": text or "(empty)"}]}}]
    if kind == "reasoning":
        # Bedrock accepts reasoning only with the signature that it issued.
        signature = item.get("encrypted_content")
        text = "".join(part["text"] for part in item["summary"])
        block = {"reasoningContent": {"reasoningText": {"text": text, "signature": signature}}}
        return "assistant", [block] if signature else []
    if kind == "message":
        text = _text_of(item["content"])
        return ("assistant" if item["role"] == "assistant" else "user"), [{"text": text}] if text.strip() else []
    raise ValueError(f"Converse has no place for an item of type {kind!r}")


def _text_of(content: str | Iterable[Mapping[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text") or part.get("refusal") or "" for part in content)


def output_tool_name(schema: AgentOutputSchemaBase) -> str:
    """`TaggerOutput` is submitted with the tool `submit_tagger_output`."""
    return "submit_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", schema.name()).lower()


def tool_config(tools: list[Tool], schema: AgentOutputSchemaBase | None, settings: ModelSettings) -> JsonObject | None:
    """Converse's toolConfig. Structured output is one more tool that the model is forced to end with."""
    specs = [_tool_spec(tool.name, tool.description, tool.params_json_schema) for tool in map(_function, tools)]
    choice: JsonObject = {"any": {}} if settings.tool_choice == "required" else {"auto": {}}
    if schema and not schema.is_plain_text():
        name = output_tool_name(schema)
        choice = {"any": {}} if specs else {"tool": {"name": name}}
        specs.append(
            _tool_spec(name, "Submit the final answer, once, when nothing is left to do.", schema.json_schema())
        )
    return {"tools": specs, "toolChoice": choice} if specs else None


def _function(tool: Tool) -> FunctionTool:
    if not isinstance(tool, FunctionTool):
        raise TypeError(f"tool {tool.name}: only function tools run on Bedrock, this is a {type(tool).__name__}")
    return tool


def _tool_spec(name: str, description: str, schema: JsonObject) -> JsonObject:
    flat = _inline(schema, schema.get("$defs", {}))
    # Nova accepts only these three keys at the top of a schema.
    top = {"type": "object", "properties": flat.get("properties", {}), "required": flat.get("required", [])}
    return {"toolSpec": {"name": name, "description": description or name, "inputSchema": {"json": top}}}


def _inline(node: Any, definitions: JsonObject) -> Any:
    """The schema with every `$ref` replaced by its target: not every Bedrock model follows references."""
    if isinstance(node, list):
        return [_inline(part, definitions) for part in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    schema = cast(JsonObject, node)
    reference = schema.get("$ref")
    if isinstance(reference, str):
        # Keywords beside a reference, mostly a description, are more specific than the target's.
        schema = {**definitions[reference.rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}
    return {key: _inline(value, definitions) for key, value in schema.items() if key != "$defs"}


def inference_config(settings: ModelSettings) -> JsonObject:
    chosen = {"temperature": settings.temperature, "topP": settings.top_p, "maxTokens": settings.max_tokens}
    return {key: value for key, value in chosen.items() if value is not None}


def output_items(response: JsonObject, submit: str | None) -> list[ResponseOutputItem]:
    """Converse's answer as SDK output items. The call of the `submit` tool becomes the final message."""
    items: list[ResponseOutputItem] = []
    text: list[str] = []
    answer: str | None = None
    for block in response["output"]["message"]["content"]:
        if "text" in block:
            text.append(block["text"])
        elif "reasoningContent" in block and "reasoningText" in block["reasoningContent"]:
            items.append(_reasoning(block["reasoningContent"]["reasoningText"]))
        elif "toolUse" in block and block["toolUse"]["name"] == submit:
            answer = json.dumps(block["toolUse"]["input"])
        elif "toolUse" in block:
            items.append(_call(block["toolUse"]))
    calls_tools = any(item.type == "function_call" for item in items)
    # An answer beside tool calls came too early: the tools run, and the model is asked again.
    final = answer if answer is not None and not calls_tools else "".join(text)
    if final and (answer is None or not calls_tools):
        items.append(_message(final))
    return items


def _call(use: JsonObject) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall(
        id=f"fc_{use['toolUseId']}",
        call_id=use["toolUseId"],
        name=use["name"],
        arguments=json.dumps(use["input"]),
        type="function_call",
        status="completed",
    )


def _reasoning(reasoning: JsonObject) -> ResponseReasoningItem:
    return ResponseReasoningItem(
        id=f"rs_{uuid.uuid4().hex}",
        type="reasoning",
        summary=[Summary(text=reasoning["text"], type="summary_text")],
        encrypted_content=reasoning.get("signature"),
    )


def _message(text: str) -> ResponseOutputMessage:
    content = ResponseOutputText(text=text, type="output_text", annotations=[])
    return ResponseOutputMessage(
        id=f"msg_{uuid.uuid4().hex}", role="assistant", status="completed", type="message", content=[content]
    )


def token_counts(usage: Mapping[str, int]) -> TokenCounts:
    """Converse's usage. Its `inputTokens` do not include tokens read from or written to the prompt cache."""
    return TokenCounts(
        input=usage.get("inputTokens", 0),
        cache_read=usage.get("cacheReadInputTokens", 0),
        cache_write=usage.get("cacheWriteInputTokens", 0),
        output=usage.get("outputTokens", 0),
    )
