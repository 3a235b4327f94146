"""The alarms of one function; they follow from its row in the roster."""

from __future__ import annotations

from components.foundation.functions import FunctionSpec
from components.foundation.grants import RotateOriginSecret, RotateSecret
from components.foundation.names import Names
from components.monitoring.alarm import Alarm
from components.monitoring.metrics import MetricMath, error_rate, init_duration_metric, lambda_metric, service_metric

_MINUTE = 60


def function_alarms(names: Names, spec: FunctionSpec) -> tuple[Alarm, ...]:
    """Of one row of the roster."""
    rows = [_rotation_failed(names, spec) if _rotates(spec) else _errors(names, spec), *_limits(names, spec)]
    # A function that runs alone is at its limit whenever it runs.
    if spec.reserved_concurrency > 1:
        rows.append(_concurrency(names, spec))
    if spec.kind == "agent":
        rows.append(_agent_failures(names, spec))
    return tuple(rows)


def _rotates(spec: FunctionSpec) -> bool:
    return any(isinstance(grant, RotateSecret | RotateOriginSecret) for grant in spec.grants)


def _errors(names: Names, spec: FunctionSpec) -> Alarm:
    return Alarm(
        name=f"{spec.name}-errors",
        runbook="function-errors",
        severity="critical",
        description=f"{spec.title}: more than 5 % of invocations failed.",
        # A rate, not a count: one failure among thousands wakes nobody, two among ten do.
        metric=error_rate(names, spec.name),
        threshold=5,
    )


def _rotation_failed(names: Names, spec: FunctionSpec) -> Alarm:
    return Alarm(
        name=f"{spec.name}-rotation-failed",
        runbook="rotation-failed",
        severity="critical",
        description=f"{spec.title}: a step of a secret's rotation failed.",
        # Secrets Manager has no metric for this. A step that fails is an error of the function that runs it.
        metric=lambda_metric(names, spec.name, "Errors", "Sum"),
        threshold=0,
    )


def _limits(names: Names, spec: FunctionSpec) -> tuple[Alarm, ...]:
    return (
        Alarm(
            name=f"{spec.name}-throttles",
            runbook="function-throttles",
            severity="warning",
            description=f"{spec.title}: invocations were refused for lack of concurrency.",
            metric=lambda_metric(names, spec.name, "Throttles", "Sum"),
            threshold=0,
        ),
        Alarm(
            name=f"{spec.name}-duration",
            runbook="function-duration",
            severity="warning",
            description=f"{spec.title}: the slowest invocations take more than 80 % of the {spec.timeout_seconds} s "
            "they have.",
            metric=lambda_metric(names, spec.name, "Duration", "p99"),
            threshold=0.8 * spec.timeout_seconds * 1000,
        ),
        Alarm(
            name=f"{spec.name}-init-duration",
            runbook="function-init-duration",
            severity="warning",
            description=f"{spec.title}: a cold start took more than 2 s.",
            metric=init_duration_metric(names, spec.name, "Maximum"),
            threshold=2000,
        ),
    )


def _concurrency(names: Names, spec: FunctionSpec) -> Alarm:
    limit = spec.reserved_concurrency
    return Alarm(
        name=f"{spec.name}-concurrency",
        runbook="function-concurrency",
        severity="warning",
        description=f"{spec.title}: more than 80 % of the {limit} reserved instances were busy, three minutes long.",
        metric=lambda_metric(names, spec.name, "ConcurrentExecutions", "Maximum"),
        threshold=0.8 * limit,
        period_seconds=_MINUTE,
        periods=3,
        datapoints=3,
    )


def _agent_failures(names: Names, spec: FunctionSpec) -> Alarm:
    return Alarm(
        name=f"{spec.name}-failures",
        runbook="agent-failures",
        severity="warning",
        # An agent answers with its error, so the function's own errors do not show it.
        description=f"{spec.title}: more than 10 % of its runs ended in an error.",
        metric=MetricMath(
            # Errors are counted only when there are some: without FILL, good runs could not end the alarm.
            "100 * FILL(failed, 0) / runs",
            {
                "failed": service_metric(names, spec.name, "AgentErrors", "Sum"),
                "runs": service_metric(names, spec.name, "AgentRuns", "Sum"),
            },
        ),
        threshold=10,
    )
