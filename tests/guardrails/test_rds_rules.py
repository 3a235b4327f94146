from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource
from policies.rules.rds import (
    rds_auto_minor_upgrade,
    rds_backup_retention,
    rds_copy_tags,
    rds_custom_admin,
    rds_deletion_protection,
    rds_encrypted,
    rds_enhanced_monitoring,
    rds_iam_auth,
    rds_log_exports,
    rds_multi_az,
    rds_non_default_port,
    rds_not_public,
    rds_pauses_outside_prod,
)
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, table_tests

CLUSTER = make(
    "aws:rds/cluster:Cluster",
    {
        "clusterIdentifier": "alex-prod",
        "engine": "aurora-postgresql",
        "storageEncrypted": True,
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "iamDatabaseAuthenticationEnabled": True,
        "backupRetentionPeriod": 7,
        "copyTagsToSnapshot": True,
        "port": 5433,
        "masterUsername": "alex_owner",
        "serverlessv2ScalingConfiguration": {"minCapacity": 0, "maxCapacity": 4},
    },
    name="cluster",
)


def member(name: str = "instance", **properties: Any) -> Resource:
    known: dict[str, Any] = {
        "clusterIdentifier": UNKNOWN,
        "autoMinorVersionUpgrade": True,
        "copyTagsToSnapshot": True,
        "publiclyAccessible": False,
        "monitoringInterval": 60,
        "monitoringRoleArn": UNKNOWN,
    }
    return make(
        "aws:rds/clusterInstance:ClusterInstance", known | properties, name, depends={"clusterIdentifier": [CLUSTER]}
    )


MEMBER = member()
SERVER = make("aws:rds/instance:Instance", {"engine": "postgres", "username": "alex_owner"}, name="server")

ROWS = (
    Row(rds_not_public.RULE, MEMBER, "publiclyAccessible", noncompliant=(True, "yes"), compliant=(None,)),
    Row(rds_encrypted.RULE, CLUSTER, "storageEncrypted", noncompliant=(False, None)),
    Row(rds_deletion_protection.RULE, CLUSTER, "deletionProtection", noncompliant=(False, None)),
    Row(rds_log_exports.RULE, CLUSTER, "enabledCloudwatchLogsExports", noncompliant=([], ["audit"], None)),
    Row(rds_iam_auth.RULE, CLUSTER, "iamDatabaseAuthenticationEnabled", noncompliant=(False, None)),
    Row(rds_backup_retention.RULE, CLUSTER, "backupRetentionPeriod", noncompliant=(6, None), compliant=(35,)),
    Row(rds_auto_minor_upgrade.RULE, MEMBER, "autoMinorVersionUpgrade", noncompliant=(False,), compliant=(None,)),
    Row(rds_copy_tags.RULE, CLUSTER, "copyTagsToSnapshot", noncompliant=(False, None)),
    Row(rds_copy_tags.RULE, MEMBER, "copyTagsToSnapshot", noncompliant=(False, None)),
    Row(rds_non_default_port.RULE, CLUSTER, "port", noncompliant=(5432, 3306, None), compliant=(15432,)),
    Row(rds_custom_admin.RULE, CLUSTER, "masterUsername", noncompliant=("postgres", "Admin", None)),
    Row(rds_custom_admin.RULE, SERVER, "username", noncompliant=("root", None)),
    Row(
        rds_enhanced_monitoring.RULE,
        MEMBER,
        "monitoringInterval",
        noncompliant=(0, None),
        compliant=(1,),
        context=(CLUSTER,),
    ),
    Row(
        rds_enhanced_monitoring.RULE,
        MEMBER,
        "monitoringRoleArn",
        noncompliant=("", None),
        context=(CLUSTER,),
        unknown_decides=False,
    ),
)


TestTable = table_tests(ROWS)


def test_a_restored_cluster_takes_the_administrator_of_its_snapshot() -> None:
    restored = changed(changed(CLUSTER, "masterUsername", None), "snapshotIdentifier", "alex-prod-final")
    assert not judge(rds_custom_admin.RULE, restored)


def test_monitoring_on_the_cluster_covers_its_instances() -> None:
    watched = changed(changed(CLUSTER, "monitoringInterval", 60), "monitoringRoleArn", UNKNOWN)
    assert not judge(rds_enhanced_monitoring.RULE, watched, changed(MEMBER, "monitoringInterval", None))


def test_an_engine_without_iam_credentials_is_not_asked_for_them() -> None:
    assert not judge(rds_iam_auth.RULE, changed(SERVER, "engine", "oracle-ee"))


@pytest.mark.parametrize("lowest", [0.5, None], ids=["half a unit always runs", "no least capacity is given"])
def test_outside_production_a_cluster_that_never_pauses_is_refused(lowest: float | None) -> None:
    cluster = changed(CLUSTER, "serverlessv2ScalingConfiguration.minCapacity", lowest)
    assert violations(rds_pauses_outside_prod.RULE, cluster, stack="dev") == ["the cluster never pauses"]
    assert not judge(rds_pauses_outside_prod.RULE, cluster, stack="prod")
    assert not judge(rds_pauses_outside_prod.RULE, CLUSTER, stack="dev")


def test_instances_in_two_zones_survive_the_loss_of_one() -> None:
    assert not judge(rds_multi_az.RULE, CLUSTER, member("one"), member("two"))
    assert not judge(
        rds_multi_az.RULE, CLUSTER, member("one", availabilityZone="a"), member("two", availabilityZone="b")
    )


def test_instances_in_one_zone_are_refused() -> None:
    pair = (member("one", availabilityZone="a"), member("two", availabilityZone="a"))
    assert violations(rds_multi_az.RULE, CLUSTER, MEMBER)
    assert violations(rds_multi_az.RULE, CLUSTER, *pair)


def test_instances_in_unknown_zones_or_of_unknown_clusters_are_undecided() -> None:
    stray = make("aws:rds/clusterInstance:ClusterInstance", {"clusterIdentifier": UNKNOWN}, "stray")
    pair = (member("one", availabilityZone=UNKNOWN), member("two", availabilityZone="a"))
    assert undecided(rds_multi_az.RULE, CLUSTER, *pair)
    assert undecided(rds_multi_az.RULE, CLUSTER, MEMBER, stray)
