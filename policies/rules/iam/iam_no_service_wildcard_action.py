from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.actions import ANY_ACTION
from policies.iam.document import Statement
from policies.iam.patterns import has_wildcard
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.principals import PrincipalKind
from policies.iam.statements import each_statement

_POLICY_TYPES = (PolicyType.IDENTITY, PolicyType.RESOURCE, PolicyType.KEY)


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if not statement.allows or _delegates_key_to_iam(statement):
        return
    for index, pattern in enumerate(statement.actions):
        if has_wildcard(pattern):
            yield Finding(f"allows {_extent(pattern)}", f"{statement.path}.Action[{index}]")


def _extent(pattern: str) -> str:
    service, _, name = pattern.partition(":")
    if pattern in ANY_ACTION:
        return "every action of every service"
    return f"every action of {service}" if name == "*" else f"{pattern}, which also matches actions that AWS adds later"


def _delegates_key_to_iam(statement: Statement) -> bool:
    """AWS keeps a key manageable with `kms:*` for the account root, which delegates access to IAM policies."""
    roots = all(who.kind is PrincipalKind.ACCOUNT and who.text.endswith(":root") for who in statement.principals)
    return statement.actions == ("kms:*",) and bool(statement.principals) and roots


RULE = ResourceRule(
    name="iam-no-service-wildcard-action",
    title="Policies do not use wildcards in actions.",
    why="A wildcard also grants deletion and administration, and every action that AWS adds later.",
    fix="Replace the wildcard with the actions that the code calls.",
    severity=Severity.HIGH,
    types=types_with(*_POLICY_TYPES),
    controls=("IAM.21", "AwsSolutions-IAM5"),
    check=each_statement(_judge, *_POLICY_TYPES),
)
