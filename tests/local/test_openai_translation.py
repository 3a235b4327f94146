"""Converse to chat completions and back: nothing is lost, and nothing unfinished becomes a tool call."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from local.errors import LocalError
from local.real_model.openai_errors import TOO_LONG, converse_error
from local.real_model.openai_request import chat_request
from local.real_model.openai_response import converse_response
from local.real_model.replies import ConverseError
from local.real_model.source import BedrockSource, OpenAISource, parse_source

SCHEMA = {"type": "object", "properties": {"symbol": {"type": "string"}}, "required": ["symbol"]}


def spec(name: str) -> dict[str, Any]:
    return {"toolSpec": {"name": name, "description": f"The {name}.", "inputSchema": {"json": SCHEMA}}}


def request(**fields: Any) -> dict[str, Any]:
    return chat_request("m", {"messages": [{"role": "user", "content": [{"text": "Hello"}]}], **fields})


def completion(finish_reason: str = "stop", usage: dict[str, Any] | None = None, **message: Any) -> dict[str, Any]:
    choice = {"finish_reason": finish_reason, "message": {"role": "assistant", **message}}
    return {"choices": [choice], "usage": usage or {"prompt_tokens": 10, "completion_tokens": 2}}


def call(arguments: Any, **fields: Any) -> dict[str, Any]:
    return {"id": "call_1", "type": "function", "function": {"name": "quote", "arguments": arguments}, **fields}


def uses(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [block["toolUse"] for block in answer["output"]["message"]["content"] if "toolUse" in block]


def test_a_conversation_keeps_its_order_and_its_ids() -> None:
    messages = [
        {"role": "user", "content": [{"text": "Quote VTI."}]},
        {
            "role": "assistant",
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "s"}}},
                {"text": "Let me look."},
                {"toolUse": {"toolUseId": "t1", "name": "quote", "input": {"symbol": "VTI"}}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"text": "And be quick."},
                {"toolResult": {"toolUseId": "t1", "content": [{"json": {"price": 100}}]}},
            ],
        },
    ]

    sent = chat_request("m", {"messages": messages, "system": [{"text": "Be brief."}, {"cachePoint": {}}]})

    assert [message["role"] for message in sent["messages"]] == ["system", "user", "assistant", "tool", "user"]
    assistant, tool = sent["messages"][2:4]
    assert assistant["content"] == "Let me look."
    assert json.loads(assistant["tool_calls"][0]["function"]["arguments"]) == {"symbol": "VTI"}
    assert assistant["tool_calls"][0]["id"] == tool["tool_call_id"] == "t1"
    assert json.loads(tool["content"]) == {"price": 100}


@pytest.mark.parametrize(
    ("choice", "expected", "offered"),
    [
        ({"auto": {}}, "auto", ["quote", "trade"]),
        ({"any": {}}, "required", ["quote", "trade"]),
        ({"tool": {"name": "trade"}}, "required", ["trade"]),
    ],
)
def test_a_named_tool_choice_becomes_one_required_tool(
    choice: dict[str, Any], expected: str, offered: list[str]
) -> None:
    sent = request(toolConfig={"tools": [spec("quote"), spec("trade")], "toolChoice": choice})

    assert sent["tool_choice"] == expected
    assert [tool["function"]["name"] for tool in sent["tools"]] == offered
    assert sent["tools"][0]["function"]["parameters"] == SCHEMA


def test_without_tools_no_tool_choice_is_sent() -> None:
    assert not {"tools", "tool_choice"} & request().keys()


def test_inference_settings_are_sent_under_their_other_names() -> None:
    sent = request(inferenceConfig={"maxTokens": 7, "temperature": 0.0, "topP": 0.5, "stopSequences": ["x"]})

    assert (sent["max_tokens"], sent["temperature"], sent["top_p"], sent["stop"]) == (7, 0.0, 0.5, ["x"])


def test_a_block_that_cannot_be_carried_is_refused_by_its_type() -> None:
    with pytest.raises(ConverseError, match="block of type image"):
        chat_request("m", {"messages": [{"role": "user", "content": [{"image": {}}]}]})


def test_text_and_calls_become_content_blocks() -> None:
    answer = converse_response(completion("tool_calls", content="Wait.", tool_calls=[call('{"symbol": "VTI"}')]), 12)

    assert answer["stopReason"] == "tool_use"
    assert answer["output"]["message"]["content"][0] == {"text": "Wait."}
    assert uses(answer) == [{"toolUseId": "call_1", "name": "quote", "input": {"symbol": "VTI"}}]
    assert answer["metrics"] == {"latencyMs": 12}


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_is_a_block_before_the_text(field: str) -> None:
    reasoning: dict[str, Any] = {field: "Let me see."}
    answer = converse_response(completion(content="Yes.", **reasoning), 0)

    first, second = answer["output"]["message"]["content"]
    assert first["reasoningContent"]["reasoningText"]["text"] == "Let me see."
    assert second == {"text": "Yes."}


@pytest.mark.parametrize("arguments", ['{"symbol": "VT', "VTI", '["VTI"]', "3", 7])
def test_arguments_that_are_no_object_never_become_a_call(arguments: Any) -> None:
    answer = converse_response(completion("tool_calls", tool_calls=[call('{"symbol": "A"}'), call(arguments)]), 0)

    assert uses(answer) == []
    assert answer["stopReason"] == "malformed_tool_use"


def test_a_turn_that_was_cut_off_has_no_calls_even_where_they_parse() -> None:
    answer = converse_response(completion("length", content="So", tool_calls=[call("{}")]), 0)

    assert (uses(answer), answer["stopReason"]) == ([], "max_tokens")


def test_arguments_may_be_an_object_or_empty() -> None:
    answer = converse_response(completion("tool_calls", tool_calls=[call({"symbol": "VTI"}), call("", id="call_2")]), 0)

    assert [use["input"] for use in uses(answer)] == [{"symbol": "VTI"}, {}]


@pytest.mark.parametrize("identifier", [None, "", "call 1", "x" * 65])
def test_a_call_without_a_usable_id_gets_one(identifier: str | None) -> None:
    answer = converse_response(completion("tool_calls", tool_calls=[call("{}", id=identifier)]), 0)

    assert uses(answer)[0]["toolUseId"].startswith("tooluse_")


def test_calls_that_share_an_id_are_told_apart() -> None:
    answer = converse_response(completion("tool_calls", tool_calls=[call("{}"), call("{}")]), 0)

    assert len({use["toolUseId"] for use in uses(answer)}) == 2


def test_cached_tokens_are_taken_out_of_the_prompts() -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 80}}

    assert converse_response(completion(content="Yes.", usage=usage), 0)["usage"] == {
        "inputTokens": 20,
        "cacheReadInputTokens": 80,
        "cacheWriteInputTokens": 0,
        "outputTokens": 5,
        "totalTokens": 105,
    }


@pytest.mark.parametrize("answer", [{}, {"choices": []}, {"choices": [{"message": None}]}, [], "hello", None])
def test_an_answer_that_is_no_completion_is_a_model_error(answer: Any) -> None:
    with pytest.raises(ConverseError, match="no chat completion"):
        converse_response(answer, 0)


@pytest.mark.parametrize(
    ("status", "body", "name", "message"),
    [
        (503, {"error": {"message": "Loading model", "code": 503}}, "ModelNotReadyException", "Loading model"),
        (
            400,
            {"error": {"message": "the request exceeds the available context size", "code": 400}},
            "ValidationException",
            TOO_LONG,
        ),
        (
            400,
            {"error": {"message": "This model's maximum context length is 8192 tokens.", "code": "x"}},
            "ValidationException",
            TOO_LONG,
        ),
        (
            400,
            {"error": "registry.example/library/x does not support tools"},
            "ValidationException",
            "This model doesn't support tool use: registry.example/library/x does not support tools",
        ),
        (401, {"error": {"message": "Invalid API Key"}}, "AccessDeniedException", "Invalid API Key"),
        (404, {"detail": "Not Found"}, "ResourceNotFoundException", "Not Found"),
        (422, {"message": "temperature too high"}, "ValidationException", "temperature too high"),
        (429, {"error": {"message": "slow down"}}, "ThrottlingException", "slow down"),
        (500, "boom", "InternalServerException", "boom"),
        (502, "", "ServiceUnavailableException", "HTTP 502 without a text"),
    ],
)
def test_errors_are_those_of_bedrock(status: int, body: Any, name: str, message: str) -> None:
    answer = httpx.Response(status, text=body) if isinstance(body, str) else httpx.Response(status, json=body)

    error = converse_error(answer)

    assert (error.name, error.message) == (name, message)


def test_sources_are_parsed() -> None:
    assert parse_source("bedrock") == BedrockSource(None)
    assert parse_source("bedrock:us.amazon.nova-lite-v1:0") == BedrockSource("us.amazon.nova-lite-v1:0")
    source = parse_source("openai:http://127.0.0.1:11434/v1/#Qwen2.5:0.5B")
    assert source == OpenAISource("http://127.0.0.1:11434/v1", "Qwen2.5:0.5B")
    assert source.model_id == "openaicompatible.qwen2.5-0.5b"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nova", "expected `bedrock`"),
        ("bedrock:Nova Pro", "'Nova Pro' is not a Bedrock model id"),
        ("openai:127.0.0.1:8080#m", "is not an http"),
        ("openai:http://127.0.0.1:port/v1#m", "is not an http"),
        ("openai:http://127.0.0.1:8080/v1", "no model is named after `#`"),
        ("openai:http://me:secret@127.0.0.1:8080/v1#m", "OPENAI_API_KEY"),
    ],
)
def test_a_source_that_names_no_model_is_refused(text: str, reason: str) -> None:
    with pytest.raises(LocalError, match=reason) as refused:
        parse_source(text)

    assert "secret" not in str(refused.value)
    assert "\n" not in refused.value.problem
    assert refused.value.hint
