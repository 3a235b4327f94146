"""`alex iam` of a stack in AWS, with last-accessed information in IAM's wire format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from rich.console import Console
from typer.testing import CliRunner

from cli.iam.in_aws import iam_in_aws, table, to_json
from cli.iam.last_accessed import LastUse, Seen, last_uses
from cli.iam.roles import Granted, Role, read_roles
from cli.main import app
from cli.shared.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
ARN = "arn:aws:iam::123456789012:role/alex-prod-planner"
LAST = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
JOB = {"JobId": "0" * 36}
QUEUE = "arn:aws:sqs:us-east-1:123456789012:alex-prod-jobs"
ROLE = Role(
    "alex-prod-planner",
    "lambda.amazonaws.com",
    (
        Granted("lambda:InvokeFunction", "arn:f"),
        Granted("secretsmanager:DescribeSecret", "arn:s"),
        Granted("sqs:SendMessage", QUEUE),
    ),
)


@pytest.fixture
def stub() -> Iterator[Stubber]:
    with Stubber(boto3.client("iam", region_name="us-east-1")) as stubbed:
        stubbed.add_response("generate_service_last_accessed_details", JOB, {"Arn": ARN, "Granularity": "ACTION_LEVEL"})
        yield stubbed
        stubbed.assert_no_pending_responses()


def answer(stub: Stubber, status: str, services: list[dict[str, Any]] = [], **more: Any) -> None:  # noqa: B006
    marker = {"Marker": more.pop("asked_with")} if "asked_with" in more else {}
    dates = {"JobCreationDate": LAST, "JobCompletionDate": LAST}
    body = dates | {"JobStatus": status, "ServicesLastAccessed": services} | more
    stub.add_response("get_service_last_accessed_details", body, JOB | marker)


def service(namespace: str, **actions: datetime | None) -> dict[str, Any]:
    tracked = [{"ActionName": name} | ({"LastAccessedTime": when} if when else {}) for name, when in actions.items()]
    return {"ServiceName": namespace, "ServiceNamespace": namespace, "TrackedActionsLastAccessed": tracked}


def test_an_action_is_used_unused_or_not_reported(stub: Stubber) -> None:
    waits: list[float] = []
    answer(stub, "IN_PROGRESS")
    answer(stub, "COMPLETED", [service("lambda", InvokeFunction=LAST)], IsTruncated=True, Marker="next")
    rest = [service("secretsmanager", DescribeSecret=None), {"ServiceName": "SQS", "ServiceNamespace": "sqs"}]
    answer(stub, "COMPLETED", rest, asked_with="next")

    uses = last_uses(stub.client, ROLE, ARN, waits.append)

    assert [(use.seen, use.when) for use in uses] == [
        (Seen.USED, LAST),
        (Seen.UNUSED, None),
        (Seen.NOT_REPORTED, None),
    ]
    assert waits == [1]


def test_roles_of_a_stack_whose_name_begins_alike_are_not_this_stacks() -> None:
    names = [f"alex-{stack}-{role}" for stack in ("prod", "prod-eu") for role in ("planner", "api", "trail")]
    trust = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s"}}}
    pages = {
        "list_roles": {"Roles": [{"RoleName": name, "AssumeRolePolicyDocument": trust} for name in names]},
        "list_role_policies": {"PolicyNames": []},
        "list_attached_role_policies": {"AttachedPolicies": []},
    }
    iam = SimpleNamespace(get_paginator=lambda name: SimpleNamespace(paginate=lambda **_: [pages[name]]))
    assert [role.name for role in read_roles(iam, "alex-prod-")] == sorted(names[:3])


def test_the_reason_for_a_missing_report_is_shown(stub: Stubber) -> None:
    answer(stub, "FAILED", Error={"Message": "no such role", "Code": "NO_SUCH_ENTITY"})
    with pytest.raises(UserError, match="IAM made no last-accessed report: no such role"):
        last_uses(stub.client, ROLE, ARN)


def shown(uses: dict[str, list[LastUse]]) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(table(uses))
    return captured.get()


def test_the_report_is_by_role_and_for_a_single_role_by_grant() -> None:
    whens = (LAST, None, None)
    uses = [LastUse(*each) for each in zip(ROLE.granted, Seen, whens, strict=True)]
    many, one = shown({"alex-prod-planner": uses, "alex-prod-api": uses[:1]}), shown({"alex-prod-planner": uses})

    assert [line.split() for line in many.splitlines() if "alex-prod" in line] == [
        ["alex-prod-planner", "3", "1", "1", "1"],
        ["alex-prod-api", "1", "1", "0", "0"],
    ]
    assert "2026-11-20 12:30" in one
    assert "not reported" in one
    assert [grant["last"] for grant in to_json({"r": uses})[0]["grants"]] == [LAST.isoformat(), None, None]


def test_an_unknown_stack_and_an_exercise_in_aws_are_refused() -> None:
    with pytest.raises(UserError, match="nowhere"):
        iam_in_aws("nowhere", None)
    refused = CliRunner().invoke(app, ["iam", "--stack", "prod", "--exercise"])
    assert isinstance(refused.exception, UserError)
