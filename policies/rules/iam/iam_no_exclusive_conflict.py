from __future__ import annotations

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule

_ROLE = "aws:iam/role:Role"
_CONFLICTS = (
    ("managedPolicyArns", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"),
    ("managedPolicyArns", "aws:iam/policyAttachment:PolicyAttachment", "roles"),
    ("inlinePolicies", "aws:iam/rolePolicy:RolePolicy", "role"),
)
"""A list on the role; the resource type that adds to the same list, and its property with the role."""


def check(stack: Stack, config: Config) -> Findings:
    for role in stack.of_type(_ROLE):
        for listed, type_, via in _CONFLICTS:
            others = [] if role[listed].absent else stack.referrers(role, type_, via)
            for other in others:
                yield _conflict(role, listed, other)


def _conflict(role: Resource, listed: str, other: Resource) -> Finding:
    return Finding(f"sets {listed}, but {other.name} attaches another policy", listed, resource=role)


RULE = StackRule(
    name="iam-no-exclusive-conflict",
    title="Policies of a role are either listed on the role or attached to it, not both.",
    why="A list on the role is exhaustive: each deployment removes the policies that other resources attach.",
    fix="Use either aws.iam.RolePolicy and attachments, or inline_policies and managed_policy_arns of the role.",
    severity=Severity.MEDIUM,
    types=(_ROLE,),
    controls=("AWSGuard iam-role-no-policy-management-conflicts",),
    check=check,
)
