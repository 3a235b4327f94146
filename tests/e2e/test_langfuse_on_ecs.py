"""Langfuse on ECS in the embedded AWS: every resource, its secrets, and its migration. No container runs there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.aws.emulator.ecs_tasks import REASON
from local.stack import LocalAlex
from tests.infra.conftest import SELF_HOSTED

pytestmark = pytest.mark.local
CLUSTER, INTERNAL = "alex-local-langfuse", "alex-local-langfuse-internal"
#: The address is the trace store's: functions go on sending there.
SETTINGS = {key: value for key, value in SELF_HOSTED.items() if key != "langfuseBaseUrl"}


@pytest.fixture(scope="module")
def hosted() -> Iterator[LocalAlex]:
    """A stack with other settings than the shared one."""
    with LocalAlex(settings=SETTINGS) as stack:
        yield stack


def secret(stack: LocalAlex, name: str, stage: str = "AWSCURRENT") -> dict[str, str]:
    found = stack.client("secretsmanager").get_secret_value(SecretId=name, VersionStage=stage)
    return json.loads(found["SecretString"])


def setup_lines(stack: LocalAlex) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in stack.logs("langfuse_setup")]
    return [line for line in lines if line.get("message") == "langfuse setup"]


def test_it_is_deployed_with_everything_that_the_emulator_has(hosted: LocalAlex) -> None:
    services = hosted.client("ecs").describe_services(cluster=CLUSTER, services=["web", "worker", "clickhouse"])[
        "services"
    ]
    balancer = hosted.client("elbv2").describe_load_balancers()["LoadBalancers"][0]
    (database,) = [
        each
        for each in hosted.client("rds").describe_db_instances()["DBInstances"]
        if each["DBInstanceIdentifier"] == CLUSTER
    ]
    (files,) = hosted.client("efs").describe_file_systems()["FileSystems"]
    (cache,) = hosted.client("elasticache").describe_replication_groups()["ReplicationGroups"]

    assert {service["serviceName"]: service["desiredCount"] for service in services} == {
        "web": 2,
        "worker": 1,
        "clickhouse": 1,
    }
    assert hosted.outputs["langfuseDomain"] == balancer["DNSName"]
    assert (database["Engine"], files["Encrypted"], cache["Status"]) == ("postgres", True, "available")
    assert not [type_ for type_ in hosted.not_emulated if type_.startswith(("aws:ecs", "aws:lb", "aws:efs"))]


def test_the_setup_made_every_value_and_none_is_in_its_result_or_log(hosted: LocalAlex) -> None:
    internal = secret(hosted, INTERNAL)
    log = "\n".join(hosted.logs("langfuse_setup"))

    assert internal["database_host"].endswith(":5433") or internal["database_host"].partition(":")[2]
    assert len(internal["encryption_key"]) == 64
    assert not [
        name
        for name, value in internal.items()
        if name.endswith(("password", "key", "secret", "salt")) and value in log
    ]


def test_the_setup_made_the_keys_that_functions_read(hosted: LocalAlex) -> None:
    """`alex up` then replaced them by those of the trace store, as a person may."""
    made = secret(hosted, "alex-local-langfuse", "AWSPREVIOUS")

    assert made["public_key"].startswith("pk-lf-")
    assert made["secret_key"].startswith("sk-lf-")


def test_the_user_of_the_cache_has_a_password_now(hosted: LocalAlex) -> None:
    (user,) = hosted.client("elasticache").describe_users(UserId=CLUSTER)["Users"]

    assert user["Authentication"] == {"Type": "password", "PasswordCount": 1}


def test_the_migration_ran_once_with_the_permissions_that_it_has(hosted: LocalAlex) -> None:
    steps = [line["step"] for line in setup_lines(hosted)]
    (task,) = setup_lines(hosted)[-1]["done"]
    described = hosted.client("ecs").describe_tasks(cluster=CLUSTER, tasks=[task])["tasks"][0]
    denied = [
        each
        for each in hosted.iam_log()
        if "langfuse_setup" in str(each["who"]) and str(each["decision"]).lower() not in ("allow", "allowed")
    ]

    assert steps == ["secrets", "migrate"]
    assert (described["lastStatus"], described["stoppedReason"]) == ("STOPPED", REASON)
    assert {container["name"]: container["exitCode"] for container in described["containers"]} == {
        "database-role": 0,
        "migration": 0,
    }
    assert denied == []


def test_the_containers_of_the_migration_are_known_and_unprivileged_once_deployed(hosted: LocalAlex) -> None:
    """A preview does not know them, because RDS names the owner's secret."""
    found = hosted.client("ecs").describe_task_definition(taskDefinition="alex-local-langfuse-migration")
    role, migration = found["taskDefinition"]["containerDefinitions"]
    references = {each["name"]: each["valueFrom"] for each in role["secrets"]}

    assert references["PGPASSWORD"].endswith(":password::")
    assert "secret:rds!db-" in references["PGPASSWORD"]
    assert all(container["readonlyRootFilesystem"] for container in (role, migration))


def test_a_second_run_of_the_setup_keeps_every_value(hosted: LocalAlex) -> None:
    before = secret(hosted, INTERNAL)
    event = {
        "step": "secrets",
        "project_secret": hosted.outputs["secrets"]["langfuse"],
        "internal_secret": hosted.client("secretsmanager").describe_secret(SecretId=INTERNAL)["ARN"],
        "database_host": "restored.example:5433",
        "cache_host": before["cache_host"],
        "cache_user": CLUSTER,
    }

    assert hosted.invoke("langfuse_setup", event) == {"done": []}
    assert secret(hosted, INTERNAL) == {**before, "database_host": "restored.example:5433"}
