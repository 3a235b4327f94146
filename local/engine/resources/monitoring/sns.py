"""SNS topics and their subscribers."""

from __future__ import annotations

from local.engine.creation import Created, Creation, creates

ATTRIBUTES = {"displayName": "DisplayName", "kmsMasterKeyId": "KmsMasterKeyId", "policy": "Policy"}


@creates("aws:sns/topic:Topic")
def topic(new: Creation) -> Created:
    name = new.take("name", new.name)
    values = {attribute: new.take(key) for key, attribute in ATTRIBUTES.items()}
    attributes = {attribute: value for attribute, value in values.items() if value is not None}
    arn = new.call("sns", "create_topic", Name=name, Attributes=attributes, Tags=new.tags())["TopicArn"]
    return arn, {"name": name, "arn": arn, "owner": new.aws.account}


@creates("aws:sns/topicPolicy:TopicPolicy")
def topic_policy(new: Creation) -> Created:
    arn = new.take("arn")
    policy = new.take("policy")
    new.call("sns", "set_topic_attributes", TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return arn, {"owner": new.aws.account}


@creates("aws:sns/topicSubscription:TopicSubscription")
def topic_subscription(new: Creation) -> Created:
    topic, endpoint = new.take("topic"), new.take("endpoint")
    created = new.call("sns", "subscribe", TopicArn=topic, Endpoint=endpoint, ReturnSubscriptionArn=True)
    arn = created["SubscriptionArn"]
    if not arn.startswith("arn:"):
        # The emulator does not return the ARN of one that is not confirmed yet, but lists it.
        listed = new.aws.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        arn = next(each["SubscriptionArn"] for each in listed if each["Endpoint"] == endpoint)
    return arn, {"arn": arn, "ownerId": new.aws.account}
