from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
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
    Row(rds_not_public.RULE, MEMBER, "publiclyAccessible", wrong=(True, "yes"), fine=(None,)),
    Row(rds_encrypted.RULE, CLUSTER, "storageEncrypted", wrong=(False, None)),
    Row(rds_deletion_protection.RULE, CLUSTER, "deletionProtection", wrong=(False, None)),
    Row(rds_log_exports.RULE, CLUSTER, "enabledCloudwatchLogsExports", wrong=([], ["audit"], None)),
    Row(rds_iam_auth.RULE, CLUSTER, "iamDatabaseAuthenticationEnabled", wrong=(False, None)),
    Row(rds_backup_retention.RULE, CLUSTER, "backupRetentionPeriod", wrong=(6, None), fine=(35,)),
    Row(rds_auto_minor_upgrade.RULE, MEMBER, "autoMinorVersionUpgrade", wrong=(False,), fine=(None,)),
    Row(rds_copy_tags.RULE, CLUSTER, "copyTagsToSnapshot", wrong=(False, None)),
    Row(rds_copy_tags.RULE, MEMBER, "copyTagsToSnapshot", wrong=(False, None)),
    Row(rds_non_default_port.RULE, CLUSTER, "port", wrong=(5432, 3306, None), fine=(15432,)),
    Row(rds_custom_admin.RULE, CLUSTER, "masterUsername", wrong=("postgres", "Admin", None)),
    Row(rds_custom_admin.RULE, SERVER, "username", wrong=("root", None)),
    Row(rds_enhanced_monitoring.RULE, MEMBER, "monitoringInterval", wrong=(0, None), fine=(1,), around=(CLUSTER,)),
    Row(
        rds_enhanced_monitoring.RULE,
        MEMBER,
        "monitoringRoleArn",
        wrong=("", None),
        around=(CLUSTER,),
        unknown_decides=False,
    ),
)


@pytest.mark.parametrize(ARGUMENTS, refused(ROWS))
def test_a_database_with_a_mistake_is_refused(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_refused(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, accepted(ROWS))
def test_a_compliant_database_passes(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_accepted(rule, resources)


@pytest.mark.parametrize(ARGUMENTS, unknown(ROWS))
def test_an_unknown_value_is_undecided(rule: Rule, resources: tuple[Resource, ...]) -> None:
    check_undecided(rule, resources)


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
