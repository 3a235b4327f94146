"""Two previews compared: resources, inputs, and policies statement by statement."""

from __future__ import annotations

import json
from typing import Any

from cli.preview.diff import compare
from cli.preview.lines import change_counts, change_lines
from cli.preview.model import UNKNOWN_TEXT
from local.engine.preview import PlannedResource, Preview

SEND = {"Sid": "Send", "Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["arn:aws:sqs:::jobs"]}
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": ["*"]}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def resource(type_: str, logical_name: str, **inputs: Any) -> PlannedResource:
    urn = f"urn:pulumi:prod::alex::{type_}::{logical_name}"
    return PlannedResource(urn, type_, logical_name, "", True, inputs, (), {})


def function(**inputs: Any) -> PlannedResource:
    return resource("aws:lambda/function:Function", "planner", name="alex-prod-planner", **inputs)


def policy(*statements: dict[str, Any]) -> PlannedResource:
    return resource("aws:iam/rolePolicy:RolePolicy", "planner-policy", policy=document(*statements))


def lines(before: PlannedResource | None, after: PlannedResource | None) -> list[str]:
    old, new = (Preview("prod", (resource,) if resource else (), {}) for resource in (before, after))
    return change_lines(compare(old, new))


def test_a_preview_has_no_difference_from_itself():
    assert lines(policy(SEND), policy(SEND)) == []


def test_an_added_and_a_removed_resource_are_named():
    assert lines(None, function(timeout=3)) == ["+ lambda.Function planner (alex-prod-planner)"]
    assert lines(function(timeout=3), None) == ["- lambda.Function planner (alex-prod-planner)"]


def test_a_changed_input_is_shown_before_and_after_at_its_path():
    before = function(timeout=3, environment={"variables": {"LEVEL": "INFO"}}, layers=["one"])
    after = function(timeout=3, environment={"variables": {"LEVEL": "DEBUG"}}, layers=["one", "two"])

    assert lines(before, after) == [
        "~ lambda.Function planner (alex-prod-planner)",
        '-     environment.variables.LEVEL: "INFO"',
        '+     environment.variables.LEVEL: "DEBUG"',
        '-     layers: ["one"]',
        '+     layers: ["one", "two"]',
    ]


def test_a_changed_statement_shows_only_added_and_removed_elements():
    wider = SEND | {"Action": ["sqs:SendMessage", "sqs:PurgeQueue"], "Condition": {"Bool": {"aws:ViaService": "true"}}}

    assert lines(policy(SEND, READ), policy(READ, wider)) == [
        "~ iam.RolePolicy planner-policy",
        "~     policy, statement Send",
        "+         Action sqs:PurgeQueue",
        "+         Condition Bool aws:ViaService true",
    ]


def test_a_removed_statement_is_shown_whole():
    assert lines(policy(SEND, READ), policy(SEND)) == [
        "~ iam.RolePolicy planner-policy",
        "-     policy, statement Read",
        "-         Action secretsmanager:GetSecretValue",
        "-         Effect Allow",
        "-         Resource *",
    ]


def test_a_new_policy_shows_its_statements():
    assert "+         Action sqs:SendMessage" in lines(None, policy(SEND))


def test_the_order_of_statements_does_not_matter():
    assert lines(policy(SEND, READ), policy(READ, SEND)) == []


def test_a_change_beside_the_statements_is_shown_as_text():
    before = policy(SEND)
    after = resource(before.type, before.name, policy=before.inputs["policy"].replace("2012", "2008"))

    assert [line[:13] for line in lines(before, after)[1:]] == ["-     policy:", "+     policy:"]


def test_a_policy_that_becomes_unknown_is_not_shown_as_an_empty_one():
    after = resource("aws:iam/rolePolicy:RolePolicy", "planner-policy", policy=UNKNOWN_TEXT)
    (_, before, now) = lines(policy(SEND), after)

    assert before.startswith('-     policy: "{')
    assert now == '+     policy: "<unknown>"'


def test_changes_are_counted_by_kind():
    old = Preview("prod", (policy(SEND), resource("aws:sqs/queue:Queue", "jobs")), {})
    new = Preview("prod", (policy(READ), function()), {})

    assert change_counts(compare(old, new)) == "1 added, 1 changed, 1 removed"
