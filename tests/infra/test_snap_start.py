"""SnapStart of agents is a setting, off by default, and applies to published versions."""

from __future__ import annotations

from pathlib import Path

from components.foundation.functions import FUNCTIONS
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
AGENTS = {spec.name for spec in FUNCTIONS if spec.kind == "agent"}


def test_no_stack_file_enables_snapstart(stack):
    assert not [function.name for function in stack.all("Function") if function.inputs.get("snapStart")]


def test_with_the_setting_published_versions_of_agents_use_snapstart():
    planned = preview(ROOT, "prod", overrides={"snapStart": True})
    functions = {r.name.removesuffix("-function"): r.inputs for r in planned.resources if _is_function(r.type)}

    started = {name for name, inputs in functions.items() if inputs.get("snapStart")}
    assert started == AGENTS
    for name in started:
        assert functions[name]["snapStart"] == {"applyOn": "PublishedVersions"}
        assert functions[name]["publish"] is True
        # SnapStart supports neither a larger disk nor provisioned concurrency.
        assert functions[name].get("ephemeralStorage") is None


def _is_function(type_: str) -> bool:
    return type_ == "aws:lambda/function:Function"
