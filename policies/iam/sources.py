"""Where policy documents stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from policies.engine import Node, Resource
from policies.iam.document import Document, parse


class Kind(Enum):
    IDENTITY = "identity"
    """Says what its holder may do."""
    TRUST = "trust"
    """Says who may take on a role."""
    RESOURCE = "resource"
    """Says who may do what with the resource it is attached to."""
    KEY = "key"
    """As RESOURCE, of a KMS key; nothing is allowed with a key unless its policy says so."""


@dataclass(frozen=True)
class Place:
    kind: Kind
    steps: tuple[str, ...]
    """Property names; a list on the way means all its elements."""


PLACES: dict[str, tuple[Place, ...]] = {
    "aws:iam/role:Role": (
        Place(Kind.TRUST, ("assumeRolePolicy",)),
        Place(Kind.IDENTITY, ("inlinePolicies", "policy")),
    ),
    "aws:iam/rolePolicy:RolePolicy": (Place(Kind.IDENTITY, ("policy",)),),
    "aws:iam/policy:Policy": (Place(Kind.IDENTITY, ("policy",)),),
    "aws:iam/userPolicy:UserPolicy": (Place(Kind.IDENTITY, ("policy",)),),
    "aws:iam/groupPolicy:GroupPolicy": (Place(Kind.IDENTITY, ("policy",)),),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (Place(Kind.IDENTITY, ("inlinePolicy",)),),
    "aws:kms/key:Key": (Place(Kind.KEY, ("policy",)),),
    "aws:kms/keyPolicy:KeyPolicy": (Place(Kind.KEY, ("policy",)),),
    "aws:s3/bucket:Bucket": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:s3/bucketPolicy:BucketPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:s3control/accessPointPolicy:AccessPointPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:sqs/queue:Queue": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:sqs/queuePolicy:QueuePolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:sns/topic:Topic": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:sns/topicPolicy:TopicPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:secretsmanager/secret:Secret": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:secretsmanager/secretPolicy:SecretPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (Place(Kind.RESOURCE, ("policyDocument",)),),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:backup/vaultPolicy:VaultPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:efs/fileSystemPolicy:FileSystemPolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:opensearch/domainPolicy:DomainPolicy": (Place(Kind.RESOURCE, ("accessPolicies",)),),
    "aws:glue/resourcePolicy:ResourcePolicy": (Place(Kind.RESOURCE, ("policy",)),),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": (Place(Kind.RESOURCE, ("policy",)),),
}
"""Endpoint policies are left out: they can only take away from what identity policies give."""


def types_with(*kinds: Kind) -> tuple[str, ...]:
    """Tokens of the types that hold documents of these kinds."""
    return tuple(token for token, places in PLACES.items() if any(place.kind in kinds for place in places))


def documents(resource: Resource, *kinds: Kind) -> tuple[Document, ...]:
    """The documents of these kinds in a resource."""
    places = (place for place in PLACES.get(resource.type, ()) if place.kind in kinds)
    return tuple(document for place in places for document in _at(resource, place))


def _at(resource: Resource, place: Place) -> Iterator[Document]:
    first, *rest = place.steps
    nodes: tuple[Node, ...] = (resource[first],)
    for step in rest:
        nodes = tuple(element[step] for node in nodes for element in node.each())
    for node in nodes:
        if not node.absent:
            yield parse(node)
