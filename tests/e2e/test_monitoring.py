"""Metrics, log lines, dashboards and alarms of the deployed system."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_runtime.telemetry.metrics import METRICS, NAMESPACE
from cli.alarms.states import alarm_states
from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.monitoring.all_alarms import all_alarms
from components.monitoring.operations_dashboard import operations_widgets
from components.monitoring.system_alarms import waf_alarm
from tests.waiting import until

pytestmark = pytest.mark.local

NAMES = Names("alex", "local", "us-east-1", "000000000000")
ROWS = (*all_alarms(NAMES, FUNCTIONS, "api"), waf_alarm("alex-local"))
#: Emitted only when something goes wrong.
TROUBLE = {
    # The housekeeper's, once a day.
    "ExpiredRows",
    "TraceDeletionFailures",
    "TracesDeleted",
    # Only after a user has said something.
    "FeedbackSent",
    "FeedbackNotSent",
    "DataApiErrors",
    "DatabaseConnectionErrors",
    "ModelIncidents",
    "ModelThrottles",
    "SpecialistFailures",
    "TraceExportFailures",
    "TraceKeysRefused",
    "UnpricedModelCalls",
    "UserLimitReached",
    "WarmUpFailures",
}
AGENTS = [spec.name for spec in FUNCTIONS if spec.kind == "agent"]


@pytest.fixture(scope="module")
def job(running: Any, sample: Any) -> dict[str, Any]:
    return running.analyse("watched", sample("growth"))


def test_a_job_emits_every_metric_of_the_registry_with_its_dimensions(alex: Any, job: dict[str, Any]) -> None:
    def emitted() -> dict[str, set[frozenset[str]]]:
        found: dict[str, set[frozenset[str]]] = {}
        for metric in _metrics(alex, Namespace=NAMESPACE):
            found.setdefault(metric["MetricName"], set()).add(frozenset(d["Name"] for d in metric["Dimensions"]))
        return found

    # The planner emits its metrics when its invocation ends, after its job.
    until(lambda: set(METRICS) - TROUBLE <= set(emitted()), emitted)
    assert set(emitted()) <= set(METRICS)
    for name, dimensions in emitted().items():
        spec = METRICS[name]
        assert dimensions == set(map(frozenset, spec.series))


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_logs_what_the_saved_queries_read(alex: Any, job: dict[str, Any], agent: str) -> None:
    (line,) = _lines(alex, agent, "agent finished", job)

    assert {"timestamp", "level", "job_id", "duration_ms", "model"} <= set(line)
    assert (line["service"], line["user_id"]) == (agent, alex.pseudonym("watched"))
    assert {"cost_usd", "input_tokens", "output_tokens"} <= set(line["usage"])


def test_the_planner_logs_the_user_of_a_finished_job(alex: Any, job: dict[str, Any]) -> None:
    (line,) = _lines(alex, "planner", "job finished", job)

    assert (line["user_id"], line["status"]) == (alex.pseudonym("watched"), "completed")
    assert line["session_id"].startswith(f"{line['user_id']}/")


def test_the_dashboards_are_there(alex: Any) -> None:
    cloudwatch = alex.stack.client("cloudwatch")
    body = json.loads(cloudwatch.get_dashboard(DashboardName="alex-local-operations")["DashboardBody"])

    expected = operations_widgets(NAMES, FUNCTIONS)
    assert [widget["properties"]["title"] for widget in body["widgets"]] == [
        widget["properties"]["title"] for widget in expected["widgets"]
    ]


def test_aws_metrics_cover_the_job(alex: Any, job: dict[str, Any]) -> None:
    own = ("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions")
    api = ("$default", alex.stack.outputs["apiId"])
    expected: set[tuple[str, ...]] = {("AWS/Lambda", name, NAMES.of(agent)) for name in own for agent in AGENTS}
    expected |= {("AWS/ApiGateway", name, *api) for name in ("Count", "4xx", "5xx", "Latency")}
    # A cold start's report line becomes a metric by the log filter.
    expected.add(("Alex/InitDuration", NAMES.prefix))

    def missing() -> set[tuple[str, ...]]:
        seen = {
            (metric["Namespace"], metric["MetricName"], *sorted(d["Value"] for d in metric["Dimensions"]))
            for metric in _metrics(alex)
        }
        return expected - seen

    until(lambda: not missing(), missing)


def test_an_analysis_dearer_than_the_setting_is_measured_with_its_cost(
    alex: Any, job: dict[str, Any], sample: Any
) -> None:
    cloudwatch = alex.stack.client("cloudwatch")

    def measured() -> list[float]:
        found = cloudwatch.get_metric_data(
            MetricDataQueries=[
                {
                    "Id": "cost",
                    "MetricStat": {
                        "Metric": {"Namespace": "Alex/AnalysisCost", "MetricName": NAMES.prefix},
                        "Period": 60,
                        "Stat": "Maximum",
                    },
                }
            ],
            StartTime=datetime.now(UTC) - timedelta(hours=1),
            EndTime=datetime.now(UTC) + timedelta(minutes=1),
        )
        return found["MetricDataResults"][0]["Values"]

    rambling = [{"match": agent, "reply": "well, " * 170_000, "times": 2} for agent in ("reporter", "charter")]
    alex.model_fails(*rambling)
    try:
        dear = float(alex.analyse("rambling", sample("starter"))["cost_usd"])
    finally:
        alex.model_fails()

    assert float(job["cost_usd"]) < 0.5 < dear
    until(lambda: pytest.approx(dear, abs=1e-6) in measured(), measured)
    assert pytest.approx(float(job["cost_usd"]), abs=1e-6) not in measured()


def test_an_alarm_on_a_rate_judges_the_rate(alex: Any) -> None:
    alarms = alex.stack.client("cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm"], MaxRecords=100)["MetricAlarms"]
    judged = [
        [query["Id"] for query in alarm["Metrics"] if query["ReturnData"]] for alarm in alarms if "Metrics" in alarm
    ]

    assert judged
    assert all(ids == ["result"] for ids in judged)


def test_the_command_lists_every_alarm_of_the_stack(alex: Any) -> None:
    listed = alarm_states("local", alex.stack.client("cloudwatch"))

    assert {alarm.name for alarm in listed} == {row.name for row in ROWS}


def test_every_alarm_fires_and_both_severities_notify(alex: Any) -> None:
    """Write data that breach each threshold, for as many periods as the alarm evaluates.

    `test_alarms_live.py` shows their real causes, and that they recover.
    """
    cloudwatch, told = alex.stack.client("cloudwatch"), _subscriber(alex)
    severities = {"alex-local-critical", "alex-local-warning"}

    def on() -> set[str]:
        found = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"], StateValue="ALARM")["CompositeAlarms"]
        return {alarm["AlarmName"] for alarm in found}

    # On a busy machine, slow cold starts may have set alarms off before; those do not notify again.
    told_before = on()
    alarms = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm"], MaxRecords=100)["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in alarms} == {NAMES.of(row.name) for row in ROWS}

    # Missing data cannot be written.
    written = [alarm for alarm in alarms if alarm["TreatMissingData"] != "breaching"]
    assert len(written) == len(alarms) - 1
    for alarm in written:
        _breach(cloudwatch, alarm)
    names = {alarm["AlarmName"] for alarm in written}

    def off() -> list[str]:
        found = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm"], MaxRecords=100)["MetricAlarms"]
        return [each["AlarmName"] for each in found if each["AlarmName"] in names and each["StateValue"] != "ALARM"]

    until(lambda: not off(), off)
    assert on() == severities
    until(lambda: told() >= severities - told_before, told)


#: How often each value counts in a period: other tests send the API thousands of requests, which a p95 would side with.
OUTWEIGH = 1_000_000


def _metrics(alex: Any, **which: str) -> list[dict[str, Any]]:
    pages = alex.stack.client("cloudwatch").get_paginator("list_metrics").paginate(**which)
    return [metric for page in pages for metric in page["Metrics"]]


def _breach(cloudwatch: Any, alarm: dict[str, Any]) -> None:
    """A rate of 100 % for metric math, or 0 % where it takes the rest to 100; more than the threshold for a metric."""
    if alarm.get("Metrics"):
        stats = [query["MetricStat"] for query in alarm["Metrics"] if "MetricStat" in query]
        expressions = [query["Expression"] for query in alarm["Metrics"] if "Expression" in query]
        value = 0.0 if expressions[0].startswith("100 - ") else 100.0
        metrics, period = [stat["Metric"] for stat in stats], stats[0]["Period"]
    else:
        metrics, period, value = [alarm], alarm["Period"], alarm["Threshold"] * 1.2 + 1
    now = time.time()
    for metric in metrics:
        data = [
            {
                "MetricName": metric["MetricName"],
                "Dimensions": metric.get("Dimensions", []),
                "Values": [value],
                "Counts": [OUTWEIGH],
                "Timestamp": now - age * period - 1,
            }
            for age in range(alarm["EvaluationPeriods"])
        ]
        cloudwatch.put_metric_data(Namespace=metric["Namespace"], MetricData=data)


def _subscriber(alex: Any) -> Callable[[], set[str]]:
    """Returns the names of the alarms that the topic has published so far."""
    sqs, told = alex.stack.client("sqs"), set[str]()
    queue = sqs.create_queue(QueueName="alarm-messages")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = alex.stack.outputs["alarmTopicArn"]
    publish = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = {"Version": "2012-10-17", "Statement": [publish | {"Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    alex.stack.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def names() -> set[str]:
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            notice = json.loads(json.loads(message["Body"])["Message"])
            if notice["NewStateValue"] == "ALARM":
                told.add(notice["AlarmName"])
        return told

    return names


def _lines(alex: Any, function: str, message: str, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Waits for the function's lines of the job with this message: the planner's come after its job has ended."""

    def found() -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in alex.stack.logs(function) if line.startswith("{")]
        return [line for line in lines if line.get("message") == message and line.get("job_id") == job["job_id"]]

    return until(found, f"{function}: {message}")
