from __future__ import annotations

import re

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, decided, unless
from policies.rules.cloudfront._distributions import DISTRIBUTION, is_s3_origin
from policies.rules.s3._buckets import BUCKET

_S3_DOMAIN = re.compile(r"(?P<bucket>.+?)\.s3([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?")


def check(stack: Stack, config: Config) -> Findings:
    names = frozenset(bucket["bucket"].text for bucket in stack.of_type(BUCKET))
    for distribution in stack.of_type(DISTRIBUTION):
        for origin in distribution["origins"].each():
            known = ~is_s3_origin(origin) | _is_ours(stack, distribution, origin["domainName"], names)
            yield from unless(
                known, "the origin bucket is not part of this stack", origin["domainName"].path, resource=distribution
            )


def _is_ours(stack: Stack, distribution: Resource, domain: Node, names: frozenset[str]) -> Verdict:
    if domain.unknown:
        from_bucket = any(source.type == BUCKET for source in stack.sources(distribution, "origins"))
        return Verdict.YES if from_bucket else Verdict.UNDECIDED
    match = _S3_DOMAIN.fullmatch(domain.text)
    return decided(bool(match) and match["bucket"] in names)


RULE = StackRule(
    name="cloudfront-origin-exists",
    title="S3 origins of distributions exist in the same stack.",
    why="Anyone who creates a bucket with the missing name controls the content that users see.",
    fix="Set domain_name to the bucket_regional_domain_name of an aws.s3.Bucket in the stack.",
    severity=Severity.HIGH,
    types=(DISTRIBUTION, BUCKET),
    controls=("CloudFront.12",),
    check=check,
)
