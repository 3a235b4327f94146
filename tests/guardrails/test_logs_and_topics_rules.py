from __future__ import annotations

import pytest

from policies.engine import UNKNOWN
from policies.rules.logs import log_group_encrypted, log_group_retention
from policies.rules.sns import sns_encrypted
from policies.testing import changed, config_for, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

KEY = "arn:aws:kms:us-east-1:123456789012:key/1"
GROUP = make("aws:cloudwatch/logGroup:LogGroup", {"kmsKeyId": UNKNOWN, "retentionInDays": 90}, name="group")
TOPIC = make("aws:sns/topic:Topic", {"kmsMasterKeyId": UNKNOWN}, name="topic")

ROWS = (
    Row(log_group_encrypted.RULE, GROUP, "kmsKeyId", noncompliant=("", None), compliant=(KEY,), unknown_decides=False),
    Row(log_group_retention.RULE, GROUP, "retentionInDays", noncompliant=(0, 7, -1, None), compliant=(30, 365)),
    Row(
        sns_encrypted.RULE,
        TOPIC,
        "kmsMasterKeyId",
        noncompliant=("alias/aws/sns", "", None),
        compliant=(KEY,),
        unknown_decides=False,
    ),
)


TestTable = table_tests(ROWS)


def test_outside_production_logs_may_be_kept_for_a_day() -> None:
    assert not judge(log_group_retention.RULE, changed(GROUP, "retentionInDays", 1), stack="local")
    assert violations(log_group_retention.RULE, changed(GROUP, "retentionInDays", 0), stack="local")


def test_the_least_retention_is_configurable() -> None:
    assert violations(log_group_retention.RULE, GROUP, production_days=365)


def test_aws_sets_the_retention_of_delivery_groups() -> None:
    assert not judge(log_group_retention.RULE, make(GROUP.type, {"logGroupClass": "DELIVERY"}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, {"retentionInDays": 90}), (0, {"retentionInDays": 90}), (7, None), (UNKNOWN, None)],
    ids=["nothing chosen", "the provider filled in for ever", "a week was chosen", "unknown"],
)
def test_remediation_sets_a_retention_only_where_none_was_chosen(value: object, expected: object) -> None:
    group, rule = changed(GROUP, "retentionInDays", value), log_group_retention.RULE
    assert rule.remediate
    assert rule.remediate(group, config_for(rule)) == expected
