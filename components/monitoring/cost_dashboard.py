"""Cost dashboard: usage and cost of models, and capacity used by the database."""

from __future__ import annotations

from collections.abc import Sequence

from components.foundation.function_spec import FunctionSpec
from components.foundation.names import Names
from components.monitoring.agents_dashboard import agent_logs
from components.monitoring.metrics import NAMESPACE, Metric, MetricMath, stack_metric
from components.monitoring.saved_queries import COST_BY_AGENT, COST_BY_USER
from components.monitoring.widgets import Graph, Json, Line, LogTable, Search, rows

_HOUR, _DAY = 3600, 86_400
_BEDROCK_TOKENS = {"InputTokenCount": "input", "OutputTokenCount": "output"}


def cost_widgets(
    names: Names, functions: Sequence[FunctionSpec], models: Sequence[str], database_instances: int
) -> Json:
    """Body of the dashboard."""
    agents = [spec for spec in functions if spec.kind == "agent"]
    return rows(
        _spend(names, agents),
        _bedrock(names, models),
        [_capacity(names, database_instances), _by_user(names, agents)],
    )


def _spend(names: Names, agents: Sequence[FunctionSpec]) -> list[Graph | LogTable]:
    total = [Line(stack_metric(names, "CostUSD", "Sum"), "all agents")]
    unknown = [_unpriced(names, spec) for spec in agents]
    return [
        Graph("Model calls, per day", total, names.region, _DAY, unit="USD"),
        LogTable("Cost by day, agent and model", COST_BY_AGENT, agent_logs(names, agents), names.region),
        Graph("Model calls without a known price", unknown, names.region, _HOUR, stacked=True, unit="calls"),
    ]


def _unpriced(names: Names, spec: FunctionSpec) -> Search:
    """One line per model of the agent."""
    return Search(
        NAMESPACE,
        "UnpricedModelCalls",
        ("Stack", "service", "Model"),
        {"Stack": names.stack, "service": spec.name},
        "Sum",
        f"{spec.name} ${{PROP('Dim.Model')}}",
    )


def _bedrock(names: Names, models: Sequence[str]) -> list[Graph]:
    """Bedrock's own metrics, which include every caller of these models in the account."""

    def of_model(model: str, metric: str) -> Metric:
        return Metric("AWS/Bedrock", metric, {"ModelId": model}, "Sum")

    tokens = [
        Line(of_model(model, metric), f"{model} {kind}") for model in models for metric, kind in _BEDROCK_TOKENS.items()
    ]
    calls = [Line(of_model(model, "Invocations"), model) for model in models]
    refused = [Line(of_model(model, "InvocationThrottles"), model) for model in models]
    return [
        Graph("Bedrock: tokens", tokens, names.region, _HOUR, stacked=True, unit="tokens"),
        Graph("Bedrock: invocations", calls, names.region, _HOUR, stacked=True, unit="calls"),
        Graph("Bedrock: throttled invocations", refused, names.region, _HOUR, stacked=True, unit="calls"),
    ]


def _capacity(names: Names, instances: int) -> Graph:
    """Average capacity times period length: the billed quantity, zero while paused."""

    def used(instance: str) -> MetricMath:
        dimensions = {"DBInstanceIdentifier": names.of(instance)}
        capacity = Metric("AWS/RDS", "ServerlessDatabaseCapacity", dimensions, "Average")
        return MetricMath("capacity * PERIOD(capacity) / 3600", {"capacity": capacity})

    lines = [Line(used(str(number)), f"instance {number}") for number in range(1, instances + 1)]
    return Graph("Aurora: capacity used", lines, names.region, _HOUR, stacked=True, unit="ACU-hours")


def _by_user(names: Names, agents: Sequence[FunctionSpec]) -> LogTable:
    return LogTable("Model calls by user", COST_BY_USER, agent_logs(names, agents), names.region)
