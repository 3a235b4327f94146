"""The housekeeper's schedule: once a day, by a role that can do nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.foundation.function_variants import with_project_per_agent
from components.foundation.functions import FUNCTIONS
from components.foundation.grants import DeleteTraces, ReadSecret, WatchRotations


def test_the_schedule_invokes_the_live_housekeeper_once_a_day(stack):
    schedule = stack.one("Schedule", "housekeeping-schedule")

    minute, hour, day, month, weekday, year = schedule["scheduleExpression"].removeprefix("cron(")[:-1].split()
    assert (minute.isdecimal(), hour.isdecimal()) == (True, True)
    assert (day, month, weekday, year) == ("*", "*", "?", "*")
    assert schedule["scheduleExpressionTimezone"] == "UTC"
    (resource,) = [resource for resource in stack.all("Schedule") if resource.name == "housekeeping-schedule"]
    targets = {urn.split("::")[-1] for urn in resource.property_dependencies["target"]}
    assert targets == {"housekeeper-live", "housekeeping-role"}


def test_the_schedules_role_is_for_the_scheduler_of_this_account(prod):
    (statement,) = json.loads(prod.one("Role", "housekeeping-role")["assumeRolePolicy"])["Statement"]

    assert statement["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert statement["Condition"]["ArnLike"] == {
        "aws:SourceArn": "arn:aws:scheduler:us-east-1:123456789012:schedule-group/default"
    }


def test_the_schedules_role_may_invoke_the_live_housekeeper_only(prod):
    (statement,) = json.loads(prod.one("RolePolicy", "housekeeping-policy")["policy"])["Statement"]

    assert statement["Action"] == ["lambda:InvokeFunction"]
    assert statement["Resource"] == ["arn:aws:lambda:us-east-1:123456789012:function:alex-prod-housekeeper:live"]


def test_the_housekeeper_goes_live_after_the_migration(prod):
    (alias,) = [resource for resource in prod.all("Alias") if resource.name == "housekeeper-live"]

    assert "schema-migration-run" in {urn.split("::")[-1] for urn in alias.dependencies}


@pytest.mark.parametrize(
    ("agents", "project"),
    [((), "langfuse"), (("tagger",), "langfuse"), (("tagger", "planner"), "langfuse-planner")],
)
def test_feedback_that_waits_goes_to_the_project_with_the_jobs_traces(agents: tuple[str, ...], project: str):
    by_name = {spec.name: spec for spec in with_project_per_agent(FUNCTIONS, agents)}
    (grant,) = (grant for grant in by_name["housekeeper"].grants if isinstance(grant, DeleteTraces))

    assert grant.scores == project
    assert ReadSecret(project) in by_name["planner"].grants, "the planner sends to the same"
    assert project in grant.secrets, "the role may read it"


def test_the_housekeeper_watches_every_secret_that_is_rotated_and_sees_no_value(prod):
    (grant,) = (grant for spec in FUNCTIONS for grant in spec.grants if isinstance(grant, WatchRotations))
    rotated = {urn.split("::")[-1] for it in prod.all("SecretRotation") for urn in it.property_dependencies["secretId"]}
    statements = json.loads(prod.one("RolePolicy", "housekeeper-policy")["policy"])["Statement"]
    (watched,) = [statement for statement in statements if "secretsmanager:DescribeSecret" in statement["Action"]]

    assert {f"{secret}-secret" for secret in grant.secrets} == rotated
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-"
    assert watched["Action"] == ["secretsmanager:DescribeSecret"]
    assert watched["Resource"] == [f"{arn}{secret}-??????" for secret in grant.secrets]
    assert "Condition" not in watched


def test_a_rotation_is_overdue_after_the_days_between_two(prod):
    variables = prod.one("Function", "housekeeper-function")["environment"]["variables"]
    schedules = {schedule["rotationRules"]["automaticallyAfterDays"] for schedule in inputs(prod, "SecretRotation")}

    assert {int(variables["ROTATION_DAYS"])} == schedules


def inputs(stack, type_: str) -> list[dict[str, Any]]:
    return [resource.inputs for resource in stack.all(type_)]
