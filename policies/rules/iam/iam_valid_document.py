from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.iam.rules import unknown_parts
from policies.iam.sources import Kind, documents, types_with


def check(resource: Resource, config: Config) -> Findings:
    for document in documents(resource, *Kind):
        yield from document.problems
        yield from unknown_parts(document)


RULE = ResourceRule(
    name="iam-valid-document",
    title="Policy documents are well formed and known before the deployment.",
    why="IAM reads past what it does not understand, and a rule cannot judge what it cannot read.",
    fix="Build the document from names and ARNs that are known at preview.",
    severity=Severity.HIGH,
    types=types_with(*Kind),
    check=check,
)
