"""Accounts of the stack's owner. The pack learns the deployment account from ARNs in the stack's policies."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Option, Stack
from policies.iam.arns import Arn
from policies.iam.policy_locations import LOCATIONS, PolicyType, documents

ACCOUNTS = Option(
    {
        "type": "array",
        "items": {"type": "string", "pattern": r"^\d{12}$"},
        "description": "Trusted accounts, in addition to the account of the deployment.",
    },
    [],
)


def own_accounts(stack: Stack, config: Config) -> frozenset[str]:
    """Twelve-digit ids: from ARNs with the stack's name in its policies, and from the option `accounts`."""
    found = stack.memo(("own accounts", config.prefix), lambda: frozenset(_accounts(stack, config.prefix)))
    return found | frozenset(config["accounts"])


def _accounts(stack: Stack, prefix: str) -> Iterator[str]:
    for resource in stack.of_type(*LOCATIONS):
        for document in documents(resource, *PolicyType):
            for text in (text for statement in document.statements for text in statement.resources):
                arn = Arn.parse(text)
                if arn and arn.has_account and prefix in arn.resource:
                    yield arn.account
