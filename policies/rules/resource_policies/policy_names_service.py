from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.conditions import narrowed
from policies.iam.document import Statement
from policies.iam.exposure import CALLER_KEYS
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.principals import PrincipalKind
from policies.iam.statements import each_statement

_SOURCES = ("aws:sourceaccount", "aws:sourcearn")
_CALLERS = tuple(key for key in CALLER_KEYS if key not in _SOURCES)
_TYPES = (PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.KEY)


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    everyone = any(who.kind is PrincipalKind.EVERYONE for who in statement.principals)
    by_source = narrowed(statement.conditions, _SOURCES)
    if statement.allows and everyone and by_source and not narrowed(statement.conditions, _CALLERS):
        yield Finding("every service that acts for the source is allowed", f"{statement.path}.Principal")


RULE = ResourceRule(
    name="policy-names-service",
    title="Policies that limit the source of a request name the AWS service that makes it.",
    why="A service that is not meant can act for the same resource or account, with other data.",
    fix='Set the principal to {"Service": "….amazonaws.com"}, and keep the condition on aws:SourceArn.',
    severity=Severity.MEDIUM,
    types=types_with(*_TYPES),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    check=each_statement(_judge, *_TYPES),
)
