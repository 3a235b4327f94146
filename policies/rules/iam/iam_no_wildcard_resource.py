from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import expand
from policies.iam.arns import covers_everything
from policies.iam.document import Statement
from policies.iam.patterns import only_wildcards
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.scoping import scoped_by_condition, scoped_without_arn
from policies.iam.statements import each_statement, listing


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if not statement.allows or not statement.actions:
        return
    wide = [resource for resource in statement.resources or ("*",) if covers_everything(resource)]
    for resource in wide:
        accepted = scoped_without_arn if only_wildcards(resource) else scoped_by_condition
        actions = [action for pattern in statement.actions for action in expand(pattern) if action.takes_arn]
        if found := [action.name for action in actions if not accepted(action, statement)]:
            yield Finding(f"allows {listing(found)} on {resource}", f"{statement.path}.Resource")


RULE = ResourceRule(
    name="iam-no-wildcard-resource",
    title="Actions with resource-level permissions are granted on named resources.",
    why="A permission on all resources reaches other stacks and other applications' data in the account.",
    fix=(
        "Name the ARN. If none can be known in advance, limit the statement with a condition, e.g. on "
        "cloudwatch:namespace."
    ),
    severity=Severity.HIGH,
    types=types_with(PolicyType.IDENTITY),
    controls=("AwsSolutions-IAM5",),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    check=each_statement(_judge, PolicyType.IDENTITY),
)
