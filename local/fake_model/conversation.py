"""A Converse request as the fake model's rules read it, and the answer that they return."""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

JsonObject = dict[str, Any]

_DATA = re.compile(r'<data name="(?P<name>[a-z_]+)">\n(?P<json>.*?)\n</data>', re.DOTALL)
_SUBMIT_PREFIX = "submit_"
#: Calls of one tool that a sensible model makes when all of them are answered with a complaint.
MOST_TRIES = 3


@dataclass(frozen=True)
class ToolCall:
    name: str
    input: JsonObject
    id: str = ""
    """Tool-use id on the wire; by default one that derives from the conversation."""


@dataclass(frozen=True)
class ToolResult:
    """An earlier tool call of the model and its output: parsed JSON, or the text itself."""

    call: ToolCall
    output: Any


@dataclass(frozen=True)
class Answer:
    """One turn of the model: its reasoning, then text, then tool calls."""

    reasoning: str
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    redacted: bool = False
    """The reasoning is encrypted: the caller can pass it back and not read it."""
    stop_reason: str = ""
    """By default `tool_use` or `end_turn`."""
    seconds: float = 0.0
    """Delay in addition to the usual latency."""


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

    def outputs(self, tool: str) -> list[JsonObject]:
        """Outputs of all calls of one tool that ran, in order. A complaint about a call is text or `{"error": …}`."""
        outputs = [result.output for result in self.results if result.call.name == tool]
        objects = [cast(JsonObject, output) for output in outputs if isinstance(output, dict)]
        return [output for output in objects if "ok" in output or "error" not in output]

    def figures(self, tool: str) -> list[JsonObject]:
        """Outputs of one tool without complaints about its arguments."""
        return [output for output in self.outputs(tool) if output.get("ok") is not False]

    def calls(self, tool: str) -> int:
        return sum(result.call.name == tool for result in self.results)

    def is_hopeless(self, tool: str) -> bool:
        """Whether the tool was called so often without any figure that a sensible model gives up."""
        return self.calls(tool) >= MOST_TRIES and not self.figures(tool)


#: What a sensible model says when its tool never works.
NO_FIGURES = Answer("The tool does not answer.", text="The figures could not be had, so nothing is said about them.")

Responder = Callable[[Conversation], Answer]


def read(request: JsonObject) -> Conversation:
    """The conversation in a Converse request body."""
    data: JsonObject = {}
    calls: dict[str, ToolCall] = {}
    results: list[ToolResult] = []
    for block in _blocks(request):
        if "text" in block:
            data |= dict(_data_blocks(block["text"]))
        elif "toolUse" in block:
            calls[block["toolUse"]["toolUseId"]] = ToolCall(block["toolUse"]["name"], block["toolUse"]["input"])
        elif "toolResult" in block:
            result = block["toolResult"]
            results.append(ToolResult(calls[result["toolUseId"]], _content(result["content"])))
    return Conversation(frozenset(offered_tools(request)), data, tuple(results))


def _data_blocks(text: str) -> Iterator[tuple[str, Any]]:
    for found in _DATA.finditer(text):
        # An answer of the model that quotes a block need not quote all of it.
        with contextlib.suppress(ValueError):
            yield found["name"], json.loads(found["json"])


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
