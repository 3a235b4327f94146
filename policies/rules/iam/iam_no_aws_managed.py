from __future__ import annotations

import re
from typing import Any

from policies.engine import Config, Findings, Node, Option, Resource, ResourceRule, Severity

_AWS_MANAGED = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(?:.*/)?(?P<name>.+)")


def check(resource: Resource, config: Config) -> Findings:
    attached = (resource["policyArn"], *resource["managedPolicyArns"].each())
    for node in attached:
        yield from node.must(lambda arn: _is_ours(arn, config["allowed"]), _message(node))


def _is_ours(arn: Any, allowed: list[str]) -> bool:
    match = _AWS_MANAGED.fullmatch(arn) if isinstance(arn, str) else None
    return match is None or match["name"] in allowed


def _message(node: Node) -> str:
    return f"attaches the AWS managed policy {node.text.rpartition('/')[2]}" if node.known else "attaches a policy"


RULE = ResourceRule(
    name="iam-no-aws-managed",
    title="Roles, users and groups do not use AWS managed policies.",
    why="AWS writes them for every customer, grants them on all resources, and widens them without notice.",
    fix="Replace the attachment with an aws.iam.RolePolicy that lists the required actions and ARNs.",
    severity=Severity.MEDIUM,
    types=(
        "aws:iam/role:Role",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
    ),
    controls=("AwsSolutions-IAM4",),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    options={
        "allowed": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Names of accepted AWS managed policies."}, []
        )
    },
    check=check,
)
