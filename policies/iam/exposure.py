"""Who else a statement lets in: everybody, other accounts, or anybody by way of an AWS service."""

from __future__ import annotations

from collections.abc import Iterable

from policies.iam.conditions import narrowed
from policies.iam.document import Statement
from policies.iam.principals import Principal, PrincipalKind

CALLER_KEYS = (
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
)
"""Conditions that say who calls or from where: AWS's own list of what makes a policy not public, and KMS's key."""
SOURCE_KEYS = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "kms:encryptioncontext:*",
)
"""Conditions that say for whom a service acts. Services that send no source to KMS name the resource in the context."""
GUEST_KEYS = ("aws:principalarn", "aws:principalorgid", "aws:sourcevpc", "aws:sourcevpce", "sts:externalid")
"""Conditions on which another account may be let in."""


def is_public(statement: Statement) -> bool:
    """Allows everybody, and no condition says who."""
    everyone = any(who.kind is PrincipalKind.EVERYONE for who in statement.principals)
    return statement.allows and everyone and not narrowed(statement.conditions, CALLER_KEYS)


def unbound_services(statement: Statement) -> tuple[str, ...]:
    """The AWS services it lets in for whoever asks them to."""
    services = tuple(who.text for who in statement.principals if who.kind is PrincipalKind.SERVICE)
    return services if statement.allows and not narrowed(statement.conditions, SOURCE_KEYS) else ()


def strangers(principals: Iterable[Principal], home: frozenset[str]) -> tuple[Principal, ...]:
    """Principals of accounts other than `home`, or of no account that can be told."""
    return tuple(
        who
        for who in principals
        if who.kind is PrincipalKind.UNRECOGNISED or (who.kind is PrincipalKind.ACCOUNT and who.account not in home)
    )


def refuses_plain_http(statement: Statement, action: str) -> bool:
    """Denies `action` to everybody when the request does not come over TLS, and on no other condition."""
    everyone = any(who.kind is PrincipalKind.EVERYONE for who in statement.principals)
    plain = [
        condition.key == "aws:securetransport"
        and condition.operator.lower() == "bool"
        and condition.values == ("false",)
        for condition in statement.conditions
    ]
    return statement.denies and everyone and plain == [True] and _covers(statement, action)


def _covers(statement: Statement, action: str) -> bool:
    return any(pattern == "*" or pattern.lower() == action.lower() for pattern in statement.actions)
