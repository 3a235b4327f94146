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
EDGE_FUNCTION, FUNCTION = "aws:cloudfront/function:Function", "aws:lambda/function:Function"
ALARM, SUBSCRIPTION = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:sns/topicSubscription:TopicSubscription"
API = "aws:apigatewayv2/api:Api"
#: Pulumi's marks of a special value, and of an archive.
_SIGNATURE, _ARCHIVE = "4dabf18193072939515e22adb298388d", "0def7320c3a5731c473e5ecbe6d01bc7"
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
    name = changed(calls, EDGE_FUNCTION, first, second)
    live = cloud.aws.client("cloudfront").get_function(Name=name, Stage="LIVE")["FunctionCode"]
    assert live.read().decode() == second["code"]


def test_a_functions_snapshot_and_processor_change_and_change_back(
    calls: ResourceCalls, cloud: Any, tmp_path: Path
) -> None:
    role = calls.create("aws:iam/role:Role", "changes", {"name": "changes", "assumeRolePolicy": "{}"})[1]["arn"]
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "handler.py").write_text("def handle(event, context):\n    return event\n")
    code = {_SIGNATURE: _ARCHIVE, "path": "code"}
    plain = {"name": "changes", "role": role, "runtime": "python3.13", "handler": "handler.handle", "code": code}
    plain |= {"publish": True, "architectures": ["x86_64"]}
    snapped, other = plain | {"snapStart": {"applyOn": "PublishedVersions"}}, plain | {"architectures": ["arm64"]}
    client = cloud.aws.client("lambda")

    def found(*versions: Raw) -> tuple[str, list[str]]:
        name = changed(calls, FUNCTION, *versions)
        answer = client.get_function_configuration(FunctionName=name)
        client.delete_function(FunctionName=name)
        return answer.get("SnapStart", {}).get("ApplyOn", "None"), answer["Architectures"]

    assert found(plain, snapped) == ("PublishedVersions", ["x86_64"])
    assert found(snapped, plain) == ("None", ["x86_64"])
    assert found(plain, other) == ("None", ["arm64"])


@pytest.mark.parametrize(("before", "after"), [(METRIC, EXPRESSION), (EXPRESSION, METRIC)], ids=["to", "from"])
def test_an_alarm_moves_between_a_metric_and_an_expression(
    calls: ResourceCalls, cloud: Any, before: Raw, after: Raw
) -> None:
    name = changed(calls, ALARM, THRESHOLD | before, THRESHOLD | after)
    [alarm] = cloud.aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert bool(alarm.get("Metrics")) == (after is EXPRESSION)
    assert alarm.get("MetricName") == after.get("metricName")


def test_a_refresh_sees_an_apis_new_tags(calls: ResourceCalls) -> None:
    before: Raw = {"name": "changes", "protocolType": "HTTP", "tags": {"Owner": "one"}}
    after = before | {"tags": {"Owner": "two"}}
    identifier, properties = calls.create(API, "changes", before)
    properties = calls.update(API, "changes", identifier, (before, properties), after)
    read = calls.read(API, "changes", identifier, (after, properties))
    assert read is not None
    assert read[0]["tags"] == {"Owner": "two"}


def test_a_refresh_finds_a_subscription_that_nobody_has_confirmed(calls: ResourceCalls) -> None:
    topic = calls.create("aws:sns/topic:Topic", "changes", {"name": "changes"})[0]
    inputs: Raw = {"topic": topic, "protocol": "https", "endpoint": "https://127.0.0.1:1/hook"}
    identifier, properties = calls.create(SUBSCRIPTION, "changes", inputs)
    assert identifier.startswith(f"{topic}:")
    assert calls.read(SUBSCRIPTION, "changes", identifier, (inputs, properties)) is not None
