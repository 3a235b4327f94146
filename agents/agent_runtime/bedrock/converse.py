"""Pure translation between the Agents SDK's items and Bedrock's Converse messages."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from agents import AgentOutputSchemaBase, FunctionTool, ModelSettings, TResponseInputItem
from agents.tool import Tool

from agent_runtime.bedrock.model_answer import REDACTED
from agent_runtime.bedrock.prices import TokenCounts

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
        return "assistant", [{"toolUse": _tool_use(item)}]
    if kind == "function_call_output":
        text = "".join(_texts_of(item["output"]))
        return "user", [{"toolResult": {"toolUseId": item["call_id"], "content": [{"text": text or "(empty)"}]}}]
    if kind == "reasoning":
        return "assistant", _reasoning(item)
    if kind == "message":
        # Converse refuses blank texts.
        blocks: list[JsonObject] = [{"text": text} for text in _texts_of(item["content"]) if text.strip()]
        return ("assistant" if item["role"] == "assistant" else "user"), blocks
    raise ValueError(f"Converse has no place for an item of type {kind!r}")


def _tool_use(item: Mapping[str, Any]) -> JsonObject:
    """A call as it was. Arguments that are no object, which Converse refuses, are left out; numbers that JSON does not
    have, which botocore would write into the request as they are, become null."""
    try:
        arguments = json.loads(item["arguments"] or "{}", parse_float=_finite, parse_constant=_finite)
    except ValueError:
        arguments = {}
    return {
        "toolUseId": item["call_id"],
        "name": item["name"],
        "input": arguments if isinstance(arguments, dict) else {},
    }


def _finite(number: str) -> float | None:
    value = float(number)
    return value if math.isfinite(value) else None


def _reasoning(item: Mapping[str, Any]) -> list[JsonObject]:
    """Bedrock accepts reasoning only with the signature that it issued, or as it encrypted it."""
    signature: str = item.get("encrypted_content") or ""
    if not signature:
        return []
    if signature.startswith(REDACTED):
        return [{"reasoningContent": {"redactedContent": base64.b64decode(signature.removeprefix(REDACTED))}}]
    text = "".join(part["text"] for part in item["summary"])
    return [{"reasoningContent": {"reasoningText": {"text": text, "signature": signature}}}]


def _texts_of(content: str | Iterable[Mapping[str, Any]]) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [part.get("text") or part.get("refusal") or "" for part in content]


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
    """The schema with every `$ref` replaced by its target: not every Bedrock model follows references. Without titles,
    which repeat the names of the fields."""
    if isinstance(node, list):
        return [_inline(part, definitions) for part in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    schema = cast(JsonObject, node)
    reference = schema.get("$ref")
    if isinstance(reference, str):
        # Keywords beside a reference, mostly a description, are more specific than the target's.
        schema = {**definitions[reference.rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}
    return {
        key: _fields(value, definitions) if key == "properties" else _inline(value, definitions)
        for key, value in schema.items()
        if key not in ("$defs", "title")
    }


def _fields(properties: JsonObject, definitions: JsonObject) -> JsonObject:
    """The schemas of fields by name: a field may be called `title`."""
    return {name: _inline(schema, definitions) for name, schema in properties.items()}


def inference_config(settings: ModelSettings) -> JsonObject:
    chosen = {"temperature": settings.temperature, "topP": settings.top_p, "maxTokens": settings.max_tokens}
    return {key: value for key, value in chosen.items() if value is not None}


def token_counts(usage: Mapping[str, int]) -> TokenCounts:
    """Converse's usage. Its `inputTokens` do not include tokens read from or written to the prompt cache."""
    return TokenCounts(
        input=usage.get("inputTokens", 0),
        cache_read=usage.get("cacheReadInputTokens", 0),
        cache_write=usage.get("cacheWriteInputTokens", 0),
        output=usage.get("outputTokens", 0),
    )
