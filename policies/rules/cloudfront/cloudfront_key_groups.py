from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION, behaviors


def check(distribution: Resource, config: Config) -> Findings:
    for behavior in behaviors(distribution):
        signers = behavior["trustedSigners"]
        yield from signers.must(lambda names: not names, "trusted signers use keys of the root user")
    groups = distribution["defaultCacheBehavior"]["trustedKeyGroups"]
    yield from unless(is_set(groups), "unsigned requests are served", groups.path)


RULE = ResourceRule(
    name="cloudfront-key-groups",
    title="Distributions require signed URLs or signed cookies, verified with trusted key groups.",
    why="Unsigned content is public. Keys of trusted signers belong to the root user, who alone can rotate them.",
    fix=(
        "Set trusted_key_groups on the default cache behavior and remove trusted_signers. Waive the rule for a public "
        "site."
    ),
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.17",),
    check=check,
)
