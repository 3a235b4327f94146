"""`--model` and `--misbehave`: what they choose, and how a wrong one is refused."""

from __future__ import annotations

import pytest

from cli.run.model_choice import model_choice
from cli.shared.errors import UsageError
from local.real_model.serve import FAKE_MODEL, ModelChoice, serve
from local.real_model.source import BedrockSource, OpenAISource


def test_without_options_the_fake_model_answers_and_behaves() -> None:
    choice = model_choice(None, [])
    assert (choice.source, list(choice.misbehaviours)) == (None, [])
    served = serve(choice)
    assert (served.name, served.settings, served.is_slow) == (FAKE_MODEL, {}, False)


def test_a_real_model_is_chosen() -> None:
    assert model_choice("bedrock", []).source == BedrockSource(None)
    expected = OpenAISource("http://127.0.0.1:8080/v1", "qwen2.5")
    assert model_choice("openai:http://127.0.0.1:8080/v1#qwen2.5", []).source == expected


def test_misbehaviours_are_chosen_in_their_order() -> None:
    chosen = model_choice(None, ["planner:unknown-tool", "reporter:blank:2"]).misbehaviours
    assert [(one.agent, one.behaviour, one.times) for one in chosen] == [
        ("planner", "unknown-tool", 1),
        ("reporter", "blank", 2),
    ]


@pytest.mark.parametrize(
    ("model", "misbehave", "problem", "hint"),
    [
        ("nova", [], "'nova' names no model", "expected `bedrock`"),
        (None, ["planner:rude"], "no behaviour 'rude'", "those of the planner: "),
        ("bedrock", ["planner:blank"], "--model and --misbehave cannot be used together", "only the fake model"),
    ],
)
def test_a_wrong_option_is_refused_with_a_remedy(
    model: str | None, misbehave: list[str], problem: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refused:
        model_choice(model, misbehave)
    assert problem in refused.value.problem
    assert hint in refused.value.hint


def test_bedrock_is_named_with_its_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    served = serve(ModelChoice(BedrockSource("eu.amazon.nova-lite-v1:0")))
    assert served.name == "Amazon Bedrock in eu-central-1, on your account"
    assert served.settings == {"model": "eu.amazon.nova-lite-v1:0", "agentModels": {}}
