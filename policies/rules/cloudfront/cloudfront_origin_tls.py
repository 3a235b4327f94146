from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.cloudfront._distributions import DISTRIBUTION

_SECURE = frozenset({"TLSv1.2", "TLSv1.3"})


def check(distribution: Resource, config: Config) -> Findings:
    for origin in distribution["origins"].each():
        custom = origin["customOriginConfig"]
        if not custom.absent:
            protocols = custom["originSslProtocols"]
            yield from protocols.must(
                lambda names: names and set(names) <= _SECURE, "the origin connection may use a TLS version before 1.2"
            )


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
)
