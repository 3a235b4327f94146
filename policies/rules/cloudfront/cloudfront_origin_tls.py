from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.cloudfront.distributions import DISTRIBUTION

_SECURE = frozenset({"TLSv1.2", "TLSv1.3"})


def check(distribution: Resource, config: Config) -> Findings:
    for origin in distribution["origins"].each():
        custom = origin["customOriginConfig"]
        if not custom.absent:
            protocols = custom["originSslProtocols"]
            yield from protocols.must(lambda names: names and set(names) <= _SECURE, "the origin may speak broken TLS")


RULE = ResourceRule(
    name="cloudfront-origin-tls",
    title="Distributions speak TLS 1.2 or newer with their origins.",
    why="SSL 3, TLS 1.0 and TLS 1.1 are broken: who is on the way can force their use and read along.",
    fix='Set origin_ssl_protocols=["TLSv1.2"] in custom_origin_config.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.10", "AwsSolutions-CFR5"),
    check=check,
)
