"""What another setting would change: as a preview with that setting says, without one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli.preview.choices import choices_of
from cli.preview.model import readable
from estimate.choices import Choice, choices
from estimate.month import Estimate, estimate
from estimate.workload import Workload
from local.engine.preview import Preview
from tests.infra.conftest import SELF_HOSTED
from tests.previews import preview as run_preview

ROOT = Path(__file__).resolve().parents[2]
LOAD = Workload(analyses=1000)
LITE = "us.amazon.nova-lite-v1:0"
#: Settings of a production stack, and a choice that its table names.
STACKS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({}, "databaseInstances: 1", {"databaseInstances": 1}),
    ({"databaseInstances": 1}, "databaseInstances: 2", {"databaseInstances": 2}),
    ({}, "databaseMinAcu: 1", {"databaseMinAcu": 1}),
    ({"databaseMinAcu": 1}, "databaseMinAcu: 0", {"databaseMinAcu": 0}),
    ({}, "snapStart: true", {"snapStart": True}),
    ({"snapStart": True}, "snapStart: false", {"snapStart": False}),
    ({}, f"model: {LITE}", {"model": LITE}),
    (
        {},
        f"agentModels: {{planner: {LITE}, tagger: {LITE}, charter: {LITE}}}",
        {"agentModels": dict.fromkeys(("planner", "tagger", "charter"), LITE)},
    ),
    ({}, "edgePlan: pro", {"edgePlan": "pro"}),
    ({}, "edgePlan: business", {"edgePlan": "business"}),
    ({"edgePlan": "pro"}, "edgePlan: pay-as-you-go", {"edgePlan": "pay-as-you-go"}),
    ({"deletionProtection": False}, "edgePlan: free", {"edgePlan": "free"}),
    ({"deletionProtection": False, "edgePlan": "free"}, "edgePlan: pro", {"edgePlan": "pro"}),
    ({"deletionProtection": False, "edgePlan": "free"}, "edgePlan: pay-as-you-go", {"edgePlan": "pay-as-you-go"}),
    ({}, 'jwtIssuer: ""', {"jwtIssuer": "", "jwtAudience": "", "jwtClientId": ""}),
    ({}, "langfuse: self-hosted", SELF_HOSTED),
    (SELF_HOSTED, "langfuse: cloud", {"langfuse": "cloud"}),
]


@pytest.fixture(autouse=True)
def kept_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the other place for Langfuse, too, are made once."""
    monkeypatch.setattr("cli.preview.choices.run_preview", run_preview)


def planned(settings: dict[str, Any]) -> Preview:
    return _planned(json.dumps(settings, sort_keys=True))


@cache
def _planned(settings: str) -> Preview:
    return readable(run_preview(ROOT, "prod", json.loads(settings)))


def cost(settings: dict[str, Any]) -> Estimate:
    return estimate(planned(settings).resources, LOAD)


def chosen(found: list[Choice], setting: str) -> Choice:
    (choice,) = [it for it in found if it.setting == setting]
    return choice


@pytest.mark.parametrize(("settings", "setting", "changed"), STACKS, ids=[row[1] for row in STACKS])
def test_a_choice_costs_what_a_preview_with_it_costs(
    settings: dict[str, Any], setting: str, changed: dict[str, Any]
) -> None:
    of_langfuse = setting.startswith("langfuse:")
    found = choices_of(planned(settings), LOAD) if of_langfuse else choices(planned(settings).resources, LOAD)
    choice = chosen(found, setting)
    now, then = cost(settings), cost({**settings, **changed})

    assert choice.idle_usd == pytest.approx(then.idle_usd - now.idle_usd, abs=0.01)
    assert choice.month_usd == pytest.approx(then.month_usd - now.month_usd, abs=0.01)


def test_no_choice_is_the_setting_that_the_stack_has() -> None:
    settings = {choice.setting for choice in choices(planned({"edgePlan": "pro", "model": LITE}).resources, LOAD)}

    assert "edgePlan: pro" not in settings
    assert not [it for it in settings if it.startswith(("model:", "agentModels:"))]


@pytest.mark.parametrize(
    ("model", "cheaper"),
    [
        ("amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0"),
        ("global.anthropic.claude-haiku-4-5-20251001-v1:0", "global.amazon.nova-2-lite-v1:0"),
    ],
)
def test_a_cheaper_model_answers_from_the_same_place(model: str, cheaper: str) -> None:
    choice = chosen(choices(planned({"model": model}).resources, LOAD), f"model: {cheaper}")

    assert choice.month_usd < 0


def model_settings(settings: dict[str, Any]) -> set[str]:
    found = {choice.setting for choice in choices(planned(settings).resources, LOAD)}
    return {it for it in found if it.startswith(("model:", "agentModels:"))}


def test_no_model_is_offered_for_a_cheaper_one() -> None:
    micro = "us.amazon.nova-micro-v1:0"

    assert model_settings({"model": micro}) == set()
    # `model` is for all agents: those of the cheapest model would cost more with it.
    assert model_settings({"model": micro, "agentModels": {"planner": "us.amazon.nova-pro-v1:0"}}) == {
        f"agentModels: {{planner: {LITE}}}"
    }


def test_a_stack_without_what_a_setting_is_about_has_no_such_choice() -> None:
    buckets = [it for it in planned({}).resources if it.type == "aws:s3/bucket:Bucket"]

    assert [choice.setting for choice in choices(buckets, LOAD)] == []


def test_every_choice_says_what_it_means() -> None:
    found = choices(planned({}).resources, LOAD)

    assert all(choice.means for choice in found)
    assert "no logs" in chosen(found, "edgePlan: free").means
