"""A stack's life on the real engine, from the first `up` on. The tests go on from where the one before ended."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.run.portfolio_file import read_portfolio
from cli.shared.api_client import ApiClient
from local.engine.not_emulated import NOT_EMULATED
from local.engine.preview import preview
from tests.engine.pulumi import PACK, ROOT, Done, Pulumi, name_of, type_of
from tests.waiting import until

pytestmark = pytest.mark.engine
NOTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
FUNCTION = "aws:lambda/function:Function"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"


def test_the_first_up_creates_what_the_offline_preview_lists(pulumi: Pulumi, first_up: Done) -> None:
    planned = {resource.urn for resource in preview(pulumi.folder, "local").resources}
    state = {resource["urn"] for resource in pulumi.state()}

    assert first_up.operations().keys() == {"create"}
    assert {urn for urn in state if not type_of(urn).startswith("pulumi:")} == {
        urn for urn in planned if not type_of(urn).startswith("pulumi:")
    }


def test_a_second_up_with_the_pack_changes_nothing(deployed: Pulumi) -> None:
    done = deployed.run("up", "--yes", *PACK)

    assert (done.code, done.operations()) == (0, {}), done.output


def test_a_refresh_finds_no_drift(deployed: Pulumi) -> None:
    done = deployed.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    assert done.code == 0, done.output


def test_a_job_runs_on_the_stack(deployed: Pulumi) -> None:
    alex = deployed.alex
    alex.follow()
    assert alex.is_deployed

    with ApiClient(alex.api_url, alex.token(), alex.origin_secret) as api:
        api.replace_portfolio(read_portfolio(ROOT / "samples" / "portfolios" / "growth.json"))
        job = api.start_analysis()
        ended = until(lambda: _ended(api.job(job)), lambda: alex.logs("planner")[-20:])

    assert ended["status"] == "completed"


def _ended(job: dict[str, Any]) -> dict[str, Any] | None:
    return job if job["status"] in ("completed", "partial", "failed") else None


def test_a_refresh_finds_what_was_changed_by_hand_and_up_puts_it_back(deployed: Pulumi) -> None:
    client = deployed.alex.client
    queue = deployed.outputs()["queueUrl"]
    before = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    memory = client("lambda").get_function_configuration(FunctionName="alex-local-tagger")["MemorySize"]
    role, policy = deployed.by_name()["charter-policy"]["id"].split(":")
    client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "7"})
    client("lambda").update_function_configuration(FunctionName="alex-local-tagger", MemorySize=memory + 64)
    client("logs").put_retention_policy(logGroupName="/aws/lambda/alex-local-api", retentionInDays=400)
    client("iam").put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(NOTHING))
    client("lambda").delete_function_event_invoke_config(FunctionName="alex-local-tagger", Qualifier="live")

    found = deployed.run("refresh", "--yes", "--skip-preview")
    drifted = {name_of(urn) for urn in _changed_by_refresh(found)}

    assert drifted == {"jobs-queue", "tagger-function", "api-logs", "charter-policy", "tagger-failed-events"}

    mended = deployed.up()
    after = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]

    assert mended.operations("create") == {"create": {"tagger-failed-events"}}
    assert after["VisibilityTimeout"] == before["VisibilityTimeout"]
    assert client("lambda").get_function_configuration(FunctionName="alex-local-tagger")["MemorySize"] == memory
    assert deployed.run("refresh", "--yes", "--skip-preview", "--expect-no-changes").code == 0


def _changed_by_refresh(done: Done) -> set[str]:
    steps = [event["resOutputsEvent"]["metadata"] for event in done.events if "resOutputsEvent" in event]
    return {step["urn"] for step in steps if step["op"] in ("update", "delete") and type_of(step["urn"]) != "alex"}


def test_a_changed_prompt_updates_one_function_and_its_alias(deployed: Pulumi) -> None:
    deployed.append("agents/reporter/instructions.md", "Be brief.")
    alias = {"FunctionName": "alex-local-reporter", "Name": "live"}
    before = deployed.alex.client("lambda").get_alias(**alias)["FunctionVersion"]

    done = deployed.up()

    assert done.operations() == {"update": {"reporter-function", "reporter-live"}}
    assert int(deployed.alex.client("lambda").get_alias(**alias)["FunctionVersion"]) == int(before) + 1


@pytest.mark.parametrize(
    ("setting", "value", "types"),
    [
        pytest.param("wafRateLimit", 321, {"aws:wafv2/webAcl:WebAcl"}, id="the WAF's rate"),
        pytest.param("logRetentionDays", 3, {"aws:cloudwatch/logGroup:LogGroup"}, id="retention"),
        pytest.param("databaseMaxAcu", 2, {"aws:rds/cluster:Cluster"}, id="the database"),
        # The site's configuration names the release.
        pytest.param("release", "next", {FUNCTION, "aws:lambda/alias:Alias", OBJECT}, id="the release"),
    ],
)
def test_a_changed_setting_updates_what_it_should(
    deployed: Pulumi, setting: str, value: object, types: set[str]
) -> None:
    deployed.configure(**{setting: value})

    done = deployed.up()
    updated = done.operations()

    resources = deployed.by_name()

    assert updated.keys() == {"update"}
    assert {resources[name]["type"] for name in updated["update"]} == types


def test_after_all_updates_aws_has_what_the_state_says(deployed: Pulumi) -> None:
    groups = deployed.alex.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/alex-local-")["logGroups"]

    assert {group["retentionInDays"] for group in groups} == {3}
    assert deployed.run("refresh", "--yes", "--skip-preview", "--expect-no-changes").code == 0


def test_types_that_are_not_emulated_are_in_the_state_like_any_other(deployed: Pulumi) -> None:
    types = {resource["type"] for resource in deployed.state()}

    assert types & NOT_EMULATED.keys()
