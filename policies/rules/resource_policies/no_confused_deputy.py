from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, ResourceRule, Severity
from policies.iam.document import Statement
from policies.iam.exposure import unbound_services
from policies.iam.rules import each_statement, listing
from policies.iam.sources import Kind, types_with

_KINDS = (Kind.RESOURCE, Kind.KEY)


def _judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if services := unbound_services(statement):
        yield Finding(f"lets {listing(services)} act for any customer of AWS", f"{statement.path}.Condition")


RULE = ResourceRule(
    name="no-confused-deputy",
    title="A service is let in only when it acts for a resource or an account that is named.",
    why="Anybody can point the same service at this resource and have it act there with the service's rights.",
    fix="Add aws:SourceArn or aws:SourceAccount with exact values (for logs: kms:EncryptionContext:aws:logs:arn).",
    severity=Severity.HIGH,
    types=types_with(*_KINDS),
    check=each_statement(_judge, *_KINDS),
)
