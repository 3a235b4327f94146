from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from policies.engine import EVERY_AWS_TYPE, Config, Finding, Findings, Option, Resource, Severity, Stack, StackRule
from policies.iam.own_accounts import ACCOUNTS, own_accounts
from policies.iam.policy_locations import LOCATIONS

_ARN = re.compile(r"arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}):")
_ACCOUNT = re.compile(r"\d{12}")
_ACCOUNT_PROPERTIES = ("sourceAccount", "expectedBucketOwner")
_PUBLISHERS = ("017000801446", "580247275435", "901920570463", "177933569100")
"""AWS's accounts for the layers of Powertools, Lambda Insights, OpenTelemetry, and Parameters and Secrets."""


def check(stack: Stack, config: Config) -> Findings:
    own = own_accounts(stack, config) - {""}
    if not own:
        return  # no ARN in the program tells which account is deployed to
    trusted = own | frozenset(config["publishers"])
    for resource in stack.resources:
        if resource.type.startswith("aws:"):
            for path, account in _accounts(resource):
                if account not in trusted:
                    yield Finding(f"refers to account {account}", path, resource=resource)


def _accounts(resource: Resource) -> Iterator[tuple[str, str]]:
    """Paths and accounts of ARNs, except in policies, which other rules judge."""
    documents = {location.steps[0] for location in LOCATIONS.get(resource.type, ())}
    for name, value in resource.properties.items():
        if name in _ACCOUNT_PROPERTIES and isinstance(value, str) and _ACCOUNT.fullmatch(value):
            yield name, value
        elif name not in documents and _mentions_arn(value):
            for path, text in _texts(value, name):
                for account in _ARN.findall(text):
                    yield path, account


def _mentions_arn(value: Any) -> bool:
    """Most values have none, and walking through a value is slow."""
    return "arn:" in (value if isinstance(value, str) else repr(value))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if "arn:" in value:
            yield path, value
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _texts(item, f"{path}[{index}]")


RULE = StackRule(
    name="references-own-account",
    title="Keys, roles, log groups, topics and functions that resources refer to belong to this account.",
    why="Who owns the key, the log or the topic reads what the resource writes, and can take it away.",
    fix="Refer to resources of the program. List accounts of the same owner in the option `accounts`.",
    severity=Severity.HIGH,
    types=EVERY_AWS_TYPE,
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    options={
        "accounts": ACCOUNTS,
        "publishers": Option(
            {
                "type": "array",
                "items": {"type": "string", "pattern": r"^\d{12}$"},
                "description": "Accounts whose public layers and images are used.",
            },
            list(_PUBLISHERS),
        ),
    },
    check=check,
)
