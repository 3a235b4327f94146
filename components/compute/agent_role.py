"""IAM execution role of one function, with exactly its grants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.grants import Grant, Scope
from components.foundation.policy import assumable_by, document


@dataclass(frozen=True)
class AgentRole:
    """The role, and its policy, which must exist before the function is created."""

    role: aws.iam.Role
    policy: aws.iam.RolePolicy


def create_agent_role(parent: pulumi.Resource, scope: Scope, grants: Sequence[Grant]) -> AgentRole:
    """The role of `scope.function` with an inline policy."""
    child = pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(
        f"{scope.function}-role",
        name=scope.names.of(scope.function),
        description=f"Execution role of {scope.names.of(scope.function)}",
        assume_role_policy=assumable_by("lambda"),
        opts=child,
    )
    statements = [statement for grant in grants for statement in grant.statements(scope)]
    policy = aws.iam.RolePolicy(
        f"{scope.function}-policy",
        name="grants",
        role=role.name,
        policy=document(statements),
        opts=child,
    )
    return AgentRole(role, policy)
