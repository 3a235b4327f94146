"""Runbooks that change a deployed stack's settings. Goes on from where test_life_ends.py ended."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.engine.pulumi import Done, Pulumi
from tests.runbooks.pages import RUNBOOKS, Runbook
from tests.runbooks.shell import Shell

pytestmark = pytest.mark.engine
PAGE = RUNBOOKS / "restore-database.md"
AGENTS = {"planner", "tagger", "reporter", "charter", "retirement"}


def test_another_model_changes_the_agents_and_what_they_may_call(
    deployed: Pulumi, by_runbook: tuple[Shell, list[Done]]
) -> None:
    page, (shell, done) = Runbook("model-withdrawn"), by_runbook
    shell.run(page.next("See which one"))

    shell.run(page.next("Change over"))
    planned = done[-1].planned()["update"]
    assert {f"{agent}-{part}" for agent in AGENTS for part in ("function", "policy")} <= planned
    shell.run(page.next("Change over"))
    shell.run(page.next("Afterwards"))
    page.end()

    role, policy = deployed.by_name()["charter-policy"]["id"].split(":")
    granted = deployed.alex.client("iam").get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    assert "amazon.nova-lite-v1:0" in json.dumps(granted)
    assert "amazon.nova-pro-v1:0" not in json.dumps(granted)


def test_a_major_version_is_upgraded_in_place(deployed: Pulumi, by_runbook: tuple[Shell, list[Done]]) -> None:
    page, (shell, done) = Runbook("upgrade-database"), by_runbook
    client = deployed.alex.client("rds")
    shell.run(page.next("Before"))

    shell.run(page.next("Upgrade"))
    assert "database-cluster" in done[-1].planned()["update"]
    assert "database-cluster" not in done[-1].planned().get("replace", set())
    shell.run(page.next("Upgrade"))
    page.end()

    [cluster] = client.describe_db_clusters()["DBClusters"]
    groups = client.describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]
    assert cluster["EngineVersion"].startswith("18")
    assert [
        group["DBClusterParameterGroupName"] for group in groups if "alex" in group["DBClusterParameterGroupName"]
    ] == ["alex-local-postgresql18"]


def test_secrets_that_are_gone_come_back_with_values(deployed: Pulumi, by_runbook: tuple[Shell, list[Done]]) -> None:
    page, (shell, done) = Runbook("lost-secret", only="It is gone"), by_runbook
    secrets = deployed.alex.client("secretsmanager")
    for name in ("database-app", "origin", "langfuse"):
        secrets.delete_secret(SecretId=f"alex-local-{name}", ForceDeleteWithoutRecovery=True)

    shell.run(page.next("It is gone"))
    page.end()

    assert done[-1].operations().get("create", set()) >= {"database-app-secret", "origin-secret", "langfuse-secret"}


def test_a_refresh_of_the_database_alone_leaves_a_stopped_api_stopped(deployed: Pulumi) -> None:
    """The command is of a part of `restore-database` that needs AWS; what it must not do shows here."""
    [refresh] = [line for line in PAGE.read_text("utf-8").splitlines() if line.strip().startswith("pulumi refresh")]
    options = shlex.split(refresh.replace("-s prod", ""))[1:]
    client, api = deployed.alex.client("lambda"), {"FunctionName": "alex-local-api"}
    reserved = client.get_function_concurrency(**api)["ReservedConcurrentExecutions"]
    client.put_function_concurrency(**api, ReservedConcurrentExecutions=0)
    deployed.alex.client("rds").modify_db_cluster(DBClusterIdentifier="alex-local", BackupRetentionPeriod=3)

    assert deployed.run(*options, "--yes", "--skip-preview").code == 0
    assert deployed.up().operations() == {"update": {"database-cluster"}}
    assert client.get_function_concurrency(**api)["ReservedConcurrentExecutions"] == 0
    client.put_function_concurrency(**api, ReservedConcurrentExecutions=reserved)
