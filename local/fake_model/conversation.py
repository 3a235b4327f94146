"""A Converse request as the fake model's rules read it, and the answer that they return."""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]

_DATA = re.compile(r'<data name="(?P<name>[a-z_]+)">\n(?P<json>.*?)\n</data>', re.DOTALL)
_SUBMIT_PREFIX = "submit_"


@dataclass(frozen=True)
class ToolCall:
    name: str
    input: JsonObject


@dataclass(frozen=True)
class ToolResult:
    """An earlier tool call of the model and its output: parsed JSON, or the text itself."""

    call: ToolCall
    output: Any


@dataclass(frozen=True)
class Answer:
    """One turn of the model: its reasoning, then tool calls or text."""

    reasoning: str
    text: str = ""
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """A request up to the model's turn."""

    tools: frozenset[str]
    data: JsonObject = field(default_factory=dict)
    """Parsed data blocks by name; a later block of the same name wins."""
    results: tuple[ToolResult, ...] = ()

    @property
    def submit_tool(self) -> str:
        """Name of the tool that takes the structured answer. Raises KeyError for a request without one."""
        for name in self.tools:
            if name.startswith(_SUBMIT_PREFIX):
                return name
        raise KeyError(f"no {_SUBMIT_PREFIX}… tool is offered")

    def outputs(self, tool: str) -> list[Any]:
        """Outputs of all calls of one tool, in order."""
        return [result.output for result in self.results if result.call.name == tool]


Responder = Callable[[Conversation], Answer]


def read(request: JsonObject) -> Conversation:
    """The conversation in a Converse request body."""
    data: JsonObject = {}
    calls: dict[str, ToolCall] = {}
    results: list[ToolResult] = []
    for block in _blocks(request):
        if "text" in block:
            data |= {found["name"]: json.loads(found["json"]) for found in _DATA.finditer(block["text"])}
        elif "toolUse" in block:
            calls[block["toolUse"]["toolUseId"]] = ToolCall(block["toolUse"]["name"], block["toolUse"]["input"])
        elif "toolResult" in block:
            result = block["toolResult"]
            results.append(ToolResult(calls[result["toolUseId"]], _content(result["content"])))
    return Conversation(frozenset(offered_tools(request)), data, tuple(results))


def offered_tools(request: JsonObject) -> list[str]:
    tools = request.get("toolConfig", {}).get("tools", [])
    return [tool["toolSpec"]["name"] for tool in tools if "toolSpec" in tool]


def _blocks(request: JsonObject) -> Iterator[JsonObject]:
    for message in request["messages"]:
        yield from message["content"]


def _content(parts: list[JsonObject]) -> Any:
    if len(parts) == 1 and "json" in parts[0]:
        return parts[0]["json"]
    text = "".join(part.get("text", "") for part in parts)
    # The Agents SDK formats a tool's result with `str`: a dict arrives as Python, not as JSON. A model reads both.
    for parse in (json.loads, ast.literal_eval):
        with contextlib.suppress(ValueError, SyntaxError):
            return parse(text)
    return text
