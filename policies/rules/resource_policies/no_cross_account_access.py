from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule
from policies.iam.conditions import narrowed
from policies.iam.exposure import GUEST_KEYS, strangers
from policies.iam.home import ACCOUNTS, home_accounts
from policies.iam.principals import Principal, principal
from policies.iam.rules import known_statements, listing, unknown_parts
from policies.iam.sources import Kind, documents, types_with

_KINDS = (Kind.TRUST, Kind.RESOURCE, Kind.KEY)
_PERMISSIONS = (
    "aws:lambda/permission:Permission",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
)
_ORGANIZATIONS = ("principalOrgId", "organizationId")


def check(stack: Stack, config: Config) -> Findings:
    home = home_accounts(stack, config)
    for resource in stack.of_type(*types_with(*_KINDS)):
        for finding in _in_documents(resource, home):
            yield Finding(finding.message, finding.path, resource, finding.undecided)
    for resource in stack.of_type(*_PERMISSIONS):
        for finding in _in_permission(resource, home):
            yield Finding(finding.message, finding.path, resource, finding.undecided)


def _in_documents(resource: Resource, home: frozenset[str]) -> Iterator[Finding]:
    for document in documents(resource, *_KINDS):
        yield from unknown_parts(document)
        for statement in known_statements(document):
            if statement.allows and not narrowed(statement.conditions, GUEST_KEYS):
                yield from _finding(strangers(statement.principals, home), f"{statement.path}.Principal", home)


def _in_permission(resource: Resource, home: frozenset[str]) -> Iterator[Finding]:
    who = resource["principal"]
    if who.unknown:
        yield Finding("the principal is unknown", who.path, undecided=True)
    kind = "Service" if who.text.endswith(".amazonaws.com") else "AWS"
    if who.text and all(resource[organization].absent for organization in _ORGANIZATIONS):
        yield from _finding(strangers([principal(kind, who.text)], home), who.path, home)


def _finding(found: Iterable[Principal], path: str, home: frozenset[str]) -> Iterator[Finding]:
    names = listing(who.text for who in found)
    if names and home:
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
    types=(*types_with(*_KINDS), *_PERMISSIONS),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html",
    options={"accounts": ACCOUNTS},
    check=check,
)
