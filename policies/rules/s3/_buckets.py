"""Checks that S3 rules share."""

from __future__ import annotations

from collections.abc import Callable

from policies.engine import Config, Findings, Resource, Stack, Verdict, any_of, unless
from policies.engine.rule import StackCheck
from policies.rules._separate_settings import configured

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
_LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
_LOG_TARGETS = ((LOGGING, "targetBucket"), (BUCKET, "logging"), (_LOAD_BALANCER, "accessLogs"))

Holds = Callable[[Resource], Verdict]


def each_bucket(*, kind: str, holds: Holds, inline: Holds, message: str) -> StackCheck:
    """Build a check: every bucket has a resource of type `kind` for which `holds` is true, or the `inline` setting."""

    def check(stack: Stack, config: Config) -> Findings:
        for bucket in stack.of_type(BUCKET):
            verdict = configured(stack, bucket, kind=kind, holds=holds, via="bucket", inline=inline(bucket))
            yield from unless(verdict, message, resource=bucket)

    return check


def takes_access_logs(stack: Stack, bucket: Resource) -> Verdict:
    """Whether another bucket or a load balancer writes access logs to the bucket."""
    return any_of(_refers(stack, bucket, kind, property_name) for kind, property_name in _LOG_TARGETS)


def _refers(stack: Stack, bucket: Resource, kind: str, property_name: str) -> Verdict:
    if property_name == "targetBucket":
        return stack.has_referrer(bucket, kind, property_name)
    targets, urns = stack.memo((kind, property_name), lambda: _targets(stack, kind, property_name))
    return Verdict.YES if bucket.urn in urns or bucket["bucket"].text in targets else Verdict.NO


def _targets(stack: Stack, kind: str, property_name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names, and URNs of unknown names, of the buckets that the property refers to."""
    key = "targetBucket" if property_name == "logging" else "bucket"
    holders = [resource for resource in stack.of_type(kind) if not resource[property_name].absent]
    names = {resource[property_name][key].text for resource in holders}
    urns = {source.urn for resource in holders for source in stack.sources(resource, property_name)}
    return frozenset(names - {""}), frozenset(urns)
