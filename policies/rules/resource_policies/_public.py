"""What the rules against public policies share."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding
from policies.iam.document import Statement
from policies.iam.exposure import is_public
from policies.iam.rules import listing

WHY = "Anybody with an AWS account, or without one, could use what the statement allows."
FIX = "Name the principals, or say who in a condition, e.g. aws:PrincipalArn or aws:SourceAccount with exact values."


def judge(statement: Statement, config: Config) -> Iterator[Finding]:
    if is_public(statement):
        yield Finding(f"allows {listing(statement.actions)} to everyone", f"{statement.path}.Principal")
