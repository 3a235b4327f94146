"""SQS queues and their policies, which are attributes of the queue."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.engine.resources.compute.sqs import ATTRIBUTES, attributes
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.tags import retag

_PARTS = {
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "redriveAllowPolicy",
    "aws:sqs/redrivePolicy:RedrivePolicy": "redrivePolicy",
}
overwrites(*_PARTS)


@updates("aws:sqs/queue:Queue")
def update_queue(change: Change) -> Outputs:
    client = change.aws.client("sqs")
    retag(change, lambda tags: client.tag_queue(QueueUrl=change.id, Tags=tags))
    changed = {key: change.take(key) for key in ATTRIBUTES if key in change.changed}
    if changed:
        # SQS removes a policy that is set to an empty text.
        client.set_queue_attributes(QueueUrl=change.id, Attributes=attributes(changed))
    return {}


@reads("aws:sqs/queue:Queue", *_PARTS)
def read_queue(old: Existing) -> Found:
    found = old.client("sqs").get_queue_attributes(QueueUrl=old.id, AttributeNames=["All"])["Attributes"]
    return {key: found[name] for key, name in ATTRIBUTES.items() if name in found}


@deletes("aws:sqs/queue:Queue")
def delete_queue(old: Existing) -> None:
    old.client("sqs").delete_queue(QueueUrl=old.id)


@deletes(*_PARTS)
def delete_part(old: Existing) -> None:
    attribute = ATTRIBUTES[_PARTS[old.type]]
    old.client("sqs").set_queue_attributes(QueueUrl=old.id, Attributes={attribute: ""})
