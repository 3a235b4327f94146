from __future__ import annotations

import json

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules._alarms import COMPOSITE
from policies.rules.sqs import sqs_dlq, sqs_dlq_alarm, sqs_encrypted
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import (
    ARGUMENTS,
    Row,
    accepted,
    check_accepted,
    check_refused,
    check_undecided,
    refused,
    unknown,
)

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

ROWS = (
    Row(sqs_encrypted.RULE, QUEUE, "kmsMasterKeyId", wrong=("", None), fine=("alias/alex",), unknown_decides=False),
    Row(sqs_encrypted.RULE, DLQ, "sqsManagedSseEnabled", wrong=(False, None)),
    Row(
        sqs_dlq.RULE,
        QUEUE,
        "redrivePolicy",
        wrong=("{}", "not JSON", None),
        around=(DLQ,),
        unknown_decides=False,
    ),
    Row(sqs_dlq_alarm.RULE, ALARM, "alarmActions", wrong=([], None), around=(QUEUE, DLQ), unknown_decides=False),
    Row(sqs_dlq_alarm.RULE, ALARM, "actionsEnabled", wrong=(False,), fine=(True,), around=(QUEUE, DLQ)),
    Row(
        sqs_dlq_alarm.RULE,
        ALARM,
        "metricName",
        wrong=("NumberOfMessagesSent", None),
        around=(QUEUE, DLQ),
        unknown_decides=False,
    ),
    Row(sqs_dlq_alarm.RULE, ALARM, "dimensions.QueueName", wrong=("alex-prod-jobs", None), around=(QUEUE, DLQ)),
)


@pytest.mark.parametrize(ARGUMENTS, refused(ROWS))
def test_a_mistake_is_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_refused(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, accepted(ROWS))
def test_what_complies_passes(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_accepted(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, unknown(ROWS))
def test_an_unknown_value_is_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_undecided(rule, resources)


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
def test_what_takes_dead_letters_needs_no_queue_behind_it_but_an_alarm(holder: Resource) -> None:
    assert "dlq" not in {found.resource.name for found in judge(sqs_dlq.RULE, DLQ, holder) if found.resource}
    assert violations(sqs_dlq_alarm.RULE, DLQ, holder)
    assert not judge(sqs_dlq_alarm.RULE, DLQ, holder, ALARM)


def test_a_redrive_policy_of_its_own_counts() -> None:
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
def test_an_alarm_may_tell_somebody_through_a_composite(rule: str, told: bool) -> None:
    silent = changed(changed(ALARM, "alarmActions", None), "name", "dead")
    composite = make(COMPOSITE, {"alarmRule": rule, "alarmActions": [UNKNOWN]}, name="composite")
    assert bool(violations(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, composite)) is not told


def test_a_composite_alarm_on_nobody_knows_what_is_undecided() -> None:
    silent = changed(ALARM, "alarmActions", None)
    composite = make(COMPOSITE, {"alarmRule": UNKNOWN, "alarmActions": ["arn:aws:sns:us-east-1:1:alarms"]})
    assert not violations(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, composite)
    assert undecided(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, composite)
    assert violations(sqs_dlq_alarm.RULE, QUEUE, DLQ, silent, changed(composite, "alarmActions", None))
