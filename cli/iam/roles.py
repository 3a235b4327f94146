"""A stack's roles and their grants, as IAM has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from components.foundation.shared_names import PLANNER


@dataclass(frozen=True, order=True)
class Granted:
    """One action on one resource that a statement of a role's policies allows."""

    action: str
    """As written, e.g. `sqs:SendMessage`."""
    resource: str
    """As written: an ARN, or a pattern of ARNs."""
    sid: str = ""
    """Of the statement."""
    condition: str = ""
    """The statement's conditions as JSON, empty if there are none."""


@dataclass(frozen=True)
class Role:
    """A role with all its grants."""

    name: str
    """Physical, e.g. `alex-local-planner`."""
    service: str
    """Trusted service, e.g. `lambda.amazonaws.com`."""
    granted: tuple[Granted, ...]

    @property
    def is_a_functions(self) -> bool:
        return self.service == "lambda.amazonaws.com"


def read_roles(iam: Any, prefix: str) -> tuple[Role, ...]:
    """A stack's roles, sorted.

    Args:
        iam: a boto3 client.
        prefix: of the names of the stack's resources, e.g. `alex-prod-`.

    Raises boto3's errors, and ValueError for a statement that cannot be counted: a Deny, `NotAction` or `NotResource`.
    """
    pages = iam.get_paginator("list_roles").paginate()
    roles = {role["RoleName"]: role for page in pages for role in page["Roles"] if role["RoleName"].startswith(prefix)}
    others = _other_stacks(roles, prefix)
    own = (_role(iam, role) for name, role in roles.items() if not name.startswith(others))
    return tuple(sorted(own, key=lambda role: role.name))


def _other_stacks(roles: Iterable[str], prefix: str) -> tuple[str, ...]:
    """Prefixes of stacks whose names begin with this one's, e.g. `alex-prod-eu-`. Each stack has a planner."""
    planner = f"-{PLANNER}"
    return tuple(role.removesuffix(PLANNER) for role in roles if role.endswith(planner) and role != prefix + PLANNER)


def granted_by(document: Mapping[str, Any]) -> Iterator[Granted]:
    """Each action on each resource of each statement. Raises ValueError as `read_roles` does."""
    for statement in cast("list[dict[str, Any]]", _as_list(document["Statement"])):
        sid = statement.get("Sid", "")
        if statement["Effect"] != "Allow" or not statement.keys() >= {"Action", "Resource"}:
            raise ValueError(
                f"statement {sid or json.dumps(statement)}: expected Effect Allow with Action and Resource"
            )
        condition = _condition(statement.get("Condition"))
        for action in _as_list(statement["Action"]):
            for resource in _as_list(statement["Resource"]):
                yield Granted(action, resource, sid, condition)


def with_key(roles: Sequence[Role], kms: Any, alias: str) -> tuple[Role, ...]:
    """The roles with the grants of a key's policy added; `kms` is a boto3 client. Raises boto3's errors."""
    key = kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"]
    document = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    return tuple(replace(role, granted=tuple(sorted((*role.granted, *_of_key(role, key, document))))) for role in roles)


def _of_key(role: Role, key: str, document: Mapping[str, Any]) -> Iterator[Granted]:
    """Grants of the statements that name the role, which they do in a condition."""
    for statement in document["Statement"]:
        conditions = {kind: dict(keys) for kind, keys in statement.get("Condition", {}).items()}
        principals = _as_list(conditions.get("ArnEquals", {}).pop("aws:PrincipalArn", []))
        if any(arn.endswith(f":role/{role.name}") for arn in principals):
            remaining = {kind: keys for kind, keys in conditions.items() if keys}
            for action in _as_list(statement["Action"]):
                yield Granted(action, key, statement["Sid"], _condition(remaining))


def _condition(conditions: Mapping[str, Any] | None) -> str:
    return json.dumps(conditions, sort_keys=True) if conditions else ""


def _role(iam: Any, role: Mapping[str, Any]) -> Role:
    name = role["RoleName"]
    granted = [grant for document in _documents(iam, name) for grant in granted_by(document)]
    trust = _as_list(role["AssumeRolePolicyDocument"]["Statement"])
    services = [service for statement in trust for service in _as_list(statement["Principal"].get("Service", []))]
    return Role(name, services[0] if services else "", tuple(sorted(granted)))


def _documents(iam: Any, role: str) -> Iterator[Mapping[str, Any]]:
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=role):
        for policy in page["PolicyNames"]:
            yield iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=role):
        for policy in page["AttachedPolicies"]:
            version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
            document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)
            yield document["PolicyVersion"]["Document"]


def _as_list(value: Any) -> Sequence[Any]:
    """A policy document may have a single element in place of a list."""
    return cast("Sequence[Any]", value) if isinstance(value, list) else [value]
