from __future__ import annotations

import pytest

from policies.engine import Resource, Rule
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
    Row(elasticache_backup.RULE, GROUP, "snapshotRetentionLimit", wrong=(0, None), fine=(35,)),
    Row(elasticache_auto_minor.RULE, GROUP, "autoMinorVersionUpgrade", wrong=(False,), fine=(None,)),
    Row(elasticache_auto_minor.RULE, CLUSTER, "autoMinorVersionUpgrade", wrong=("false",), fine=(None,)),
    Row(elasticache_failover.RULE, GROUP, "automaticFailoverEnabled", wrong=(False, None)),
    Row(elasticache_failover.RULE, GROUP, "multiAzEnabled", wrong=(False, None)),
    Row(elasticache_encrypted.RULE, GROUP, "atRestEncryptionEnabled", wrong=(False, None)),
    Row(elasticache_encrypted.RULE, VALKEY, "atRestEncryptionEnabled", wrong=(False,), fine=(None,)),
    Row(elasticache_transit.RULE, GROUP, "transitEncryptionEnabled", wrong=(False, None)),
    Row(elasticache_transit.RULE, GROUP, "transitEncryptionMode", wrong=("preferred",), fine=(None,)),
    Row(elasticache_auth.RULE, GROUP, "userGroupIds", wrong=([], None), unknown_decides=False),
    Row(elasticache_subnet_group.RULE, GROUP, "subnetGroupName", wrong=("default", "", None), unknown_decides=False),
    Row(elasticache_subnet_group.RULE, CLUSTER, "subnetGroupName", wrong=("default", None), unknown_decides=False),
    Row(elasticache_non_default_port.RULE, GROUP, "port", wrong=(6379, 11211, None)),
    Row(elasticache_non_default_port.RULE, CLUSTER, "port", wrong=(11211, None)),
)


@pytest.mark.parametrize(ARGUMENTS, refused(ROWS))
def test_a_cache_with_a_mistake_is_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_refused(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, accepted(ROWS))
def test_a_compliant_cache_passes(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_accepted(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, unknown(ROWS))
def test_an_unknown_value_is_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_undecided(rule, resources)


@pytest.mark.parametrize(
    "rule",
    [elasticache_backup.RULE, elasticache_subnet_group.RULE, elasticache_non_default_port.RULE],
    ids=lambda rule: rule.name,
)
def test_a_cluster_in_a_replication_group_takes_its_settings(rule: Rule) -> None:
    assert not judge(rule, make("aws:elasticache/cluster:Cluster", {"replicationGroupId": "alex-prod"}))


def test_memcached_has_no_backups_to_keep() -> None:
    assert not judge(elasticache_backup.RULE, CLUSTER)
