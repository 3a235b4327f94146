"""Least privilege by execution: after a full exercise, each role has used all its grants."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from cli.exercise.run import exercise
from cli.exercise.system import System, wait_for
from cli.iam import running as command
from cli.iam.calls import Call, calls_of
from cli.iam.report import RoleReport, Use, report
from components.foundation.functions import FUNCTIONS as SPECS

pytestmark = pytest.mark.local

FUNCTIONS = [spec.name for spec in SPECS]
#: Roles that AWS services assume.
SERVICES = ["database-monitoring", "flow-logs", "trail"]
#: Role of the schedule, whose calls the embedded AWS makes.
SCHEDULE = "housekeeping"
PREFIX = "alex-local-"
UNNEEDED = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::alex-local-site-123456789012/*"}


@dataclass(frozen=True)
class Exercised:
    """The system after the exercise, and the calls to judge."""

    system: System
    calls: list[Call]

    def reports(self, calls: list[Call] | None = None) -> dict[str, RoleReport]:
        """Role name without the stack's prefix to its report, for the current roles."""
        found = report(self.system.roles(), self.calls if calls is None else calls)
        return {each.name.removeprefix(PREFIX): each for each in found}


@pytest.fixture(scope="module")
def exercised(running: Any) -> Exercised:
    stack, started = running.stack, time.time()
    system = System(stack.run_file(0.0))
    exercise(system)
    log = stack.iam_log()
    # Between deployment and exercise, other tests may have assumed roles and been denied on purpose. Only calls of the
    # functions themselves count from then: a warm function does not read its secrets again.
    between = calls_of(log, since=stack.deployed, until=started)
    theirs = [call for call in between if call.allowed and call.session == call.role]
    return Exercised(system, [*calls_of(log, until=stack.deployed), *theirs, *calls_of(log, since=started)])


@pytest.fixture(scope="module")
def reports(exercised: Exercised) -> dict[str, RoleReport]:
    return exercised.reports()


def test_there_is_a_role_for_each_function_and_for_each_service_that_works_for_us(
    reports: dict[str, RoleReport],
) -> None:
    assert sorted(reports) == sorted([*FUNCTIONS, *SERVICES, SCHEDULE])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_uses_all_that_it_is_granted_and_is_denied_nothing(
    reports: dict[str, RoleReport], function: str
) -> None:
    role = reports[function]

    assert list(role.findings()) == []
    assert role.number(Use.USED) > role.number(Use.IMPLIED) == 2
    assert {grant.granted.action.split(":")[0] for grant in role.grants if grant.use is Use.IMPLIED} == {"xray"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_role_does_what_the_embedded_aws_does_not(reports: dict[str, RoleReport], service: str) -> None:
    assert list(reports[service].findings()) == []
    assert {grant.use for grant in reports[service].grants} == {Use.IMPLIED}


def test_the_schedule_uses_all_that_it_is_granted(reports: dict[str, RoleReport]) -> None:
    assert list(reports[SCHEDULE].findings()) == []
    assert {grant.use for grant in reports[SCHEDULE].grants} == {Use.USED}


@pytest.mark.parametrize("function", ["tagger", "api"])
def test_an_unused_grant_is_named(exercised: Exercised, function: str) -> None:
    iam, role = exercised.system.client("iam"), f"{PREFIX}{function}"
    document = {"Version": "2012-10-17", "Statement": [{"Sid": "Unneeded", "Effect": "Allow", **UNNEEDED}]}
    iam.put_role_policy(RoleName=role, PolicyName="unneeded", PolicyDocument=json.dumps(document))
    try:
        found = [finding for each in exercised.reports().values() for finding in each.findings()]
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="unneeded")

    assert found == [f"{role} never uses its grant of {UNNEEDED['Action']} on {UNNEEDED['Resource']}"]
    assert not any(list(each.findings()) for each in exercised.reports().values())


Without = Callable[[System], AbstractContextManager[None]]
"""Removes a grant until the block ends."""


def role_without(function: str, sid: str) -> Without:
    """Remove this statement from the function's role."""

    @contextmanager
    def taken_away(system: System) -> Generator[None]:
        iam, named = system.client("iam"), {"RoleName": f"{PREFIX}{function}", "PolicyName": "grants"}
        document = iam.get_role_policy(**named)["PolicyDocument"]
        try:
            iam.put_role_policy(**named, PolicyDocument=json.dumps(less(document, sid)))
            yield
        finally:
            iam.put_role_policy(**named, PolicyDocument=json.dumps(document))

    return taken_away


def key_without(sid: str) -> Without:
    """Remove this statement from the key's policy."""

    @contextmanager
    def taken_away(system: System) -> Generator[None]:
        kms = system.client("kms")
        named = {"KeyId": kms.describe_key(KeyId=system.names.key_alias)["KeyMetadata"]["Arn"], "PolicyName": "default"}
        document = kms.get_key_policy(**named)["Policy"]
        try:
            kms.put_key_policy(**named, Policy=json.dumps(less(json.loads(document), sid)))
            yield
        finally:
            kms.put_key_policy(**named, Policy=document)

    return taken_away


def less(document: dict[str, Any], sid: str) -> dict[str, Any]:
    kept = [statement for statement in document["Statement"] if statement["Sid"] != sid]
    assert len(kept) == len(document["Statement"]) - 1
    return document | {"Statement": kept}


def starts_no_job(system: System) -> None:
    with system.api() as api:
        api.call("POST", "/accounts", {"name": "Denied", "kind": "taxable", "cash": 1})
    assert system.request("POST", "/api/analyze").status_code == 503


def leaves_a_message(system: System) -> None:
    """Queue an ended job again: once the poller may receive it, the planner has nothing to do."""
    sent, sqs = time.time(), system.client("sqs")
    queue = sqs.get_queue_url(QueueName=system.names.of("jobs"))["QueueUrl"]
    job_id = system.request("GET", "/api/jobs").json()["items"][-1]["job_id"]
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"job_id": job_id}))

    def planner_is_denied() -> bool:
        return any(call.role == f"{PREFIX}planner" and not call.allowed for call in calls_of(system.decisions(), sent))

    wait_for("the poller is not denied", planner_is_denied)
    waiting = "ApproximateNumberOfMessages"
    assert int(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[waiting])["Attributes"][waiting]) > 0


def repairs_no_edge(system: System) -> None:
    assert not system.invoke("origin_rotator", {})


def logs_nothing(system: System) -> None:
    group = f"/aws/lambda/{PREFIX}migrator"

    def streams() -> int:
        pages = system.client("logs").get_paginator("describe_log_streams").paginate(logGroupName=group)
        return sum(len(page["logStreams"]) for page in pages)

    before = streams()
    assert system.invoke("migrator", {})
    assert streams() == before


TO_QUEUE, TO_LOG = role_without("api", "SendToJobs"), role_without("migrator", "WriteOwnLogs")
TO_POLL, TO_EDGE = role_without("planner", "ConsumeFromJobs"), role_without("origin_rotator", "WriteEdgeFunction")
TO_ENCRYPT = key_without("SqsGenerateDataKey")


@pytest.mark.parametrize(
    ("without", "fails", "function", "action"),
    [
        pytest.param(TO_QUEUE, starts_no_job, "api", "sqs:SendMessage", id="of the API on its queue"),
        pytest.param(TO_ENCRYPT, starts_no_job, "api", "kms:GenerateDataKey", id="of the API on the queue's key"),
        pytest.param(TO_POLL, leaves_a_message, "planner", "sqs:GetQueueAttributes", id="of the poller"),
        pytest.param(TO_EDGE, repairs_no_edge, "origin_rotator", "cloudfront:GetFunction", id="at the edge"),
        pytest.param(TO_LOG, logs_nothing, "migrator", "logs:CreateLogStream", id="of a function on its log"),
    ],
)
def test_a_grant_that_is_missing_is_denied_and_named(
    exercised: Exercised, without: Without, fails: Callable[[System], None], function: str, action: str
) -> None:
    since = time.time()
    with without(exercised.system):
        fails(exercised.system)
    calls = calls_of(exercised.system.decisions(), since=since)
    reports = exercised.reports(calls)
    denied = reports[function].denied

    assert {name for name, each in reports.items() if each.denied} == {function}
    assert {call.action for call in denied} == {action}
    assert {f"{PREFIX}{function} was denied {action} on {call.resource} ({call.times})" for call in denied} <= set(
        reports[function].findings()
    )


def test_the_command_shows_the_denied_call_and_fails(
    exercised: Exercised, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], running: Any
) -> None:
    monkeypatch.setattr(command, "running", lambda: running.stack.run_file(0.0))
    with TO_EDGE(exercised.system):
        repairs_no_edge(exercised.system)

    assert command.iam("origin_rotator", as_json=True) is False
    (shown,) = json.loads(capsys.readouterr().out)
    assert shown["role"] == f"{PREFIX}origin_rotator"
    assert "cloudfront:GetFunction" in {call["action"] for call in shown["denied"]}
    assert command.iam("trail", as_json=True) is True
