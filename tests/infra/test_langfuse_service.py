"""Langfuse on ECS in a preview of production: order, privacy, secrets, tasks, and the policy pack."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

import local.engine.resources  # noqa: F401  # pyright: ignore[reportUnusedImport]  registers every creator
from cli.preview.pack_config import read_pack_config
from components.foundation.names import Names
from components.foundation.self_hosted.names import TASKS, LangfuseNames, fitting
from components.foundation.self_hosted.settings import SelfHosted
from components.langfuse.tasks.containers import migration_containers
from local.engine.creation import CREATORS
from local.engine.not_emulated import NOT_EMULATED
from local.engine.preview import UNKNOWN, has_unknown
from policies import gate
from policies.engine.outcome import Kind
from policies.pack import RULES
from policies.testing import make, violations
from policies.waivers import WAIVERS
from tests.infra.conftest import ROOT, SELF_HOSTED, Stack
from tests.infra.test_order_and_protection import needs
from tests.previews import preview

NAMES = LangfuseNames(Names("alex", "prod", "us-east-1", "123456789012"))
IMAGES = {
    "web": "langfuse/langfuse:4.59.0",
    "worker": "langfuse/langfuse-worker:4.59.0",
    "clickhouse": "clickhouse/clickhouse-server:26.4",
    "postgres": "library/postgres:17-alpine",
}
SETTINGS = SelfHosted(
    SELF_HOSTED["langfuseBaseUrl"],
    "4.59.0",
    SELF_HOSTED["langfuseCertificateArn"],
    SELF_HOSTED["langfuseAdminEmail"],
    IMAGES,
    None,
)
RULES_BY_NAME = {rule.name: rule for rule in RULES}
ECS_RULES = [name for name in RULES_BY_NAME if name.startswith("ecs-") and name not in ("ecs-container-insights",)]
#: Its budget is higher than the pack allows without it.
PACK_CONFIG = ROOT / "policies" / "langfuse-on-ecs.json"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"


def containers(stack: Stack, task: str) -> list[dict[str, Any]]:
    return json.loads(stack.one("TaskDefinition", f"langfuse-tasks-{task}-task-definition")["containerDefinitions"])


def environment(container: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container["environment"]}


def secrets_of(container: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["valueFrom"] for each in container["secrets"]}


def statements(stack: Stack, role: str) -> list[dict[str, Any]]:
    return json.loads(stack.one("RolePolicy", f"{role}-policy")["policy"])["Statement"]


def test_it_passes_the_policy_pack_with_argued_waivers_only(self_hosted: Stack) -> None:
    planned = tuple(self_hosted.resources + self_hosted.components)
    report = gate.evaluate(planned, "prod", config=read_pack_config(PACK_CONFIG))
    waived = {(waiver.rule, waiver.resource) for waiver in WAIVERS if "langfuse-" in waiver.resource}
    ours = {(each.rule, each.resource) for each in report.of_kind(Kind.WAIVED) if "langfuse-" in str(each.resource)}

    assert [(violation.rule, violation.resource) for violation in report.mandatory] == []
    assert not report.failed
    assert {rule for rule, _ in ours} == {rule for rule, _ in waived}


def test_a_budget_that_does_not_cover_it_is_refused() -> None:
    planned = preview(ROOT, "prod", {**SELF_HOSTED, "monthlyBudgetUsd": 50})
    report = gate.evaluate(planned.resources, "prod", config=read_pack_config(PACK_CONFIG))

    assert [violation.rule for violation in report.mandatory] == ["budget-covers-idle"]


def test_langfuse_cloud_has_no_resource_of_it(prod: Stack, self_hosted: Stack) -> None:
    """Everything else is the same, except what must know of it: the key, the composite alarms and the guard."""
    ours = {resource.urn: resource.inputs for resource in self_hosted.resources}
    changed = {it.name for it in prod.resources if ours.get(it.urn) != it.inputs}
    functions = {f"{it.name}-function" for it in prod.components if it.type.endswith(":AgentFunction")}

    assert not [
        resource.urn for resource in prod.resources if "langfuse/" in resource.urn or "Langfuse" in resource.type
    ]
    # The functions have the server's address; dashboards have a row for the function that sets Langfuse up.
    costs = {"costs-budget", "costs-anomalies", "costs-anomaly-summary"}
    allowed = {"key-key", "severities-critical", "severities-warning"} | costs | functions
    assert {name for name in changed if "dashboard" not in name and not name.startswith("queries")} <= allowed


def test_functions_send_to_its_public_name_and_stay_outside_of_every_network(self_hosted: Stack) -> None:
    reporter = self_hosted.one("Function", "reporter-function")

    assert reporter["environment"]["variables"]["LANGFUSE_BASE_URL"] == "https://langfuse.alex.example"
    assert not [function.name for function in self_hosted.all("Function") if "vpcConfig" in function.inputs]


def test_a_deployment_makes_secrets_then_clickhouse_then_migrates_then_serves(self_hosted: Stack) -> None:
    secrets, migration = "langfuse-setup-secrets", "langfuse-setup-migration"
    clickhouse = "langfuse-tasks-clickhouse-service"

    assert {"langfuse-postgres-instance", "langfuse-valkey-group"} <= needs(self_hosted, secrets)
    assert {secrets, "langfuse-files-policy", "langfuse-files-target-1"} <= needs(self_hosted, clickhouse)
    assert self_hosted.one("Service", clickhouse)["waitForSteadyState"] is True
    assert {clickhouse, "langfuse-network-nat"} <= needs(self_hosted, migration)
    for service in ("web", "worker"):
        assert migration in needs(self_hosted, f"langfuse-tasks-{service}-service")
    assert "langfuse-entry-https" in needs(self_hosted, "langfuse-tasks-web-service")


def test_one_task_migrates_once_a_version_and_no_server_does(self_hosted: Stack) -> None:
    run = self_hosted.one("Invocation", "langfuse-setup-migration")
    off = {"LANGFUSE_AUTO_POSTGRES_MIGRATION_DISABLED": "true", "LANGFUSE_AUTO_CLICKHOUSE_MIGRATION_DISABLED": "true"}
    (web,) = containers(self_hosted, "web")
    role, migrate = migration_containers(
        NAMES, SETTINGS, "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1"
    )

    assert run["triggers"] == {"image": "langfuse/langfuse:4.59.0"}
    assert off.items() <= environment(web).items()
    assert not off.keys() & environment(migrate).keys()
    assert (migrate["command"], migrate["image"]) == (
        ["true"],
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/langfuse/langfuse:4.59.0",
    )
    assert migrate["dependsOn"] == [{"containerName": role["name"], "condition": "SUCCESS"}]


def test_no_value_of_a_secret_is_in_the_program(self_hosted: Stack) -> None:
    """Every variable that looks like one is a reference, and the user of the cache has no password at first."""
    wanted = re.compile(r"PASSWORD|SECRET|AUTH$|SALT|KEY$|KEY_|HOST$")
    for task in ("web", "worker", "clickhouse"):
        for container in containers(self_hosted, task):
            plain = {name for name in environment(container) if wanted.search(name)}
            assert plain == set()
            assert all(
                re.search(r":secret:alex-prod-langfuse(-internal)?:\w+::$", ref)
                for ref in secrets_of(container).values()
            )
    user = self_hosted.one("User", "langfuse-valkey-user")
    assert user["authenticationMode"] == {"type": "iam"}
    assert "passwords" not in user
    assert not [it.name for it in self_hosted.resources if it.type.endswith(":SecretVersion")]


def test_the_keys_of_the_project_are_those_that_the_functions_read(self_hosted: Stack) -> None:
    (web,) = containers(self_hosted, "web")
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-langfuse"

    assert secrets_of(web)["LANGFUSE_INIT_PROJECT_PUBLIC_KEY"] == f"{arn}:public_key::"
    assert secrets_of(web)["LANGFUSE_INIT_PROJECT_SECRET_KEY"] == f"{arn}:secret_key::"
    assert self_hosted.one("Secret", "langfuse-secret")["name"] == "alex-prod-langfuse"


def test_the_name_of_a_secret_does_not_end_as_its_arn_does() -> None:
    """Secrets Manager takes a hyphen and six letters for the random end of an ARN, and finds no secret by the rest."""
    for secret in ("langfuse", "langfuse-internal"):
        assert not re.search(r"-\w{6}$", NAMES.secret_arn(secret))


def test_the_server_says_nothing_to_its_makers_and_lets_nobody_register(self_hosted: Stack) -> None:
    (web,) = containers(self_hosted, "web")
    variables = environment(web)

    assert (variables["TELEMETRY_ENABLED"], variables["AUTH_DISABLE_SIGNUP"]) == ("false", "true")
    assert variables["NEXTAUTH_URL"] == "https://langfuse.alex.example"
    assert (variables["CLICKHOUSE_CLUSTER_ENABLED"], variables["REDIS_TLS_ENABLED"]) == ("false", "true")
    assert variables["LANGFUSE_INIT_USER_EMAIL"] == "ops@alex.example"


@pytest.mark.parametrize("task", ["web", "worker", "clickhouse", "migration"])
def test_the_pack_finds_nothing_at_a_container(task: str, self_hosted: Stack) -> None:
    """The migration's definition has the ARN of a secret that RDS names, so that a preview does not know it."""
    properties = dict(self_hosted.one("TaskDefinition", f"langfuse-tasks-{task}-task-definition"))
    if task == "migration":
        assert has_unknown(properties["containerDefinitions"])
        properties["containerDefinitions"] = json.dumps(migration_containers(NAMES, SETTINGS, "arn:aws:x"))
    definition = make(TASK_DEFINITION, properties, name="task")

    found = {name for name in ECS_RULES if violations(RULES_BY_NAME[name], definition)}
    assert found == {"ecs-no-plain-env"}, "advisory: addresses and switches are no secrets"


def test_every_container_is_unprivileged_and_logs_to_its_group(self_hosted: Stack) -> None:
    for task in ("web", "worker", "clickhouse"):
        for container in containers(self_hosted, task):
            assert container["readonlyRootFilesystem"] is True
            assert container["user"].split(":")[0] not in ("0", "root")
            assert container["logConfiguration"]["options"]["awslogs-group"] == NAMES.log_group(task)
    groups = {group.inputs["name"] for group in self_hosted.all("LogGroup")}
    assert set(NAMES.log_groups) <= groups
    key = json.loads(self_hosted.one("Key", "key-key")["policy"])["Statement"]
    (encrypt,) = [statement for statement in key if statement["Sid"] == "EncryptLangfuseLogs"]
    encrypted = encrypt["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]
    assert sorted(encrypted) == sorted(NAMES.names.log_group_arn(group) for group in NAMES.log_groups)


def test_everything_but_the_load_balancer_is_private(self_hosted: Stack) -> None:
    for service in self_hosted.all("Service"):
        if "networkConfiguration" in service.inputs:
            assert service.inputs["networkConfiguration"]["assignPublicIp"] is False
    instance = self_hosted.one("Instance", "langfuse-postgres-instance")
    assert instance["publiclyAccessible"] is False
    open_ = [
        group.name
        for group in self_hosted.all("SecurityGroup")
        for rule in group.inputs.get("ingress", [])
        if "0.0.0.0/0" in rule.get("cidrBlocks", [])
    ]
    assert open_ == ["langfuse-groups-balancer-group"]


def test_each_store_is_encrypted_with_the_stacks_key(self_hosted: Stack) -> None:
    of_key = {urn for it in self_hosted.resources if it.name == "key-key" for urn in [it.urn]}
    for type_, name, property_ in (
        ("Instance", "langfuse-postgres-instance", "kmsKeyId"),
        ("Instance", "langfuse-postgres-instance", "masterUserSecretKmsKeyId"),
        ("ReplicationGroup", "langfuse-valkey-group", "kmsKeyId"),
        ("FileSystem", "langfuse-files-system", "kmsKeyId"),
        ("Vault", "langfuse-files-vault", "kmsKeyArn"),
    ):
        (resource,) = [it for it in self_hosted.all(type_) if it.name == name]
        assert set(resource.property_dependencies[property_]) == of_key, name


def test_valkey_evicts_nothing_and_asks_for_a_password_over_tls(self_hosted: Stack) -> None:
    group = self_hosted.one("ReplicationGroup", "langfuse-valkey-group")
    parameters = self_hosted.one("ParameterGroup", "langfuse-valkey-parameters")

    assert parameters["parameters"] == [{"name": "maxmemory-policy", "value": "noeviction"}]
    assert (group["transitEncryptionEnabled"], group["userGroupIds"]) == (True, ["alex-prod-langfuse"])


def test_only_clickhouses_task_mounts_its_files_and_never_two_at_once(self_hosted: Stack) -> None:
    policy = json.loads(self_hosted.one("FileSystemPolicy", "langfuse-files-policy")["policy"])["Statement"]
    service = self_hosted.one("Service", "langfuse-tasks-clickhouse-service")

    mount, tls = policy
    assert mount["Principal"] == {"AWS": NAMES.role_arn("clickhouse", "task")}
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert (service["deploymentMaximumPercent"], service["deploymentMinimumHealthyPercent"]) == (100, 0)


def test_clickhouse_keeps_one_system_log_for_a_week_and_has_no_password_in_its_settings(self_hosted: Stack) -> None:
    (container,) = containers(self_hosted, "clickhouse")
    settings = ElementTree.fromstring(environment(container)["ALEX_CLICKHOUSE_CONFIG"])
    logs = {each.tag for each in settings if each.tag.endswith("_log")}
    password = settings.find("users/langfuse/password")

    assert logs == {"query_log"}
    assert "INTERVAL 7 DAY DELETE" in (settings.findtext("query_log/ttl") or "")
    assert settings.findtext("timezone") == "UTC"
    assert (settings.findtext("http_port"), settings.findtext("tcp_port")) == ("8123", "9000")
    assert password is not None
    assert (password.text, password.attrib) == (None, {"from_env": "CLICKHOUSE_PASSWORD"})
    assert secrets_of(container).keys() == {"CLICKHOUSE_PASSWORD"}


def test_the_firewall_judges_no_body_that_a_client_with_keys_sends(self_hosted: Stack) -> None:
    rules = {rule["name"]: rule for rule in self_hosted.one("WebAcl", "langfuse-firewall-acl")["rules"]}
    for name in ("common", "sql-injection", "known-bad-inputs"):
        scope = rules[name]["statement"]["managedRuleGroupStatement"]["scopeDownStatement"]
        left_out = re.compile(scope["notStatement"]["statement"]["regexMatchStatement"]["regexString"])
        assert left_out.match("/api/public/otel/v1/traces")
        assert not left_out.match("/api/auth/callback/credentials")
        assert not left_out.match("/auth/sign-in")
    assert rules["sign-in-rate"]["statement"]["rateBasedStatement"]["limit"] == 100


def test_web_and_worker_may_use_its_buckets_and_nothing_else_of_aws(self_hosted: Stack) -> None:
    for task in ("web", "worker"):
        actions = {action for each in statements(self_hosted, f"langfuse-{task}-task") for action in each["Action"]}
        assert actions == {"s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"}
    with_policy = {policy.name for policy in self_hosted.all("RolePolicy")}
    assert not {"langfuse-clickhouse-task-policy", "langfuse-migration-task-policy"} & with_policy


def test_only_the_migration_reads_the_owners_password(self_hosted: Stack) -> None:
    readers = {task for task in TASKS if "rds!db" in json.dumps(statements(self_hosted, f"langfuse-{task}-start"))}

    assert readers == {"migration"}


def test_its_names_fit_aws_with_the_longest_name_of_a_stack() -> None:
    longest = LangfuseNames(Names("alex", "a" * 30, "us-east-1", "123456789012"))

    assert (len(longest.short), len(longest.cache), len(longest.registry_prefix)) == (32, 40, 30)
    assert len(longest.prefix) <= 50
    assert all(len(longest.names.of(longest.role(task, "start"))) <= 64 for task in TASKS)
    assert fitting("alex-prod", 32) == "alex-prod"
    assert not fitting("alex-" + "a" * 19 + "-langfuse-x", 32).count("--")


def test_everything_of_it_is_created_in_the_embedded_aws_or_listed(self_hosted: Stack) -> None:
    types = {resource.type for resource in self_hosted.resources if resource.type.startswith("aws:")}

    assert types <= CREATORS.keys() | NOT_EMULATED.keys()


def test_its_address_is_an_output(self_hosted: Stack, prod: Stack) -> None:
    assert set(self_hosted.outputs) - set(prod.outputs) == {"langfuseDomain"}
    assert UNKNOWN not in str(self_hosted.outputs["langfuseDomain"])
