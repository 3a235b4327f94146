from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, Option, ResourceRule, Severity
from policies.iam.actions import why_invalid
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    for pattern in (*statement.actions, *statement.not_actions):
        reason = why_invalid(pattern)
        if reason and pattern not in config["known"]:
            yield Finding(f"the action {reason}", statement.path)


RULE = ResourceRule(
    name="iam-action-exists",
    title="Policies contain only actions that exist.",
    why="IAM accepts a misspelt action: an Allow then grants nothing, and a Deny forbids nothing.",
    fix="Correct the spelling. List an action that is newer than the pack's data in the option `known`.",
    severity=Severity.HIGH,
    types=types_with(*PolicyType),
    link="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    options={
        "known": Option(
            {
                "type": "array",
                "items": {"type": "string"},
                "description": "Actions that are newer than the pack's data.",
            },
            [],
        )
    },
    check=each_statement(_judge, *PolicyType),
)
