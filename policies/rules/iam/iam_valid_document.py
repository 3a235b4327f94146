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
    title="Policy documents are valid, and known at preview.",
    why="IAM ignores elements that it does not understand, and rules cannot judge a document that they cannot read.",
    fix="Correct the document. Build it from names and ARNs that are known at preview.",
    severity=Severity.HIGH,
    types=types_with(*Kind),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    check=check,
)
