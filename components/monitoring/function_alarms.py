"""Alarms of one function, derived from its row in the function list. `system_alarms.py` has those of all together."""

from __future__ import annotations

from components.foundation.function_spec import FunctionSpec
from components.foundation.grants import RotateOriginSecret, RotateSecret
from components.foundation.names import Names
from components.monitoring.alarm import Alarm
from components.monitoring.metrics import error_rate, lambda_metric, service_metric

_MINUTE = 60
ERROR_PERCENT = 5
_AGENT_ERROR_PERCENT = 10
#: Share of the reserved concurrency.
_LIMIT_PERCENT = 80
_CONCURRENCY_MINUTES = 3


def function_alarms(names: Names, spec: FunctionSpec) -> tuple[Alarm, ...]:
    """Every alarm of this function."""
    rows = [_rotation_failed(names, spec) if _rotates(spec) else _errors(names, spec), _throttles(names, spec)]
    # With a reserved concurrency of 1, every invocation is at the limit.
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
        description=f"{spec.title}: more than {ERROR_PERCENT} % of invocations failed.",
        # A rate, not a count: one failure in thousands is not urgent, two in ten are.
        metric=error_rate(names, spec.name),
        threshold=ERROR_PERCENT,
    )


def _rotation_failed(names: Names, spec: FunctionSpec) -> Alarm:
    return Alarm(
        name=f"{spec.name}-rotation-failed",
        runbook="rotation-failed",
        severity="critical",
        description=f"{spec.title}: a secret rotation step failed.",
        # Secrets Manager has no metric for this. A failed step is an error of the rotation function.
        metric=lambda_metric(names, spec.name, "Errors", "Sum"),
        threshold=0,
    )


def _throttles(names: Names, spec: FunctionSpec) -> Alarm:
    return Alarm(
        name=f"{spec.name}-throttles",
        runbook="function-throttles",
        severity="warning",
        description=f"{spec.title}: invocations were throttled.",
        metric=lambda_metric(names, spec.name, "Throttles", "Sum"),
        threshold=0,
    )


def _concurrency(names: Names, spec: FunctionSpec) -> Alarm:
    limit = spec.reserved_concurrency
    return Alarm(
        name=f"{spec.name}-concurrency",
        runbook="function-concurrency",
        severity="warning",
        description=f"{spec.title}: more than {_LIMIT_PERCENT} % of the reserved concurrency of {limit} was in use "
        f"for {_CONCURRENCY_MINUTES} minutes.",
        metric=lambda_metric(names, spec.name, "ConcurrentExecutions", "Maximum"),
        threshold=_LIMIT_PERCENT / 100 * limit,
        period_seconds=_MINUTE,
        periods=_CONCURRENCY_MINUTES,
        datapoints=_CONCURRENCY_MINUTES,
    )


def _agent_failures(names: Names, spec: FunctionSpec) -> Alarm:
    return Alarm(
        name=f"{spec.name}-failures",
        runbook="agent-failures",
        severity="warning",
        # An agent returns its error as a reply, so the Errors metric of the function does not count it.
        description=f"{spec.title}: more than {_AGENT_ERROR_PERCENT} % of agent runs failed.",
        metric=service_metric(names, spec.name, "AgentFailures", "Average"),
        threshold=_AGENT_ERROR_PERCENT,
    )
