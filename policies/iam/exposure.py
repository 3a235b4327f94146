"""Access that a statement grants to the public, to other accounts, or to any customer of an AWS service."""

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
"""Condition keys that identify the caller or its network: AWS's list for non-public policies, plus KMS's key."""
SOURCE_KEYS = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "kms:encryptioncontext:*",
)
"""Condition keys for the resource or account a service acts for. Services that send KMS no source name the resource in
the encryption context."""
CROSS_ACCOUNT_KEYS = ("aws:principalarn", "aws:principalorgid", "aws:sourcevpc", "aws:sourcevpce", "sts:externalid")
"""Condition keys that make access from another account acceptable."""


def is_public(statement: Statement) -> bool:
    """Whether the statement allows everyone, without a condition on the caller."""
    everyone = any(who.kind is PrincipalKind.EVERYONE for who in statement.principals)
    return statement.allows and everyone and not narrowed(statement.conditions, CALLER_KEYS)


def services_without_source(statement: Statement) -> tuple[str, ...]:
    """AWS services that the statement allows without a condition on the source they act for."""
    services = tuple(who.text for who in statement.principals if who.kind is PrincipalKind.SERVICE)
    return services if statement.allows and not narrowed(statement.conditions, SOURCE_KEYS) else ()


def external_principals(principals: Iterable[Principal], own_accounts: frozenset[str]) -> tuple[Principal, ...]:
    """Principals of accounts not in `own_accounts`, or of an unknown account."""
    return tuple(
        who
        for who in principals
        if who.kind is PrincipalKind.UNRECOGNISED
        or (who.kind is PrincipalKind.ACCOUNT and who.account not in own_accounts)
    )


def refuses_plain_http(statement: Statement, action: str) -> bool:
    """Whether the statement denies `action` to everyone without TLS, and has no other condition."""
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
