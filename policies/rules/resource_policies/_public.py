"""Texts and check shared by the rules against public policies."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding
from policies.iam.document import Statement
from policies.iam.exposure import is_public
from policies.iam.statements import listing

WHY = "Anyone, with or without an AWS account, could call the allowed actions."
FIX = "Name the principals, or limit the callers with a condition on e.g. aws:PrincipalArn, with exact values."


def judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if is_public(statement):
        yield Finding(f"allows {listing(statement.actions)} to everyone", f"{statement.path}.Principal")
