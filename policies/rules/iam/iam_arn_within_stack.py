from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import expand
from policies.iam.arns import covers_everything, why_outside_stack, why_unbounded
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.scoping import scoped_by_condition
from policies.iam.statements import each_statement


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if not statement.allows:
        return
    actions = [action for pattern in statement.actions for action in expand(pattern)]
    scoped = bool(actions) and all(scoped_by_condition(action, statement) for action in actions)
    for index, resource in enumerate(statement.resources):
        if covers_everything(resource):
            continue  # iam-no-wildcard-resource judges these
        why = why_unbounded(resource) or ("" if scoped else why_outside_stack(resource, config.prefix))
        if why:
            yield Finding(f"{resource}: {why}", f"{statement.path}.Resource[{index}]")


RULE = ResourceRule(
    name="iam-arn-within-stack",
    title="Wildcards in ARNs match only the resources of this stack.",
    why="A wider wildcard matches resources of other stacks: a test stack could read production's secrets.",
    fix="Put the stack's name before the wildcard, or limit the statement with a condition, e.g. on aws:ResourceTag.",
    severity=Severity.HIGH,
    types=types_with(PolicyType.IDENTITY),
    controls=("AwsSolutions-IAM5",),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    check=each_statement(_judge, PolicyType.IDENTITY),
)
