"""Misbehaviours in what a model calls, and when."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local.fake_model import RESPONDERS
from local.fake_model.behaviours.behaviour import Behaviour, Moment, Outcome
from local.fake_model.conversation import Answer, Conversation, ToolCall

UNKNOWN = ToolCall("generate_report", {"format": "pdf", "reason": "The client wants a report."})
QUOTES = ToolCall("get_quotes", {"symbols": ["VTI", "BND"]})
#: Agents whose tools, or whose structured answer, take arguments.
WITH_ARGUMENTS = ("planner", "tagger", "charter")
_PLANNER = ("planner",)

Calls = tuple[ToolCall, ...]


def _changed(change: Callable[[Calls], Calls]) -> Callable[[Moment], Outcome]:
    """Acts on a turn with tool calls."""

    def act(moment: Moment) -> Outcome:
        calls = moment.answer.calls
        changed = change(calls) if calls else calls
        return None if changed == calls else replace(moment.answer, calls=changed)

    return act


def _with_input(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Calls], Calls]:
    return lambda calls: (replace(calls[0], input=change(calls[0].input)), *calls[1:])


def _without_last(arguments: dict[str, Any]) -> dict[str, Any]:
    return dict(list(arguments.items())[:-1])


def _of_wrong_type(arguments: dict[str, Any]) -> dict[str, Any]:
    """The last list as text, or the last text as an object."""
    for name, value in reversed(arguments.items()):
        if isinstance(value, list):
            return arguments | {name: ", ".join(map(str, value))}
    for name, value in reversed(arguments.items()):
        if isinstance(value, str):
            return arguments | {name: {"value": value}}
    return arguments


def _numbered(calls: Calls) -> Calls:
    return tuple(replace(call, id=f"call_{number}") for number, call in enumerate(calls))


def _all_in_one_turn(moment: Moment) -> Outcome:
    job = moment.conversation.data["job"]
    if moment.conversation.results or not job["unclassified"]:
        return None
    calls = [
        ToolCall("tag_instruments", {"symbols": job["unclassified"], "reason": "They are unclassified."}),
        ToolCall("write_report", {"reason": "The client wants a report."}),
        ToolCall("make_charts", {"reason": "The client wants charts."}),
        ToolCall("project_retirement", {"reason": "The client wants a projection."}),
    ]
    return Answer("All of it is needed, so all of it is called.", calls=tuple(calls))


def _analysts_first(moment: Moment) -> Outcome:
    made = _all_in_one_turn(moment)
    return replace(made, calls=made.calls[1:] + made.calls[:1]) if isinstance(made, Answer) else None


def _only_report(moment: Moment) -> Outcome:
    if moment.conversation.outputs("write_report"):
        return Answer("The report is there.", text="The report has been written. The analysis is complete.")
    return Answer("A report is wanted.", calls=(ToolCall("write_report", {"reason": "The client wants a report."}),))


def _early_end(moment: Moment) -> Outcome:
    if not moment.answer.calls:
        return None
    return Answer("", text="I will look at the portfolio and come back to you with the analysis.")


def _endless(moment: Moment) -> Outcome:
    """The first turn again and again."""
    start = Conversation(moment.conversation.tools, moment.conversation.data)
    [first] = [respond(start) for _, name, respond in RESPONDERS if name == moment.agent]
    return first


def _as_text(moment: Moment) -> Outcome:
    if not moment.answer.calls:
        return None
    written = [{"name": call.name, "arguments": call.input} for call in moment.answer.calls]
    text = "\n\n".join(f"```json\n{json.dumps(call, indent=2)}\n```" for call in written)
    return Answer("", text=text)


def _text_first(moment: Moment) -> Outcome:
    answer = moment.answer
    return replace(answer, text="Let me do that first.") if answer.calls and not answer.text else None


def _redacted(moment: Moment) -> Outcome:
    return replace(moment.answer, redacted=True) if moment.answer.reasoning else None


BEHAVIOURS: dict[str, Behaviour] = {
    "unknown-tool": Behaviour("calls a tool that does not exist, and no other", _changed(lambda _: (UNKNOWN,))),
    "missing-argument": Behaviour(
        "leaves out an argument", _changed(_with_input(_without_last)), agents=WITH_ARGUMENTS
    ),
    "wrong-type": Behaviour("gives an argument of another type", _changed(_with_input(_of_wrong_type)), WITH_ARGUMENTS),
    "extra-argument": Behaviour(
        "adds an argument that the tool does not have",
        _changed(_with_input(lambda arguments: arguments | {"priority": "high"})),
    ),
    "one-good-one-unknown": Behaviour("adds a call of an unknown tool", _changed(lambda calls: (*calls, QUOTES))),
    "same-call-twice": Behaviour("makes the same call twice in a turn", _changed(lambda calls: (calls[0], *calls))),
    "shared-call-id": Behaviour(
        "gives all calls of a turn the same id",
        _changed(lambda calls: tuple(replace(call, id="call_0") for call in (*calls, QUOTES))),
    ),
    "reused-call-id": Behaviour("numbers its calls from 0 in every turn", _changed(_numbered), lasts=True),
    "all-in-one-turn": Behaviour("calls the tagger and those who wait for it at once", _all_in_one_turn, _PLANNER),
    "analysts-first": Behaviour("does so, with the tagger as the last call", _analysts_first, _PLANNER),
    "only-report": Behaviour("asks for the report only and ends", _only_report, _PLANNER, lasts=True),
    "early-end": Behaviour("announces the work instead of doing it", _early_end),
    "endless-turns": Behaviour("begins again in every turn", _endless, lasts=True),
    "call-as-text": Behaviour("writes its calls as fenced JSON", _as_text),
    "text-before-calls": Behaviour("says something before it calls", _text_first, lasts=True),
    "redacted-reasoning": Behaviour("has its reasoning encrypted", _redacted, lasts=True),
}
