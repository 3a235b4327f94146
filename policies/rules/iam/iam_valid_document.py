from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.iam.policy_locations import PolicyType, documents, types_with
from policies.iam.statements import unknown_parts


def check(resource: Resource, config: Config) -> Findings:
    for document in documents(resource, *PolicyType):
        yield from document.problems
        yield from unknown_parts(document)


RULE = ResourceRule(
    name="iam-valid-document",
    title="Policy documents are valid, and known at preview.",
    why="IAM ignores elements that it does not understand, and rules cannot judge a document that they cannot read.",
    fix="Correct the document. Build it from names and ARNs that are known at preview.",
    severity=Severity.HIGH,
    types=types_with(*PolicyType),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    check=check,
)
