from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, Option, ResourceRule, Severity
from policies.iam.actions import complaint
from policies.iam.document import Statement
from policies.iam.rules import each_statement
from policies.iam.sources import Kind, types_with


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    for pattern in (*statement.actions, *statement.not_actions):
        wrong = complaint(pattern)
        if wrong and pattern not in config["known"]:
            yield Finding(f"the action {wrong}", statement.path)


RULE = ResourceRule(
    name="iam-action-exists",
    title="Policies contain only actions that exist.",
    why="IAM accepts a misspelt action: an Allow then grants nothing, and a Deny forbids nothing.",
    fix="Correct the spelling. List an action that is newer than the pack's data in the option `known`.",
    severity=Severity.HIGH,
    types=types_with(*Kind),
    link="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    options={
        "known": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Actions newer than the pack's data"}, []
        )
    },
    check=each_statement(_judge, *Kind),
)
