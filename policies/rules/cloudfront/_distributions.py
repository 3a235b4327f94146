"""Checks that CloudFront rules share."""

from __future__ import annotations

from policies.engine import Node, Resource, Verdict

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def behaviors(distribution: Resource) -> tuple[Node, ...]:
    """The cache behaviors, the default first."""
    return (distribution["defaultCacheBehavior"], *distribution["orderedCacheBehaviors"].each())


def uses_own_certificate(distribution: Resource) -> Verdict:
    """Whether a custom certificate is used. The TLS settings of CloudFront's default certificate are fixed."""
    certificate = distribution["viewerCertificate"]
    return certificate["cloudfrontDefaultCertificate"].test(lambda default: not default)


def is_s3_origin(origin: Node) -> Verdict:
    """CloudFront treats an origin as a bucket unless it has a custom or VPC configuration."""
    custom = origin["customOriginConfig"].test(lambda config: config is not None)
    private = origin["vpcOriginConfig"].test(lambda config: config is not None)
    return ~(custom | private)
