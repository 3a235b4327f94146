"""Rules on who may do what with a queue, topic, bucket, key, secret or function."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.iam import iam_no_data_exfiltration, iam_no_service_wildcard_action
from policies.rules.resource_policies import (
    kms_no_public_policy,
    lambda_no_public_invoke,
    lambda_permission_names_source,
    no_confused_deputy,
    no_cross_account_access,
    no_public_policy,
    s3_no_cross_account_admin,
    s3_no_public_access,
    s3_tls_only,
    s3_website_oai,
    sns_no_public_policy,
    sns_tls_only,
    sqs_no_public_policy,
    sqs_tls_only,
)
from policies.testing import changed, make, undecided, violations

ACCOUNT = "123456789012"
STRANGER = "arn:aws:iam::999999999999:root"
QUEUE_ARN = f"arn:aws:sqs:us-east-1:{ACCOUNT}:alex-prod-jobs"
TOPIC_ARN = f"arn:aws:sns:us-east-1:{ACCOUNT}:alex-prod-alarms"
BUCKET_ARN = "arn:aws:s3:::alex-prod-site"
FROM_HOME = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def statement(principal: Any, *actions: str, resource: Any = "*", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": resource, **elements}


def tls_only(action: str, *resources: str) -> dict[str, Any]:
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    return statement("*", action, resource=list(resources), Effect="Deny", Condition=condition)


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def holder(type_: str, *statements: dict[str, Any], **properties: Any) -> Resource:
    return make(type_, {**properties, "policy": document(*statements)})


def queue(*statements: dict[str, Any]) -> Resource:
    return holder("aws:sqs/queue:Queue", *statements, name="alex-prod-jobs")


def topic(*statements: dict[str, Any]) -> Resource:
    return holder("aws:sns/topic:Topic", *statements, name="alex-prod-alarms")


def key(*statements: dict[str, Any]) -> Resource:
    return holder("aws:kms/key:Key", *statements)


def bucket(*statements: dict[str, Any], **properties: Any) -> Resource:
    return holder("aws:s3/bucket:Bucket", *statements, bucket="alex-prod-site", **properties)


def secret(*statements: dict[str, Any]) -> Resource:
    return holder("aws:secretsmanager/secretPolicy:SecretPolicy", *statements)


QUEUE = queue(tls_only("sqs:*", QUEUE_ARN))
TOPIC = topic(
    statement({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish", resource=TOPIC_ARN, Condition=FROM_HOME),
    tls_only("sns:Publish", TOPIC_ARN),
)
KEY = key(
    statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:DescribeKey", "kms:PutKeyPolicy"),
    statement(
        {"AWS": "*"},
        "kms:Decrypt",
        Condition={
            "StringEquals": {"kms:CallerAccount": ACCOUNT},
            "ArnEquals": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api"]},
        },
    ),
    statement(
        {"Service": "logs.us-east-1.amazonaws.com"},
        "kms:Decrypt",
        Condition={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": [f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:alex-*"]}
        },
    ),
)
READ_BY_CLOUDFRONT = statement(
    {"Service": "cloudfront.amazonaws.com"},
    "s3:GetObject",
    resource=f"{BUCKET_ARN}/*",
    Condition={"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1ABC"}},
)
BUCKET = bucket(READ_BY_CLOUDFRONT, tls_only("s3:*", BUCKET_ARN, f"{BUCKET_ARN}/*"), website={"indexDocument": "i"})
SECRET = secret(statement({"AWS": f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api"}, "secretsmanager:GetSecretValue"))
PERMISSION = make(
    "aws:lambda/permission:Permission",
    {
        "action": "lambda:InvokeFunction",
        "principal": "apigateway.amazonaws.com",
        "sourceArn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:a1b2c3/*",
    },
)
COMPLIANT = (QUEUE, TOPIC, KEY, BUCKET, SECRET, PERMISSION)

PUBLIC_READ = statement("*", "s3:GetObject", resource=f"{BUCKET_ARN}/*")
MUTATIONS: dict[str, tuple[Rule, Resource]] = {
    "a queue for everybody": (sqs_no_public_policy.RULE, queue(statement("*", "sqs:SendMessage"))),
    "a queue for everybody over TLS": (
        sqs_no_public_policy.RULE,
        queue(statement("*", "sqs:SendMessage", Condition={"Bool": {"aws:SecureTransport": "true"}})),
    ),
    "a topic for everybody": (sns_no_public_policy.RULE, topic(statement({"AWS": "*"}, "sns:Subscribe"))),
    "a key for everybody": (kms_no_public_policy.RULE, key(statement({"AWS": ["*"]}, "kms:Decrypt"))),
    "a key for everybody by way of a service": (
        kms_no_public_policy.RULE,
        key(
            statement("*", "kms:Decrypt", Condition={"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}})
        ),
    ),
    "a secret for everybody": (no_public_policy.RULE, secret(statement("*", "secretsmanager:GetSecretValue"))),
    "a bucket for everybody": (s3_no_public_access.RULE, bucket(PUBLIC_READ)),
    "a bucket by a public ACL": (s3_no_public_access.RULE, bucket(READ_BY_CLOUDFRONT, acl="public-read")),
    "a bucket by a grant": (
        s3_no_public_access.RULE,
        bucket(READ_BY_CLOUDFRONT, grants=[{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]),
    ),
    "a bucket by a separate ACL": (
        s3_no_public_access.RULE,
        make(
            "aws:s3/bucketAcl:BucketAcl",
            {
                "accessControlPolicy": {
                    "grants": [{"grantee": {"uri": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}}]
                }
            },
        ),
    ),
    "a bucket that others administer": (
        s3_no_cross_account_admin.RULE,
        bucket(statement({"AWS": STRANGER}, "s3:PutBucket*", resource=BUCKET_ARN)),
    ),
    "a website past CloudFront": (s3_website_oai.RULE, bucket(PUBLIC_READ, READ_BY_CLOUDFRONT, website={"i": "i"})),
    "a website that CloudFront cannot read": (s3_website_oai.RULE, bucket(website={"i": "i"})),
    "a queue over plain HTTP": (sqs_tls_only.RULE, queue()),
    "a queue that refuses one action over plain HTTP": (sqs_tls_only.RULE, queue(tls_only("sqs:Send*", QUEUE_ARN))),
    "a queue whose policy is another's": (sqs_tls_only.RULE, queue(tls_only("sqs:*", QUEUE_ARN + "-dlq"))),
    "a topic over plain HTTP": (sns_tls_only.RULE, topic()),
    "a bucket over plain HTTP": (s3_tls_only.RULE, bucket(READ_BY_CLOUDFRONT)),
    "objects over plain HTTP": (s3_tls_only.RULE, bucket(tls_only("s3:*", BUCKET_ARN))),
    "a service without a source": (
        no_confused_deputy.RULE,
        topic(statement({"Service": "s3.amazonaws.com"}, "sns:Publish", resource=TOPIC_ARN)),
    ),
    "a service for any alarm of any account": (
        no_confused_deputy.RULE,
        topic(
            statement(
                {"Service": "cloudwatch.amazonaws.com"},
                "sns:Publish",
                Condition={"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:*:alarm:alex-prod-*"}},
            )
        ),
    ),
    "logs of any account": (
        no_confused_deputy.RULE,
        key(statement({"Service": "logs.us-east-1.amazonaws.com"}, "kms:Decrypt")),
    ),
    "a queue for another account": (
        no_cross_account_access.RULE,
        queue(statement({"AWS": STRANGER}, "sqs:SendMessage", resource=QUEUE_ARN)),
    ),
    "a key by unbounded grants": (
        iam_no_data_exfiltration.RULE,
        key(statement({"AWS": f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api"}, "kms:CreateGrant")),
    ),
    "a queue by any action": (
        iam_no_service_wildcard_action.RULE,
        queue(statement({"AWS": f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api"}, "sqs:*")),
    ),
    "a function for everybody": (
        lambda_no_public_invoke.RULE,
        make(PERMISSION.type, {"principal": "*", "action": "lambda:InvokeFunction"}),
    ),
    "a function by its URL": (
        lambda_no_public_invoke.RULE,
        make(PERMISSION.type, {"principal": ACCOUNT, "functionUrlAuthType": "NONE"}),
    ),
    "a function by an open URL": (
        lambda_no_public_invoke.RULE,
        make("aws:lambda/functionUrl:FunctionUrl", {"authorizationType": "NONE"}),
    ),
    "a layer for everybody": (
        lambda_no_public_invoke.RULE,
        make("aws:lambda/layerVersionPermission:LayerVersionPermission", {"principal": "*"}),
    ),
    "a function for another account": (
        no_cross_account_access.RULE,
        make(PERMISSION.type, {"principal": "999999999999", "action": "lambda:InvokeFunction"}),
    ),
    "a function by any account's API": (lambda_permission_names_source.RULE, changed(PERMISSION, "sourceArn", None)),
    "a function by a bucket that may change hands": (
        lambda_permission_names_source.RULE,
        make(PERMISSION.type, {"principal": "s3.amazonaws.com", "sourceArn": BUCKET_ARN}),
    ),
}
RULES = sorted({rule.name: rule for rule, _ in MUTATIONS.values()}.values(), key=lambda rule: rule.name)
SUBJECTS = {rule.name: subject for rule, subject in reversed(MUTATIONS.values())}
"""The first one of each rule."""


@pytest.mark.parametrize(("rule", "opened"), MUTATIONS.values(), ids=MUTATIONS)
def test_the_rule_refuses_to_open(rule: Rule, opened: Resource) -> None:
    others = tuple(resource for resource in COMPLIANT if resource.type != opened.type)
    subjects = tuple(subject for subject in (*others, opened) if _judged(rule, subject))
    assert violations(rule, *subjects)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_accepts_compliant_policies(rule: Rule) -> None:
    subjects = tuple(subject for subject in COMPLIANT if _judged(rule, subject))
    assert not violations(rule, *subjects)
    assert not undecided(rule, *subjects)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if not rule.name.startswith("lambda-")], ids=lambda rule: rule.name
)
def test_an_unknown_policy_is_undecided(rule: Rule) -> None:
    original = SUBJECTS[rule.name]
    known = {name: original.properties[name] for name in ("name", "bucket", "website") if not original[name].absent}
    subject = make(original.type, {**known, "policy": UNKNOWN})
    assert undecided(rule, subject)
    assert not violations(rule, subject)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_absent_policy_opens_nothing(rule: Rule) -> None:
    subject = SUBJECTS[rule.name]
    if rule.name.endswith("-tls-only"):
        assert violations(rule, make(subject.type, {}))
    elif subject.type != "aws:lambda/functionUrl:FunctionUrl":
        assert not violations(rule, make(subject.type, {"principal": ACCOUNT}))


def test_a_key_may_be_handed_to_the_policies_of_its_account() -> None:
    root = key(statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*"))
    one_role = key(statement({"AWS": f"arn:aws:iam::{ACCOUNT}:role/alex-prod-api"}, "kms:*"))
    assert not violations(iam_no_service_wildcard_action.RULE, root)
    assert violations(iam_no_service_wildcard_action.RULE, one_role)


def test_a_separate_queue_policy_counts_for_the_queue() -> None:
    bare = make("aws:sqs/queue:Queue", {"name": "alex-prod-jobs"}, "queue")
    policy = make(
        "aws:sqs/queuePolicy:QueuePolicy",
        {"queueUrl": UNKNOWN, "policy": document(tls_only("sqs:*", QUEUE_ARN))},
        "policy",
        depends={"queueUrl": [bare]},
    )
    assert violations(sqs_tls_only.RULE, bare)
    assert not violations(sqs_tls_only.RULE, bare, policy)


def test_a_policy_of_an_unknown_queue_leaves_every_queue_undecided() -> None:
    bare = make("aws:sqs/queue:Queue", {"name": "alex-prod-jobs"}, "queue")
    dangling = make("aws:sqs/queuePolicy:QueuePolicy", {"queueUrl": UNKNOWN}, "policy")
    assert undecided(sqs_tls_only.RULE, bare, dangling)


def test_a_source_that_the_deployment_fills_in_counts() -> None:
    unknown = changed(PERMISSION, "sourceArn", UNKNOWN)
    assert not violations(lambda_permission_names_source.RULE, unknown)
    assert undecided(lambda_no_public_invoke.RULE, make(PERMISSION.type, {"principal": UNKNOWN}))


def _judged(rule: Rule, resource: Resource) -> bool:
    """Resource rules receive only resources of their types; stack rules receive all."""
    return not hasattr(rule, "remediate") or resource.type in rule.types
