from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, Verdict, any_of, unless
from policies.rules._alarms import ALARM, metric_places
from policies.rules.cloudwatch._thresholds import THRESHOLDS

_RISES = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
_LONGEST = 7200
"""Seconds that several periods may last together."""


def check(alarm: Resource, config: Config) -> Findings:
    limits: dict[str, float] = config["thresholds"]
    most = min((limits[name] for name in _metrics(alarm) if name in limits), default=None)
    if most is not None:
        rises = alarm["comparisonOperator"].test(lambda operator: operator in _RISES)
        low = alarm["threshold"].test(lambda threshold: 0 <= threshold <= most)
        yield from unless(rises & low, f"the alarm fires above {most:g} only, or never", "threshold")
        message = f"the alarm waits for more than {_LONGEST // 3600} hours"
        yield from unless(_in_time(alarm), message, "evaluationPeriods")
    yield from unless(_returns_one(alarm), "no metric query returns the data of the alarm", "metricQueries")


def _metrics(alarm: Resource) -> Iterator[str]:
    """Namespace and name of each metric, and each namespace."""
    for place in metric_places(alarm):
        namespace = place["namespace"].text
        yield from (namespace, f"{namespace} {place['metricName'].text}")


def _in_time(alarm: Resource) -> Verdict:
    periods = [alarm["period"], *(query["metric"]["period"] for query in alarm["metricQueries"].each())]
    seconds = max((period.raw for period in periods if isinstance(period.raw, int | float)), default=60)
    return alarm["evaluationPeriods"].test(lambda count: count == 1 or count * seconds <= _LONGEST)


def _returns_one(alarm: Resource) -> Verdict:
    queries = alarm["metricQueries"]
    if queries.absent:
        return Verdict.YES
    # A single query returns its data whatever it says.
    single = len(queries.each()) == 1
    return any_of(query["returnData"].test(lambda on: on is True or single) for query in queries.each())


RULE = ResourceRule(
    name="alarm-can-fire",
    title="Alarms on failures fire soon, at a threshold that failures reach.",
    why="An alarm whose threshold is never reached stays green while everything fails.",
    fix=(
        'Set threshold to at most the value in the option `thresholds`, comparison_operator="GreaterThanThreshold", '
        "and few evaluation_periods."
    ),
    severity=Severity.MEDIUM,
    types=(ALARM,),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    options={
        "thresholds": Option(
            {
                "type": "object",
                "additionalProperties": {"type": "number"},
                "description": "Namespace and name of a metric, or a namespace, to the highest threshold.",
            },
            THRESHOLDS,
        )
    },
    check=check,
)
