"""The API may start the agents of a job, through their live aliases, unless a setting forbids it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agent_runtime.settings import warm_up_settings
from api.warm_ups import MOST_AT_ONCE
from components.foundation.functions import FUNCTIONS, SPECIALISTS
from components.foundation.shared_names import PLANNER
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
NAMES = [spec.name for spec in SPECIALISTS]


def api_of(resources: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Environment and statements of the API."""
    statements = json.loads(resources["api-policy"]["policy"])["Statement"]
    return dict(resources["api-function"]["environment"]["variables"]), statements


def invocations(statements: list[dict[str, Any]]) -> list[str]:
    return [arn for each in statements if "lambda:InvokeFunction" in each["Action"] for arn in each["Resource"]]


def test_the_api_knows_and_may_invoke_the_live_aliases_of_the_specialists(
    prod: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables, statements = api_of({resource.name: resource.inputs for resource in prod.resources})
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    warm_up_settings.cache_clear()
    assert warm_up_settings().functions == {name: f"alex-prod-{name}:live" for name in NAMES}
    arn = "arn:aws:lambda:us-east-1:123456789012:function:alex-prod"
    assert invocations(statements) == [f"{arn}-{name}:live" for name in NAMES]


def test_without_the_setting_the_api_may_invoke_nothing() -> None:
    planned = preview(ROOT, "prod", overrides={"warmUps": False})
    variables, statements = api_of({resource.name: resource.inputs for resource in planned.resources})
    assert "WARM_UP_FUNCTIONS" not in variables
    assert invocations(statements) == []


def test_warm_ups_leave_the_specialists_concurrency_for_the_planners_jobs() -> None:
    jobs = next(spec.reserved_concurrency for spec in FUNCTIONS if spec.name == PLANNER)
    assert jobs == MOST_AT_ONCE
    assert all(spec.reserved_concurrency >= jobs + MOST_AT_ONCE for spec in SPECIALISTS)
