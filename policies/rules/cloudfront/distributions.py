"""What rules about CloudFront distributions share."""

from __future__ import annotations

from policies.engine import Node, Resource, Verdict

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def behaviors(distribution: Resource) -> tuple[Node, ...]:
    """How requests are handled: the default, then those for some paths."""
    return (distribution["defaultCacheBehavior"], *distribution["orderedCacheBehaviors"].each())


def uses_own_certificate(distribution: Resource) -> Verdict:
    """Not CloudFront's, whose TLS settings nobody can change."""
    certificate = distribution["viewerCertificate"]
    return certificate["cloudfrontDefaultCertificate"].test(lambda default: not default)


def is_s3_origin(origin: Node) -> Verdict:
    """CloudFront takes an origin for a bucket unless it is configured as something else."""
    custom = origin["customOriginConfig"].test(lambda config: config is not None)
    private = origin["vpcOriginConfig"].test(lambda config: config is not None)
    return ~(custom | private)
