from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule
from policies.iam.conditions import narrowed
from policies.iam.exposure import CROSS_ACCOUNT_KEYS, external_principals
from policies.iam.own_accounts import ACCOUNTS, own_accounts
from policies.iam.policy_locations import PolicyType, documents, types_with
from policies.iam.principals import Principal, principal
from policies.iam.statements import known_statements, listing, unknown_parts

_POLICY_TYPES = (PolicyType.TRUST, PolicyType.RESOURCE, PolicyType.KEY)
_PERMISSIONS = (
    "aws:lambda/permission:Permission",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
)
_ORGANIZATIONS = ("principalOrgId", "organizationId")


def check(stack: Stack, config: Config) -> Findings:
    own = own_accounts(stack, config)
    for resource in stack.of_type(*types_with(*_POLICY_TYPES)):
        for finding in _in_documents(resource, own):
            yield replace(finding, resource=resource)
    for resource in stack.of_type(*_PERMISSIONS):
        for finding in _in_permission(resource, own):
            yield replace(finding, resource=resource)


def _in_documents(resource: Resource, own: frozenset[str]) -> Iterator[Finding]:
    for document in documents(resource, *_POLICY_TYPES):
        yield from unknown_parts(document)
        for statement in known_statements(document):
            if statement.allows and not narrowed(statement.conditions, CROSS_ACCOUNT_KEYS):
                yield from _finding(external_principals(statement.principals, own), f"{statement.path}.Principal", own)


def _in_permission(resource: Resource, own: frozenset[str]) -> Iterator[Finding]:
    who = resource["principal"]
    if who.unknown:
        yield Finding("the principal is unknown", who.path, undecided=True)
    kind = "Service" if who.text.endswith(".amazonaws.com") else "AWS"
    if who.text and all(resource[organization].absent for organization in _ORGANIZATIONS):
        yield from _finding(external_principals([principal(kind, who.text)], own), who.path, own)


def _finding(found: Iterable[Principal], path: str, own: frozenset[str]) -> Iterator[Finding]:
    names = listing(who.text for who in found)
    if names and own:
        yield Finding(f"grants access to {names} of another account without a condition", path)
    elif names:
        yield Finding(f"{names} may belong to another account", path, undecided=True)


RULE = StackRule(
    name="no-cross-account-access",
    title="Policies grant other accounts access only with a condition.",
    why="Control of the other account, or of a principal's name there, becomes control of this stack.",
    fix=(
        "Add sts:ExternalId, aws:PrincipalOrgID or aws:PrincipalArn. List accounts of the same owner in the option "
        "`accounts`."
    ),
    severity=Severity.HIGH,
    types=(*types_with(*_POLICY_TYPES), *_PERMISSIONS),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html",
    options={"accounts": ACCOUNTS},
    check=check,
)
