"""Principals of a statement."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from policies.iam.arns import ACCOUNT, Arn
from policies.iam.patterns import has_wildcard

_AWS_OWNED = ("cloudfront", "aws")
"""Account fields in ARNs of principals that AWS operates, e.g. origin access identities."""


class PrincipalKind(Enum):
    EVERYONE = "everyone"
    ACCOUNT = "account"
    """An account, or a principal in it."""
    SERVICE = "service"
    FEDERATED = "federated"
    AWS_OWNED = "owned by AWS"
    UNRECOGNISED = "unrecognised"


class Principal(NamedTuple):
    kind: PrincipalKind
    text: str
    """As written."""
    account: str = ""
    """Twelve digits, only for ACCOUNT."""


def principal(kind: str, text: str) -> Principal:
    """Classify a principal; `kind` is its key in the document: AWS, Service, Federated or CanonicalUser."""
    if kind == "Service":
        return Principal(PrincipalKind.SERVICE, text)
    if kind == "Federated":
        return Principal(PrincipalKind.FEDERATED, text)
    if kind != "AWS":
        return Principal(PrincipalKind.UNRECOGNISED, text)
    if has_wildcard(text):
        return Principal(PrincipalKind.EVERYONE, text)
    arn = Arn.parse(text)
    account = arn.account if arn else text
    if ACCOUNT.fullmatch(account):
        return Principal(PrincipalKind.ACCOUNT, text, account)
    return Principal(PrincipalKind.AWS_OWNED if account in _AWS_OWNED else PrincipalKind.UNRECOGNISED, text)


EVERYONE = Principal(PrincipalKind.EVERYONE, "*")
