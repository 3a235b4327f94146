"""Resource policies, inline on the resource or in a separate resource that refers to it."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine import Resource, Stack, Verdict
from policies.iam.document import Document
from policies.iam.policy_locations import PolicyType, documents


@dataclass(frozen=True)
class AttachedPolicy:
    """The two locations of a resource policy, for one resource type."""

    type: str
    attached_type: str
    """Token of the separate policy resource."""
    via: str
    """Property of the policy resource that refers to the protected resource."""


BUCKET_POLICY = AttachedPolicy("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy", "bucket")
QUEUE_POLICY = AttachedPolicy("aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "queueUrl")
TOPIC_POLICY = AttachedPolicy("aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "arn")


def policies_of(stack: Stack, target: Resource, where: AttachedPolicy) -> tuple[Document, ...]:
    holders = (target, *stack.referrers(target, where.attached_type, where.via))
    return tuple(document for holder in holders for document in documents(holder, PolicyType.RESOURCE))


def may_have_more(stack: Stack, target: Resource, where: AttachedPolicy) -> bool:
    """Whether a separate policy with an unknown target may belong to `target`."""
    return stack.has_referrer(target, where.attached_type, where.via) is Verdict.UNDECIDED
