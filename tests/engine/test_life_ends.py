"""Failures in the middle, destruction, and the same stack once more. Goes on from where test_life.py ended."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from tests.engine.faults import Faults
from tests.engine.pulumi import Done, Pulumi, names_of
from tests.runbooks.pages import Runbook
from tests.runbooks.shell import Shell

pytestmark = pytest.mark.engine
BUDGET = "aws:budgets/budget:Budget"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
FUNCTION = "aws:lambda/function:Function"


def failed_up(pulumi: Pulumi) -> Done:
    done = pulumi.run("up", "--yes", "--skip-preview")
    assert done.code != 0, done.output
    return done


def test_an_update_that_fails_in_the_middle_is_finished_by_the_next(deployed: Pulumi, faults: Faults) -> None:
    deployed.configure(monthlyBudgetUsd=77, wafRateLimit=432)

    with faults.failing("AWSBudgetServiceGateway.UpdateBudget"):
        failed = failed_up(deployed)
    finished = deployed.up()

    [budget], [firewall] = (names_of(deployed.state(), type_) for type_ in (BUDGET, WEB_ACL))

    assert f"{BUDGET} '{budget}'" in failed.output
    assert failed.touched() | finished.touched() >= {budget, firewall}
    assert budget in finished.touched()


@pytest.fixture(scope="module")
def protected(pulumi: Pulumi, first_up: Done) -> Pulumi:
    pulumi.configure(deletionProtection=True, finalSnapshot=True)
    pulumi.up()
    return pulumi


@pytest.mark.parametrize("options", [(), ("--skip-preview",)], ids=["with a preview", "without"])
def test_a_protected_stack_refuses_to_be_destroyed_before_anything_is_touched(
    protected: Pulumi, options: tuple[str, ...]
) -> None:
    before = protected.state()
    types = {resource["type"] for resource in before if resource.get("protect")}

    done = protected.run("destroy", "--yes", *options)

    assert types >= {"aws:rds/cluster:Cluster", "aws:s3/bucket:Bucket"}
    assert done.code != 0
    assert done.operations() == {}
    assert ids_of(protected.state()) == ids_of(before)


def ids_of(resources: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Of what a provider made: an entry of a component is in the state only."""
    return {(resource["urn"], resource["id"]) for resource in resources if "id" in resource}


def test_a_protected_stack_is_ended_by_its_runbook(protected: Pulumi, by_runbook: tuple[Shell, list[Done]]) -> None:
    page, (shell, done) = Runbook("end-a-stack"), by_runbook
    [key] = ids_of_type(protected, "aws:kms/key:Key")

    shell.run(page.next("Take off the protection"))

    assert "replace" not in done[-1].operations()
    assert not [resource["urn"] for resource in protected.state() if resource.get("protect")]

    before = {resource["urn"] for resource in protected.state() if not resource["type"].startswith("pulumi:pulumi:")}
    shell.run(page.next("Destroy it"))
    page.end()

    assert done[-1].operations().keys() == {"delete"}
    assert len(done[-1].operations()["delete"]) <= len(before)
    assert protected.state() == []
    assert {service: found for service, found in left_in_aws(protected).items() if found} == {"keys": [key]}


def ids_of_type(pulumi: Pulumi, type_: str) -> list[str]:
    return [resource["id"] for resource in pulumi.state() if resource["type"] == type_]


def left_in_aws(pulumi: Pulumi) -> dict[str, list[Any]]:
    """What the stack's services still list."""
    client = pulumi.alex.client
    keys = [client("kms").describe_key(KeyId=key["KeyId"]) for key in client("kms").list_keys()["Keys"]]
    states = [key["KeyMetadata"] for key in keys if key["KeyMetadata"]["KeyManager"] == "CUSTOMER"]
    with closing(pulumi.alex.postgres.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')")
        databases = cursor.fetchall()
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname <> 'rdsadmin' AND rolname NOT LIKE 'pg\\_%'")
        users = cursor.fetchall()
    alarms = client("cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    return {
        "functions": client("lambda").list_functions()["Functions"],
        "event source mappings": client("lambda").list_event_source_mappings()["EventSourceMappings"],
        "roles": [role for role in client("iam").list_roles()["Roles"] if role["RoleName"].startswith("alex-")],
        "keys": [state["KeyId"] for state in states if state["KeyState"] != "PendingDeletion"],
        "secrets": client("secretsmanager").list_secrets()["SecretList"],
        "queues": client("sqs").list_queues().get("QueueUrls", []),
        "topics": client("sns").list_topics()["Topics"],
        "buckets": client("s3").list_buckets()["Buckets"],
        "alarms": alarms["MetricAlarms"] + alarms["CompositeAlarms"],
        "dashboards": client("cloudwatch").list_dashboards()["DashboardEntries"],
        "log groups": client("logs").describe_log_groups()["logGroups"],
        "APIs": client("apigatewayv2").get_apis()["Items"],
        "distributions": client("cloudfront").list_distributions()["DistributionList"].get("Items", []),
        "web ACLs": client("wafv2").list_web_acls(Scope="CLOUDFRONT")["WebACLs"],
        "trails": client("cloudtrail").describe_trails()["trailList"],
        "clusters": client("rds").describe_db_clusters()["DBClusters"],
        "instances": client("rds").describe_db_instances()["DBInstances"],
        "networks": [vpc for vpc in client("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"]],
        "databases": databases,
        "database users": users,
    }


def test_the_same_stack_is_created_again_at_once_and_a_half_made_function_is_none(
    deployed: Pulumi, faults: Faults
) -> None:
    with faults.failing("functions/alex-local-tagger/concurrency"):
        failed = failed_up(deployed)
    functions = deployed.alex.client("lambda").list_functions()["Functions"]
    finished = deployed.up()

    assert "aws:lambda/function:Function 'tagger-function'" in failed.output
    assert faults.failed
    assert "alex-local-tagger" not in {function["FunctionName"] for function in functions}
    assert "tagger-function" in finished.operations()["create"]
    assert "tagger-function" in names_of(deployed.state(), FUNCTION)
    assert deployed.up().operations() == {}
