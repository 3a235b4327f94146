from __future__ import annotations

from dataclasses import replace

from policies.engine import Config, Finding, Findings, Severity, Stack, StackRule
from policies.iam.escalation import escalation_paths
from policies.iam.identities import identities
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import known_statements, unknown_parts


def check(stack: Stack, config: Config) -> Findings:
    for identity in identities(stack):
        for document in identity.documents:
            for finding in unknown_parts(document):
                yield replace(finding, resource=identity.resource)
        statements = (statement for document in identity.documents for statement in known_statements(document))
        for method in escalation_paths(statements):
            yield Finding(
                f"can escalate its privileges with {' + '.join(method.all_actions)}", resource=identity.resource
            )


RULE = StackRule(
    name="iam-no-privilege-escalation",
    title="Identities cannot escalate their own privileges.",
    why="An attacker who takes over such an identity owns the account one call later.",
    fix="Remove one of the actions, or limit it with iam:PassedToService, iam:PermissionsBoundary or iam:PolicyARN.",
    severity=Severity.CRITICAL,
    types=types_with(PolicyType.IDENTITY),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    check=check,
)
