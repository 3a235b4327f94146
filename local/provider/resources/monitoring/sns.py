"""SNS topics and their subscribers."""

from __future__ import annotations

import json

from local.engine.creation import Outputs
from local.engine.resources.monitoring.sns import ATTRIBUTES
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.tags import as_list, retag

_TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
overwrites(_TOPIC_POLICY)


@updates("aws:sns/topic:Topic")
def update_topic(change: Change) -> Outputs:
    client = change.aws.client("sns")
    retag(change, lambda tags: client.tag_resource(ResourceArn=change.id, Tags=as_list(tags)))
    for key in ATTRIBUTES.keys() & change.changed:
        value = change.take(key) or ""
        client.set_topic_attributes(TopicArn=change.id, AttributeName=ATTRIBUTES[key], AttributeValue=value)
    return {}


@reads("aws:sns/topic:Topic", _TOPIC_POLICY)
def read_topic(old: Existing) -> Found:
    return old.client("sns").get_topic_attributes(TopicArn=old.id)["Attributes"]


@deletes("aws:sns/topic:Topic")
def delete_topic(old: Existing) -> None:
    old.client("sns").delete_topic(TopicArn=old.id)


@deletes(_TOPIC_POLICY)
def delete_topic_policy(old: Existing) -> None:
    """A topic cannot be without a policy: as AWS's provider, this puts back one for the owner."""
    allowed = {"Effect": "Allow", "Principal": {"AWS": old.aws.account}, "Action": "sns:*", "Resource": old.id}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    old.client("sns").set_topic_attributes(TopicArn=old.id, AttributeName="Policy", AttributeValue=policy)


@updates("aws:sns/topicSubscription:TopicSubscription")
def update_subscription(change: Change) -> Outputs:
    attributes = {"filterPolicy": "FilterPolicy", "rawMessageDelivery": "RawMessageDelivery"}
    client = change.aws.client("sns")
    for key in attributes.keys() & change.changed:
        value = str(change.take(key) or "").lower() if key == "rawMessageDelivery" else change.take(key) or "{}"
        client.set_subscription_attributes(
            SubscriptionArn=change.id, AttributeName=attributes[key], AttributeValue=value
        )
    return {}


@reads("aws:sns/topicSubscription:TopicSubscription")
def read_subscription(old: Existing) -> Found:
    found = old.client("sns").get_subscription_attributes(SubscriptionArn=old.id)["Attributes"]
    return {"endpoint": found.get("Endpoint"), "protocol": found.get("Protocol")}


@deletes("aws:sns/topicSubscription:TopicSubscription")
def delete_subscription(old: Existing) -> None:
    old.client("sns").unsubscribe(SubscriptionArn=old.id)
