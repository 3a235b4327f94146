from __future__ import annotations

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule

_ROLE = "aws:iam/role:Role"
_CONFLICTS = (
    ("managedPolicyArns", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"),
    ("managedPolicyArns", "aws:iam/policyAttachment:PolicyAttachment", "roles"),
    ("inlinePolicies", "aws:iam/rolePolicy:RolePolicy", "role"),
)
"""What a role lists itself, and what adds to the same list from outside."""


def check(stack: Stack, config: Config) -> Findings:
    for role in stack.of_type(_ROLE):
        for listed, type_, via in _CONFLICTS:
            others = [] if role[listed].absent else stack.referrers(role, type_, via)
            for other in others:
                yield _conflict(role, listed, other)


def _conflict(role: Resource, listed: str, other: Resource) -> Finding:
    return Finding(f"lists its {listed} and gets another from {other.name}", listed, role)


RULE = StackRule(
    name="iam-no-exclusive-conflict",
    title="A role's policies are listed on the role or attached from outside, not both.",
    why="A role's own list is the whole list: each deployment takes away what the other resource added.",
    fix="Use only aws.iam.RolePolicy and attachments, or only the role's own lists.",
    severity=Severity.MEDIUM,
    types=(_ROLE,),
    controls=("AWSGuard iam-role-no-policy-management-conflicts",),
    check=check,
)
