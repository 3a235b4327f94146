"""Masking changes what a conversation says, never its shape: Langfuse would show no tools and no roles."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_runtime.portfolio.snapshot import Account, Portfolio
from agent_runtime.privacy.masking import Content
from agent_runtime.privacy.trace_masking import exportable
from agent_runtime.privacy.user_words import user_text
from tests.lambdas.runtime.test_runtime_trace_chat import REQUEST, answered, asked

INPUT, OUTPUT = "langfuse.observation.input", "langfuse.observation.output"
ANSWER = REQUEST["messages"][1]
SHAPE = (
    *("messages", "tools", "role", "system", "user", "assistant", "tool", "content", "tool_calls", "tool_call_id"),
    *("type", "function", "name", "arguments", "text", "thinking", "object", "string", "properties", "required"),
    *("description", "parameters", "symbol"),
)


def sent(word: str, content: Content = Content.MASKED, kind: str = "generation") -> dict[str, Any]:
    """The generation as it is sent for a user who calls an account by this word."""
    known = user_text(Portfolio(accounts=[Account(name=word, kind="ira")]))
    attributes = {
        "langfuse.observation.type": kind,
        INPUT: json.dumps(asked(REQUEST)),
        OUTPUT: json.dumps(answered(ANSWER)),
    }
    return exportable(attributes, content, known)


@pytest.mark.parametrize("word", SHAPE)
def test_an_account_of_any_name_leaves_the_shape(word: str) -> None:
    given, output = (json.loads(sent(word)[key]) for key in (INPUT, OUTPUT))
    whole = asked(REQUEST)
    assert given["tools"] == whole["tools"], "definitions come from the code"
    assert [message["role"] for message in given["messages"]] == [each["role"] for each in whole["messages"]]
    assert [message.keys() for message in given["messages"]] == [each.keys() for each in whole["messages"]]
    assert [call["function"]["name"] for call in output["tool_calls"]] == ["price", "price"]
    assert [call["id"] for call in output["tool_calls"]] == ["a", "b"]
    assert output["thinking"][0]["type"] == "thinking"


def test_what_was_said_and_called_is_masked() -> None:
    shown = sent("VTI")
    assert "VTI" not in shown[INPUT] + shown[OUTPUT]
    calls = json.loads(shown[OUTPUT])["tool_calls"]
    assert json.loads(calls[0]["function"]["arguments"]) == {"symbol": "[account 1]"}
    assert json.loads(shown[INPUT])["messages"][1]["content"] == "What is [account 1]?"


def test_names_that_the_code_does_not_write_are_masked_as_contents_are() -> None:
    attributes = {
        "langfuse.observation.type": "generation",
        OUTPUT: '{"role": "jane", "jane": "jane", "password": "x1"}',
    }
    known = user_text(Portfolio(accounts=[Account(name="jane", kind="ira")]))
    shown = json.loads(exportable(attributes, Content.MASKED, known)[OUTPUT])
    assert shown == {"role": "[account 1]", "[account 1]": "[account 1]", "password": "[secret]"}


@pytest.mark.parametrize(
    "text", ['{"content": "AKIAIOSFODNN7EXAMPLE", "content": 1}', "[" * 5000, "AKIAIOSFODNN7EXAMPLE"]
)
def test_what_is_no_conversation_is_masked_as_text(text: str) -> None:
    attributes = {"langfuse.observation.type": "generation", OUTPUT: f"{text} AKIAIOSFODNN7EXAMPLE"}
    assert "AKIA" not in exportable(attributes, Content.MASKED, {})[OUTPUT]
    assert "AKIA" not in exportable({**attributes, OUTPUT: text}, Content.MASKED, {})[OUTPUT]


def test_metadata_only_has_no_conversation() -> None:
    assert sent("x", Content.METADATA) == {"langfuse.observation.type": "generation"}


def test_full_content_is_not_changed() -> None:
    assert json.loads(sent("VTI", Content.FULL)[INPUT]) == asked(REQUEST)
