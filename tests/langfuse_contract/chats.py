"""Rows 4 to 6: the tools of a generation, how its messages are shown, and its reasoning."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from local.traces.mapping.messages import additional_input, is_openai, shown_input, shown_output, unreadable_parts
from tests.langfuse_contract.rows import Rule, each_step
from tests.langfuse_contract.sent import Sent, Step

CONVERSE = {"toolUse", "toolSpec", "toolResult", "cachePoint", "reasoningContent"}
UNKNOWN_REASONING = {"reasoning", "reasoning_content", "reasoningContent"}
SUBMIT = "submit_"


def _offered(step: Step) -> list[str]:
    return [tool["function"]["name"] for tool in (step.data("input") or {}).get("tools", [])]


def _called(step: Step) -> list[Any]:
    return (step.data("output") or {}).get("tool_calls", [])


def _messages(step: Step) -> list[Any]:
    return [*(shown_input(step.own("input")) or []), *(shown_output(step.own("output")) or [])]


def _keys(value: Any) -> Iterator[str]:
    """All names in a value, at any depth."""
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(part)


def _names(step: Step) -> set[str]:
    return {*_keys(step.data("input")), *_keys(step.data("output"))}


def _definitions_are_complete(step: Step) -> bool:
    found = [json.loads(each) for each in step.row["toolDefinitions"].values()]
    return all(each["description"] and json.loads(each["parameters"])["type"] == "object" for each in found)


def _tools_that_ran(sent: Sent) -> list[str]:
    """Each call that a generation shows is a tool of the trace, and the other way round; answers are no tools."""
    called = Counter(
        name for step in sent.generations for name in step.row["toolCallNames"] if not name.startswith(SUBMIT)
    )
    ran = Counter(step.row["name"] for step in sent.typed("TOOL"))
    return [f"{name}: called {called[name]}, ran {ran[name]}" for name in called | ran if called[name] != ran[name]]


def _is_shown_as_called(step: Step) -> bool:
    return step.row["toolCallNames"] == [call["function"]["name"] for call in _called(step)]


def _arguments_are_objects(step: Step) -> bool:
    return all(json.loads(call)["arguments"].startswith("{") for call in step.row["toolCalls"])


def _ids_are_unique(step: Step) -> bool:
    ids = [json.loads(call)["id"] for call in step.row["toolCalls"]]
    return all(ids) and len(set(ids)) == len(_called(step))


def _results_answer_calls(step: Step) -> bool:
    """Each tool message stands after the call with its id, and each call of an earlier turn has its result."""
    calls: set[str] = set()
    results: list[str] = []
    for message in (step.data("input") or {}).get("messages", []):
        calls |= {call["id"] for call in message.get("tool_calls", [])}
        if message["role"] == "tool":
            results.append(message["tool_call_id"])
            if message["tool_call_id"] not in calls or not isinstance(message["content"], str):
                return False
    return sorted(calls) == sorted(results)


def _shows_every_tool_with_every_message(step: Step) -> bool:
    shown = shown_input(step.own("input")) or []
    names = [[tool["name"] for tool in message.get("tools", [])] for message in shown]
    return additional_input(step.own("input")).keys() <= {"tools"} and all(each == _offered(step) for each in names)


def _thinks_as_known(step: Step) -> bool:
    messages = [*(step.data("input") or {}).get("messages", []), step.data("output") or {}]
    return all(
        isinstance(part, dict) and part["type"] == kind and isinstance(part[text], str)
        for message in messages
        for kind, text in (("thinking", "content"), ("redacted_thinking", "data"))
        for part in message.get(kind, [])
    )


def _answers(step: Step) -> bool:
    """A call that failed has no answer to show."""
    shown = shown_output(step.own("output")) if step.own("output") is not None else None
    if shown is None:
        return step.row["level"] == "ERROR"
    return [message["role"] for message in shown] == ["assistant"]


def _generation(is_right: Any) -> Rule:
    return each_step(is_right, "GENERATION")


RULES: dict[str, Rule] = {
    "4.1": _generation(lambda step: list(step.row["toolDefinitions"]) == _offered(step)),
    "4.2": _generation(_definitions_are_complete),
    "4.3": each_step(lambda step: step.row["input"] == step.own("input")),
    "4.4": _tools_that_ran,
    "4.5": _generation(_arguments_are_objects),
    "4.6": _generation(lambda step: _is_shown_as_called(step) and _ids_are_unique(step)),
    "4.7": _generation(lambda step: not CONVERSE & _names(step)),
    "4.8": _generation(lambda step: isinstance(step.data("input"), dict)),
    "5.1": each_step(lambda step: not any(word in step.row["name"].lower() for word in ("gemini", "vertex"))),
    "5.2": _generation(lambda step: is_openai(step.data("input")) and shown_input(step.own("input"))),
    "5.3": _generation(_shows_every_tool_with_every_message),
    "5.4": _generation(lambda step: not _called(step) or shown_output(step.own("output"))),
    "5.5": _generation(lambda step: not any("json" in message for message in _messages(step))),
    "5.6": _generation(_results_answer_calls),
    "5.7": _generation(_answers),
    "5.9": _generation(lambda step: not any(unreadable_parts(message) for message in _messages(step))),
    "6.1": _generation(_thinks_as_known),
    "6.3": _generation(lambda step: not UNKNOWN_REASONING & _names(step)),
}
