"""The translation between the SDK's items and Converse, without a network."""

from __future__ import annotations

import json
from typing import Any

import pytest
from agents import AgentOutputSchema, ModelSettings
from pydantic import BaseModel, Field

from agent_runtime.agent.tools import tool
from agent_runtime.bedrock import converse
from agent_runtime.bedrock.model_answer import Reading


class Colour(BaseModel):
    """A colour."""

    name: str


class PaintedWall(BaseModel):
    rationale: str
    main: Colour = Field(description="the dominant colour")
    colours: list[Colour]


@tool
def look(where: str) -> str:
    """Looks somewhere."""
    return where


def test_neighbouring_tool_results_become_one_user_message() -> None:
    history: list[Any] = [
        {"role": "user", "content": "go"},
        {"type": "function_call", "call_id": "a", "name": "look", "arguments": '{"where": "here"}'},
        {"type": "function_call", "call_id": "b", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "a", "output": "x"},
        {"type": "function_call_output", "call_id": "b", "output": ""},
    ]
    roles = [(message["role"], len(message["content"])) for message in converse.messages(history)]
    assert roles == [("user", 1), ("assistant", 2), ("user", 2)]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_a_number_that_json_does_not_have_is_sent_back_as_null(number: str) -> None:
    """botocore would write NaN and Infinity as they are: Bedrock then refuses this call and all later ones."""
    arguments = f'{{"where": "here", "deep": [{{"far": {number}, "near": 1.5}}]}}'
    call: Any = {"type": "function_call", "call_id": "a", "name": "look", "arguments": arguments}
    (message,) = converse.messages([call])
    sent = message["content"][0]["toolUse"]["input"]
    assert sent == {"where": "here", "deep": [{"far": None, "near": 1.5}]}
    json.dumps(sent, allow_nan=False)


def test_an_item_converse_has_no_place_for_is_refused() -> None:
    search: Any = {"type": "web_search_call", "id": "x"}
    with pytest.raises(ValueError, match="web_search_call"):
        converse.messages([search])


def test_a_schema_has_no_titles_but_a_field_may_be_called_so() -> None:
    class Chart(BaseModel):
        title: str

    config = converse.tool_config([], AgentOutputSchema(Chart), ModelSettings())
    assert config is not None
    assert config["tools"][0]["toolSpec"]["inputSchema"]["json"] == {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
    }


def test_structured_output_is_a_tool_the_model_is_forced_to_call() -> None:
    config = converse.tool_config([], AgentOutputSchema(PaintedWall), ModelSettings())
    assert config is not None
    assert config["toolChoice"] == {"tool": {"name": "submit_painted_wall"}}


def test_with_other_tools_the_model_may_choose_which_to_call() -> None:
    config = converse.tool_config([look], AgentOutputSchema(PaintedWall), ModelSettings())
    assert config is not None
    assert config["toolChoice"] == {"any": {}}
    assert [tool["toolSpec"]["name"] for tool in config["tools"]] == ["look", "submit_painted_wall"]


def test_schemas_hold_no_references_and_only_the_keys_nova_accepts() -> None:
    config = converse.tool_config([], AgentOutputSchema(PaintedWall), ModelSettings())
    assert config is not None
    schema = config["tools"][0]["toolSpec"]["inputSchema"]["json"]
    assert set(schema) == {"type", "properties", "required"}
    assert "$ref" not in json.dumps(schema)
    assert schema["properties"]["main"]["description"] == "the dominant colour"


def test_the_submitted_answer_becomes_the_final_message() -> None:
    use = {"toolUseId": "1", "name": "submit_painted_wall", "input": {"rationale": "r", "colours": []}}
    [message] = Reading(submit="submit_painted_wall").items([{"text": "thinking aloud"}, {"toolUse": use}])
    assert message.type == "message"
    [content] = message.content
    assert content.type == "output_text"
    assert json.loads(content.text) == {"rationale": "r", "colours": []}


def test_an_answer_beside_tool_calls_waits_for_the_tools() -> None:
    submit = {"toolUseId": "1", "name": "submit_painted_wall", "input": {}}
    call = {"toolUseId": "2", "name": "look", "input": {"where": "up"}}
    items = Reading(submit="submit_painted_wall").items([{"toolUse": submit}, {"toolUse": call}])
    assert [item.type for item in items] == ["function_call"]


def test_reasoning_is_kept_and_goes_back_only_with_its_signature() -> None:
    signed = {"reasoningContent": {"reasoningText": {"text": "because", "signature": "s"}}}
    [item] = Reading().items([signed])
    assert item.type == "reasoning"
    history: list[Any] = [item.model_dump()]
    assert converse.messages(history)[0]["content"] == [signed]
    unsigned: list[Any] = [item.model_copy(update={"encrypted_content": None}).model_dump()]
    assert converse.messages(unsigned) == []


def test_token_buckets_do_not_overlap() -> None:
    tokens = converse.token_counts({"inputTokens": 10, "cacheReadInputTokens": 90, "outputTokens": 5})
    assert (tokens.input, tokens.cache_read, tokens.output, tokens.total) == (10, 90, 5, 105)
