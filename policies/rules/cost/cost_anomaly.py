from __future__ import annotations

from collections.abc import Callable

from policies.engine import Config, Findings, Node, Option, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set


def check(subscription: Resource, config: Config) -> Findings:
    yield from unless(is_set(subscription["subscribers"]), "nobody is told of an anomaly", "subscribers")
    most = config["usd"]
    for limit in _limits(subscription["thresholdExpression"]):
        if limit["key"].text == "ANOMALY_TOTAL_IMPACT_ABSOLUTE":
            message = f"an anomaly below {most} USD may go unnoticed"
            yield from limit["values"].must(_at_most(most), message)


def _at_most(most: float) -> Callable[[list[str]], bool]:
    return lambda values: all(float(value) <= most for value in values)


def _limits(expression: Node) -> tuple[Node, ...]:
    places = (expression, *expression["ands"].each(), *expression["ors"].each())
    return tuple(place["dimension"] for place in places if not place["dimension"].absent)


RULE = ResourceRule(
    name="cost-anomaly",
    title="Cost anomaly subscriptions tell of small anomalies.",
    why="What runs away starts small: at the price of a month, a loop has run for days.",
    fix="Set subscribers, and a low absolute threshold in threshold_expression.",
    severity=Severity.LOW,
    types=("aws:costexplorer/anomalySubscription:AnomalySubscription",),
    link="https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html",
    options={"usd": Option({"type": "number", "minimum": 0, "description": "Highest threshold, in USD."}, 50)},
    check=check,
)
