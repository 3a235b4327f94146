"""Resource policies, inline on the resource or in a separate resource that refers to it."""

from __future__ import annotations

from typing import NamedTuple

from policies.engine import Resource, Stack, Verdict
from policies.iam.document import Document
from policies.iam.policy_locations import PolicyType, documents


class AttachedPolicy(NamedTuple):
    """The two locations of a resource policy, for one resource type."""

    type: str
    attached_type: str
    """Token of the separate policy resource."""
    via: str
    """Property of the policy resource that refers to the protected resource."""


BUCKET_POLICY = AttachedPolicy(
    type="aws:s3/bucket:Bucket", attached_type="aws:s3/bucketPolicy:BucketPolicy", via="bucket"
)
QUEUE_POLICY = AttachedPolicy(
    type="aws:sqs/queue:Queue", attached_type="aws:sqs/queuePolicy:QueuePolicy", via="queueUrl"
)
TOPIC_POLICY = AttachedPolicy(type="aws:sns/topic:Topic", attached_type="aws:sns/topicPolicy:TopicPolicy", via="arn")


def policies_of(stack: Stack, target: Resource, where: AttachedPolicy) -> tuple[Document, ...]:
    holders = (target, *stack.referrers(target, where.attached_type, where.via))
    return tuple(document for holder in holders for document in documents(holder, PolicyType.RESOURCE))


def may_have_more(stack: Stack, target: Resource, where: AttachedPolicy) -> bool:
    """Whether a separate policy with an unknown target may belong to `target`."""
    return stack.has_referrer(target, where.attached_type, where.via) is Verdict.UNDECIDED
