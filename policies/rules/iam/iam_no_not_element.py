from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.rules import each_statement
from policies.iam.sources import Kind, types_with


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
            yield Finding(f"allows by {element}, which is all but what it lists", f"{statement.path}.{element}")


RULE = ResourceRule(
    name="iam-no-not-element",
    title="No Allow is written as an exception, with NotAction, NotResource or NotPrincipal.",
    why="Such a grant covers everything that is not listed, also what AWS or this stack will add later.",
    fix="List what is allowed; keep the Not… elements for Deny statements.",
    severity=Severity.HIGH,
    types=types_with(*Kind),
    check=each_statement(_judge, *Kind),
)
