from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, Verdict, unless
from policies.rules._remedies import with_values
from policies.rules.cloudfront._distributions import DISTRIBUTION, uses_own_certificate

_SECURE = frozenset({"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"})
_WIDEST = "TLSv1.2_2021"
"""The secure policy with the widest browser support."""


def check(distribution: Resource, config: Config) -> Findings:
    version = distribution["viewerCertificate"]["minimumProtocolVersion"]
    # With its default certificate, CloudFront ignores the setting and accepts TLS 1.0.
    verdict = uses_own_certificate(distribution) & version.test(lambda name: name in _SECURE)
    yield from unless(verdict, "viewers may use a TLS version before 1.2 or outdated ciphers", version.path)


def remediate(distribution: Resource, config: Config) -> Mapping[str, Any] | None:
    certificate = distribution["viewerCertificate"]
    insecure = certificate["minimumProtocolVersion"].test(lambda name: name in _SECURE) is Verdict.NO
    if not insecure or certificate.absent or uses_own_certificate(distribution) is not Verdict.YES:
        return None
    return {"viewerCertificate": with_values(certificate, {"minimumProtocolVersion": _WIDEST})}


RULE = ResourceRule(
    name="cloudfront-viewer-tls",
    title="Distributions require TLS 1.2 or later from viewers, with current ciphers.",
    why=(
        "SSL 3, TLS 1.0 and TLS 1.1 are broken: an attacker on the network path can force them and decrypt the traffic."
    ),
    fix='Set minimum_protocol_version="TLSv1.2_2021" in viewer_certificate, with a custom certificate.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.15", "AwsSolutions-CFR4"),
    check=check,
    remediate=remediate,
)
