"""SnapStart of agents is a setting, off by default, and applies to published versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.foundation.functions import FUNCTIONS
from local.engine.preview import Preview
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
AGENTS = {spec.name for spec in FUNCTIONS if spec.kind == "agent"}


def test_no_stack_file_enables_snapstart(stack):
    assert not [function.name for function in stack.all("Function") if function.inputs.get("snapStart")]


@pytest.fixture(scope="module")
def planned() -> Preview:
    return preview(ROOT, "prod", overrides={"snapStart": True})


def test_with_the_setting_published_versions_of_agents_use_snapstart(planned: Preview):
    functions = {r.name.removesuffix("-function"): r.inputs for r in planned.resources if _is_function(r.type)}

    started = {name for name, inputs in functions.items() if inputs.get("snapStart")}
    assert started == AGENTS
    for name in started:
        assert functions[name]["snapStart"] == {"applyOn": "PublishedVersions"}
        assert functions[name]["publish"] is True
        # SnapStart supports neither a larger disk nor provisioned concurrency.
        assert functions[name].get("ephemeralStorage") is None


def test_a_restore_counts_as_a_cold_start(planned: Preview):
    """A restored instance's report line has `restoreDurationMs` in place of `initDurationMs`."""
    filters = [r.inputs for r in planned.resources if r.type == "aws:cloudwatch/logMetricFilter:LogMetricFilter"]
    restores = [each for each in filters if "restoreDurationMs" in each["pattern"]]
    starts = {each["metricTransformation"]["name"] for each in filters if "initDurationMs" in each["pattern"]}

    assert {each["logGroupName"] for each in restores} == {f"/aws/lambda/alex-prod-{agent}" for agent in AGENTS}
    for each in restores:
        made = each["metricTransformation"]
        assert each["pattern"] == '{ $.type = "platform.report" && $.record.metrics.restoreDurationMs > 0 }'
        assert (made["namespace"], made["value"]) == ("Alex/InitDuration", "$.record.metrics.restoreDurationMs")
        assert {made["name"]} == starts


def test_no_stack_without_the_setting_reads_restores(stack):
    assert not [each.name for each in stack.all("LogMetricFilter") if "restore" in each.inputs["pattern"]]


def _is_function(type_: str) -> bool:
    return type_ == "aws:lambda/function:Function"
