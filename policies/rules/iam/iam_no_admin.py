from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import ANY_ACTION
from policies.iam.arns import covers_everything
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    everything = any(covers_everything(resource) for resource in statement.resources)
    if statement.allows and everything and ANY_ACTION.intersection(statement.actions):
        yield Finding("allows every action on every resource", statement.path)


RULE = ResourceRule(
    name="iam-no-admin",
    title="Policies do not grant full administrative privileges.",
    why="An attacker who takes over one function would own the account.",
    fix="List the required actions, on the ARNs they are required for.",
    severity=Severity.CRITICAL,
    types=types_with(PolicyType.IDENTITY),
    controls=("IAM.1",),
    check=each_statement(_judge, PolicyType.IDENTITY),
)
