"""For each rule a change of spans that breaks it: a rule that nothing breaks would hold nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.langfuse_contract.sent import PREFIX, put, type_of

Break = Callable[[Span], None]


def _value(span: Span, name: str) -> str:
    return next((pair.value.string_value for pair in span.attributes if pair.key == name), "")


def puts(type_: str, name: str, value: str | None) -> Break:
    """Sets an attribute of all spans of a type; None removes it."""

    def change(span: Span) -> None:
        if type_of(span) == type_:
            put(span, name, value)

    return change


def edits(side: str, edit: Callable[[dict[str, Any]], Any]) -> Break:
    """Changes the input or output of each generation; `edit` returns what replaces it."""

    def change(span: Span) -> None:
        name = PREFIX + side
        if type_of(span) == "generation" and _value(span, name):
            put(span, name, json.dumps(edit(json.loads(_value(span, name)))))

    return change


def _each_message(edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Break:
    return edits("input", lambda chat: {**chat, "messages": [edit(message) for message in chat["messages"]]})


def _each_call(**fields: Any) -> Break:
    return edits(
        "output", lambda said: {**said, "tool_calls": [{**call, **fields} for call in said.get("tool_calls", [])]}
    )


def _all(**fields: Any) -> Break:
    """Sets fields of every span."""

    def change(span: Span) -> None:
        for name, value in fields.items():
            setattr(span, name, value)

    return change


def _failed_but_default(span: Span) -> None:
    span.status.code = Status.STATUS_CODE_ERROR
    put(span, PREFIX + "level", "DEFAULT")


def _error_without_a_word(span: Span) -> None:
    put(span, PREFIX + "level", "ERROR")
    put(span, PREFIX + "status_message", None)


def _orphan(span: Span) -> None:
    span.parent_span_id = b""


def _later(span: Span) -> None:
    """All spans get one id, and keep their starts."""
    span.span_id = b"\1" * 8


def _converse(said: dict[str, Any]) -> Any:
    """The shape before: what Bedrock answered."""
    uses = [
        {"toolUse": {"toolUseId": call["id"], "name": call["function"]["name"], "input": {}}}
        for call in said.get("tool_calls", [])
    ]
    return [{"role": "assistant", "content": uses}]


def _with_result_of_nothing(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "tool_call_id": "no such call"} if message["role"] == "tool" else message


def _in_parts(kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda message: {**message, "content": [{kind: "text"}]}


METADATA = PREFIX + "metadata"

BREAKS: dict[str, Break] = {
    "2.1": puts("event", PREFIX + "type", "EVENT"),
    "2.2": _failed_but_default,
    "2.3": _error_without_a_word,
    "2.4": puts("tool", "gen_ai.tool.name", "another"),
    "2.5": puts("agent", PREFIX + "input", "no JSON"),
    "2.6": puts("generation", PREFIX + "model.name", None),
    "2.7": puts("generation", PREFIX + "model.parameters", "[1]"),
    "2.8": puts("generation", PREFIX + "usage_details", '{"input": 2, "output": 1, "total": 2}'),
    "2.9": puts("generation", PREFIX + "cost_details", '{"input": 2, "output": 1, "total": 2}'),
    "2.10": puts("generation", PREFIX + "completion_start_time", "soon"),
    "2.11": puts("agent", PREFIX + "prompt.name", "alex-adviser"),
    "2.12": puts("span", "langfuse.environment", "Prod EU"),
    "2.13": puts("span", "langfuse.release", None),
    "2.14": puts("agent", "langfuse.version", None),
    "2.15": puts("tool", "user.id", None),
    "2.16": puts("tool", "session.id", "another"),
    "2.17": puts("span", "langfuse.trace.tags", "a,b"),
    "2.18": puts("event", "langfuse.trace.name", None),
    "2.19": puts("span", "langfuse.trace.public", "true"),
    "2.21": puts("agent", "langfuse.internal.as_root", "true"),
    "2.22": _orphan,
    "2.23": _all(start_time_unix_nano=0),
    "3.1": puts("span", METADATA, '{"whole": 1}'),
    "3.2": puts("span", METADATA + ".scope", '"mine"'),
    "3.3": puts("span", METADATA + ".status", "completed"),
    "3.4": puts("span", METADATA + ".status", "null"),
    "3.5": puts("span", METADATA + ".job_id", '"another"'),
    "3.6": puts("agent", METADATA + ".job_id", '"another"'),
    "4.1": edits("input", lambda chat: {**chat, "tools": [*chat["tools"], *chat["tools"]]}),
    "4.2": edits("input", lambda chat: {**chat, "tools": [{"name": "price"}]}),
    "4.3": puts("generation", METADATA + ".tools", '[{"name": "price"}]'),
    "4.4": edits("output", _converse),
    "4.5": _each_call(function={"name": "price", "arguments": "VTI"}),
    "4.6": _each_call(id="a"),
    "4.7": edits("output", _converse),
    "4.8": puts("generation", PREFIX + "input", "What is VTI?"),
    "5.1": _all(name="model gemini"),
    "5.2": edits("input", lambda chat: {"conversation": chat["messages"]}),
    "5.3": edits("input", lambda chat: {**chat, "temperature": 1}),
    "5.4": _each_call(id=None),
    "5.5": _each_message(lambda message: {**message, "cachePoint": {}}),
    "5.6": _each_message(_with_result_of_nothing),
    "5.7": edits("output", lambda said: [said, said]),
    "5.9": _each_message(_in_parts("text")),
    "6.1": edits("output", lambda said: {**said, "thinking": ["I need prices."]}),
    "6.3": edits("output", lambda said: {**said, "reasoning_content": "I need prices."}),
    "7.1": puts("agent", PREFIX + "usage_details", '{"input": 1, "output": 1, "total": 2}'),
    "7.2": puts("generation", PREFIX + "cost_details", '{"input": 1}'),
    "7.4": puts("generation", PREFIX + "usage_details", None),
    "7.5": puts("generation", PREFIX + "cost_details", None),
    "7.6": puts("generation", PREFIX + "usage_details", '{"inputTokens": 3, "total": 3}'),
    "7.7": puts("generation", PREFIX + "cost_details", '{"input": 1e-14, "output": 0, "total": 1e-14}'),
    "8.2": _later,
}
