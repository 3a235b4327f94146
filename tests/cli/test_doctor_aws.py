"""The checks of AWS, of log retention and of CloudFront's plan, each with a single defect."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cli.doctor.aws import AwsChecks
from cli.doctor.check import CheckSkipped
from cli.doctor.edge_plan import EdgePlan
from cli.doctor.log_retention import LogRetention
from cli.shared.account import Account
from tests.cli.doctor_checks import failure, hanging, impatient, refusing
from tests.cli.stand_ins import CONVERSE, NOVA, Answers, aws_answers, depth, serving

__all__ = ["hanging", "impatient", "refusing"]


@contextmanager
def aws(changes: Answers) -> Generator[AwsChecks]:
    with serving({**aws_answers(), **changes}) as url:
        account = Account("prod", boto3.Session("AKIA", "secret", region_name="us-east-1"), url)
        # The age comes from CloudWatch, whose protocol is not JSON.
        age = changes.get("age")
        points = [] if age is None else [{"Timestamp": 1, "Maximum": age}]
        account._clients["cloudwatch"] = SimpleNamespace(get_metric_statistics=lambda **_: {"Datapoints": points})
        yield AwsChecks(account, [NOVA])


def test_a_healthy_stack_passes_every_check() -> None:
    with aws({}) as checks:
        found = {check.name: check.run() for check in checks.all()}
        assert checks.langfuse_keys() == ("pk", "sk")
    assert found["Database"].startswith("2 unfinished jobs")
    assert found["Queue of jobs"] == "0 waiting, 0 in flight"
    assert found[f"Model {NOVA}"].startswith("9 tokens")


def test_the_model_is_asked_with_the_stacks_credentials_although_the_environment_has_a_key_of_bedrock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "of another account")
    with aws({}) as checks:
        asked: list[str] = []
        events = checks._account.client("bedrock-runtime").meta.events
        events.register("before-send", lambda request, **_: asked.append(str(request.headers["authorization"])))
        assert checks.model(NOVA).startswith("9 tokens")
    (authorization,) = asked
    assert "Credential=AKIA/" in authorization


def denied(operation: str) -> tuple[int, Any]:
    return 400, {"__type": "AccessDeniedException", "message": f"may not {operation}"}


@pytest.mark.parametrize(
    ("name", "changes", "found"),
    [
        pytest.param("Database", {"DescribeSecret": denied("describe")}, "AccessDenied", id="the secret is denied"),
        pytest.param(
            "Database",
            {"/Execute": (400, {"__type": "BadRequestException", "message": 'relation "jobs" does not exist'})},
            'relation "jobs" does not exist',
            id="the database is not migrated",
        ),
        pytest.param(
            "Queue of jobs", {"GetQueueAttributes": depth(3), "age": 4000.0}, "not being processed", id="old jobs"
        ),
        pytest.param(
            "Queue jobs-dlq is empty", {"GetQueueAttributes": depth(2)}, "2 dead-lettered messages", id="dead letters"
        ),
        pytest.param(f"Model {NOVA}", {CONVERSE: denied("converse")}, "may not converse", id="the model is denied"),
    ],
)
def test_a_wrong_answer_of_aws_is_reported(name: str, changes: Answers, found: str) -> None:
    with aws(changes) as checks:
        (check,) = [check for check in checks.all() if check.name == name]
        assert found in failure(check.run).problem


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((400, {"__type": "ResourceNotFoundException", "message": "no value"}), id="an empty secret"),
        pytest.param((200, {"SecretString": "{}"}), id="a secret of another shape"),
        pytest.param((200, {"SecretString": "secret"}), id="a secret that is not JSON"),
    ],
)
def test_a_secret_without_keys_comes_with_the_command_that_stores_them(answer: Any) -> None:
    with aws({"GetSecretValue": answer}) as checks:
        assert failure(checks.langfuse_keys).hint == "store the keys: alex secrets set langfuse --stack prod"


def test_an_unreachable_aws_fails_each_check(refusing: str) -> None:
    account = Account("prod", boto3.Session("AKIA", "secret", region_name="us-east-1"), refusing)
    for check in AwsChecks(account, [NOVA]).all():
        assert "Could not connect" in failure(check.run).problem


def test_without_credentials_the_check_says_so(monkeypatch: pytest.MonkeyPatch, refusing: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    account = Account("prod", boto3.Session(region_name="us-east-1"), refusing)
    assert failure(AwsChecks(account, [NOVA]).queue).problem == "no AWS credentials"


def retention(*groups: dict[str, Any]) -> LogRetention:
    account = Account("prod", boto3.Session("AKIA", "secret", region_name="us-east-1"))
    found = {"/aws/lambda/alex-prod-": [*groups], "/aws/apigateway/alex-prod": []}

    def paginate(logGroupNamePrefix: str) -> list[dict[str, Any]]:  # noqa: N803 - boto3's name
        return [{"logGroups": found[logGroupNamePrefix]}]

    account._clients["logs"] = SimpleNamespace(get_paginator=lambda _: SimpleNamespace(paginate=paginate))
    return LogRetention(account, 90)


def test_log_groups_that_keep_what_the_stack_says_pass() -> None:
    group = {"logGroupName": "/aws/lambda/alex-prod-api", "retentionInDays": 90}
    assert retention(group, group).retention() == "2 log groups, 90 days"


@pytest.mark.parametrize(
    "name", ["/aws/lambda/alex-prod-eu-api", "/aws/lambda/alex-prod-eu-planner", "/aws/apigateway/alex-production"]
)
def test_log_groups_of_a_stack_whose_name_begins_alike_are_not_this_stacks(name: str) -> None:
    group = {"logGroupName": "/aws/lambda/alex-prod-api", "retentionInDays": 90}
    assert retention(group, group, {"logGroupName": name, "retentionInDays": 7}).retention() == "2 log groups, 90 days"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (
            {"retentionInDays": 7, "retentionPolicyName": "short"},
            "kept 7 days instead of 90 days: the account's policy",
        ),
        ({"retentionInDays": 7}, "kept 7 days instead of 90 days: an account-level policy, or a change by hand"),
        ({}, "kept for ever instead of 90 days"),
    ],
    ids=["by a policy with a name", "by a policy", "without a retention"],
)
def test_a_retention_that_overrules_the_stacks_is_found(answer: dict[str, Any], found: str) -> None:
    good = {"logGroupName": "/aws/lambda/alex-prod-api", "retentionInDays": 90}
    overruled = failure(retention(good, {"logGroupName": "/aws/lambda/alex-prod-planner", **answer}).retention)
    assert f"/aws/lambda/alex-prod-planner is {found}" in overruled.problem


NOW = datetime(2026, 11, 29, tzinfo=UTC)


def edge_plan(plan: str, *subscriptions: dict[str, Any]) -> EdgePlan:
    account = Account("prod", boto3.Session("AKIA", "secret", region_name="eu-west-1"))
    client = account.client("pricing-plan-manager")
    stubber = Stubber(client)
    stubber.add_response("list_subscriptions", {"subscriptionSummaries": list(subscriptions)}, {})
    stubber.activate()
    return EdgePlan(account, plan)


def subscribed(tier: str = "PRO", stack: str = "prod", **more: Any) -> dict[str, Any]:
    acl = f"arn:aws:wafv2:us-east-1:123456789012:global/webacl/alex-{stack}/4f6f3c1e"
    return {
        "arn": "arn:aws:pricingplanmanager::123456789012:subscription/1",
        "planFamily": "CloudFront",
        "planTier": tier,
        "status": "ACTIVE",
        "resourceArns": ["arn:aws:cloudfront::123456789012:distribution/E1", acl],
        "createdAt": NOW,
        "updatedAt": NOW,
        "eTag": "1",
        **more,
    }


def test_the_stacks_own_subscription_is_told() -> None:
    other = subscribed("FREE", "prod-eu")
    assert edge_plan("pro", other, subscribed()).subscription() == "PRO, active"
    assert edge_plan("pro", subscribed(status="SYNC_IN_PROGRESS")).subscription() == "PRO, sync in progress"


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ([], "edgePlan is pro, and no subscription covers the stack's web ACL"),
        ([subscribed("PRO", "staging")], "no subscription covers the stack's web ACL"),
        ([subscribed("FREE")], "edgePlan is pro, and the subscription is of the plan FREE"),
        ([subscribed(status="PENDING_APPROVAL")], "waits for approval: AWS bills by use"),
        ([subscribed(status="FAILED", statusReason="price class")], "the subscription has failed: price class"),
        (
            [subscribed(scheduledChange={"changeType": "CANCELLATION", "effectiveDate": NOW})],
            f"the subscription ends on {NOW:%Y-%m-%d}",
        ),
        (
            [subscribed(scheduledChange={"changeType": "DOWNGRADE", "planTier": "FREE"})],
            "the subscription becomes FREE at the end of the billing period",
        ),
    ],
)
def test_another_plan_than_that_of_the_settings_is_found(found: list[dict[str, Any]], problem: str) -> None:
    assert problem in failure(edge_plan("pro", *found).subscription).problem


def test_a_subscription_that_waits_comes_with_the_whole_command_that_approves_it() -> None:
    waits = subscribed(status="PENDING_APPROVAL")
    hint = failure(edge_plan("pro", waits).subscription).hint
    assert hint.endswith(f"aws pricing-plan-manager approve-paid-subscription --arn {waits['arn']} --if-match 1")


def test_pay_as_you_go_asks_for_no_subscription_and_one_machine_has_none() -> None:
    assert edge_plan("pay-as-you-go").all() == []
    account = Account("local", boto3.Session("AKIA", "secret", region_name="us-east-1"))
    with pytest.raises(CheckSkipped, match="the embedded AWS has no plan subscriptions"):
        EdgePlan(account, "pro").subscription()
