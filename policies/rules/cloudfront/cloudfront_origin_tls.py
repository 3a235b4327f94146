from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Node, Resource, ResourceRule, Severity, Verdict
from policies.rules._remedies import Mended, with_each, with_values
from policies.rules.cloudfront._distributions import DISTRIBUTION

_SECURE = frozenset({"TLSv1.2", "TLSv1.3"})


def check(distribution: Resource, config: Config) -> Findings:
    for origin in distribution["origins"].each():
        custom = origin["customOriginConfig"]
        if not custom.absent:
            protocols = custom["originSslProtocols"]
            yield from protocols.must(_is_secure, "the origin connection may use a TLS version before 1.2")


def remediate(distribution: Resource, config: Config) -> Mapping[str, Any] | None:
    origins = with_each(distribution["origins"], _mended)
    return {"origins": origins} if origins else None


def _mended(origin: Node) -> Mended | None:
    custom = origin["customOriginConfig"]
    if not custom.known or custom["originSslProtocols"].test(_is_secure) is not Verdict.NO:
        return None
    secure = with_values(custom, {"originSslProtocols": ["TLSv1.2"]})
    return with_values(origin, {"customOriginConfig": secure})


def _is_secure(names: Any) -> bool:
    return bool(names) and set(names) <= _SECURE


RULE = ResourceRule(
    name="cloudfront-origin-tls",
    title="Distributions connect to custom origins with TLS 1.2 or later.",
    why=(
        "SSL 3, TLS 1.0 and TLS 1.1 are broken: an attacker on the network path can force them and decrypt the traffic."
    ),
    fix='Set origin_ssl_protocols=["TLSv1.2"] in custom_origin_config.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.10", "AwsSolutions-CFR5"),
    check=check,
    remediate=remediate,
)
