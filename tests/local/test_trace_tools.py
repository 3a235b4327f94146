"""Tools offered and called, as Langfuse's server finds them in input, output and metadata: rules 4.1 to 4.8."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.traces.mapping.tools import tools_of
from tests.local.otlp import OBSERVATION, mapped

PARAMETERS = {"type": "object", "properties": {"symbol": {"type": "string"}}}
FLAT = {"name": "quote", "description": "a price", "parameters": PARAMETERS}
NESTED = {"type": "function", "function": FLAT}
DEFINED = {"quote": {"description": "a price", "parameters": json.dumps(PARAMETERS)}}
MESSAGE = {"role": "user", "content": "how much?"}
ARGUMENTS = '{"symbol": "VTI"}'
CALL = {"id": "c1", "type": "function", "function": {"name": "quote", "arguments": ARGUMENTS}}


def definitions(given: Any) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in tools_of(given, None)["toolDefinitions"].items()}


def calls(output: Any) -> list[tuple[str, str, str]]:
    """Name, id and arguments of each call."""
    found = tools_of(None, output)
    parts = [json.loads(text) for text in found["toolCalls"]]
    return [(name, part["id"], part["arguments"]) for name, part in zip(found["toolCallNames"], parts, strict=True)]


# rules 4.1, 4.8
@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"messages": [MESSAGE], "tools": [NESTED]}, id="of the request"),
        pytest.param(json.dumps({"messages": [MESSAGE], "tools": [NESTED]}), id="as text"),
        pytest.param([{**MESSAGE, "tools": [NESTED]}], id="of a bare message"),
        pytest.param({"messages": [MESSAGE, {**MESSAGE, "tools": [FLAT]}]}, id="of one of the messages"),
        pytest.param([{"role": "tool", "content": NESTED}], id="as a tool's content"),
        pytest.param({"tools": [FLAT, {**FLAT, "description": "another"}]}, id="the first of a name"),
        pytest.param({"tools": [{"type": "function"}, "quote", NESTED]}, id="beside some without a name"),
        pytest.param({"tools": [{**FLAT, "parameters": None, "inputSchema": PARAMETERS}]}, id="inputSchema"),
        pytest.param(
            {"tools": [{"name": "quote", "desc": "a price", "parameters_json_schema": PARAMETERS}]}, id="other names"
        ),
    ],
)
def test_a_definition_is_found(given: Any) -> None:
    assert definitions(given) == DEFINED


# rules 4.1, 4.7, 4.8
@pytest.mark.parametrize(
    "given",
    [
        pytest.param([MESSAGE], id="messages without tools"),
        pytest.param("how much?", id="text"),
        pytest.param('{"messages": [', id="broken JSON"),
        pytest.param({"messages": [MESSAGE], "toolConfig": {"tools": [{"toolSpec": FLAT}]}}, id="Converse's shape"),
        pytest.param(None, id="nothing"),
        pytest.param({"tools": {"quote": FLAT}}, id="tools that are no list"),
    ],
)
def test_no_definition_is_found(given: Any) -> None:
    assert definitions(given) == {}


# rules 4.4, 4.5
@pytest.mark.parametrize(
    "output",
    [
        pytest.param({"role": "assistant", "content": None, "tool_calls": [CALL]}, id="a message"),
        pytest.param(json.dumps({"role": "assistant", "tool_calls": [CALL]}), id="as text"),
        pytest.param({"role": "assistant", "toolCalls": [CALL]}, id="toolCalls"),
        pytest.param({"role": "assistant", "tool_calls": json.dumps([CALL])}, id="calls as text"),
        pytest.param(
            [{"role": "assistant", "content": "wait"}, {"role": "assistant", "tool_calls": [CALL]}], id="list"
        ),
        pytest.param({"choices": [{"message": {"tool_calls": [CALL]}}]}, id="choices"),
        pytest.param({"content": "", "additional_kwargs": {"tool_calls": [CALL]}}, id="additional_kwargs"),
        pytest.param(
            {"content": [{"type": "tool_use", "id": "c1", "name": "quote", "input": {"symbol": "VTI"}}]}, id="p"
        ),
        pytest.param(
            [{"content": [{"type": "tool-call", "toolCallId": "c1", "toolName": "quote", "input": {"symbol": "VTI"}}]}],
            id="a part of the AI SDK",
        ),
        pytest.param({"id": "c1", "name": "quote", "arguments": {"symbol": "VTI"}}, id="bare and flat"),
        pytest.param([CALL], id="bare and nested, in a list"),
        pytest.param(
            {"role": "assistant", "tool_calls": [{"id": "c1", "name": "quote", "args": {"symbol": "VTI"}}]}, id="args"
        ),
        pytest.param({"tool_calls": [{**CALL, "call_id": "c1", "id": "item-9"}]}, id="call_id wins over id"),
    ],
)
def test_a_call_is_found(output: Any) -> None:
    assert calls(output) == [("quote", "c1", ARGUMENTS)]


# rules 4.4, 4.5, 4.7, 4.8
@pytest.mark.parametrize(
    "output",
    [
        pytest.param(
            {"role": "assistant", "content": [{"toolUse": {"toolUseId": "c1", "name": "quote"}}]}, id="Converse"
        ),
        pytest.param({"name": "quote", "arguments": "{}"}, id="bare, without a mark of a call"),
        pytest.param({"type": "tool-result", "id": "c1", "toolName": "quote", "input": {}}, id="a result"),
        pytest.param({"tool_calls": [{"id": "c1", "function": {"arguments": "{}"}}]}, id="without a name"),
        pytest.param("I call quote()", id="text"),
        pytest.param({"tool_calls": "quote"}, id="calls that are no list"),
        pytest.param([1, None, "x"], id="a list of no objects"),
    ],
)
def test_no_call_is_found(output: Any) -> None:
    assert calls(output) == []


# rule 4.4
def test_calls_of_earlier_turns_in_the_input_do_not_count() -> None:
    assert tools_of({"messages": [{"role": "assistant", "tool_calls": [CALL]}]}, "done")["toolCalls"] == []


# rule 4.6
def test_calls_are_distinct_by_id_else_by_name_and_arguments() -> None:
    nameless = {"name": "quote", "arguments": ARGUMENTS, "index": 1}
    listed = [CALL, CALL, {**CALL, "id": "c2"}, nameless, nameless, {**nameless, "arguments": "{}"}]
    assert calls({"tool_calls": listed}) == [
        ("quote", "c1", ARGUMENTS),
        ("quote", "c2", ARGUMENTS),
        ("quote", "", ARGUMENTS),
        ("quote", "", "{}"),
    ]


# rule 4.6
def test_a_stored_call_has_no_name() -> None:
    [call] = tools_of(None, {"tool_calls": [CALL]})["toolCalls"]
    assert json.loads(call) == {"id": "c1", "arguments": ARGUMENTS, "type": "function", "index": 0}


# rule 4.3
@pytest.mark.parametrize(
    ("given", "moved"),
    [
        ('[{"role": "user"}]', {"messages": [{"role": "user"}], "tools": [FLAT]}),
        ("how much?", {"prompt": "how much?", "tools": [FLAT]}),
        ('{"messages": []}', {"messages": [], "tools": [FLAT]}),
        (None, {"tools": [FLAT]}),
    ],
)
def test_tools_of_the_metadata_move_into_the_input(given: str | None, moved: dict[str, Any]) -> None:
    contents = {} if given is None else {f"{OBSERVATION}.input": given}
    found = mapped({**contents, f"{OBSERVATION}.metadata.tools": json.dumps([FLAT])})
    assert json.loads(found["input"]) == moved
    assert list(found["toolDefinitions"]) == ["quote"]
    assert "tools" not in found["metadata"]


# rule 4.3
@pytest.mark.parametrize("tools", [[FLAT, {"description": "nameless"}], [], "quote", {"quote": FLAT}])
def test_metadata_that_is_no_list_of_tools_stays(tools: Any) -> None:
    found = mapped({f"{OBSERVATION}.input": "[]", f"{OBSERVATION}.metadata.tools": json.dumps(tools)})
    assert (found["input"], found["toolDefinitions"]) == ("[]", {})
    assert [key for key in found["metadata"] if key.partition(".")[0] == "tools"]


# rules 4, before 4.1
@pytest.mark.parametrize("kind", ["generation", "span", "tool"])
def test_tools_are_found_in_observations_of_any_type(kind: str) -> None:
    contents = {f"{OBSERVATION}.input": json.dumps({"tools": [FLAT]}), f"{OBSERVATION}.output": json.dumps([CALL])}
    found = mapped({f"{OBSERVATION}.type": kind, **contents})
    assert (list(found["toolDefinitions"]), found["toolCallNames"]) == (["quote"], ["quote"])
