"""The account a stack is deployed to. A policy pack is not told; the ARNs of the stack's own resources say it."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Option, Stack
from policies.iam.arns import Arn
from policies.iam.sources import PLACES, Kind, documents

ACCOUNTS = Option(
    {
        "type": "array",
        "items": {"type": "string", "pattern": r"^\d{12}$"},
        "description": "Accounts that count as our own beside the one deployed to",
    },
    [],
)


def home_accounts(stack: Stack, config: Config) -> frozenset[str]:
    """Twelve-digit ids from the ARNs in the stack's policies that carry its name; with those configured."""
    found = stack.memo(("home accounts", config.prefix), lambda: frozenset(_accounts(stack, config.prefix)))
    return found | frozenset(config["accounts"])


def _accounts(stack: Stack, prefix: str) -> Iterator[str]:
    for resource in stack.of_type(*PLACES):
        for document in documents(resource, *Kind):
            for text in (text for statement in document.statements for text in statement.resources):
                arn = Arn.parse(text)
                if arn and arn.has_account and prefix in arn.resource:
                    yield arn.account
