"""What a model does not take is learnt from its refusal, over the wire, and remembered."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from agents import Agent, ModelSettings
from pydantic import BaseModel

from agent_runtime.agent.output_validation import CheckedOutput, run_with_validation
from agent_runtime.agent.runner import Run
from agent_runtime.agent.tools import tool
from agent_runtime.bedrock import capabilities
from agent_runtime.bedrock.usage import track_usage
from agent_runtime.errors import AgentFailure
from tests.lambdas.model_wire import JOB, Body, Wire, calls, refuses, run_agent, says


class Verdict(BaseModel):
    colour: str


@tool
def look(where: str) -> str:
    """Looks somewhere."""
    return f"red at {where}"


SETTINGS = ModelSettings(temperature=0.2, top_p=0.9, max_tokens=8000)
PLAIN = Agent(name="Writer", instructions="Write.", model_settings=SETTINGS)
STRUCTURED = Agent(name="Judge", instructions="Judge.", model_settings=SETTINGS, output_type=CheckedOutput(Verdict))
WITH_TOOLS = Agent(name="Judge", instructions="Judge.", tools=[look], output_type=CheckedOutput(Verdict))
SUBMITTED = says(calls("submit_verdict", {"colour": "red"}), stop="tool_use")
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def refusing(path: str, message: str, answer: Body, error: str = "ValidationException") -> Any:
    """Refuses each request that has the field at `path`."""

    def step(request: Body) -> Body:
        node: Any = request
        for part in path.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        has = any("cachePoint" in block for block in node or []) if path == "system" and "cach" in message else node
        return refuses(message, error) if has is not None and has is not False else answer

    return step


@pytest.mark.parametrize(
    ("path", "message", "error"),
    [
        ("inferenceConfig.temperature", "This model doesn't support the temperature field.", "ValidationException"),
        (
            "inferenceConfig.temperature",
            "The model returned the following errors: `temperature` is deprecated for this model.",
            "ValidationException",
        ),
        (
            "inferenceConfig.topP",
            "The model returned the following errors: `top_p` cannot be specified.",
            "ValidationException",
        ),
        (
            "system",
            "This model doesn't support system messages. Try again without including a system message.",
            "ValidationException",
        ),
        (
            "system",
            "You invoked an unsupported model or your request did not allow prompt caching.",
            "AccessDeniedException",
        ),
    ],
)
def test_a_field_that_is_refused_is_left_out_from_then_on(wire: Wire, path: str, message: str, error: str) -> None:
    wire.script = [refusing(path, message, says("Done."), error)]
    assert run_agent(PLAIN).output == "Done."
    assert run_agent(PLAIN).output == "Done."
    assert len(wire.requests) == 3, "refused once; the second run knows"


def test_without_a_system_prompt_the_instructions_stand_before_the_first_message(wire: Wire) -> None:
    wire.script = [refusing("system", "This model doesn't support system messages.", says("Done."))]
    run_agent(PLAIN)
    assert "system" not in wire.requests[-1]
    assert wire.requests[-1]["messages"] == [{"role": "user", "content": [{"text": "Write."}, {"text": "go"}]}]


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        (
            "The maximum tokens you requested exceeds the model limit of 4096. "
            "Try again with a maximum tokens value that is lower than 4096.",
            4096,
        ),
        ("max_tokens: 8000 > 4096, which is the maximum allowed number of output tokens", 4096),
        ("The maximum tokens you requested exceeds the model limit of 8,000.", 7999),
    ],
)
def test_the_output_limit_is_learnt_from_the_refusal(wire: Wire, message: str, limit: int) -> None:
    def step(request: Body) -> Body:
        return refuses(message) if request["inferenceConfig"]["maxTokens"] > limit else says("Done.")

    wire.script = [step]
    run_agent(PLAIN)
    run_agent(PLAIN)
    assert [request["inferenceConfig"]["maxTokens"] for request in wire.requests] == [8000, limit, limit]


def test_a_limit_that_explains_nothing_is_final(wire: Wire) -> None:
    wire.script = [refuses("The maximum tokens you requested exceeds the model limit of 9999.")]
    with pytest.raises(AgentFailure):
        run_agent(PLAIN)
    assert len(wire.requests) == 1


def only(taken: set[str | None]) -> Any:
    """Refuses every tool choice that is not in `taken`; None for no choice at all."""

    def step(request: Body) -> Body:
        if "toolConfig" not in request:
            return says('Here it is:\n```json\n{"colour": "red"}\n```')
        choice = next(iter(request["toolConfig"].get("toolChoice", {})), None)
        if choice in taken:
            return SUBMITTED
        field = f"toolConfig.toolChoice.{choice}" if choice else "toolConfig"
        return refuses(f"This model doesn't support the {field} field. Remove {field} and try again.")

    return step


@pytest.mark.parametrize(
    ("taken", "requests"),
    [({"tool"}, 1), ({"any"}, 2), ({"auto"}, 3), ({None}, 4), (set[str | None](), 5)],
)
def test_a_structured_answer_comes_through_the_strongest_choice_that_the_model_takes(
    wire: Wire, taken: set[str | None], requests: int
) -> None:
    wire.script = [only(taken)]
    assert run_agent(STRUCTURED).output == Verdict(colour="red")
    assert len(wire.requests) == requests
    run_agent(STRUCTURED)
    assert len(wire.requests) == requests + 1


def test_a_weaker_choice_tells_the_model_how_to_answer(wire: Wire) -> None:
    wire.script = [only({"auto"})]
    run_agent(STRUCTURED)
    assert "submit_verdict" not in wire.requests[0]["system"][0]["text"]
    assert "submit_verdict" in wire.requests[-1]["system"][0]["text"]


def test_an_agent_with_tools_works_on_a_model_without_any(wire: Wire) -> None:
    def step(request: Body) -> Body:
        if "toolConfig" in request:
            return refuses("This model doesn't support tool use.")
        last = request["messages"][-1]["content"][-1]["text"]
        if last == "Result: red at home":
            return says('{"colour": "red"}')
        return says('```json\n{"name": "look", "arguments": {"where": "home"}}\n```')

    wire.script = [step]
    assert run_agent(WITH_TOOLS).output == Verdict(colour="red")
    system = wire.requests[-1]["system"][0]["text"]
    assert "- look: Looks somewhere." in system
    assert json.dumps({"colour": {"type": "string"}}) in system
    assert all("toolUse" not in block for message in wire.requests[-1]["messages"] for block in message["content"])


def test_reasoning_that_a_model_does_not_take_back_is_left_out_of_the_history(wire: Wire) -> None:
    thought = {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}}

    def step(request: Body) -> Body:
        if "reasoningContent" in json.dumps(request):
            return refuses("This model doesn't support the reasoningContent field in messages.")
        seen = "toolResult" in json.dumps(request)
        return SUBMITTED if seen else says(thought, calls("look", {"where": "up"}), stop="tool_use")

    wire.script = [step]
    assert run_agent(WITH_TOOLS).output == Verdict(colour="red")
    assert len(wire.requests) == 3


@pytest.mark.parametrize(
    "text", ['{"colour": "red"}', 'Sure!\n```json\n{"colour": "red"}\n```\nBye.', 'It is {"colour": "red"}.']
)
def test_a_structured_answer_may_be_json_in_text(wire: Wire, text: str) -> None:
    wire.script = [says(text)]
    assert run_agent(STRUCTURED).output == Verdict(colour="red")
    assert len(wire.requests) == 1


def test_json_in_text_that_does_not_fit_is_corrected_once(wire: Wire) -> None:
    wire.script = [says('```json\n{"color": "red"}\n```'), SUBMITTED]
    tracker = track_usage()

    async def run() -> Verdict:
        return await run_with_validation(Run(JOB, tracker), STRUCTURED, "go", Verdict)

    assert asyncio.run(run()) == Verdict(colour="red")


def test_what_one_model_takes_says_nothing_about_another() -> None:
    capabilities.forget()
    assert capabilities.capabilities_of(CLAUDE).cache_points
    assert not capabilities.capabilities_of("meta.llama3-1-8b-instruct-v1:0").cache_points
