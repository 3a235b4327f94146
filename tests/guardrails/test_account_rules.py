from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Rule
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
from tests.guardrails.rule_table import Row, check_undecided, table_tests

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
    Row(
        cloudtrail_kms.RULE,
        TRAIL,
        "kmsKeyId",
        noncompliant=("", None),
        compliant=("alias/alex",),
        unknown_decides=False,
    ),
    Row(cloudtrail_validation.RULE, TRAIL, "enableLogFileValidation", noncompliant=(False, None)),
    Row(cloudtrail_cwl.RULE, TRAIL, "cloudWatchLogsGroupArn", noncompliant=("", None), unknown_decides=False),
    Row(cloudtrail_cwl.RULE, TRAIL, "cloudWatchLogsRoleArn", noncompliant=("", None), unknown_decides=False),
    Row(cloudtrail_multi_region.RULE, TRAIL, "isMultiRegionTrail", noncompliant=(False, None)),
    Row(cloudtrail_multi_region.RULE, TRAIL, "enableLogging", noncompliant=(False,), compliant=(True,)),
    Row(cloudtrail_multi_region.RULE, TRAIL, "eventSelectors", noncompliant=(), compliant=([],)),
    Row(
        cloudtrail_multi_region.RULE,
        BASIC,
        "eventSelectors[0].readWriteType",
        noncompliant=("WriteOnly", "ReadOnly"),
        compliant=(None,),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        BASIC,
        "eventSelectors[0].includeManagementEvents",
        noncompliant=(False,),
        compliant=(None,),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        BASIC,
        "eventSelectors[0].excludeManagementEventSources",
        noncompliant=(["kms.amazonaws.com"],),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        ADVANCED,
        "advancedEventSelectors[0].fieldSelectors[0].equals",
        noncompliant=(["Data"], None),
    ),
    Row(
        cloudtrail_multi_region.RULE,
        ADVANCED,
        "advancedEventSelectors[0].fieldSelectors",
        noncompliant=([*ADVANCED["advancedEventSelectors"][0]["fieldSelectors"].raw, READ_ONLY], [READ_ONLY], None),
    ),
    Row(waf_not_empty.RULE, ACL, "rules", noncompliant=([], None), unknown_decides=False),
    Row(waf_metrics.RULE, ACL, "visibilityConfig.cloudwatchMetricsEnabled", noncompliant=(False, None)),
    Row(waf_metrics.RULE, ACL, "rules[0].visibilityConfig.cloudwatchMetricsEnabled", noncompliant=(False, None)),
    Row(budget_exists.RULE, BUDGET, "budgetType", noncompliant=("USAGE", None)),
    Row(
        budget_exists.RULE,
        BUDGET,
        "notifications",
        noncompliant=([], [{"threshold": 80}], None),
        unknown_decides=False,
    ),
)


TestTable = table_tests(ROWS)


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
def test_a_separate_rule_counts_for_a_web_acl(kind: str) -> None:
    empty = changed(ACL, "rules", None)
    assert not judge(waf_not_empty.RULE, empty, make(kind, {"webAclArn": UNKNOWN}, depends={"webAclArn": [empty]}))
    check_undecided(waf_not_empty.RULE, (empty, make(kind, {"webAclArn": UNKNOWN})))


def test_a_topic_may_take_the_warnings_of_a_budget() -> None:
    notifications = [{"threshold": 80, "subscriberSnsTopicArns": [UNKNOWN]}]
    assert not judge(budget_exists.RULE, changed(BUDGET, "notifications", notifications))
