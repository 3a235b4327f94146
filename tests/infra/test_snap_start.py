"""Snapshots of agents are a setting, off by default, and belong to the published version that everybody calls."""

from __future__ import annotations

from pathlib import Path

from components.foundation.functions import FUNCTIONS
from local.engine.preview import preview

ROOT = Path(__file__).resolve().parents[2]
AGENTS = {spec.name for spec in FUNCTIONS if spec.kind == "agent"}


def test_no_stack_pays_for_snapshots_unasked(stack):
    assert not [function.name for function in stack.all("Function") if function.inputs.get("snapStart")]


def test_with_the_setting_agents_start_from_the_snapshot_of_their_published_version():
    planned = preview(ROOT, "prod", overrides={"snapStart": True})
    functions = {r.name.removesuffix("-function"): r.inputs for r in planned.resources if _is_function(r.type)}

    started = {name for name, inputs in functions.items() if inputs.get("snapStart")}
    assert started == AGENTS
    for name in started:
        assert functions[name]["snapStart"] == {"applyOn": "PublishedVersions"}
        assert functions[name]["publish"] is True
        # Snapshots exclude a larger disk and provisioned concurrency.
        assert functions[name].get("ephemeralStorage") is None


def _is_function(type_: str) -> bool:
    return type_ == "aws:lambda/function:Function"
