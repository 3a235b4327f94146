"""Properties of AWS resources that contain policy documents."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from policies.engine import Node, Resource
from policies.iam.document import Document, parse


class PolicyType(Enum):
    IDENTITY = "identity"
    """Permissions of the role, user or group that has the policy."""
    TRUST = "trust"
    """Principals that may assume a role."""
    RESOURCE = "resource"
    """Principals and their permissions on the resource that has the policy."""
    KEY = "key"
    """As RESOURCE, for a KMS key. A key allows nothing that its policy does not."""


class Location(NamedTuple):
    type: PolicyType
    steps: tuple[str, ...]
    """Property names; a list along the path means each of its elements."""


LOCATIONS: dict[str, tuple[Location, ...]] = {
    "aws:iam/role:Role": (
        Location(PolicyType.TRUST, ("assumeRolePolicy",)),
        Location(PolicyType.IDENTITY, ("inlinePolicies", "policy")),
    ),
    "aws:iam/rolePolicy:RolePolicy": (Location(PolicyType.IDENTITY, ("policy",)),),
    "aws:iam/policy:Policy": (Location(PolicyType.IDENTITY, ("policy",)),),
    "aws:iam/userPolicy:UserPolicy": (Location(PolicyType.IDENTITY, ("policy",)),),
    "aws:iam/groupPolicy:GroupPolicy": (Location(PolicyType.IDENTITY, ("policy",)),),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (
        Location(PolicyType.IDENTITY, ("inlinePolicy",)),
    ),
    "aws:kms/key:Key": (Location(PolicyType.KEY, ("policy",)),),
    "aws:kms/keyPolicy:KeyPolicy": (Location(PolicyType.KEY, ("policy",)),),
    "aws:s3/bucket:Bucket": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:s3/bucketPolicy:BucketPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:s3control/accessPointPolicy:AccessPointPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:sqs/queue:Queue": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:sqs/queuePolicy:QueuePolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:sns/topic:Topic": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:sns/topicPolicy:TopicPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:secretsmanager/secret:Secret": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:secretsmanager/secretPolicy:SecretPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (Location(PolicyType.RESOURCE, ("policyDocument",)),),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:backup/vaultPolicy:VaultPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:efs/fileSystemPolicy:FileSystemPolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:opensearch/domainPolicy:DomainPolicy": (Location(PolicyType.RESOURCE, ("accessPolicies",)),),
    "aws:glue/resourcePolicy:ResourcePolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": (Location(PolicyType.RESOURCE, ("policy",)),),
}
"""Token to its documents. VPC endpoint policies are left out: they only restrict identity policies."""


def types_with(*types: PolicyType) -> tuple[str, ...]:
    """Tokens of the resource types that have policies of these types."""
    return tuple(token for token, found in LOCATIONS.items() if any(location.type in types for location in found))


def documents(resource: Resource, *types: PolicyType) -> tuple[Document, ...]:
    """The policies of these types in a resource."""
    found = resource.memo("documents", lambda: tuple(_all(resource)))
    return tuple([document for type_, document in found if type_ in types])


def _all(resource: Resource) -> Iterator[tuple[PolicyType, Document]]:
    for location in LOCATIONS.get(resource.type, ()):
        for document in _at(resource, location):
            yield location.type, document


def _at(resource: Resource, location: Location) -> Iterator[Document]:
    first, *rest = location.steps
    nodes: tuple[Node, ...] = (resource[first],)
    for step in rest:
        nodes = tuple(element[step] for node in nodes for element in node.each())
    for node in nodes:
        if not node.absent:
            yield parse(node)
