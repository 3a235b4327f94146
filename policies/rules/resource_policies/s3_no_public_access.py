from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policies.engine import Config, Finding, Findings, Node, Resource, Severity, Stack, StackRule
from policies.iam.exposure import is_public
from policies.iam.policy_locations import PolicyType, documents
from policies.iam.statements import known_statements, listing, unknown_parts

_ACL = "aws:s3/bucketAcl:BucketAcl"
_WITH_POLICY = ("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy")
_PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
_PUBLIC_GROUPS = ("/AllUsers", "/AuthenticatedUsers")


def check(stack: Stack, config: Config) -> Findings:
    for resource in stack.of_type(*_WITH_POLICY, _ACL):
        for finding in (*_policy(resource), *_acl(resource)):
            yield replace(finding, resource=resource)


def _policy(resource: Resource) -> Iterator[Finding]:
    for document in documents(resource, PolicyType.RESOURCE):
        yield from unknown_parts(document)
        for statement in known_statements(document):
            if is_public(statement):
                yield Finding(f"allows {listing(statement.actions)} to everyone", f"{statement.path}.Principal")


def _acl(resource: Resource) -> Iterator[Finding]:
    yield from resource["acl"].must(lambda acl: acl not in _PUBLIC_ACLS, "the ACL allows public access")
    for grant in (*resource["grants"].each(), *resource["accessControlPolicy"]["grants"].each()):
        for group in (grant["uri"], grant["grantee"]["uri"]):
            yield from _group(group)


def _group(group: Node) -> Iterator[Finding]:
    yield from group.must(_is_private, "a grant allows public access")


def _is_private(uri: Any) -> bool:
    return uri is None or not str(uri).endswith(_PUBLIC_GROUPS)


RULE = StackRule(
    name="s3-no-public-access",
    title="Bucket policies, ACLs and grants do not allow public access.",
    why="Public buckets are found within hours. The public access block prevents this too, until it is removed.",
    fix="Serve public content through CloudFront with origin access control, and name all other principals.",
    severity=Severity.CRITICAL,
    types=(*_WITH_POLICY, _ACL),
    controls=("S3.2", "S3.3"),
    check=check,
)
