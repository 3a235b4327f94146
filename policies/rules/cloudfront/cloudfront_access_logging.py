from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._shapes import is_set
from policies.rules.cloudfront.distributions import DISTRIBUTION

_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"


def check(stack: Stack, config: Config) -> Findings:
    for distribution in stack.of_type(DISTRIBUTION):
        bucket = distribution["loggingConfig"]["bucket"]
        logged = is_set(bucket) | stack.has_referrer(distribution, _SOURCE, via="resourceArn")
        yield from unless(logged, "requests are not logged", bucket.path, distribution)


RULE = StackRule(
    name="cloudfront-access-logging",
    title="Distributions log the requests they get.",
    why="Most requests never reach the origin: without this log nobody can say who asked for what.",
    fix="Set logging_config with a bucket, or add a LogDeliverySource for the distribution.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION, _SOURCE),
    controls=("CloudFront.5", "AwsSolutions-CFR3"),
    check=check,
)
