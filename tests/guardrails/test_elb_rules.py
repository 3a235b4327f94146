from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.elb import (
    alb_desync,
    alb_drop_invalid_headers,
    alb_http_redirect,
    lb_access_logging,
    lb_deletion_protection,
    lb_multi_az,
    lb_secure_protocol,
    lb_tls_policy,
)
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, table_tests

BALANCER = make(
    "aws:lb/loadBalancer:LoadBalancer",
    {
        "loadBalancerType": "application",
        "dropInvalidHeaderFields": True,
        "accessLogs": {"bucket": "alex-prod-logs", "enabled": True},
        "enableDeletionProtection": True,
        "desyncMitigationMode": "defensive",
        "subnets": ["subnet-1", "subnet-2"],
    },
    name="load balancer",
)
CLASSIC = make("aws:elb/loadBalancer:LoadBalancer", {"accessLogs": {"bucket": "alex-prod-logs"}}, name="classic one")
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
FORWARD = {"type": "forward", "targetGroupArn": UNKNOWN}
HTTP = make("aws:lb/listener:Listener", {"protocol": "HTTP", "port": 80, "defaultActions": [REDIRECT]}, name="listener")
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
HTTPS = make(
    "aws:lb/listener:Listener",
    {"protocol": "HTTPS", "sslPolicy": TLS_POLICY, "defaultActions": [FORWARD]},
    name="HTTPS listener",
)

ROWS = (
    Row(alb_http_redirect.RULE, HTTP, "defaultActions", noncompliant=([FORWARD], [], None)),
    Row(
        alb_http_redirect.RULE, HTTP, "defaultActions[0].redirect.protocol", noncompliant=("HTTP", "#{protocol}", None)
    ),
    Row(alb_http_redirect.RULE, HTTPS, "protocol", noncompliant=("HTTP",), compliant=("TLS", None)),
    Row(alb_drop_invalid_headers.RULE, BALANCER, "dropInvalidHeaderFields", noncompliant=(False, None)),
    Row(alb_desync.RULE, BALANCER, "desyncMitigationMode", noncompliant=("monitor",), compliant=("strictest", None)),
    Row(lb_access_logging.RULE, BALANCER, "accessLogs.enabled", noncompliant=(False, None)),
    Row(lb_access_logging.RULE, BALANCER, "accessLogs.bucket", noncompliant=("", None), unknown_decides=False),
    Row(lb_access_logging.RULE, BALANCER, "accessLogs", noncompliant=(None,)),
    Row(lb_access_logging.RULE, CLASSIC, "accessLogs", noncompliant=({"bucket": "b", "enabled": False}, None)),
    Row(lb_deletion_protection.RULE, BALANCER, "enableDeletionProtection", noncompliant=(False, None)),
    Row(lb_secure_protocol.RULE, HTTPS, "protocol", noncompliant=("HTTP", "TCP", None), compliant=("TLS",)),
    Row(
        lb_tls_policy.RULE,
        HTTPS,
        "sslPolicy",
        noncompliant=("ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", None),
        compliant=("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",),
    ),
    Row(lb_multi_az.RULE, BALANCER, "subnets", noncompliant=(["subnet-1"], [], None)),
)


TestTable = table_tests(ROWS)


def rule_of(listener: Resource, action: dict[str, Any]) -> Resource:
    return make("aws:lb/listenerRule:ListenerRule", {"actions": [action]}, "rule", depends={"listenerArn": [listener]})


def test_a_rule_that_serves_http_beside_the_redirect_is_refused() -> None:
    assert violations(alb_http_redirect.RULE, HTTP, rule_of(HTTP, FORWARD))
    assert not judge(alb_http_redirect.RULE, HTTP, rule_of(HTTP, REDIRECT))
    assert not judge(alb_http_redirect.RULE, HTTPS, rule_of(HTTPS, FORWARD))


@pytest.mark.parametrize("rule", [alb_desync.RULE, alb_drop_invalid_headers.RULE], ids=lambda rule: rule.name)
def test_rules_about_http_leave_network_load_balancers_alone(rule: Rule) -> None:
    assert not judge(rule, make("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "network"}))


def test_a_gateway_load_balancer_has_no_access_log() -> None:
    assert not judge(lb_access_logging.RULE, make("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "gateway"}))


def balancer_in(*zones: object) -> tuple[Resource, ...]:
    subnets = [make("aws:ec2/subnet:Subnet", {"availabilityZone": zone}, f"s{i}") for i, zone in enumerate(zones)]
    listed = changed(BALANCER, "subnets", [UNKNOWN for _ in zones])
    return (*subnets, make(listed.type, listed.properties, "balancer", depends={"subnets": subnets}))


def test_two_subnets_of_one_zone_are_refused() -> None:
    assert violations(lb_multi_az.RULE, *balancer_in("a", "a")) == ["the load balancer uses only one Availability Zone"]
    assert not judge(lb_multi_az.RULE, *balancer_in("a", "b"))


def test_a_zone_that_is_known_later_is_undecided() -> None:
    assert undecided(lb_multi_az.RULE, *balancer_in("a", UNKNOWN))


def test_a_listener_that_only_redirects_need_not_be_encrypted() -> None:
    assert not judge(lb_secure_protocol.RULE, HTTP)
    assert not judge(lb_tls_policy.RULE, HTTP)
