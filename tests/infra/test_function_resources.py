"""Resources of each function: Lambda, log group, alarm, dead-letter destination, environment."""

from __future__ import annotations

import json

import pytest

from agent_runtime.settings import (
    DatabaseSettings,
    LangfuseSettings,
    ModelSettings,
    OriginSettings,
    PlannerSettings,
    QueueSettings,
    RetentionSettings,
    RotationSettings,
    RuntimeSettings,
    SpendingSettings,
    TraceDeletionSettings,
    WarmUpSettings,
)
from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS, SPECIALISTS

AGENTS = [spec.name for spec in FUNCTIONS if spec.kind == "agent"]
MODELS = {
    RuntimeSettings: [spec.name for spec in FUNCTIONS],
    LangfuseSettings: [*AGENTS, "housekeeper"],
    ModelSettings: AGENTS,
    DatabaseSettings: ["planner", "api", "migrator", "rotator", "housekeeper"],
    OriginSettings: ["api", "origin_rotator"],
    QueueSettings: ["api"],
    WarmUpSettings: [spec.name for spec in FUNCTIONS],  # of the API; without it there are no warm-ups
    SpendingSettings: ["api"],
    PlannerSettings: ["planner"],
    RetentionSettings: ["housekeeper"],
    TraceDeletionSettings: ["housekeeper"],
    RotationSettings: ["housekeeper"],
}


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_function_has_the_values_of_its_row(stack, spec: FunctionSpec):
    function = stack.one("Function", f"{spec.name}-function")

    assert function["handler"] == f"{spec.name}.handler.handle"
    assert (function["memorySize"], function["timeout"]) == (spec.memory_mb, spec.timeout_seconds)
    assert function["reservedConcurrentExecutions"] == spec.reserved_concurrency
    assert function["tracingConfig"] == {"mode": "Active"}


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_function_logs_json_into_an_encrypted_group_with_retention(prod, spec: FunctionSpec):
    (group,) = [group for group in prod.all("LogGroup") if group.name == f"{spec.name}-logs"]

    assert prod.one("Function", f"{spec.name}-function")["loggingConfig"] == {
        "logFormat": "JSON",
        "applicationLogLevel": "INFO",
        "systemLogLevel": "INFO",
        "logGroup": group.inputs["name"],
    }
    assert group.inputs["retentionInDays"] == 90
    assert [urn.split("::")[-1] for urn in group.property_dependencies["kmsKeyId"]] == ["key-key"]


@pytest.mark.parametrize("spec", [spec for spec in FUNCTIONS if "rotator" not in spec.name], ids=lambda spec: spec.name)
def test_a_function_alarms_on_its_error_rate(prod, spec: FunctionSpec):
    alarm = prod.one("MetricAlarm", f"{spec.name}-errors-alarm")
    queries = {query["id"]: query for query in alarm["metricQueries"]}

    assert (queries["result"]["expression"], alarm["threshold"]) == ("100 * errors / invocations", 5)
    assert queries["errors"]["metric"]["dimensions"] == {"FunctionName": f"alex-prod-{spec.name}"}
    assert alarm["treatMissingData"] == "notBreaching"


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_an_event_that_exhausted_its_retries_goes_to_the_dead_letter_queue(prod, spec: FunctionSpec):
    (config,) = [c for c in prod.all("FunctionEventInvokeConfig") if c.name == f"{spec.name}-failed-events"]

    assert (config.inputs["functionName"], config.inputs["qualifier"]) == (f"alex-prod-{spec.name}", "live")
    assert [urn.split("::")[-1] for urn in config.property_dependencies["destinationConfig"]] == ["dead-letters-queue"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_runtime_accepts_the_environment(stack, model, monkeypatch: pytest.MonkeyPatch):
    required = {
        f"{model.model_config.get('env_prefix') or ''}{name}".upper()
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    for spec in FUNCTIONS:
        variables = _variables(stack, spec.name)
        assert (required <= set(variables)) == (spec.name in MODELS[model]), spec.name
        if spec.name in MODELS[model]:
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            model()


def test_the_runtime_knows_every_variable(stack):
    known = {
        f"{model.model_config.get('env_prefix') or ''}{name}".upper()
        # The API's alone, and only where `warmUps` is on: see `test_warm_ups.py`.
        for model in (*MODELS, WarmUpSettings)
        for name in model.model_fields
    }
    for spec in FUNCTIONS:
        ours = {name for name in _variables(stack, spec.name) if not name.startswith("POWERTOOLS_")}
        assert ours <= known


def test_the_planner_knows_each_specialist_by_its_live_alias(prod):
    specialists = json.loads(_variables(prod, "planner")["PLANNER_SPECIALISTS"])

    assert specialists == {spec.name: f"alex-prod-{spec.name}:live" for spec in SPECIALISTS}


def test_the_lease_outlives_the_function_and_the_visibility_timeout_the_lease(prod):
    planner = prod.one("Function", "planner-function")
    lease = int(_variables(prod, "planner")["PLANNER_LEASE_SECONDS"])

    assert planner["timeout"] < lease < prod.one("Queue", "jobs-queue")["visibilityTimeoutSeconds"]


def test_the_planner_has_as_many_attempts_as_the_queue_has_receives(prod):
    attempts = int(_variables(prod, "planner")["PLANNER_MAX_ATTEMPTS"])

    assert json.loads(prod.one("Queue", "jobs-queue")["redrivePolicy"])["maxReceiveCount"] == attempts


def test_no_variable_holds_a_secret(stack):
    for function in stack.all("Function"):
        for name in function.inputs["environment"]["variables"]:
            if any(word in name for word in ("SECRET", "PASSWORD", "TOKEN", "KEY", "CREDENTIAL")):
                assert name.endswith(("_SECRET_ARN", "_SECRET_ARNS"))
    assert not stack.all("SecretVersion")


def _variables(stack, function: str) -> dict[str, str]:
    return stack.one("Function", f"{function}-function")["environment"]["variables"]
