from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._shapes import is_set
from policies.rules.cloudfront.distributions import DISTRIBUTION, behaviors


def check(distribution: Resource, config: Config) -> Findings:
    for behavior in behaviors(distribution):
        signers = behavior["trustedSigners"]
        yield from signers.must(lambda names: not names, "signatures depend on keys of the root user")
    groups = distribution["defaultCacheBehavior"]["trustedKeyGroups"]
    yield from unless(is_set(groups), "anybody may read what it serves", groups.path)


RULE = ResourceRule(
    name="cloudfront-key-groups",
    title="Distributions serve signed URLs and cookies only, with trusted key groups.",
    why="What is not signed is public; and keys of trusted signers belong to the root user, who alone can rotate them.",
    fix="Set trusted_key_groups; for a site that is meant to be public, argue a waiver.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.17",),
    check=check,
)
