"""Changes of a resource that a later version of the program made, in the embedded AWS."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from local.provider.connection import Connection
from local.provider.resource_calls import ResourceCalls
from local.provider.values import Raw

pytestmark = pytest.mark.local
FUNCTION, ALARM = "aws:cloudfront/function:Function", "aws:cloudwatch/metricAlarm:MetricAlarm"
CODE = "function handler(event) {{ return {}; }}"
THRESHOLD = {"name": "changes", "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1, "threshold": 1}
METRIC = {"namespace": "Alex", "metricName": "Lost", "period": 60, "statistic": "Sum", "dimensions": {"service": "a"}}
OF_SERVICE = {"namespace": "Alex", "metricName": "Lost", "period": 60, "stat": "Sum", "dimensions": {"service": "a"}}
EXPRESSION = {
    "metricQueries": [
        {"id": "lost", "metric": OF_SERVICE},
        {"id": "filled", "expression": "FILL(lost, 0)", "returnData": True},
    ]
}


@pytest.fixture
def calls(cloud: Any, tmp_path: Path) -> ResourceCalls:
    aws, postgres = cloud.aws, cloud.postgres
    keys = (aws.access_key_id, aws.secret_access_key)
    return ResourceCalls(Connection(aws.endpoint, aws.region, *keys, postgres.port, postgres.password), tmp_path)


def changed(calls: ResourceCalls, type_: str, *versions: Raw) -> str:
    """The id of a resource that went through these inputs."""
    identifier, properties = calls.create(type_, "changes", versions[0])
    for before, after in pairwise(versions):
        properties = calls.update(type_, "changes", identifier, (before, properties), after)
    return identifier


def test_new_code_of_an_edge_function_goes_live(calls: ResourceCalls, cloud: Any) -> None:
    first, second = (
        {"name": "changes", "runtime": "cloudfront-js-2.0", "publish": True, "code": CODE.format(returned)}
        for returned in ("event.request", "undefined")
    )
    name = changed(calls, FUNCTION, first, second)
    live = cloud.aws.client("cloudfront").get_function(Name=name, Stage="LIVE")["FunctionCode"]
    assert live.read().decode() == second["code"]


@pytest.mark.parametrize(("before", "after"), [(METRIC, EXPRESSION), (EXPRESSION, METRIC)], ids=["to", "from"])
def test_an_alarm_moves_between_a_metric_and_an_expression(
    calls: ResourceCalls, cloud: Any, before: Raw, after: Raw
) -> None:
    name = changed(calls, ALARM, THRESHOLD | before, THRESHOLD | after)
    [alarm] = cloud.aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert bool(alarm.get("Metrics")) == (after is EXPRESSION)
    assert alarm.get("MetricName") == after.get("metricName")
