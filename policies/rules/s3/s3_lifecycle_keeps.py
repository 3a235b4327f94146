from __future__ import annotations

from collections.abc import Callable

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity

_TYPES = ("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",)


def check(lifecycle: Resource, config: Config) -> Findings:
    if not config.production:
        return
    days, versions = config["days"], config["version_days"]
    for rule in lifecycle["rules"].each():
        if rule["status"].text == "Disabled":
            continue
        yield from rule["expiration"]["days"].must(_none_or(days), f"objects are deleted after less than {days} days")
        old = rule["noncurrentVersionExpiration"]["noncurrentDays"]
        yield from old.must(_none_or(versions), f"old versions are deleted after less than {versions} days")


def _none_or(least: int) -> Callable[[int | None], bool]:
    return lambda days: days is None or days >= least


RULE = ResourceRule(
    name="s3-lifecycle-keeps",
    title="Lifecycle rules in production keep objects and their old versions for a while.",
    why="A rule that deletes after a day takes logs before they are read, and versions before a mistake is noticed.",
    fix="Set expiration days to 30 or more, and noncurrent_days to 7 or more.",
    severity=Severity.MEDIUM,
    types=_TYPES,
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    options={
        "days": Option({"type": "integer", "minimum": 1, "description": "Fewest days until an object expires."}, 30),
        "version_days": Option(
            {"type": "integer", "minimum": 1, "description": "Fewest days until an old version expires."}, 7
        ),
    },
    check=check,
)
