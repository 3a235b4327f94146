from __future__ import annotations

import json
from typing import Any

from policies.engine import UNKNOWN, Resource
from policies.rules.ecs import (
    ecs_container_insights,
    ecs_efs_tls,
    ecs_fargate_version,
    ecs_logging,
    ecs_no_env_secrets,
    ecs_no_plain_env,
    ecs_no_public_ip,
    ecs_non_privileged,
    ecs_non_root,
    ecs_pid_mode,
    ecs_readonly_root,
)
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

CONTAINER = {
    "name": "langfuse",
    "image": "langfuse/langfuse:3",
    "user": "10001",
    "privileged": False,
    "readonlyRootFilesystem": True,
    "logConfiguration": {"logDriver": "awslogs", "options": {}},
    "secrets": [{"name": "DATABASE_URL", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:url"}],
}


def task(*containers: dict[str, Any], **properties: Any) -> Resource:
    definitions = {"containerDefinitions": json.dumps(containers)}
    return make("aws:ecs/taskDefinition:TaskDefinition", definitions | properties, name="task definition")


def with_container(resource: Resource, key: str, value: Any) -> Resource:
    """Edits the container in the JSON text; an output in it makes the whole text unknown."""
    if value is UNKNOWN:
        return changed(resource, "containerDefinitions", UNKNOWN)
    container = {name: kept for name, kept in CONTAINER.items() if name != key}
    return task(container if value is None else container | {key: value})


TASK = task(
    CONTAINER, pidMode="task", volumes=[{"name": "data", "efsVolumeConfiguration": {"transitEncryption": "ENABLED"}}]
)
SERVICE = make(
    "aws:ecs/service:Service",
    {"networkConfiguration": {"assignPublicIp": False, "subnets": []}, "platformVersion": "LATEST"},
    name="service",
)
CLUSTER = make(
    "aws:ecs/cluster:Cluster", {"settings": [{"name": "containerInsights", "value": "enabled"}]}, name="cluster"
)
KEY = [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}]
LEVEL = [{"name": "LOG_LEVEL", "value": "info"}]

ROWS = (
    Row(ecs_no_public_ip.RULE, SERVICE, "networkConfiguration.assignPublicIp", noncompliant=(True,), compliant=(None,)),
    Row(ecs_pid_mode.RULE, TASK, "pidMode", noncompliant=("host",), compliant=(None,)),
    Row(ecs_non_privileged.RULE, TASK, "privileged", noncompliant=(True,), compliant=(None,), mutate=with_container),
    Row(ecs_readonly_root.RULE, TASK, "readonlyRootFilesystem", noncompliant=(False, None), mutate=with_container),
    Row(
        ecs_no_env_secrets.RULE,
        TASK,
        "environment",
        noncompliant=(KEY,),
        compliant=(LEVEL, None),
        mutate=with_container,
    ),
    Row(ecs_no_plain_env.RULE, TASK, "environment", noncompliant=(LEVEL,), compliant=([], None), mutate=with_container),
    Row(ecs_logging.RULE, TASK, "logConfiguration", noncompliant=({}, None), mutate=with_container),
    Row(ecs_efs_tls.RULE, TASK, "volumes[0].efsVolumeConfiguration.transitEncryption", noncompliant=("DISABLED", None)),
    Row(
        ecs_non_root.RULE,
        TASK,
        "user",
        noncompliant=("root", "0", "0:0", "00", "root:users", "ContainerAdministrator", "", None),
        compliant=("node:node", "10001:0", "ContainerUser"),
        mutate=with_container,
    ),
    Row(ecs_fargate_version.RULE, SERVICE, "platformVersion", noncompliant=("1.3.0",), compliant=("1.4.0", None)),
    Row(ecs_container_insights.RULE, CLUSTER, "settings[0].value", noncompliant=("disabled",), compliant=("enhanced",)),
    Row(ecs_container_insights.RULE, CLUSTER, "settings", noncompliant=([], None)),
)


TestTable = table_tests(ROWS)


def test_one_bad_container_among_good_ones_is_named() -> None:
    bad = CONTAINER | {"name": "sidecar", "privileged": True}
    assert violations(ecs_non_privileged.RULE, task(CONTAINER, bad)) == ["container sidecar: runs in privileged mode"]


def test_a_volume_that_is_not_efs_needs_no_tls() -> None:
    assert not judge(ecs_efs_tls.RULE, changed(TASK, "volumes", [{"name": "scratch"}]))


def test_a_windows_container_need_not_have_a_read_only_root() -> None:
    windows = task({"name": "app"}, runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})
    assert not judge(ecs_readonly_root.RULE, windows)
