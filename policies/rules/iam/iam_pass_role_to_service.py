from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import means
from policies.iam.conditions import narrowed
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    passes = any(means(pattern, "iam:PassRole") for pattern in statement.actions)
    if statement.allows and passes and not narrowed(statement.conditions, ("iam:passedtoservice",)):
        yield Finding("allows iam:PassRole to any service", f"{statement.path}.Condition")


RULE = ResourceRule(
    name="iam-pass-role-to-service",
    title="iam:PassRole is limited to a service.",
    why="A role meant for one service could be passed to another, where the caller runs code with it.",
    fix=(
        'Add the condition {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, with the service that '
        "needs the role."
    ),
    severity=Severity.HIGH,
    types=types_with(PolicyType.IDENTITY),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    check=each_statement(_judge, PolicyType.IDENTITY),
)
