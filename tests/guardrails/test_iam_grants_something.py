"""Statements that IAM accepts and that grant nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.rules.iam.iam_grants_something import RULE
from policies.testing import judge, make, violations

_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-app"
_QUEUE = "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs"


def policy(
    actions: list[str], resources: list[str], condition: dict[str, Any] | None = None, effect: str = "Allow"
) -> Any:
    statement: dict[str, Any] = {"Effect": effect, "Action": actions, "Resource": resources}
    if condition:
        statement["Condition"] = condition
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return make("aws:iam/rolePolicy:RolePolicy", {"role": "api", "policy": document})


@pytest.mark.parametrize(
    ("actions", "resources", "condition", "why"),
    [
        (["sqs:SendMessage"], ["arn:aws:sns:us-east-1:123456789012:alarms"], None, "sqs:SendMessage never concerns"),
        (["lambda:InvokeFunction"], ["arn:aws:lambda:us-east-1:123456789012:layer:deps"], None, "never concerns"),
        (["s3:ListAllMyBuckets"], ["arn:aws:s3:::alex-prod"], None, "takes no ARN, and applies to * only"),
        (["sqs:SendMessage"], [_QUEUE], {"StringEquals": {"sqs:Color": "red"}}, "has no condition key sqs:color"),
        (["secretsmanager:GetSecretValue"], [_SECRET], None, "lacks the suffix that AWS adds"),
    ],
)
def test_a_grant_of_nothing(actions: list[str], resources: list[str], condition: Any, why: str) -> None:
    (found,) = violations(RULE, policy(actions, resources, condition))
    assert found.startswith("grants nothing: ")
    assert why in found


@pytest.mark.parametrize(
    ("actions", "resources", "condition"),
    [
        (["sqs:SendMessage"], [_QUEUE], None),
        (["sqs:SendMessage", "sqs:ReceiveMessage"], [_QUEUE, "arn:aws:sns:us-east-1:123456789012:alarms"], None),
        (["sqs:*"], ["arn:aws:sns:us-east-1:123456789012:alarms"], None),
        (["s3:ListAllMyBuckets"], ["*"], None),
        (["lambda:InvokeFunction"], ["arn:aws:lambda:us-east-1:123456789012:function:alex-prod-*"], None),
        (["secretsmanager:GetSecretValue"], [f"{_SECRET}-??????"], None),
        (["secretsmanager:GetSecretValue"], [f"{_SECRET}-a1B2c3"], None),
        (["sqs:SendMessage"], [_QUEUE], {"StringEqualsIfExists": {"sqs:Color": "red"}}),
        (["sqs:SendMessage"], [_QUEUE], {"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
        (["secretsmanager:GetSecretValue"], ["*"], {"StringEquals": {"secretsmanager:ResourceTag/Owner": "alex"}}),
        (["cloudwatch:PutMetricData"], ["*"], {"StringEquals": {"cloudwatch:namespace": "Alex"}}),
        (["cloudfront:CreateFunction"], ["arn:aws:cloudfront::123456789012:function/alex"], None),
    ],
)
def test_a_grant_that_applies(actions: list[str], resources: list[str], condition: Any) -> None:
    assert not judge(RULE, policy(actions, resources, condition))


def test_a_denial_of_nothing_is_left_out() -> None:
    assert not judge(RULE, policy(["s3:ListAllMyBuckets"], ["arn:aws:s3:::alex-prod"], effect="Deny"))
