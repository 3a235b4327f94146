"""Rules of web ACLs that act, hold for all requests, and leave a log."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.waf import (
    _managed_groups,
    waf_log_redacts,
    waf_logging,
    waf_managed_groups,
    waf_rate_covers_origins,
    waf_rate_limit,
    waf_rules_act,
)
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, table_tests

_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)


def _group(name: str) -> dict[str, Any]:
    managed = {"name": name, "vendorName": "AWS", "ruleActionOverrides": []}
    return {"name": name, "overrideAction": {"none": {}}, "statement": {"managedRuleGroupStatement": managed}}


_API = {
    "byteMatchStatement": {
        "fieldToMatch": {"uriPath": {}},
        "positionalConstraint": "STARTS_WITH",
        "searchString": "/api/",
        "textTransformations": [{"priority": 0, "type": "URL_DECODE"}],
    }
}
_RATE = {"limit": 100, "evaluationWindowSec": 60, "aggregateKeyType": "IP", "scopeDownStatement": _API}
ACL = make(
    "aws:wafv2/webAcl:WebAcl",
    {
        "defaultAction": {"allow": {}},
        "rules": [
            {"name": "rate", "action": {"block": {}}, "statement": {"rateBasedStatement": _RATE}},
            *map(_group, _GROUPS),
        ],
    },
    "acl",
)
DISTRIBUTION = make(
    "aws:cloudfront/distribution:Distribution",
    {
        "webAclId": UNKNOWN,
        "origins": [
            {"originId": "site", "domainName": "site.s3.amazonaws.com"},
            {"originId": "api", "domainName": UNKNOWN, "customOriginConfig": {"httpsPort": 443}},
        ],
        "defaultCacheBehavior": {"targetOriginId": "site"},
        "orderedCacheBehaviors": [{"targetOriginId": "api", "pathPattern": "/api/*"}],
    },
    "site",
    depends={"webAclId": [ACL]},
)
LOGGING = make(
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    {
        "resourceArn": UNKNOWN,
        "logDestinationConfigs": [UNKNOWN],
        "redactedFields": [{"singleHeader": {"name": "authorization"}}],
    },
    "logging",
    depends={"resourceArn": [ACL]},
)
_STATEMENT = "rules[0].statement.rateBasedStatement"
_MATCH = f"{_STATEMENT}.scopeDownStatement.byteMatchStatement"
_MANAGED = "rules[4].statement.managedRuleGroupStatement"
_COUNTED = [{"name": "SQLi_BODY", "actionToUse": {"count": {}}}]
_KEEPS_BLOCKED = {
    "defaultBehavior": "DROP",
    "filters": [{"behavior": "KEEP", "conditions": [{"actionCondition": {"action": "BLOCK"}}]}],
}
_KEEPS_COUNTED = {
    "defaultBehavior": "DROP",
    "filters": [{"behavior": "KEEP", "conditions": [{"actionCondition": {"action": "COUNT"}}]}],
}

TestTable = table_tests(
    (
        Row(waf_rules_act.RULE, ACL, "rules[0].action", ({"count": {}}, {"allow": {}}), ({"captcha": {}},)),
        Row(waf_rules_act.RULE, ACL, "rules[4].overrideAction", ({"count": {}},), ({"none": {}},)),
        Row(waf_rules_act.RULE, ACL, f"{_MANAGED}.ruleActionOverrides", (_COUNTED,), (None,)),
        Row(waf_rate_limit.RULE, ACL, f"{_STATEMENT}.limit", (101, 2_000_000, None), (10, 100)),
        Row(waf_rate_limit.RULE, ACL, f"{_STATEMENT}.evaluationWindowSec", (30,), (None, 120, 300)),
        Row(waf_rate_limit.RULE, ACL, f"{_STATEMENT}.aggregateKeyType", ("CONSTANT", "FORWARDED_IP"), (None,)),
        Row(
            waf_rate_covers_origins.RULE,
            ACL,
            f"{_MATCH}.searchString",
            ("/nowhere/", ""),
            ("/", "/ap"),
            (DISTRIBUTION,),
        ),
        Row(waf_rate_covers_origins.RULE, ACL, f"{_MATCH}.positionalConstraint", ("EXACTLY",), (), (DISTRIBUTION,)),
        Row(
            waf_rate_covers_origins.RULE,
            ACL,
            f"{_MATCH}.textTransformations",
            ([{"type": "NONE"}], None),
            ([{"type": "URL_DECODE_UNI"}],),
            (DISTRIBUTION,),
        ),
        Row(
            waf_rate_covers_origins.RULE,
            ACL,
            f"{_STATEMENT}.scopeDownStatement",
            ({"geoMatchStatement": {"countryCodes": ["AQ"]}},),
            (None, {"notStatement": {}}, {"orStatement": {"statements": [_API]}}),
            (DISTRIBUTION,),
        ),
        Row(waf_managed_groups.RULE, ACL, f"{_MANAGED}.name", ("AWSManagedRulesWordPressRuleSet", None)),
        Row(waf_managed_groups.RULE, ACL, f"{_MANAGED}.version", ("Version_1.0",), ("",)),
        Row(waf_managed_groups.RULE, ACL, f"{_MANAGED}.vendorName", ("another", None)),
        Row(waf_log_redacts.RULE, LOGGING, "redactedFields", ([], None, [{"uriPath": {}}])),
        Row(waf_logging.RULE, LOGGING, "logDestinationConfigs", ([], None), (), (ACL,), unknown_decides=False),
    )
)


@pytest.mark.parametrize(
    ("chosen", "accepted"),
    [
        ({"defaultBehavior": "DROP", "filters": []}, False),
        (_KEEPS_COUNTED, False),
        (_KEEPS_BLOCKED, True),
        ({"defaultBehavior": "KEEP"}, True),
    ],
)
def test_the_log_keeps_what_is_blocked(chosen: dict[str, Any], accepted: bool) -> None:
    filtered = _with(LOGGING, "loggingFilter", chosen)
    assert not judge(waf_logging.RULE, ACL, LOGGING)
    assert bool(violations(waf_logging.RULE, ACL, filtered)) is not accepted


def test_a_web_acl_without_a_logging_configuration_is_refused() -> None:
    assert violations(waf_logging.RULE, ACL) == ["blocked requests are not logged"]


def test_an_acl_whose_rules_are_elsewhere_is_undecided() -> None:
    elsewhere = make("aws:wafv2/webAcl:WebAcl", {"ruleJson": "[]"}, "acl")
    for rule in (waf_rate_limit.RULE, waf_managed_groups.RULE):
        assert undecided(rule, elsewhere)
        assert not violations(rule, elsewhere)


def test_a_rule_that_counts_to_label_is_no_protection_that_is_off() -> None:
    labels = {"name": "label", "action": {"count": {}}, "statement": {}, "ruleLabels": [{"name": "suspect"}]}
    assert not judge(waf_rules_act.RULE, _with(ACL, "rules", [labels]))


def test_addresses_may_be_allowed() -> None:
    office = {"name": "office", "action": {"allow": {}}, "statement": {"ipSetReferenceStatement": {"arn": UNKNOWN}}}
    assert not judge(waf_rules_act.RULE, _with(ACL, "rules", [office]))


def test_a_program_may_name_other_numbers_and_groups() -> None:
    busy = changed(ACL, f"{_STATEMENT}.limit", 2000)
    assert not violations(waf_rate_limit.RULE, busy, requests_per_minute=2000)
    assert violations(waf_managed_groups.RULE, ACL, groups=["AWSManagedRulesLinuxRuleSet"])
    counted = changed(ACL, f"{_MANAGED}.ruleActionOverrides", _COUNTED)
    assert not violations(waf_rules_act.RULE, counted, may_count=["SQLi_BODY"])


def test_a_managed_group_that_aws_does_not_have_is_named() -> None:
    name, more = "AWSManagedRulesMagicRuleSet", changed(ACL, "rules", [*ACL["rules"].raw, _group("x")])
    misspelt = changed(more, "rules[5].statement.managedRuleGroupStatement.name", name)
    assert violations(waf_managed_groups.RULE, misspelt) == [f"AWS has no managed rule group {name}"]
    assert not judge(waf_managed_groups.RULE, misspelt, known=[name])
    of_another = changed(misspelt, "rules[5].statement.managedRuleGroupStatement.vendorName", "another")
    assert not judge(waf_managed_groups.RULE, of_another)


def test_the_groups_that_are_required_exist() -> None:
    assert set(waf_managed_groups.RULE.options["groups"].default) <= _managed_groups.GROUPS


def _with(resource: Resource, name: str, value: Any) -> Resource:
    return make(resource.type, {**resource.properties, name: value}, resource.name, _sources(resource))


def _sources(resource: Resource) -> dict[str, list[Resource]]:
    return {name: [ACL] for name in resource.depends}
