from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if not statement.allows:
        return
    present = {
        "NotAction": statement.not_actions,
        "NotResource": statement.not_resources,
        "NotPrincipal": statement.excludes_principals,
    }
    for element, given in present.items():
        if given:
            yield Finding(f"allows everything except the entries of {element}", f"{statement.path}.{element}")


RULE = ResourceRule(
    name="iam-no-not-element",
    title="Allow statements do not use NotAction, NotResource or NotPrincipal.",
    why="Such a statement grants everything it does not list, including later additions by AWS and by this stack.",
    fix="List the allowed values. Use the Not… elements in Deny statements only.",
    severity=Severity.HIGH,
    types=types_with(*PolicyType),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    check=each_statement(_judge, *PolicyType),
)
