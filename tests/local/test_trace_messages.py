"""Inputs and outputs as Langfuse shows them: messages (rules 5.1 to 5.9) and reasoning (6.1 to 6.3)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.traces.mapping.messages import additional_input, is_openai, shown_input, shown_output, unreadable_parts

USER = {"role": "user", "content": "how much?"}
NESTED = {"id": "c1", "type": "function", "function": {"name": "quote", "arguments": {"symbol": "VTI"}}}
FLAT = {"id": "c1", "type": "function", "name": "quote", "arguments": '{"symbol": "VTI"}'}
TOOL = {"type": "function", "function": {"name": "quote", "parameters": {"type": "object"}}}


# rule 5.2
@pytest.mark.parametrize(
    ("value", "recognised"),
    [
        ({"messages": []}, True),
        ([USER, {"role": "system", "content": ""}], True),
        ([USER, {"role": "developer", "content": ""}], False),
        ([USER, "text"], False),
        ([{**USER, "parts": []}], False),
        ({"output": []}, True),
        ({"model": "m", "choices": []}, True),
        ({"choices": []}, False),
        ({"role": "assistant", "tool_calls": [NESTED]}, True),
        ({"role": "assistant", "tool_calls": [FLAT]}, False),
        ({"role": "assistant", "content": "hello"}, False),
    ],
)
def test_the_openai_adapter_recognises(value: Any, recognised: bool) -> None:
    assert is_openai(value) is recognised


# rule 5.1
def test_a_name_with_openai_forces_its_adapter() -> None:
    message = {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "quote"}, "id": "c1"}]}
    assert shown_output(message) is None
    assert shown_output(message, name="call OpenAI")


# rule 5.3
def test_definitions_are_shown_with_every_message_and_other_keys_beside_them() -> None:
    value = {"messages": [USER, USER], "tools": [TOOL], "temperature": 1}
    found = shown_input(json.dumps(value))
    assert found is not None
    assert [each["tools"][0]["name"] for each in found] == ["quote", "quote"]
    assert additional_input(value) == {"tools": [TOOL], "temperature": 1}


# rule 5.4
@pytest.mark.parametrize("call", [NESTED, FLAT])
def test_a_call_is_shown_flat(call: dict[str, Any]) -> None:
    found = shown_output([{"role": "assistant", "content": "", "tool_calls": [call]}])
    assert found is not None
    assert found[0]["tool_calls"] == [FLAT]


# rule 5.4
@pytest.mark.parametrize(
    "call",
    [
        pytest.param({**NESTED, "id": None}, id="null as id"),
        pytest.param({key: each for key, each in NESTED.items() if key != "id"}, id="without id"),
        pytest.param({**NESTED, "id": 3}, id="a number as id"),
        pytest.param({**FLAT, "name": None}, id="without name"),
    ],
)
def test_a_wrong_call_makes_the_view_fall_back_to_json(call: dict[str, Any]) -> None:
    assert shown_output([{"role": "assistant", "content": "", "tool_calls": [call]}]) is None
    assert shown_input({"messages": [{"role": "assistant", "content": "", "tool_calls": [call]}]}) is None


# rule 5.5
def test_nulls_go_and_unknown_keys_are_shown_below_the_message() -> None:
    found = shown_output([{"role": "assistant", "content": None, "tool_calls": [NESTED], "stopReason": "tool_use"}])
    assert found == [{"role": "assistant", "tool_calls": [FLAT], "json": {"stopReason": "tool_use"}}]


# rule 5.6
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("3 USD", {"content": "3 USD"}),
        ({"price": 3}, {"content": '{"price": 3}'}),
        ({"price": {"usd": 3}}, {"json": {"price": {"usd": 3}}}),
        ({"a": 1, "b": 2, "c": 3}, {"json": {"a": 1, "b": 2, "c": 3}}),
    ],
)
def test_a_tools_answer_is_text_or_a_table(content: Any, message: dict[str, Any]) -> None:
    answer = {"role": "tool", "tool_call_id": "c1", "content": content}
    assert shown_input({"messages": [answer]}) == [{"role": "tool", "tool_call_id": "c1", **message}]


# rules 5.7, 5.8
@pytest.mark.parametrize(
    ("output", "content"),
    [
        ("done", "done"),
        ('"done"', "done"),
        ({"content": "done"}, "done"),
        ({"role": "assistant", "content": "done"}, "done"),
        ([{"content": "done"}], "done"),
        ({"messages": [{"content": "done"}]}, "done"),
        ([[{"content": "done"}]], "done"),
        ({"model": "m", "choices": [{"message": {"content": "done"}}]}, "done"),
    ],
)
def test_an_output_is_a_message_of_the_assistant(output: Any, content: str) -> None:
    assert shown_output(output) == [{"role": "assistant", "content": content}]


# rule 5.7
@pytest.mark.parametrize("output", [None, 3, [], [1], {"messages": []}])
def test_an_output_without_a_message_is_shown_as_json(output: Any) -> None:
    assert shown_output(output) is None


# rule 5.7
@pytest.mark.parametrize("value", ["how much?", {"question": "how much?"}, USER])
def test_an_input_needs_a_list_of_messages(value: Any) -> None:
    assert shown_input(value) is None


# rule 5.9
@pytest.mark.parametrize(
    ("part", "is_readable"),
    [
        ({"type": "text", "text": "a"}, True),
        ({"type": "input_text", "text": "a"}, True),
        ({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}, True),
        ("@@@langfuseMedia:type=image/png|id=1|source=bytes@@@", True),
        ({"text": "a"}, False),
        ({"type": "text", "text": None}, False),
        ({"toolUse": {"name": "quote"}}, False),
    ],
)
def test_a_part_needs_a_type(part: Any, is_readable: bool) -> None:
    found = shown_input([{"role": "user", "content": [part]}])
    assert found is not None
    assert unreadable_parts(found[0]) == ([] if is_readable else [part])


# rule 5.9
def test_after_output_text_the_other_parts_are_lost() -> None:
    parts = [{"type": "output_text", "text": "one"}, {"type": "text", "text": "two"}]
    found = shown_output([{"role": "assistant", "content": parts}])
    assert found == [{"role": "assistant", "content": "one"}]


# rule 6.1
def test_thinking_is_shown() -> None:
    thought = {
        "thinking": [{"type": "thinking", "content": "let me see", "signature": "s"}],
        "redacted_thinking": [{"type": "redacted_thinking", "data": "x"}],
    }
    assert shown_output([{"role": "assistant", "content": "3", **thought}]) == [
        {"role": "assistant", "content": "3", **thought}
    ]
    assert shown_output([{"role": "assistant", "content": "3", "thinking": "let me see"}]) is None


# rule 6.2
@pytest.mark.parametrize(
    ("item", "thought"),
    [
        ({"content": [{"text": "long"}], "summary": [{"text": "short"}]}, {"content": "long", "summary": "short"}),
        ({"summary": [{"text": "short"}], "content": []}, {"content": "short"}),
    ],
)
def test_a_reasoning_item_becomes_thinking(item: dict[str, Any], thought: dict[str, Any]) -> None:
    found = shown_output({"output": [{"type": "reasoning", **item}]})
    assert found == [{"role": "assistant", "content": "", "thinking": [{"type": "thinking", **thought}]}]


# rule 6.2
def test_encrypted_reasoning_is_redacted() -> None:
    found = shown_output({"output": [{"type": "reasoning", "summary": [], "encrypted_content": "x"}]})
    assert found is not None
    assert found[0]["redacted_thinking"] == [{"type": "redacted_thinking", "data": "x"}]


# rule 6.3
@pytest.mark.parametrize("key", ["reasoning", "reasoning_content", "reasoningContent"])
def test_other_reasoning_is_shown_as_json(key: str) -> None:
    found = shown_output([{"role": "assistant", "content": "3", key: "let me see"}])
    assert found == [{"role": "assistant", "content": "3", "json": {key: "let me see"}}]
