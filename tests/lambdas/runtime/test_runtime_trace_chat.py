"""A model call as OpenAI's chat, which Langfuse reads: messages, tools, calls, results, thinking beside the text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_runtime.traces.trace_chat import answered, asked

SCHEMA = {"type": "object", "properties": {"symbol": {"type": "string"}}, "required": ["symbol"]}
SPEC = {"toolSpec": {"name": "price", "description": "The price.", "inputSchema": {"json": SCHEMA}}}
REQUEST: dict[str, Any] = {
    "modelId": "m",
    "system": [{"text": "Be brief."}, {"cachePoint": {"type": "default"}}],
    "messages": [
        {"role": "user", "content": [{"text": "What is VTI?"}]},
        {
            "role": "assistant",
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "I need a price.", "signature": "c2ln"}}},
                {"text": "Let me see."},
                {"toolUse": {"toolUseId": "a", "name": "price", "input": {"symbol": "VTI"}}},
                {"toolUse": {"toolUseId": "b", "name": "price", "input": {"symbol": "BND"}}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"toolResult": {"toolUseId": "a", "content": [{"text": '{"usd": 250}'}]}},
                {"toolResult": {"toolUseId": "b", "content": [{"text": '{"usd": 75}'}]}},
                {"text": "Go on."},
            ],
        },
    ],
    "toolConfig": {"tools": [SPEC], "toolChoice": {"auto": {}}},
}


def called(call_id: str, symbol: str) -> dict[str, Any]:
    arguments = json.dumps({"symbol": symbol})
    return {"id": call_id, "type": "function", "function": {"name": "price", "arguments": arguments}}


def test_a_request_is_messages_and_tools() -> None:
    function = {"name": "price", "description": "The price.", "parameters": SCHEMA}
    assert asked(REQUEST) == {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "What is VTI?"},
            {
                "role": "assistant",
                "content": "Let me see.",
                "thinking": [{"type": "thinking", "content": "I need a price."}],
                "tool_calls": [called("a", "VTI"), called("b", "BND")],
            },
            {"role": "tool", "tool_call_id": "a", "content": '{"usd": 250}'},
            {"role": "tool", "tool_call_id": "b", "content": '{"usd": 75}'},
            {"role": "user", "content": "Go on."},
        ],
        "tools": [{"type": "function", "function": function}],
    }


def test_a_model_that_was_given_no_tools_and_no_instructions_has_neither() -> None:
    assert asked({"messages": REQUEST["messages"][:1]}) == {"messages": [{"role": "user", "content": "What is VTI?"}]}


def test_several_texts_are_parts_that_say_their_type() -> None:
    content = [{"text": "one"}, {"cachePoint": {"type": "default"}}, {"text": "two"}]
    [message] = asked({"messages": [{"role": "user", "content": content}]})["messages"]
    assert message["content"] == [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]


def test_a_file_is_only_named() -> None:
    content = [{"image": {"format": "png", "source": {"bytes": b"\x89PNG"}}}, {"text": "What is it?"}]
    [message] = asked({"messages": [{"role": "user", "content": content}]})["messages"]
    assert [part["text"] for part in message["content"]] == ["[image]", "What is it?"]


def test_encrypted_reasoning_is_shown_as_such_and_not_sent() -> None:
    message = answered({"role": "assistant", "content": [{"reasoningContent": {"redactedContent": b"12345"}}]})
    assert message["redacted_thinking"] == [{"type": "redacted_thinking", "data": "[5 encrypted bytes]"}]
    assert message["content"] is None


@pytest.mark.parametrize("given", [None, {}, "half a JSON {", '{"symbol": "VTI"}', ["VTI"]])
def test_arguments_are_text_whatever_the_model_wrote(given: Any) -> None:
    use = {"toolUseId": "a", "name": "price", "input": given}
    [call] = answered({"content": [{"toolUse": use}]})["tool_calls"]
    expected = given if isinstance(given, str) else json.dumps(given or {})
    assert call["function"]["arguments"] == expected


def test_each_call_of_an_answer_has_an_id_that_no_other_has() -> None:
    uses = [{"toolUse": {"toolUseId": i, "name": "price", "input": {}}} for i in ("a", "a", "", "")]
    ids = [call["id"] for call in answered({"content": uses})["tool_calls"]]
    assert ids[0] == "a"
    assert len(set(ids)) == 4
    assert all(ids)


@pytest.mark.parametrize("message", [{}, {"content": []}, {"content": [{"toolUse": {}}]}, {"content": [{"odd": 1}]}])
def test_a_broken_answer_is_still_a_message(message: dict[str, Any]) -> None:
    shown = answered(message)
    assert (shown["role"], shown["content"]) == ("assistant", None)
