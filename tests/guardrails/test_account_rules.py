from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.cloudtrail import (
    cloudtrail_cwl,
    cloudtrail_exists,
    cloudtrail_kms,
    cloudtrail_multi_region,
    cloudtrail_validation,
)
from policies.rules.cost import budget_exists
from policies.rules.waf import waf_metrics, waf_not_empty
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import (
    ARGUMENTS,
    Row,
    accepted,
    check_accepted,
    check_refused,
    check_undecided,
    refused,
    unknown,
)

TRAIL = make(
    "aws:cloudtrail/trail:Trail",
    {
        "isMultiRegionTrail": True,
        "enableLogFileValidation": True,
        "kmsKeyId": UNKNOWN,
        "cloudWatchLogsGroupArn": UNKNOWN,
        "cloudWatchLogsRoleArn": UNKNOWN,
    },
    name="trail",
)
BASIC = changed(TRAIL, "eventSelectors", [{"readWriteType": "All", "includeManagementEvents": True}])
ADVANCED = changed(
    TRAIL,
    "advancedEventSelectors",
    [{"fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}],
)
READ_ONLY = {"field": "readOnly", "equals": ["true"]}
VISIBLE = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": True, "metricName": "alex"}
ACL = make(
    "aws:wafv2/webAcl:WebAcl",
    {"visibilityConfig": VISIBLE, "rules": [{"name": "rate", "visibilityConfig": VISIBLE}]},
    name="acl",
)
BUDGET = make(
    "aws:budgets/budget:Budget",
    {"budgetType": "COST", "notifications": [{"threshold": 80, "subscriberEmailAddresses": ["owner@alex.example"]}]},
    name="budget",
)

ROWS = (
    Row(cloudtrail_kms.RULE, TRAIL, "kmsKeyId", wrong=("", None), fine=("alias/alex",), unknown_decides=False),
    Row(cloudtrail_validation.RULE, TRAIL, "enableLogFileValidation", wrong=(False, None)),
    Row(cloudtrail_cwl.RULE, TRAIL, "cloudWatchLogsGroupArn", wrong=("", None), unknown_decides=False),
    Row(cloudtrail_cwl.RULE, TRAIL, "cloudWatchLogsRoleArn", wrong=("", None), unknown_decides=False),
    Row(cloudtrail_multi_region.RULE, TRAIL, "isMultiRegionTrail", wrong=(False, None)),
    Row(cloudtrail_multi_region.RULE, TRAIL, "enableLogging", wrong=(False,), fine=(True,)),
    Row(cloudtrail_multi_region.RULE, TRAIL, "eventSelectors", wrong=(), fine=([],)),
    Row(
        cloudtrail_multi_region.RULE,
        BASIC,
        "eventSelectors[0].readWriteType",
        wrong=("WriteOnly", "ReadOnly"),
        fine=(None,),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        BASIC,
        "eventSelectors[0].includeManagementEvents",
        wrong=(False,),
        fine=(None,),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        BASIC,
        "eventSelectors[0].excludeManagementEventSources",
        wrong=(["kms.amazonaws.com"],),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        ADVANCED,
        "advancedEventSelectors[0].fieldSelectors[0].equals",
        wrong=(["Data"], None),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        ADVANCED,
        "advancedEventSelectors[0].fieldSelectors",
        wrong=([*ADVANCED["advancedEventSelectors"][0]["fieldSelectors"].raw, READ_ONLY], [READ_ONLY], None),
    ),
    Row(waf_not_empty.RULE, ACL, "rules", wrong=([], None), unknown_decides=False),
    Row(waf_metrics.RULE, ACL, "visibilityConfig.cloudwatchMetricsEnabled", wrong=(False, None)),
    Row(waf_metrics.RULE, ACL, "rules[0].visibilityConfig.cloudwatchMetricsEnabled", wrong=(False, None)),
    Row(budget_exists.RULE, BUDGET, "budgetType", wrong=("USAGE", None)),
    Row(
        budget_exists.RULE,
        BUDGET,
        "notifications",
        wrong=([], [{"threshold": 80}], None),
        unknown_decides=False,
    ),
)


@pytest.mark.parametrize(ARGUMENTS, refused(ROWS))
def test_a_mistake_is_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_refused(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, accepted(ROWS))
def test_what_complies_passes(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_accepted(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, unknown(ROWS))
def test_an_unknown_value_is_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_undecided(rule, resources)


@pytest.mark.parametrize("rule", [cloudtrail_exists.RULE, budget_exists.RULE], ids=lambda rule: rule.name)
def test_an_empty_stack_is_refused(rule: Rule) -> None:
    assert violations(rule)


def test_a_trail_is_enough_of_a_trail() -> None:
    assert not judge(cloudtrail_exists.RULE, TRAIL)


@pytest.mark.parametrize(
    "kind",
    ["aws:wafv2/webAclRule:WebAclRule", "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"],
    ids=lambda kind: kind.rpartition(":")[2],
)
def test_a_rule_of_its_own_fills_a_web_acl(kind: str) -> None:
    empty = changed(ACL, "rules", None)
    assert not judge(waf_not_empty.RULE, empty, make(kind, {"webAclArn": UNKNOWN}, depends={"webAclArn": [empty]}))
    check_undecided(waf_not_empty.RULE, (empty, make(kind, {"webAclArn": UNKNOWN})))


def test_a_topic_may_take_the_warnings_of_a_budget() -> None:
    notifications = [{"threshold": 80, "subscriberSnsTopicArns": [UNKNOWN]}]
    assert not judge(budget_exists.RULE, changed(BUDGET, "notifications", notifications))
