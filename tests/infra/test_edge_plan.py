"""CloudFront's pricing plan: what the subscription covers, and that the edge has nothing which the plan lacks."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from components.edge.plans import PLANS
from components.edge.response_headers import MANAGED_HEADERS
from local.aws.edge.headers import MANAGED, MANAGED_OVERRIDING, Added, function_headers
from local.aws.edge.web_acl import body_limit
from local.engine.preview import PlannedResource
from local.errors import LocalError
from policies.engine import Level
from policies.gate import evaluate
from tests.infra.conftest import EDGE_FUNCTION
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]
FLAT_RATES = sorted(PLANS.keys() - {"pay-as-you-go"})
SUBSCRIPTION = "aws:pricingplanmanager/subscription:Subscription"
#: "CloudFront flat-rate pricing plans" (Amazon CloudFront Developer Guide, September 2026): number of rules, cache
#: behaviours, KB of a body that is inspected.
LIMITS = {"free": (5, 5, 16), "pro": (25, 10, 16), "business": (50, 50, 64)}


@cache
def planned(plan: str) -> dict[str, PlannedResource]:
    settings = {"edgePlan": plan, **({"deletionProtection": False} if plan == "free" else {})}
    return {resource.name: resource for resource in preview(ROOT, "prod", settings).resources}


def acl_of(plan: str) -> dict[str, Any]:
    return dict(planned(plan)["firewall-acl"].inputs)


def behaviors_of(plan: str) -> list[dict[str, Any]]:
    distribution = planned(plan)["website-distribution"].inputs
    return [distribution["defaultCacheBehavior"], *distribution["orderedCacheBehaviors"]]


def test_by_default_there_is_no_subscription() -> None:
    assert PLANS["pay-as-you-go"].tier is None
    assert not [it for it in preview(ROOT, "prod").resources if it.type == SUBSCRIPTION]


@pytest.mark.parametrize("plan", FLAT_RATES)
def test_the_subscription_covers_distribution_and_web_acl_and_starts_at_once(plan: str) -> None:
    (subscription,) = [it for it in planned(plan).values() if it.type == SUBSCRIPTION]
    covered = {urn.rpartition("::")[2] for urn in subscription.property_dependencies["resourceArns"]}

    assert covered == {"website-distribution", "firewall-acl"}
    assert (subscription.inputs["planFamily"], subscription.inputs["planTier"]) == ("CloudFront", plan.upper())
    assert subscription.inputs["approvalMode"] == "IMMEDIATE"


@pytest.mark.parametrize("plan", FLAT_RATES)
def test_rules_behaviours_and_inspection_stay_within_the_plan(plan: str) -> None:
    rules, behaviors, kilobytes = LIMITS[plan]
    acl = acl_of(plan)
    inspected = acl["associationConfig"]["requestBodies"][0]["cloudfront"]["defaultSizeInspectionLimit"]

    assert PLANS[plan].firewall_rules == rules
    assert len(acl["rules"]) <= rules
    assert len(behaviors_of(plan)) <= behaviors
    assert int(inspected.removeprefix("KB_")) <= kilobytes
    # What the rules do not inspect, no body has.
    (size,) = [it for it in acl["rules"] if it["name"] == "body-size"]
    long = size["statement"]["andStatement"]["statements"][0]["sizeConstraintStatement"]
    assert f"KB_{long['size'] // 1024}" == inspected


@pytest.mark.parametrize("plan", FLAT_RATES)
def test_no_plan_has_what_all_of_them_lack(plan: str) -> None:
    text = json.dumps([dict(it.inputs) for it in planned(plan).values() if it.type.startswith("aws:cloudfront/")])

    for feature in ("realtimeLogConfigArn", "forwardedValues", "lambdaFunctionAssociations", "fieldLevelEncryptionId"):
        assert feature not in text
    assert "ruleGroupReferenceStatement" not in json.dumps(acl_of(plan)["rules"])


@pytest.mark.parametrize("plan", ["free", "pro"])
def test_the_cheaper_plans_match_no_regular_expression_and_have_managed_policies_only(plan: str) -> None:
    types = {it.type for it in planned(plan).values()}

    assert "regexMatchStatement" not in json.dumps(acl_of(plan)["rules"])
    assert not [it for it in types if it.endswith(("CachePolicy", "OriginRequestPolicy", "ResponseHeadersPolicy"))]
    assert {it["responseHeadersPolicyId"] for it in behaviors_of(plan)} == {MANAGED_HEADERS}


@pytest.mark.parametrize("plan", ["free", "pro"])
@pytest.mark.parametrize("behavior", ["site", "api"])
def test_a_function_adds_the_headers_that_the_policy_would(plan: str, behavior: str) -> None:
    usual = planned("business")[f"website-{behavior}-headers"].inputs["securityHeadersConfig"]
    function = planned(plan)[f"website-{behavior}-headers"]
    added = function_headers(function.inputs["code"])

    assert function.type == EDGE_FUNCTION
    assert added["content-security-policy"] == usual["contentSecurityPolicy"]["contentSecurityPolicy"]
    assert added["x-frame-options"] == usual["frameOptions"]["frameOption"]
    assert added["referrer-policy"] == usual["referrerPolicy"]["referrerPolicy"]
    age = usual["strictTransportSecurity"]["accessControlMaxAgeSec"]
    assert added["strict-transport-security"] == f"max-age={age}; includeSubDomains"
    place = behaviors_of(plan)[["site", "api"].index(behavior)]
    assert [it["eventType"] for it in place["functionAssociations"]] == ["viewer-request", "viewer-response"]


def test_pro_keeps_rules_answers_and_logs() -> None:
    usual, pro = acl_of("pay-as-you-go"), acl_of("pro")

    assert [it["name"] for it in pro["rules"]] == [it["name"] for it in usual["rules"]]
    assert "16384 bytes" in json.dumps(pro["customResponseBodies"])
    assert {"firewall-logging", "edge-logs-bucket"} <= planned("pro").keys()


def test_free_has_no_log_no_answer_of_its_own_and_no_rule_against_sql_injection() -> None:
    acl, resources = acl_of("free"), planned("free")
    distribution = resources["website-distribution"].inputs

    assert not acl.get("customResponseBodies")
    assert {json.dumps(it["action"]) for it in acl["rules"] if "action" in it} == {'{"block": {}}'}
    assert [it["name"] for it in acl["rules"]] == [
        "api-rate",
        "body-size",
        "ip-reputation",
        "common",
        "known-bad-inputs",
    ]
    assert "loggingConfig" not in distribution
    assert not [name for name in resources if name.startswith(("firewall-log", "edge-logs"))]
    assert "WriteEdgeLogs" not in resources["key-key"].inputs["policy"]


def test_free_is_refused_where_logs_are_needed() -> None:
    expected = r"alex:edgePlan must be pay-as-you-go, pro or business where deletionProtection is true, not 'free'"
    with pytest.raises(LocalError, match=expected):
        preview(ROOT, "prod", {"edgePlan": "free"})


def test_an_unknown_plan_is_refused() -> None:
    with pytest.raises(LocalError, match="alex:edgePlan must be one of pay-as-you-go, free, pro, business, not 'gold'"):
        preview(ROOT, "prod", {"edgePlan": "gold", "deletionProtection": False})


def test_the_local_edge_answers_long_bodies_as_the_plan_does() -> None:
    def acl(answer: dict[str, Any]) -> dict[str, Any]:
        path = {"NotStatement": {"Statement": {"ByteMatchStatement": {"SearchString": b"/api/rates"}}}}
        statements = [{"SizeConstraintStatement": {"Size": 16384}}, path]
        rule = {"Name": "body-size", "Statement": {"AndStatement": {"Statements": statements}}}
        return {"Rules": [{**rule, "Action": {"Block": answer}}]}

    custom = {"CustomResponse": {"ResponseCode": 413, "CustomResponseBodyKey": "too-large"}}
    pro, free = body_limit(acl(custom)), body_limit(acl({}))

    assert (pro.status, json.loads(pro.answer)["detail"]) == (413, "The body may have 16384 bytes at most.")
    assert (free.status, free.media_type) == (403, "text/html")
    assert [pro.blocks(16385, "/api/user"), pro.blocks(16384, "/api/user")] == [True, False]
    assert not pro.blocks(16385, "/api/rates")


def test_at_the_local_edge_errors_have_the_headers_of_managed_policy_and_origin_alone() -> None:
    added = Added({}, {"x-frame-options": "SAMEORIGIN"}, {"content-security-policy": "default-src 'none'"})

    assert added.to(200) == {"x-frame-options": "SAMEORIGIN", "content-security-policy": "default-src 'none'"}
    assert added.to(404, {"x-frame-options": "DENY"}) == {"x-frame-options": "DENY"}


def test_at_the_local_edge_the_managed_policy_overrides_one_header_of_the_origin() -> None:
    sent = {"referrer-policy": "no-referrer", "x-content-type-options": "none"}

    answered = Added(MANAGED_OVERRIDING, MANAGED).to(404, sent)

    assert (answered["referrer-policy"], answered["x-content-type-options"]) == ("no-referrer", "nosniff")


def refused(settings: dict[str, object]) -> dict[str, str]:
    """Mandatory findings of the policy pack: rule to message."""
    report = evaluate(preview(ROOT, "prod", settings).resources, "prod")
    mandatory = [it for it in report.violations if it.level is Level.MANDATORY]
    assert report.failed is bool(mandatory)
    return {it.rule: it.message for it in mandatory}


def test_the_policy_pack_accepts_pro_and_compares_the_price_of_business_with_the_budget() -> None:
    assert refused({"edgePlan": "pro"}) == {}
    dear = refused({"edgePlan": "business"})
    assert dear.keys() == {"budget-covers-idle"}
    assert "most: CloudFront's plan BUSINESS 200.00" in dear["budget-covers-idle"]


def test_the_policy_pack_names_what_free_gives_up() -> None:
    report = evaluate(tuple(planned("free").values()), "prod")
    mandatory = {it.rule for it in report.violations if it.level is Level.MANDATORY and "components:Edge$" in it.urn}

    # Without deletionProtection the site's bucket may be emptied.
    assert mandatory - {"s3-no-force-destroy"} == {"cloudfront-access-logging", "waf-logging", "waf-managed-groups"}
