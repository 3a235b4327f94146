"""IAM policy documents as values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

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
