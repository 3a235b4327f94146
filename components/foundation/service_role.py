"""IAM role that an AWS service assumes for its work in this account, e.g. to write log events."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.foundation.names import Names
from components.foundation.policy import Statement, assumable_by, document


def create_service_role(
    parent: pulumi.Resource, names: Names, thing: str, service: str, source: str, statements: Sequence[Statement]
) -> aws.iam.Role:
    """The role `alex-<stack>-<thing>` with an inline policy.

    Only `service` may assume it, and only for `source` in this account (an ARN or ARN pattern). This prevents the
    confused-deputy problem: no one can make the service use the role for another resource.
    """
    for_source = {"StringEquals": {"aws:SourceAccount": names.account}, "ArnLike": {"aws:SourceArn": source}}
    role = aws.iam.Role(
        f"{thing}-role",
        name=names.of(thing),
        description=f"Assumed by {service} for {names.prefix}",
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
