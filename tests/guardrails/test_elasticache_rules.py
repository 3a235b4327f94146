from __future__ import annotations

import pytest

from policies.engine import Rule
from policies.rules.elasticache import (
    elasticache_auth,
    elasticache_auto_minor,
    elasticache_backup,
    elasticache_encrypted,
    elasticache_failover,
    elasticache_non_default_port,
    elasticache_subnet_group,
    elasticache_transit,
)
from policies.testing import changed, judge, make
from tests.guardrails.rule_table import Row, table_tests

GROUP = make(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    {
        "engine": "redis",
        "snapshotRetentionLimit": 1,
        "autoMinorVersionUpgrade": True,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "userGroupIds": ["alex-prod"],
        "subnetGroupName": "alex-prod-cache",
        "port": 6380,
    },
    name="replication group",
)
VALKEY = changed(GROUP, "engine", "valkey")
CLUSTER = make(
    "aws:elasticache/cluster:Cluster",
    {"engine": "memcached", "port": 11212, "subnetGroupName": "alex-prod-cache", "autoMinorVersionUpgrade": "true"},
    name="cluster",
)

ROWS = (
    Row(elasticache_backup.RULE, GROUP, "snapshotRetentionLimit", noncompliant=(0, None), compliant=(35,)),
    Row(elasticache_auto_minor.RULE, GROUP, "autoMinorVersionUpgrade", noncompliant=(False,), compliant=(None,)),
    Row(elasticache_auto_minor.RULE, CLUSTER, "autoMinorVersionUpgrade", noncompliant=("false",), compliant=(None,)),
    Row(elasticache_failover.RULE, GROUP, "automaticFailoverEnabled", noncompliant=(False, None)),
    Row(elasticache_failover.RULE, GROUP, "multiAzEnabled", noncompliant=(False, None)),
    Row(elasticache_encrypted.RULE, GROUP, "atRestEncryptionEnabled", noncompliant=(False, None)),
    Row(elasticache_encrypted.RULE, VALKEY, "atRestEncryptionEnabled", noncompliant=(False,), compliant=(None,)),
    Row(elasticache_transit.RULE, GROUP, "transitEncryptionEnabled", noncompliant=(False, None)),
    Row(elasticache_transit.RULE, GROUP, "transitEncryptionMode", noncompliant=("preferred",), compliant=(None,)),
    Row(elasticache_auth.RULE, GROUP, "userGroupIds", noncompliant=([], None), unknown_decides=False),
    Row(
        elasticache_subnet_group.RULE,
        GROUP,
        "subnetGroupName",
        noncompliant=("default", "", None),
        unknown_decides=False,
    ),
    Row(
        elasticache_subnet_group.RULE, CLUSTER, "subnetGroupName", noncompliant=("default", None), unknown_decides=False
    ),
    Row(elasticache_non_default_port.RULE, GROUP, "port", noncompliant=(6379, 11211, None)),
    Row(elasticache_non_default_port.RULE, CLUSTER, "port", noncompliant=(11211, None)),
)


TestTable = table_tests(ROWS)


@pytest.mark.parametrize(
    "rule",
    [elasticache_backup.RULE, elasticache_subnet_group.RULE, elasticache_non_default_port.RULE],
    ids=lambda rule: rule.name,
)
def test_a_cluster_in_a_replication_group_takes_its_settings(rule: Rule) -> None:
    assert not judge(rule, make("aws:elasticache/cluster:Cluster", {"replicationGroupId": "alex-prod"}))


def test_memcached_has_no_backups_to_keep() -> None:
    assert not judge(elasticache_backup.RULE, CLUSTER)
