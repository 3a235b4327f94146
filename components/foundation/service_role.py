"""A role that a service of AWS takes on to do its work in this account, e.g. to write log events."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.foundation.names import Names
from components.foundation.policy import Statement, assumable_by, document


def create_service_role(
    parent: pulumi.Resource, names: Names, thing: str, service: str, source: str, statements: Sequence[Statement]
) -> aws.iam.Role:
    """The role `alex-<stack>-<thing>` with its whole policy inline.

    Only `service` may take it on, and only for the resource `source` of this account (an ARN, or a pattern of one): so
    nobody can have the service use the role for a resource of his own.
    """
    for_source = {"StringEquals": {"aws:SourceAccount": names.account}, "ArnLike": {"aws:SourceArn": source}}
    role = aws.iam.Role(
        f"{thing}-role",
        name=names.of(thing),
        description=f"{service} takes it on for {names.prefix}",
        assume_role_policy=assumable_by(service, for_source),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    aws.iam.RolePolicy(
        f"{thing}-policy",
        name="grants",
        role=role.name,
        policy=document(statements),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return role
