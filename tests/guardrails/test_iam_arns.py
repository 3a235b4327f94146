from __future__ import annotations

import pytest

from policies.iam.actions import expand, why_invalid
from policies.iam.arns import covers_everything, why_outside_stack, why_unbounded
from policies.iam.scoping import SCOPED_BY
from policies.rules.iam.iam_no_data_exfiltration import GIVES_AWAY


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "**",
        "arn:aws:s3:::*",
        "arn:aws:s3:::*/*",
        "arn:aws:sqs:*:*:*",
        "arn:aws:lambda:us-east-1:123456789012:function:*",
        "arn:aws:kms:*:*:key/*",
        "arn:aws:sqs:us-east-1:123456789012:????????",
    ],
)
def test_a_resource_that_covers_everything(resource: str) -> None:
    assert covers_everything(resource)


@pytest.mark.parametrize(
    "resource",
    [
        "",
        "arn:aws:s3:::alex-prod-site/*",
        "arn:aws:execute-api:us-east-1:123456789012:a1b2c3/*",
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/alex-prod-api:*",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!cluster-*",
        "not an ARN",
    ],
)
def test_a_resource_that_covers_something(resource: str) -> None:
    assert not covers_everything(resource)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-langfuse-??????",
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/alex-prod-api:*",
        "arn:aws:s3:::alex-prod-site/*",
        "arn:aws:rds:us-east-1:123456789012:cluster:alex-prod:*",
        "arn:aws:logs:us-east-1:123456789012:log-group:RDSOSMetrics:*",
        "arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-pro-v1:0",
    ],
)
def test_an_arn_within_the_stack(resource: str) -> None:
    assert why_unbounded(resource) == why_outside_stack(resource, "alex-prod") == ""


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        ("arn:aws:logs:us-east-1:123456789012:log-group:RDS*:*", "the wildcard matches names"),
        ("arn:aws:sqs:us-east-1:123456789012:alex-*", "the wildcard matches names"),
        ("arn:aws:sqs:us-east-1:123456789012:alex-prod*", "the wildcard matches names"),
        ("arn:aws:sqs:us-east-1:123456789012:not-alex-prod-*", "the wildcard matches names"),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!cluster-*", "the wildcard matches names"),
        ("arn:aws:sqs:us-east-1:*:alex-prod-jobs", "wildcard in the account"),
        ("arn:aws:sqs:*:123456789012:alex-prod-jobs", "wildcard in the region"),
        ("arn:aws:*:us-east-1:123456789012:alex-prod-jobs", "wildcard in the service"),
        ("arn:*:sqs:us-east-1:123456789012:alex-prod-jobs", "wildcard in the partition"),
        ("alex-prod-jobs", "not an ARN"),
    ],
)
def test_an_arn_wider_than_the_stack(resource: str, why: str) -> None:
    assert (why_unbounded(resource) or why_outside_stack(resource, "alex-prod")).startswith(why)


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("lambda:InvokeFuncton", "did you mean lambda:InvokeFunction?"),
        ("s3:getObjects*", "matches no action"),
        ("dynamo:GetItem", "names no AWS service"),
        ("GetObject", "is not of the form"),
        ("s*:GetObject", "wildcard in the service"),
    ],
)
def test_an_action_that_does_not_exist_is_explained(pattern: str, hint: str) -> None:
    assert hint in why_invalid(pattern)


def test_an_action_is_found_in_any_case_and_by_wildcard() -> None:
    assert [action.name for action in expand("S3:getobject")] == ["s3:GetObject"]
    assert {"sqs:SendMessage"} == {action.name for action in expand("sqs:Send*")}


def test_every_action_the_pack_names_exists() -> None:
    assert not [why_invalid(action) for action in (*GIVES_AWAY, *SCOPED_BY) if why_invalid(action)]
