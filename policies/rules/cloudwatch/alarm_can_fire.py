from __future__ import annotations

from policies.engine import Config, Findings, Node, Option, Resource, ResourceRule, Severity, Verdict, any_of, unless
from policies.rules._alarms import ALARM

_RISES = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
_BAD_NEWS = {
    "AWS/Lambda Errors": 5,
    "AWS/Lambda Throttles": 10,
    "AWS/ApiGateway 5xx": 5,
    "AWS/SQS ApproximateNumberOfMessagesVisible": 100,
    "AWS/SQS ApproximateAgeOfOldestMessage": 3600,
}
"""Metric to the highest threshold that is still an alarm; percent in an expression."""


def check(alarm: Resource, config: Config) -> Findings:
    most = min((config["thresholds"][name] for name in _metrics(alarm) if name in config["thresholds"]), default=None)
    if most is not None:
        rises = alarm["comparisonOperator"].test(lambda operator: operator in _RISES)
        low = alarm["threshold"].test(lambda threshold: 0 <= threshold <= most)
        yield from unless(rises & low, f"the alarm fires above {most} only, or never", "threshold")
    yield from unless(_returns_one(alarm), "no metric query returns the data of the alarm", "metricQueries")


def _metrics(alarm: Resource) -> set[str]:
    places = (alarm.properties, *(query["metric"].raw for query in alarm["metricQueries"].each()))
    nodes = [Node(place) for place in places]
    return {f"{node['namespace'].text} {node['metricName'].text}" for node in nodes}


def _returns_one(alarm: Resource) -> Verdict:
    queries = alarm["metricQueries"]
    if queries.absent:
        return Verdict.YES
    return any_of(query["returnData"].test(lambda on: on is True) for query in queries.each())


RULE = ResourceRule(
    name="alarm-can-fire",
    title="Alarms on failures fire at a threshold that failures reach.",
    why="An alarm whose threshold is never reached stays green while everything fails.",
    fix=(
        'Set threshold to at most the value in the option `thresholds`, and comparison_operator="GreaterThanThreshold".'
    ),
    severity=Severity.MEDIUM,
    types=(ALARM,),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    options={
        "thresholds": Option(
            {
                "type": "object",
                "additionalProperties": {"type": "number"},
                "description": "Namespace and name of a metric to the highest threshold.",
            },
            _BAD_NEWS,
        )
    },
    check=check,
)
