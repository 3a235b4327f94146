"""Database: protection, monitoring and password rotation."""

from __future__ import annotations

import json

import pytest

from components.data.database import DatabaseArgs
from components.data.database_monitoring import MONITORING_ROLE
from components.foundation.secrets import SecretRotationArgs
from local.engine.preview import UNKNOWN
from local.errors import LocalError
from tests.infra.conftest import ROOT
from tests.previews import preview


def test_production_has_a_standby_that_can_pause(prod):
    instances = {resource.name: resource.inputs for resource in prod.all("ClusterInstance")}

    assert set(instances) == {"database-instance", "database-standby"}
    assert instances["database-standby"]["promotionTier"] > 1


def test_a_protected_database_is_not_deleted_and_leaves_a_snapshot(prod):
    cluster = prod.one("Cluster", "database-cluster")

    assert cluster["deletionProtection"] is True
    assert cluster["skipFinalSnapshot"] is False
    assert cluster["finalSnapshotIdentifier"] == UNKNOWN, "named after the key"
    assert cluster["backupRetentionPeriod"] >= 7


def test_an_unprotected_database_leaves_no_snapshot():
    planned = preview(ROOT, "local").resources
    (cluster,) = [resource.inputs for resource in planned if resource.name == "database-cluster"]

    assert (cluster["deletionProtection"], cluster["skipFinalSnapshot"]) == (False, True)


def test_snapshots_carry_the_tags(stack):
    assert all(resource.inputs["copyTagsToSnapshot"] for resource in stack.all("ClusterInstance"))
    assert stack.one("Cluster", "database-cluster")["copyTagsToSnapshot"] is True


def test_port_and_master_user_are_not_the_defaults(stack):
    cluster = stack.one("Cluster", "database-cluster")

    assert cluster["port"] != 5432
    assert cluster["masterUsername"] not in {"postgres", "admin", "root"}


def test_it_takes_tls_only_and_logs_slow_statements_without_their_values(stack):
    group = stack.one("ClusterParameterGroup", "database-parameters")
    values = {parameter["name"]: parameter["value"] for parameter in group["parameters"]}

    assert values == {"rds.force_ssl": "1", "log_min_duration_statement": "1000", "log_parameter_max_length": "0"}


def test_enhanced_monitoring_uses_a_role_limited_to_this_stacks_databases(prod):
    (trust,) = json.loads(prod.one("Role", f"{MONITORING_ROLE}-role")["assumeRolePolicy"])["Statement"]

    for instance in prod.all("ClusterInstance"):
        assert instance.inputs["monitoringInterval"] == 60
        assert [urn.split("::")[-1] for urn in instance.property_dependencies["monitoringRoleArn"]] == [
            f"{MONITORING_ROLE}-role"
        ]
    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert trust["Condition"]["ArnLike"]["aws:SourceArn"] == "arn:aws:rds:us-east-1:123456789012:db:alex-prod-*"


def test_the_applications_password_is_rotated_on_a_schedule(stack):
    (rotation,) = [it for it in stack.all("SecretRotation") if it.name == "database-rotation-schedule"]

    assert rotation.inputs["rotationRules"]["automaticallyAfterDays"] <= 90
    assert rotation.inputs["rotateImmediately"] is False
    assert [urn.split("::")[-1] for urn in rotation.property_dependencies["secretId"]] == ["database-app-secret"]
    assert [urn.split("::")[-1] for urn in rotation.property_dependencies["rotationLambdaArn"]] == ["rotator-live"]


def test_only_secrets_manager_invokes_the_rotator_and_only_for_this_secret(prod):
    (permission,) = [it for it in prod.all("Permission") if it.name == "database-rotation-permission"]

    assert permission.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert permission.inputs["sourceAccount"] == "123456789012"
    assert [urn.split("::")[-1] for urn in permission.property_dependencies["sourceArn"]] == ["database-app-secret"]


def test_the_rotator_writes_its_two_secrets_only(prod):
    writes = {
        resource
        for statement in prod.role_statements()["rotator"]
        if "secretsmanager:PutSecretValue" in statement["Action"]
        for resource in statement["Resource"]
    }

    assert writes == {
        f"arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-{name}-??????"
        for name in ("database-app", "database-candidate")
    }


@pytest.mark.parametrize(
    ("key", "value"), [("databaseInstances", 3), ("secretRotationDays", 91), ("secretRotationDays", 0)]
)
def test_a_setting_out_of_range_is_named(key: str, value: int):
    with pytest.raises(LocalError, match=rf"^Pulumi\.prod\.yaml: alex:{key} must be a whole number from 1 to "):
        preview(ROOT, "prod", {key: value})


def test_contradictory_arguments_are_refused():
    with pytest.raises(ValueError, match=r"DatabaseArgs.instances must be 1 or 2"):
        DatabaseArgs(None, ["a", "b"], "group", min_acu=0, max_acu=1, instances=0, version=17, final_snapshot=True)  # pyright: ignore
    with pytest.raises(ValueError, match=r"SecretRotationArgs.days must be 1..90, not 91"):
        SecretRotationArgs(None, "arn", None, days=91)  # pyright: ignore
