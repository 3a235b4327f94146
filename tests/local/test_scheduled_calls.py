"""EventBridge Scheduler calls its target with the role of the schedule, as far as the role allows."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.waiting import until

pytestmark = pytest.mark.local

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": ["sts:AssumeRole"]}
    ],
}


def role(cloud: Any, name: str, queue_arn: str | None) -> str:
    """A role that may send to this queue, or to none; its ARN."""
    iam = cloud.aws.client("iam")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    if queue_arn:
        allowed = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": [queue_arn]}
        document = {"Version": "2012-10-17", "Statement": [allowed]}
        iam.put_role_policy(RoleName=name, PolicyName="send", PolicyDocument=json.dumps(document))
    return arn


def test_a_schedule_does_what_its_role_allows(cloud: Any) -> None:
    sqs, scheduler, name = cloud.aws.client("sqs"), cloud.aws.client("scheduler"), f"scheduled-{uuid.uuid4().hex[:8]}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    roles = {"denied": role(cloud, f"{name}-denied", None), "allowed": role(cloud, f"{name}-allowed", queue)}
    for who, arn in roles.items():
        scheduler.create_schedule(
            Name=f"{name}-{who}",
            ScheduleExpression="at(2026-01-01T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={"Arn": queue, "RoleArn": arn, "Input": json.dumps({"from": who})},
        )

    def decisions() -> dict[str, str]:
        return {
            entry["who"].split("/")[1].removeprefix(f"{name}-"): entry["decision"]
            for entry in cloud.aws.iam_log()
            if f"/{name}-" in entry["who"]
        }

    until(lambda: set(decisions()) == set(roles), decisions)
    assert decisions() == {"denied": "ImplicitDeny", "allowed": "Allow"}
    received = until(lambda: sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"), "a message")
    assert [json.loads(message["Body"]) for message in received] == [{"from": "allowed"}]
