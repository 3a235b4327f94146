"""What AWS needs in which order, and what a protected stack refuses to lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.compute.schema_migration import content_hash
from components.data.database import final_snapshot_name
from components.foundation.functions import FUNCTIONS
from components.foundation.names import Names
from components.foundation.shared_names import MIGRATOR
from local.engine.preview import PlannedResource
from local.errors import LocalError
from tests.infra.conftest import ROOT, Stack, kind_of
from tests.previews import preview

#: Types whose deletion loses data, or the key to it.
HOLDS_DATA = {"Bucket", "Cluster", "ClusterInstance", "Key", "LogGroup", "Queue", "Secret", "UserPool"}


def needs(stack: Stack, name: str) -> set[str]:
    """Names of all resources that exist before this one, however indirect."""
    by_urn = {resource.urn: resource for resource in stack.resources}
    (wanted,) = [resource for resource in stack.resources if resource.name == name]
    found: set[str] = set()
    waiting = [wanted]
    while waiting:
        for urn in waiting.pop().dependencies:
            if urn in by_urn and by_urn[urn].name not in found:
                found.add(by_urn[urn].name)
                waiting.append(by_urn[urn])
    return found


def test_everything_that_holds_data_is_protected_in_production(prod: Stack):
    assert {it.name for it in prod.resources if kind_of(it) in HOLDS_DATA and not it.protect} == set()


def test_a_user_pool_is_protected_too():
    own = {"jwtIssuer": "", "jwtAudience": "", "jwtClientId": "", "signInCallbackUrls": ["https://alex.example/"]}
    (pool,) = [it for it in preview(ROOT, "prod", own).resources if kind_of(it) == "UserPool" and it.custom]

    assert pool.protect


def test_nothing_is_protected_without_the_setting():
    assert not [it.name for it in preview(ROOT, "local").resources if it.protect]


def test_destroy_meets_the_guard_before_anything_else(prod: Stack):
    """Pulumi deletes a resource after all that depend on it, so the first is one on which nothing depends."""
    needed = {urn for resource in prod.resources for urn in resource.dependencies}
    (first,) = [resource for resource in prod.resources if resource.urn not in needed]

    assert (first.name, first.protect) == ("deletion-guard", True)
    assert set(first.dependencies) == {resource.urn for resource in prod.resources} - {first.urn}


def test_the_guard_of_a_stack_without_protection_lets_it_go():
    """It is there all the same: Pulumi refuses to remove a protected resource in the update that unprotects it."""
    (guard,) = [it for it in preview(ROOT, "local").resources if it.name == "deletion-guard"]

    assert not guard.protect


def test_a_final_snapshot_is_named_after_the_key_that_decrypts_it():
    names = Names("alex", "prod", "us-east-1", "123456789012")
    first, second = (
        final_snapshot_name(names, f"arn:aws:kms:us-east-1:123456789012:key/{key}-0000-4000-8000-000000000000")
        for key in ("1a2b3c4d", "9f8e7d6c")
    )

    assert (first, second) == ("alex-prod-final-1a2b3c4d", "alex-prod-final-9f8e7d6c")


def test_the_key_of_the_final_snapshot_outlives_the_stack():
    for stack, kept in (("prod", True), ("local", False)):
        planned = preview(ROOT, stack).resources
        (key,) = [it for it in planned if it.name == "key-key"]
        (cluster,) = [it for it in planned if it.name == "database-cluster"]

        assert key.retain_on_delete is kept
        assert cluster.inputs["skipFinalSnapshot"] is not kept


def test_the_end_of_protection_still_leaves_a_snapshot():
    planned = preview(ROOT, "prod", {"deletionProtection": False}).resources
    (cluster,) = [it for it in planned if it.name == "database-cluster"]

    assert not cluster.protect
    assert (cluster.inputs["deletionProtection"], cluster.inputs["skipFinalSnapshot"]) == (False, False)


def test_a_protected_stack_cannot_do_without_a_final_snapshot():
    with pytest.raises(LocalError, match="alex:finalSnapshot must be true where deletionProtection is true"):
        preview(ROOT, "prod", {"finalSnapshot": False})


def test_migrations_run_after_the_database_and_before_the_code_that_needs_them(stack: Stack):
    assert {"database-instance", "migrator-live", "migrator-policy"} <= needs(stack, "schema-migration-run")
    waiting = {spec.name for spec in FUNCTIONS if "schema-migration-run" in needs(stack, f"{spec.name}-live")}

    assert waiting == {spec.name for spec in FUNCTIONS} - {MIGRATOR, "origin_rotator"}


def test_migrations_run_again_when_they_change_and_only_then(tmp_path: Path):
    for folder in ("migrations", "seed"):
        (tmp_path / "agents/database" / folder).mkdir(parents=True)
    migration = tmp_path / "agents/database/migrations/0001_one.sql"
    migration.write_text("CREATE TABLE one ();\n")
    first = content_hash(tmp_path)
    migration.write_bytes(b"CREATE TABLE one ();\r\n")
    assert content_hash(tmp_path) == first, "line endings do not count"

    (tmp_path / "agents/database/migrations/0002_two.sql").write_text("CREATE TABLE two ();\n")

    assert content_hash(tmp_path) != first


def test_the_hash_of_the_migrations_triggers_their_run(prod: Stack):
    assert prod.one("Invocation", "schema-migration-run")["triggers"] == {"content": content_hash()}


@pytest.mark.parametrize(
    ("schedule", "what"),
    [
        ("database-rotation-schedule", {"database-instance", "schema-migration-run", "rotator-live"}),
        ("origin-rotation-schedule", {"origin-prepare", "origin_rotator-live"}),
    ],
)
def test_a_rotation_schedule_waits_for_what_its_first_test_needs(prod: Stack, schedule: str, what: set[str]):
    assert what <= needs(prod, schedule)


def test_the_writer_exists_before_the_reader(prod: Stack):
    assert "database-instance" in needs(prod, "database-standby")
    assert "database-standby" not in needs(prod, "database-instance")


def test_a_major_upgrade_changes_version_and_parameter_group_together():
    def database(version: int) -> tuple[PlannedResource, PlannedResource]:
        planned = {it.name: it for it in preview(ROOT, "prod", {"databaseVersion": version}).resources}
        return planned["database-cluster"], planned["database-parameters"]

    (old_cluster, old_group), (cluster, group) = database(17), database(18)

    assert (old_cluster.inputs["engineVersion"], cluster.inputs["engineVersion"]) == ("17", "18")
    assert cluster.ignore_changes == ()
    assert cluster.inputs["allowMajorVersionUpgrade"] is True
    assert group.inputs["family"] == "aurora-postgresql18"
    # The new group exists beside the old one until the cluster has changed over.
    assert group.inputs["name"] != old_group.inputs["name"]


def test_the_monitoring_role_may_create_its_log_group(prod: Stack):
    policy = prod.one("RolePolicy", "database-monitoring-policy")["policy"]
    group = "arn:aws:logs:us-east-1:123456789012:log-group:RDSOSMetrics"

    assert f'"{group}"' in policy
    assert policy.count(f'"{group}:*"') == 2
