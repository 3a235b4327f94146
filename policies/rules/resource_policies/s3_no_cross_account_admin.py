from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policies.engine import Config, Finding, Findings, Severity, Stack, StackRule
from policies.iam.actions import means
from policies.iam.document import Document
from policies.iam.exposure import external_principals
from policies.iam.own_accounts import ACCOUNTS, own_accounts
from policies.iam.policy_locations import PolicyType, documents
from policies.iam.principals import PrincipalKind
from policies.iam.statements import known_statements, listing, unknown_parts

_ADMINISTRATION = (
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
)
_TYPES = ("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy")


def check(stack: Stack, config: Config) -> Findings:
    own = own_accounts(stack, config)
    for resource in stack.of_type(*_TYPES):
        for document in documents(resource, PolicyType.RESOURCE):
            for finding in _judge(document, own):
                yield replace(finding, resource=resource)


def _judge(document: Document, own: frozenset[str]) -> Iterator[Finding]:
    yield from unknown_parts(document)
    for statement in known_statements(document):
        found = [action for action in _ADMINISTRATION if any(means(pattern, action) for pattern in statement.actions)]
        everyone = [who for who in statement.principals if who.kind is PrincipalKind.EVERYONE]
        others = (*everyone, *external_principals(statement.principals, own))
        if statement.allows and found and others:
            sure = bool(own or everyone)
            who = listing(stranger.text for stranger in others)
            yield Finding(f"lets {who} call {listing(found)}", f"{statement.path}.Action", undecided=not sure)


RULE = StackRule(
    name="s3-no-cross-account-admin",
    title="Bucket policies do not let other accounts administer the bucket.",
    why="An account that can write the bucket policy can grant itself, or everyone, access to all objects.",
    fix="Grant other accounts at most reading and writing of objects. No condition makes administration safe.",
    severity=Severity.HIGH,
    types=_TYPES,
    controls=("S3.6",),
    options={"accounts": ACCOUNTS},
    check=check,
)
