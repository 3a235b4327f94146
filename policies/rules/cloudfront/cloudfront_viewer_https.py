from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Node, Resource, ResourceRule, Severity, Verdict
from policies.rules._remedies import Mended, with_each, with_values
from policies.rules.cloudfront._distributions import DISTRIBUTION, behaviors

_SECURE = frozenset({"https-only", "redirect-to-https"})


def check(distribution: Resource, config: Config) -> Findings:
    for behavior in behaviors(distribution):
        yield from behavior["viewerProtocolPolicy"].must(_is_secure, "viewers may use plain HTTP")


def remediate(distribution: Resource, config: Config) -> Mapping[str, Any] | None:
    """By a redirect, so that links with http:// still lead to the site."""
    default = _mended(distribution["defaultCacheBehavior"])
    ordered = with_each(distribution["orderedCacheBehaviors"], _mended)
    changes = {"defaultCacheBehavior": default, "orderedCacheBehaviors": ordered}
    return {name: value for name, value in changes.items() if value} or None


def _mended(behavior: Node) -> Mended | None:
    if not behavior.known or behavior["viewerProtocolPolicy"].test(_is_secure) is not Verdict.NO:
        return None
    return with_values(behavior, {"viewerProtocolPolicy": "redirect-to-https"})


def _is_secure(protocol: object) -> bool:
    return protocol in _SECURE


RULE = ResourceRule(
    name="cloudfront-viewer-https",
    title="Distributions require HTTPS from viewers.",
    why="Plain HTTP can be read and changed by anyone on the network path.",
    fix='Set viewer_protocol_policy="redirect-to-https" on every cache behavior.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.3",),
    check=check,
    remediate=remediate,
)
