"""`alex preview` and the real engine agree on stacks of different shape: resources, inputs and violations."""

from __future__ import annotations

from typing import Any

import pytest

from local.engine.preview import UNKNOWN, preview
from local.provider.values import DEFAULTS
from policies.engine.outcome import Kind
from policies.gate import evaluate
from tests.engine.pulumi import PACK, Done, Pulumi, type_of

pytestmark = pytest.mark.engine

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_USERS = {
    "jwtIssuer": "",
    "jwtAudience": "",
    "jwtClientId": "",
    "signInCallbackUrls": ["https://alex.example/callback"],
}
SHAPES: dict[str, tuple[str, dict[str, object]]] = {
    "small": ("local", {}),
    "whole": ("prod", {}),
    "users": ("prod", _USERS),
    "plain": ("prod", {"siteDomain": None, "certificateArn": None, "activateCostTags": False}),
    "single": ("prod", {"databaseInstances": 1, "databaseMinAcu": 1, "secretRotationDays": 7}),
    "snapshots": ("prod", {"snapStart": True, "architecture": "arm64", "release": "2026.11"}),
    "alarming": ("prod", {"alarmEmail": "on-call@alex.example", "runbookBaseUrl": "https://runbooks.example"}),
    "models": (
        "prod",
        {
            "agentModels": {"charter": "us.amazon.nova-lite-v1:0"},
            "langfuseProjectPerAgent": ["planner", "reporter"],
            "traceContent": "metadata",
        },
    ),
    "unprotected": ("prod", {"deletionProtection": False, "logRetentionDays": 1, "wafRateLimit": 2000}),
}
"""Name of the stack, the stack file it starts from, and its settings; None removes one."""


@pytest.mark.parametrize("shape", SHAPES)
def test_offline_and_engine_see_the_same_stack(another_project: Pulumi, shape: str) -> None:
    base, settings = SHAPES[shape]
    project = another_project
    file = project.folder / f"Pulumi.{shape}.yaml"
    file.write_text((project.folder / f"Pulumi.{base}.yaml").read_text())
    project.configure(shape, dependencies="provided", **settings)
    project.new_stack(shape)

    done = project.run("preview", *PACK, stack=shape)
    offline = preview(project.folder, shape)
    report = evaluate(offline.resources, shape)

    assert registered(done) == {
        resource.urn: comparable(resource.inputs)
        for resource in offline.resources
        if not resource.type.startswith("pulumi:")
    }
    assert done.violations() == {
        (found.rule, found.level.value) for found in report.violations if found.kind is Kind.VIOLATION
    }
    assert (done.code == 0) is not report.failed


def registered(done: Done) -> dict[str, Any]:
    """Inputs by URN, of all that the program registered."""
    steps = [event["resourcePreEvent"]["metadata"] for event in done.events if "resourcePreEvent" in event]
    return {
        step["urn"]: comparable(step["new"]["inputs"])
        for step in steps
        if step["new"] and not type_of(step["urn"]).startswith("pulumi:")
    }


def comparable(value: Any) -> Any:
    """Without what Check filled in, with one word for unknown values, secrets and archives each."""
    if isinstance(value, dict):
        if _SIGNATURE in value:
            return "archive" if "hash" in value or "assets" in value or "path" in value else "secret"
        left_out = {DEFAULTS, *value.get(DEFAULTS, [])}
        return {key: comparable(item) for key, item in value.items() if key not in left_out}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, str):
        if value == "[secret]":
            return "secret"
        return "unknown" if UNKNOWN in value or value == "output<string>" else value
    return value
