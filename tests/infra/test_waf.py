"""AWS WAF: rules, their order, region, and log redaction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.body import MAX_BYTES, MAX_BYTES_OF
from components.edge.waf import EDGE_REGION
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def acl(stack) -> dict[str, Any]:
    return stack.one("WebAcl", "firewall-acl")


def test_the_web_acl_is_for_cloudfront_and_allows_by_default(acl):
    assert acl["scope"] == "CLOUDFRONT"
    assert acl["defaultAction"] == {"allow": {}}


def test_aws_managed_rules_are_enforced(acl):
    groups = {
        rule["statement"]["managedRuleGroupStatement"]["name"]: rule
        for rule in acl["rules"]
        if "managedRuleGroupStatement" in rule["statement"]
    }

    assert set(groups) == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    }
    assert all(rule["overrideAction"] == {"none": {}} for rule in groups.values())


def test_the_rate_limit_is_100_api_requests_a_minute_per_ip(acl):
    (rule,) = [rule for rule in acl["rules"] if "rateBasedStatement" in rule["statement"]]
    rate = rule["statement"]["rateBasedStatement"]
    match = rate["scopeDownStatement"]["byteMatchStatement"]

    assert (rate["limit"], rate["evaluationWindowSec"], rate["aggregateKeyType"]) == (100, 60, "IP")
    assert (match["searchString"], match["positionalConstraint"]) == ("/api/", "STARTS_WITH")
    assert match["fieldToMatch"] == {"uriPath": {}}
    assert [change["type"] for change in match["textTransformations"]] == ["URL_DECODE", "NORMALIZE_PATH"]


def test_a_blocked_client_gets_a_problem_document_and_retry_after(acl):
    (rule,) = [rule for rule in acl["rules"] if "rateBasedStatement" in rule["statement"]]
    answer = rule["action"]["block"]["customResponse"]
    body, _ = acl["customResponseBodies"]
    problem = json.loads(body["content"])

    assert answer["responseCode"] == 429
    assert answer["responseHeaders"] == [{"name": "Retry-After", "value": "60"}]
    assert answer["customResponseBodyKey"] == body["key"]
    assert body["contentType"] == "APPLICATION_JSON"
    assert (problem["status"], problem["title"]) == (429, "Too Many Requests")
    assert "100 times in 60 seconds" in problem["detail"]


def test_the_firewall_takes_the_bodies_that_the_api_takes(acl):
    (rule,) = [rule for rule in acl["rules"] if rule["name"] == "body-size"]
    long, *elsewhere = rule["statement"]["andStatement"]["statements"]
    constraint = long["sizeConstraintStatement"]
    answer = rule["action"]["block"]["customResponse"]
    (problem,) = [
        json.loads(b["content"]) for b in acl["customResponseBodies"] if b["key"] == answer["customResponseBodyKey"]
    ]

    assert (constraint["comparisonOperator"], constraint["size"]) == ("GT", MAX_BYTES)
    assert constraint["fieldToMatch"] == {"body": {"oversizeHandling": "MATCH"}}
    assert (answer["responseCode"], problem["status"]) == (413, 413)
    assert str(MAX_BYTES) in problem["detail"].replace(",", "")
    # Longer ones are the API's to limit, on the very paths for which it has another limit.
    uploads = [each["notStatement"]["statement"]["byteMatchStatement"] for each in elsewhere]
    assert {upload["searchString"] for upload in uploads} == set(MAX_BYTES_OF)
    assert all(upload["fieldToMatch"] == {"uriPath": {}} for upload in uploads)
    assert all(upload["positionalConstraint"] == "EXACTLY" for upload in uploads)
    # All of a body is inspected, up to the same size.
    inspected = acl["associationConfig"]["requestBodies"][0]["cloudfront"]["defaultSizeInspectionLimit"]
    assert inspected == f"KB_{MAX_BYTES // 1024}"


def test_the_common_rules_count_long_bodies_and_block_the_rest(acl):
    overrides = {
        rule["name"]: rule["statement"]["managedRuleGroupStatement"].get("ruleActionOverrides")
        for rule in acl["rules"]
        if "managedRuleGroupStatement" in rule["statement"]
    }

    assert overrides.pop("common") == [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]
    assert set(overrides.values()) == {None}


def test_the_rate_limit_is_a_setting_and_the_response_states_it():
    planned = {r.name: r.inputs for r in preview(ROOT, "prod", {"wafRateLimit": 250}).resources}
    acl = planned["firewall-acl"]
    (limit,) = [
        rule["statement"]["rateBasedStatement"]["limit"]
        for rule in acl["rules"]
        if "rateBasedStatement" in rule["statement"]
    ]

    assert limit == 250
    assert "250 times in 60 seconds" in json.loads(acl["customResponseBodies"][0]["content"])["detail"]
    assert planned["http-api-stage"]["defaultRouteSettings"]["throttlingRateLimit"] == 50


def test_every_rule_has_metrics_and_a_unique_priority(acl):
    counted = [acl["visibilityConfig"], *(rule["visibilityConfig"] for rule in acl["rules"])]

    assert all(config["cloudwatchMetricsEnabled"] is True for config in counted)
    assert len({rule["priority"] for rule in acl["rules"]}) == len(acl["rules"])


def test_the_log_redacts_tokens(stack):
    logging = stack.one("WebAclLoggingConfiguration", "firewall-logging")

    assert logging["redactedFields"] == [{"singleHeader": {"name": "authorization"}}]
    assert stack.one("LogGroup", "firewall-logs")["name"].startswith("aws-waf-logs-")


def test_only_log_delivery_for_this_account_writes_the_log(prod):
    policy = prod.one("LogResourcePolicy", "firewall-log-delivery")["policyDocument"]
    (statement,) = json.loads(policy)["Statement"]

    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Resource"] == [
        "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-alex-prod:log-stream:*"
    ]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


def test_a_stack_in_another_region_has_its_web_acl_in_us_east_1_with_a_key_of_that_region():
    overrides = {"aws:region": "eu-central-1", "model": "eu.amazon.nova-pro-v1:0"}
    planned = {r.name: r for r in preview(ROOT, "prod", overrides).resources}

    assert planned["firewall-edge"].inputs["region"] == EDGE_REGION == "us-east-1"
    (key,) = planned["firewall-logs"].property_dependencies["kmsKeyId"]
    assert key.endswith("::firewall-key-key")
    policy = json.loads(planned["firewall-key-key"].inputs["policy"])
    (logs,) = [statement for statement in policy["Statement"] if statement["Sid"] == "EncryptLogs"]
    assert logs["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    assert not has(planned, "firewall-key-key", "eu-central-1")


def test_in_us_east_1_the_stack_key_encrypts_the_log(prod):
    (group,) = [group for group in prod.all("LogGroup") if group.name == "firewall-logs"]

    assert [urn.split("::")[-1] for urn in group.property_dependencies["kmsKeyId"]] == ["key-key"]


def has(planned: dict[str, Any], name: str, text: str) -> bool:
    return text in json.dumps(planned[name].inputs)
