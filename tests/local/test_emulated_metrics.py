"""AWS's own metrics are those of what happened, whoever called."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from tests.waiting import until

pytestmark = pytest.mark.local


class Metrics:
    def __init__(self, sample: Any) -> None:
        self._cloudwatch = sample.aws.client("cloudwatch")

    def total(self, namespace: str, name: str, **dimensions: str) -> float:
        """Sum over the last hour."""
        now = datetime.now(UTC)
        points = self._cloudwatch.get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(minutes=1),
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in points)

    def of_function(self, *names: str) -> list[float]:
        return [self.total("AWS/Lambda", name, FunctionName="sample") for name in names]


@contextmanager
def adds(read: Callable[[], list[float]], *expected: float) -> Generator[None]:
    """What the block does adds so much to what is read."""
    before = read()
    yield

    def added() -> list[float]:
        return [after - earlier for after, earlier in zip(read(), before, strict=True)]

    until(lambda: added() == list(expected), added)


def test_a_function_that_a_queue_calls_is_an_invocation(sample: Any) -> None:
    metrics = Metrics(sample)
    with adds(lambda: metrics.of_function("Invocations", "Errors", "Throttles"), 1, 0, 0):
        body = json.dumps({"n": 0, "fail": False})
        sample.aws.client("sqs").send_message(QueueUrl=sample.outputs["queueUrl"], MessageBody=body)


def test_a_function_that_raises_is_an_invocation_and_an_error(sample: Any) -> None:
    metrics = Metrics(sample)
    with adds(lambda: metrics.of_function("Invocations", "Errors"), 1, 1):
        sample.invoke("nothing that there is")


def test_a_throttled_call_of_an_alias_is_a_throttle_and_nothing_else(sample: Any) -> None:
    client, metrics = sample.aws.client("lambda"), Metrics(sample)
    version = client.publish_version(FunctionName="sample")["Version"]
    client.create_alias(FunctionName="sample", Name="throttled", FunctionVersion=version)
    client.put_function_concurrency(FunctionName="sample", ReservedConcurrentExecutions=0)
    try:
        with (
            adds(lambda: metrics.of_function("Throttles", "Invocations", "Errors"), 2, 0, 0),  # boto3 tries twice
            pytest.raises(client.exceptions.TooManyRequestsException),
        ):
            client.invoke(FunctionName="sample", Qualifier="throttled", Payload=b"{}")
    finally:
        client.delete_function_concurrency(FunctionName="sample")
        client.delete_alias(FunctionName="sample", Name="throttled")


def test_a_refused_request_is_a_request_and_a_client_error(sample: Any) -> None:
    metrics, api = Metrics(sample), sample.outputs["apiId"]

    def counted() -> list[float]:
        stage = {"ApiId": api, "Stage": "$default"}
        return [metrics.total("AWS/ApiGateway", name, **stage) for name in ("Count", "4xx", "5xx")]

    with adds(counted, 1, 1, 0):
        httpx.get(f"{sample.aws.endpoint}/_aws/execute-api/{api}/$default/who", timeout=30)


def test_metric_math_of_which_nobody_knows_what_to_judge_is_refused(sample: Any) -> None:
    stat = {"Metric": {"Namespace": "Sample", "MetricName": "Handled"}, "Period": 60, "Stat": "Sum"}
    with pytest.raises(ClientError, match="exactly one element of the metrics list should return data"):
        sample.aws.client("cloudwatch").put_metric_alarm(
            AlarmName="sample-rate",
            Metrics=[{"Id": "handled", "MetricStat": stat}, {"Id": "rate", "Expression": "100 * handled"}],
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
