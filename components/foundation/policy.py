"""IAM policy documents as values, and the role that an AWS service assumes with one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.foundation.names import Names

Conditions = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Statement:
    """One statement. Only resource policies have a `principal`, e.g. `{"Service": "lambda.amazonaws.com"}`."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ()
    conditions: Conditions = field(default_factory=dict[str, Mapping[str, object]])
    principal: Mapping[str, str] | Literal["*"] | None = None
    effect: Literal["Allow", "Deny"] = "Allow"

    def to_json(self) -> dict[str, Any]:
        statement: dict[str, Any] = {"Sid": self.sid, "Effect": self.effect}
        if self.principal is not None:
            statement["Principal"] = self.principal
        statement["Action"] = list(self.actions)
        if self.resources:
            statement["Resource"] = list(self.resources)
        if self.conditions:
            statement["Condition"] = self.conditions
        return statement


def document(statements: Iterable[Statement]) -> str:
    """The policy as JSON text. Raises ValueError when two statements have the same sid."""
    listed = [statement.to_json() for statement in statements]
    if len({statement["Sid"] for statement in listed}) < len(listed):
        raise ValueError(f"sids of a policy must be unique, these are {[statement['Sid'] for statement in listed]}")
    return json.dumps({"Version": "2012-10-17", "Statement": listed})


def tls_only(actions: tuple[str, ...], *resources: str) -> Statement:
    """Denies these actions on `resources` unless the request uses TLS."""
    return Statement(
        sid="TlsOnly",
        effect="Deny",
        principal="*",
        actions=actions,
        resources=resources,
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def assumable_by(service: str, conditions: Conditions | None = None) -> str:
    """Trust policy of a role assumed by an AWS service. `conditions` may restrict for which resource."""
    principal = {"Service": f"{service}.amazonaws.com"}
    return document([Statement("Assume", ("sts:AssumeRole",), (), conditions or {}, principal)])


def create_service_role(
    parent: pulumi.Resource, names: Names, thing: str, service: str, source: str, statements: Sequence[Statement]
) -> aws.iam.Role:
    """The role `alex-<stack>-<thing>` with an inline policy; without one if there are no statements.

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
    if statements:
        aws.iam.RolePolicy(
            f"{thing}-policy",
            name="grants",
            role=role.name,
            policy=document(statements),
            opts=pulumi.ResourceOptions(parent=parent),
        )
    return role
