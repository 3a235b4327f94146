from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, Option, ResourceRule, Severity
from policies.iam.applies import idle_actions, idle_conditions, idle_secrets
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement

_TAKE_ARNS = ("cloudfront:CreateFunction", "logs:DescribeLogGroups")
"""Of these the data lists no resource, and AWS's own examples name one."""


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if not statement.allows:
        return
    for action, why in idle_actions(statement):
        if action not in config["known"]:
            yield Finding(f"grants nothing: {action} {why}", f"{statement.path}.Resource")
    for secret in idle_secrets(statement):
        yield Finding(f"grants nothing: {secret} lacks the suffix that AWS adds", f"{statement.path}.Resource")
    for key, action in idle_conditions(statement):
        yield Finding(f"grants nothing: {action} has no condition key {key}", f"{statement.path}.Condition")


RULE = ResourceRule(
    name="iam-grants-something",
    title="Statements allow actions on resources, and under conditions, that the actions have.",
    why="IAM accepts a grant that never applies: the call is denied at the worst moment, and the cure is too wide.",
    fix=(
        "Name a resource of the action's type, * for an action without any, and -?????? at the end of a secret's ARN. "
        "List actions that the pack's data describes wrongly in the option `known`."
    ),
    severity=Severity.MEDIUM,
    types=types_with(PolicyType.IDENTITY),
    link="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    options={
        "known": Option(
            {
                "type": "array",
                "items": {"type": "string"},
                "description": "Actions that take ARNs, although the data says otherwise.",
            },
            list(_TAKE_ARNS),
        )
    },
    check=each_statement(_judge, PolicyType.IDENTITY),
)
