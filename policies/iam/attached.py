"""The policy of a resource, wherever it stands: on the resource, or in a resource of its own that refers to it."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine import Resource, Stack, Verdict
from policies.iam.document import Document
from policies.iam.sources import Kind, documents


@dataclass(frozen=True)
class PolicyOf:
    """Where the policies of one type of resource stand."""

    type: str
    attached_type: str
    """Token of the resource that holds a policy for another."""
    via: str
    """Its property that refers to the other."""


BUCKET_POLICY = PolicyOf("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy", "bucket")
QUEUE_POLICY = PolicyOf("aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "queueUrl")
TOPIC_POLICY = PolicyOf("aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "arn")


def policies_of(stack: Stack, target: Resource, where: PolicyOf) -> tuple[Document, ...]:
    holders = (target, *stack.referrers(target, where.attached_type, where.via))
    return tuple(document for holder in holders for document in documents(holder, Kind.RESOURCE))


def may_have_more(stack: Stack, target: Resource, where: PolicyOf) -> bool:
    """Some policy refers to nobody knows what, so it may be this one's."""
    return stack.has_referrer(target, where.attached_type, where.via) is Verdict.UNDECIDED
