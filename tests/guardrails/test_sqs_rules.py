from __future__ import annotations

import json

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules._alarms import COMPOSITE
from policies.rules.sqs import sqs_dlq, sqs_dlq_alarm, sqs_encrypted, sqs_visibility
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, table_tests

ARN = "arn:aws:sqs:us-east-1:123456789012"
QUEUE = make(
    "aws:sqs/queue:Queue",
    {
        "name": "alex-prod-jobs",
        "kmsMasterKeyId": UNKNOWN,
        "redrivePolicy": json.dumps({"deadLetterTargetArn": f"{ARN}:alex-prod-jobs-dlq", "maxReceiveCount": 3}),
    },
    name="jobs",
)
DLQ = make("aws:sqs/queue:Queue", {"name": "alex-prod-jobs-dlq", "sqsManagedSseEnabled": True}, name="dlq")
ALARM = make(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    {
        "namespace": "AWS/SQS",
        "metricName": "ApproximateNumberOfMessagesVisible",
        "dimensions": {"QueueName": "alex-prod-jobs-dlq"},
        "alarmActions": [UNKNOWN],
    },
    name="alarm",
)

PLANNER = make("aws:lambda/function:Function", {"timeout": 345}, name="planner")
LIVE = make("aws:lambda/alias:Alias", {"name": "live"}, name="live", depends={"functionName": [PLANNER]})
HIDDEN = make("aws:sqs/queue:Queue", {"visibilityTimeoutSeconds": 405}, name="hidden")
MAPPING = make(
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    {"eventSourceArn": UNKNOWN, "functionName": UNKNOWN},
    name="source",
    depends={"eventSourceArn": [HIDDEN], "functionName": [LIVE]},
)

ROWS = (
    Row(
        sqs_visibility.RULE,
        HIDDEN,
        "visibilityTimeoutSeconds",
        noncompliant=(345, 0, None),
        compliant=(346, 43_200),
        context=(PLANNER, LIVE, MAPPING),
    ),
    Row(
        sqs_visibility.RULE,
        PLANNER,
        "timeout",
        noncompliant=(405, 900),
        compliant=(3,),
        context=(HIDDEN, LIVE, MAPPING),
    ),
    Row(
        sqs_encrypted.RULE,
        QUEUE,
        "kmsMasterKeyId",
        noncompliant=("", None),
        compliant=("alias/alex",),
        unknown_decides=False,
    ),
    Row(sqs_encrypted.RULE, DLQ, "sqsManagedSseEnabled", noncompliant=(False, None)),
    Row(
        sqs_dlq.RULE,
        QUEUE,
        "redrivePolicy",
        noncompliant=("{}", "not JSON", None),
        context=(DLQ,),
        unknown_decides=False,
    ),
    Row(
        sqs_dlq_alarm.RULE, ALARM, "alarmActions", noncompliant=([], None), context=(QUEUE, DLQ), unknown_decides=False
    ),
    Row(sqs_dlq_alarm.RULE, ALARM, "actionsEnabled", noncompliant=(False,), compliant=(True,), context=(QUEUE, DLQ)),
    Row(
        sqs_dlq_alarm.RULE,
        ALARM,
        "metricName",
        noncompliant=("NumberOfMessagesSent", None),
        context=(QUEUE, DLQ),
        unknown_decides=False,
    ),
    Row(sqs_dlq_alarm.RULE, ALARM, "dimensions.QueueName", noncompliant=("alex-prod-jobs", None), context=(QUEUE, DLQ)),
)


TestTable = table_tests(ROWS)


def unnamed_target(kind: str, property_name: str, value: object) -> Resource:
    return make(kind, {property_name: value}, depends={property_name: [DLQ]})


@pytest.mark.parametrize(
    "holder",
    [
        unnamed_target("aws:sqs/queue:Queue", "redrivePolicy", UNKNOWN),
        unnamed_target("aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy", UNKNOWN),
        unnamed_target("aws:sns/topicSubscription:TopicSubscription", "redrivePolicy", UNKNOWN),
        unnamed_target("aws:lambda/function:Function", "deadLetterConfig", {"targetArn": UNKNOWN}),
        unnamed_target(
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
            "destinationConfig",
            {"onFailure": {"destination": UNKNOWN}},
        ),
        unnamed_target(
            "aws:lambda/eventSourceMapping:EventSourceMapping",
            "destinationConfig",
            {"onFailure": {"destinationArn": UNKNOWN}},
        ),
        unnamed_target("aws:cloudwatch/eventTarget:EventTarget", "deadLetterConfig", {"arn": UNKNOWN}),
        unnamed_target("aws:scheduler/schedule:Schedule", "target", {"deadLetterConfig": {"arn": UNKNOWN}}),
    ],
    ids=lambda holder: holder.type.rpartition(":")[2],
)
def test_a_dead_letter_queue_needs_an_alarm_but_no_dead_letter_queue(holder: Resource) -> None:
    assert "dlq" not in {found.resource.name for found in judge(sqs_dlq.RULE, DLQ, holder) if found.resource}
    assert violations(sqs_dlq_alarm.RULE, DLQ, holder)
    assert not judge(sqs_dlq_alarm.RULE, DLQ, holder, ALARM)


def test_a_separate_redrive_policy_counts() -> None:
    bare = changed(QUEUE, "redrivePolicy", None)
    policy = {"queueUrl": UNKNOWN, "redrivePolicy": QUEUE["redrivePolicy"].raw}
    own = make("aws:sqs/redrivePolicy:RedrivePolicy", policy, depends={"queueUrl": [bare]})
    assert not judge(sqs_dlq.RULE, bare, DLQ, own)


def test_a_queue_that_takes_no_dead_letters_needs_no_alarm() -> None:
    assert not judge(sqs_dlq_alarm.RULE, changed(QUEUE, "redrivePolicy", None))


def test_an_alarm_knows_its_queue_by_where_the_name_came_from() -> None:
    properties = {**ALARM.properties, "dimensions": {"QueueName": UNKNOWN}}
    alarm = make(ALARM.type, properties, depends={"dimensions": [DLQ]})
    assert not judge(sqs_dlq_alarm.RULE, QUEUE, DLQ, alarm)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        pytest.param('ALARM("other") OR ALARM("dead")', True, id="its name"),
        pytest.param("ALARM(arn:aws:cloudwatch:us-east-1:1:alarm:dead)", True, id="its ARN"),
        pytest.param('ALARM("dead-too")', False, id="another alarm"),
        pytest.param('NOT ALARM("dead")', False, id="its being off"),
    ],
)
def test_an_alarm_may_notify_through_a_composite(rule: str, told: bool) -> None:
    silent = changed(changed(ALARM, "alarmActions", None), "name", "dead")
    composite = make(COMPOSITE, {"alarmRule": rule, "alarmActions": [UNKNOWN]}, name="composite")
    assert bool(violations(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, composite)) is not told


def test_a_composite_alarm_with_an_unknown_rule_is_undecided() -> None:
    silent = changed(ALARM, "alarmActions", None)
    composite = make(COMPOSITE, {"alarmRule": UNKNOWN, "alarmActions": ["arn:aws:sns:us-east-1:1:alarms"]})
    assert not violations(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, composite)
    assert undecided(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, composite)
    assert violations(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, changed(composite, "alarmActions", None))


def test_by_default_a_message_is_hidden_for_longer_than_a_function_runs() -> None:
    plain = changed(HIDDEN, "visibilityTimeoutSeconds", None)
    assert not judge(sqs_visibility.RULE, plain, changed(PLANNER, "timeout", None), LIVE, MAPPING)


def test_a_mapping_may_name_the_function_itself() -> None:
    direct = make(MAPPING.type, MAPPING.properties, depends={"eventSourceArn": [HIDDEN], "functionName": [PLANNER]})
    assert violations(sqs_visibility.RULE, changed(HIDDEN, "visibilityTimeoutSeconds", 30), PLANNER, direct)


def test_a_stream_has_no_visibility() -> None:
    table = make("aws:dynamodb/table:Table", {})
    stream = make(MAPPING.type, MAPPING.properties, depends={"eventSourceArn": [table], "functionName": [PLANNER]})
    assert not judge(sqs_visibility.RULE, table, PLANNER, stream)
