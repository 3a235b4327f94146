"""ARNs, and the reach of their wildcards."""

from __future__ import annotations

import re
from typing import NamedTuple

from policies.iam.patterns import has_wildcard, literal_prefix, only_wildcards

ACCOUNT = re.compile(r"\d{12}")
_GLOBAL = ("s3", "iam", "cloudfront", "route53", "organizations", "sts")
"""Services whose ARNs have no region."""
_NAME_FIRST = ("s3", "sqs", "sns", "execute-api")
"""Services whose ARNs contain the resource name alone; others put a type before it."""
_SEPARATOR = re.compile("[:/]")
_STREAMS = re.compile(r"^log-group:[^:*?]+:\*$")
"""A log group with its streams, as AWS writes the ARN of a log group."""


class Arn(NamedTuple):
    """`arn:partition:service:region:account:resource`; any part may hold wildcards."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """None if `text` is not an ARN."""
        parts = text.split(":", 5)
        if len(parts) < 6 or parts[0] != "arn":
            return None
        return cls(*parts[1:])

    @property
    def has_account(self) -> bool:
        return ACCOUNT.fullmatch(self.account) is not None


def covers_everything(resource: str) -> bool:
    """`*`, or an ARN with only wildcards as its resource, with or without a type: `…:function:*`, `key/*`."""
    if only_wildcards(resource):
        return True
    arn = Arn.parse(resource)
    if arn is None:
        return False
    name = arn.resource if arn.service in _NAME_FIRST else _SEPARATOR.split(arn.resource, maxsplit=1)[-1]
    return only_wildcards(_SEPARATOR.sub("", arn.resource)) or only_wildcards(_SEPARATOR.sub("", name))


def why_unbounded(resource: str) -> str:
    """Why an ARN matches any partition, service, account or region; empty if it names them all."""
    arn = Arn.parse(resource)
    if arn is None:
        return "not an ARN"
    for name, part in (("partition", arn.partition), ("service", arn.service), ("account", arn.account)):
        if has_wildcard(part):
            return f"wildcard in the {name}"
    if has_wildcard(arn.region) and arn.service not in _GLOBAL:
        return "wildcard in the region"
    return ""


def why_outside_stack(resource: str, prefix: str) -> str:
    """Why a wildcard in the ARN matches resources outside the stack with this prefix; empty if it does not."""
    arn = Arn.parse(resource)
    name = _STREAMS.sub("", arn.resource) if arn else ""
    if has_wildcard(name) and not _within(literal_prefix(name), prefix):
        return f"the wildcard matches names other than {prefix}-…"
    return ""


def _within(literal: str, prefix: str) -> bool:
    """Whether the whole stack name precedes the wildcard: `alex-prod*` would match `alex-production` too."""
    return re.search(rf"(?:^|[:/]){re.escape(prefix)}[-:/]", literal) is not None
