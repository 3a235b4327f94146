"""Rules for identity policies: one compliant policy, and the edits that each rule must catch."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, ResourceRule
from policies.rules.iam import (
    iam_action_exists,
    iam_arn_within_stack,
    iam_no_admin,
    iam_no_data_exfiltration,
    iam_no_decrypt_all_keys,
    iam_no_not_element,
    iam_no_service_wildcard_action,
    iam_no_wildcard_resource,
    iam_pass_role_to_service,
    iam_valid_document,
)
from policies.testing import make, undecided, violations

ACCOUNT = "123456789012"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:alex-prod-jobs"
CLUSTER = f"arn:aws:rds:us-east-1:{ACCOUNT}:cluster:alex-prod"
MASTER_SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:rds!cluster-*"
OF_THIS_CLUSTER = {"StringEquals": {"aws:ResourceTag/aws:rds:primaryDBClusterArn": CLUSTER}}

STATEMENTS: dict[str, dict[str, Any]] = {
    "Send": {"Action": ["sqs:SendMessage"], "Resource": [QUEUE]},
    "Trace": {"Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"},
    "Metrics": {
        "Action": "cloudwatch:PutMetricData",
        "Resource": "*",
        "Condition": {"StringEquals": {"cloudwatch:namespace": "Alex"}},
    },
    "ReadSecret": {
        "Action": "secretsmanager:GetSecretValue",
        "Resource": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:alex-prod-langfuse-??????",
    },
    "ReadMasterSecret": {
        "Action": "secretsmanager:GetSecretValue",
        "Resource": MASTER_SECRET,
        "Condition": OF_THIS_CLUSTER,
    },
    "Pass": {
        "Action": "iam:PassRole",
        "Resource": f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api",
        "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    },
    "Decrypt": {
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/alex-prod"}},
    },
    "Grant": {
        "Action": "kms:CreateGrant",
        "Resource": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd",
        "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
    },
}


def policy(edits: dict[str, dict[str, Any]] | None = None) -> Resource:
    """The compliant policy, with elements of the statements named replaced; None removes one."""
    statements = copy.deepcopy(STATEMENTS)
    for sid, edit in (edits or {}).items():
        statements.setdefault(sid, {}).update(edit)
    listed = [
        {"Sid": sid, "Effect": "Allow", **{key: value for key, value in body.items() if value is not None}}
        for sid, body in statements.items()
    ]
    return in_role_policy({"Version": "2012-10-17", "Statement": listed})


def in_role_policy(document: object) -> Resource:
    return make("aws:iam/rolePolicy:RolePolicy", {"policy": json.dumps(document)})


EDITS: dict[str, tuple[ResourceRule, dict[str, dict[str, Any]]]] = {
    "a misspelt action": (iam_action_exists.RULE, {"Send": {"Action": "sqs:SendMesage"}}),
    "a misspelt action in a Deny": (iam_action_exists.RULE, {"Send": {"Effect": "Deny", "Action": "sqs:Snd"}}),
    "a wildcard that means nothing": (iam_action_exists.RULE, {"Send": {"Action": "sqs:Post*"}}),
    "full rights": (iam_no_admin.RULE, {"Send": {"Action": "*", "Resource": "*"}}),
    "full rights, spelt out": (iam_no_admin.RULE, {"Send": {"Action": ["*:*"], "Resource": ["arn:aws:sqs:*:*:*"]}}),
    "all but some actions": (iam_no_not_element.RULE, {"Send": {"Action": None, "NotAction": "iam:*"}}),
    "all but some resources": (iam_no_not_element.RULE, {"Send": {"Resource": None, "NotResource": QUEUE}}),
    "a whole service": (iam_no_service_wildcard_action.RULE, {"Send": {"Action": "sqs:*"}}),
    "a part of a service": (iam_no_service_wildcard_action.RULE, {"Send": {"Action": "sqs:Send*"}}),
    "every service": (iam_no_service_wildcard_action.RULE, {"Send": {"Action": "*"}}),
    "an action on everything": (iam_no_wildcard_resource.RULE, {"Send": {"Resource": "*"}}),
    "an action on every queue": (iam_no_wildcard_resource.RULE, {"Send": {"Resource": "arn:aws:sqs:*:*:*"}}),
    "an action on nothing said": (iam_no_wildcard_resource.RULE, {"Send": {"Resource": None}}),
    "metrics of any namespace": (iam_no_wildcard_resource.RULE, {"Metrics": {"Condition": None}}),
    "metrics by a pattern of everything": (
        iam_no_wildcard_resource.RULE,
        {"Metrics": {"Condition": {"StringLike": {"cloudwatch:namespace": "*"}}}},
    ),
    "a condition that stands in for another action's ARN": (
        iam_no_wildcard_resource.RULE,
        {"Metrics": {"Action": ["cloudwatch:PutMetricData", "cloudwatch:DeleteAlarms"]}},
    ),
    "queues of every stack": (
        iam_arn_within_stack.RULE,
        {"Send": {"Resource": f"arn:aws:sqs:us-east-1:{ACCOUNT}:alex-*"}},
    ),
    "queues of a stack whose name begins the same": (
        iam_arn_within_stack.RULE,
        {"Send": {"Resource": f"arn:aws:sqs:us-east-1:{ACCOUNT}:alex-prod*"}},
    ),
    "the same queue in any account": (
        iam_arn_within_stack.RULE,
        {"Send": {"Resource": "arn:aws:sqs:us-east-1:*:alex-prod-jobs"}},
    ),
    "master secrets of every cluster": (iam_arn_within_stack.RULE, {"ReadMasterSecret": {"Condition": None}}),
    "master secrets of clusters without the tag too": (
        iam_arn_within_stack.RULE,
        {"ReadMasterSecret": {"Condition": {"StringEqualsIfExists": OF_THIS_CLUSTER["StringEquals"]}}},
    ),
    "master secrets of every account": (
        iam_arn_within_stack.RULE,
        {"ReadMasterSecret": {"Resource": "arn:aws:secretsmanager:us-east-1:*:secret:rds!cluster-*"}},
    ),
    "everything with a tag": (iam_no_wildcard_resource.RULE, {"ReadMasterSecret": {"Resource": "*"}}),
    "a role passed to any service": (iam_pass_role_to_service.RULE, {"Pass": {"Condition": None}}),
    "a role passed to services by wildcard": (
        iam_pass_role_to_service.RULE,
        {"Pass": {"Condition": {"StringLike": {"iam:PassedToService": "*.amazonaws.com"}}}},
    ),
    "a role passed by a wildcard action": (iam_pass_role_to_service.RULE, {"Send": {"Action": "iam:Pass*"}}),
    "decryption with all keys": (iam_no_decrypt_all_keys.RULE, {"Decrypt": {"Condition": None}}),
    "decryption by way of a service": (
        iam_no_decrypt_all_keys.RULE,
        {"Decrypt": {"Condition": {"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}}}},
    ),
    "decryption with all keys of the account": (
        iam_no_decrypt_all_keys.RULE,
        {"Decrypt": {"Condition": None, "Resource": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*"}},
    ),
    "re-encryption from every key": (
        iam_no_decrypt_all_keys.RULE,
        {"Decrypt": {"Condition": None, "Action": "kms:ReEncrypt*"}},
    ),
    "a bucket policy rewritten": (
        iam_no_data_exfiltration.RULE,
        {"Send": {"Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::alex-prod-site"}},
    ),
    "a bucket policy rewritten by wildcard": (iam_no_data_exfiltration.RULE, {"Send": {"Action": "s3:Put*"}}),
    "an unbounded grant": (iam_no_data_exfiltration.RULE, {"Grant": {"Condition": None}}),
    "an effect that is none": (iam_valid_document.RULE, {"Send": {"Effect": "allow"}}),
    "a statement without an action": (iam_valid_document.RULE, {"Send": {"Action": None}}),
    "an element that is none": (iam_valid_document.RULE, {"Send": {"Conditions": {}}}),
    "a condition that is none": (iam_valid_document.RULE, {"Send": {"Condition": "aws:SourceArn"}}),
    "an operator that is none": (iam_valid_document.RULE, {"Send": {"Condition": {"StringIs": {"aws:userid": "A"}}}}),
}
RULES = sorted({rule.name: rule for rule, _ in EDITS.values()}.items())


@pytest.mark.parametrize(("rule", "edit"), EDITS.values(), ids=EDITS)
def test_the_rule_catches(rule: ResourceRule, edit: dict[str, dict[str, Any]]) -> None:
    assert violations(rule, policy(edit))


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=[name for name, _ in RULES])
class TestEachRule:
    def test_passes_the_compliant_policy(self, rule: ResourceRule) -> None:
        assert not violations(rule, policy())
        assert not undecided(rule, policy())

    def test_leaves_an_unknown_policy_undecided(self, rule: ResourceRule) -> None:
        unknown = make("aws:iam/rolePolicy:RolePolicy", {"policy": UNKNOWN})
        assert not violations(rule, unknown)
        assert undecided(rule, unknown)

    def test_says_nothing_of_an_absent_policy(self, rule: ResourceRule) -> None:
        assert not violations(rule, make("aws:iam/role:Role", {"name": "alex-prod-api"}))
        assert not undecided(rule, make("aws:iam/role:Role", {"name": "alex-prod-api"}))

    def test_finds_the_same_in_a_roles_own_list(self, rule: ResourceRule) -> None:
        edit = next(edit for other, edit in EDITS.values() if other is rule)
        role = make("aws:iam/role:Role", {"inlinePolicies": [{"policy": policy(edit)["policy"].raw}]})
        assert violations(rule, role) == violations(rule, policy(edit))


def test_an_unknown_part_leaves_only_its_own_statement_undecided() -> None:
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": UNKNOWN},
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"},
        ],
    }
    resource = make("aws:iam/policy:Policy", {"policy": document})
    assert violations(iam_no_wildcard_resource.RULE, resource) == ["allows sqs:SendMessage on *"]
    assert len(undecided(iam_no_wildcard_resource.RULE, resource)) == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"text"', "{}"],
    ids=["nothing", "half", "a list", "null", "text", "an empty object"],
)
def test_text_that_is_no_policy_is_refused(text: str) -> None:
    assert violations(iam_valid_document.RULE, make("aws:iam/policy:Policy", {"policy": text}))


def test_two_statements_of_one_sid_are_refused() -> None:
    statement = {"Sid": "Send", "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}
    document = {"Version": "2012-10-17", "Statement": [statement, statement]}
    assert violations(iam_valid_document.RULE, in_role_policy(document)) == ["two statements have the Sid Send"]


def test_an_action_newer_than_the_data_can_be_listed() -> None:
    edit = {"Send": {"Action": "sqs:Brew"}}
    assert not violations(iam_action_exists.RULE, policy(edit), known=["sqs:Brew"])


def test_deny_statements_may_be_unlimited() -> None:
    wide = {"Effect": "Deny", "Action": None, "NotAction": "sqs:*", "Resource": "*", "Condition": None}
    for rule in (iam_no_not_element.RULE, iam_no_wildcard_resource.RULE, iam_no_service_wildcard_action.RULE):
        assert not violations(rule, policy({"Send": wide}))
