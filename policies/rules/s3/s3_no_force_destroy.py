from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.s3._buckets import BUCKET


def check(bucket: Resource, config: Config) -> Findings:
    if config.production:
        yield from bucket["forceDestroy"].must(lambda on: not on, "all objects are deleted with the bucket")


RULE = ResourceRule(
    name="s3-no-force-destroy",
    title="Buckets in production are deleted only when they are empty.",
    why="A renamed bucket is deleted and made again: with force_destroy, all its objects and versions are gone.",
    fix="Leave force_destroy out.",
    severity=Severity.MEDIUM,
    types=(BUCKET,),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
    check=check,
)
